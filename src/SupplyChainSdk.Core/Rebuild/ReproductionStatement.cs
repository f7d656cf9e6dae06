using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Rebuild;

/// <summary>
/// The in-toto statement that a package was built again, and what came out: docs/predicates/reproduction-v1.md. Equal input gives equal bytes; there is no time,
/// path or name of a machine in it.
/// </summary>
public sealed record ReproductionStatement
{
    /// <summary>The type of the predicate.</summary>
    public const string PredicateType = "https://github.com/supplychainsdk/supplychainsdk/blob/main/docs/predicates/reproduction-v1.md";

    private const string Rebuilt = "rebuild";
    private const string Twice = "twice";
    private const string GitPrefix = "git+";
    private const int MostVariations = 100;

    private ReproductionStatement(bool isReproduced, string method, string? repository, string commit, string witness, string sdk) =>
        (IsReproduced, Method, Repository, Commit, CommitSaidBy, Sdk) = (isReproduced, method, repository, commit, witness, sdk);

    /// <summary>Whether the same bytes came out.</summary>
    public bool IsReproduced { get; }

    /// <summary><c>rebuild</c>: the package that is the subject was built again; <c>twice</c>: the subject came out of two builds.</summary>
    public string Method { get; }

    /// <summary>URL of the source; null when none is named.</summary>
    public string? Repository { get; }

    /// <summary>40 or 64 hexadecimal digits.</summary>
    public string Commit { get; }

    /// <summary><c>certificate</c>, <c>statement</c> or <c>workingTree</c>.</summary>
    public string CommitSaidBy { get; }

    /// <summary>What whoever built again found of the signatures of the source; null where nobody looked.</summary>
    public SourceCheck? SourceSignatures { get; private init; }

    /// <summary>Version of the .NET SDK.</summary>
    public string Sdk { get; }

    /// <summary>Whether the package that is the subject was built again: only that explains it.</summary>
    public bool IsRebuild => Method == Rebuilt;

    /// <summary>What differed between the two builds, sorted; empty for a rebuild.</summary>
    public ImmutableArray<string> Varied { get; private init; } = [];

    /// <summary>Of a package that was built again.</summary>
    /// <param name="report">Of which the rebuild was decided.</param>
    /// <returns>UTF-8 JSON; null when nothing was decided, about which there is nothing to state.</returns>
    public static byte[]? Of(VerificationReport report) =>
        report is { Rebuild: { Comparison: { } comparison, Source: { } source } result, Package: { } package }
            ? Write(report.FileName, package, comparison, Rebuilt, source.Repository, source.Commit, source.CommitSaidBy, result.Sdk!, [], result.SourceSignatures)
            : null;

    /// <summary>Of a project that was packed twice.</summary>
    /// <param name="reproduction">Of which something came out.</param>
    /// <returns>UTF-8 JSON; null when nothing was decided, or there is not one package to state it about. Symbols are stated by nobody.</returns>
    public static byte[]? Of(ProjectReproduction reproduction) =>
        reproduction.Packages.Where(p => PackageFileName.Extension(p.FileName) == ".nupkg" && !p.FileName.EndsWith(".symbols.nupkg", StringComparison.OrdinalIgnoreCase)).ToList() is [var one]
            ? Write(one.FileName, one.Package, one.Comparison, Twice, reproduction.Repository, reproduction.Commit!, SourceWitness.WorkingTree, reproduction.Sdk!, reproduction.Variations, null)
            : null;

    /// <summary>Reads the predicate of a statement.</summary>
    /// <exception cref="InvalidDataException">Another predicate type, or what it does not define.</exception>
    public static ReproductionStatement Read(Statement statement)
    {
        if (statement.PredicateType != PredicateType)
            throw new InvalidDataException($"The statement's predicate is {Printable.Quoted(statement.PredicateType)}, expected {PredicateType}.");
        var predicate = statement.Predicate;
        var result = StatementJson.Text(predicate, "result");
        var method = StatementJson.Text(predicate, "method");
        var source = StatementJson.Object(predicate, "source");
        var commit = StatementJson.Text(StatementJson.Object(source, "digest"), "gitCommit");
        var witness = StatementJson.Text(source, "commitSaidBy");
        if (result is not ("reproduced" or "differs") || method is not (Rebuilt or Twice) || witness is not ("certificate" or "statement" or "workingTree"))
            throw new InvalidDataException("The statement has a result, method or commitSaidBy that its predicate type does not define.");
        if (!GitSource.IsObjectId(commit))
            throw new InvalidDataException("The statement names a commit that does not have 40 or 64 hexadecimal digits.");
        // What says of itself that it is the same has to be the same, and nothing different may be listed.
        var rebuilt = StatementJson.Object(StatementJson.Object(predicate, "rebuilt"), "digest");
        ImmutableArray<Digest> second = [Digest.Parse("sha256", StatementJson.Text(rebuilt, "sha256")), Digest.Parse("sha512", StatementJson.Text(rebuilt, "sha512"))];
        if (statement.Subjects is not [{ Digests.Length: 2 } subject] || second.All(subject.Digests.Contains) != (result == "reproduced") || second.Any(subject.Digests.Contains) != (result == "reproduced"))
            throw new InvalidDataException("The statement's result is not what its digests say.");
        if ((StatementJson.Objects(predicate, "differences").Length == 0) != (result == "reproduced"))
            throw new InvalidDataException("The statement's result is not what its differences say.");
        return new ReproductionStatement(result == "reproduced", method, Url(source), commit, witness, StatementJson.Text(StatementJson.Object(predicate, "environment"), "dotnetSdk"))
        {
            Varied = Names(StatementJson.Objects(predicate, "variations"), method),
            SourceSignatures = SourceSignatureJson.Read(source),
        };
    }

    private static string? Url(JsonElement source) => StatementJson.OptionalText(source, "uri") switch
    {
        null => null,
        { Length: > 4 } uri when uri.StartsWith(GitPrefix, StringComparison.Ordinal) => uri[GitPrefix.Length..],
        _ => throw new InvalidDataException($"The statement names a source whose uri does not begin with {GitPrefix}."),
    };

    private static ImmutableArray<string> Names(JsonElement[] variations, string method) => variations.Length > (method == Twice ? MostVariations : 0)
        ? throw new InvalidDataException("The statement has more variations than its method can have.")
        : [.. variations.Select(v => StatementJson.Text(v, "name"))];

    private static byte[] Write(string fileName, PackageId package, PackageComparison comparison, string method, string? repository, string commit, SourceWitness witness,
        string sdk, ImmutableArray<Variation> variations, SourceCheck? signatures) => StatementWriter.Write(fileName, package.Purl, [comparison.First.Sha256, comparison.First.Sha512], PredicateType, json =>
    {
        json.WriteString("result", comparison.IsSame ? "reproduced" : "differs");
        json.WriteString("method", method);
        json.WriteStartObject("source");
        if (repository is not null)
            json.WriteString("uri", GitPrefix + repository);
        json.WriteStartObject("digest");
        json.WriteString("gitCommit", commit);
        json.WriteEndObject();
        json.WriteString("commitSaidBy", LogSafeJson.Name(witness));
        if (signatures is not null)
            SourceSignatureJson.Write(json, signatures);
        json.WriteEndObject();
        json.WriteStartObject("rebuilt");
        json.WriteDigests("digest", comparison.Second.Sha256, comparison.Second.Sha512);
        json.WriteEndObject();
        json.WriteStartObject("environment");
        json.WriteString("dotnetSdk", sdk);
        json.WriteString("os", System.Runtime.InteropServices.RuntimeInformation.OSDescription);
        json.WriteString("runtimeIdentifier", System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier);
        json.WriteString("supplyChainSdk", Product.Version);
        json.WriteEndObject();
        PackageComparisonJson.WriteVariations(json, variations);
        // What differs inside an entry may hold what its build took in, such as a path of this machine.
        PackageComparisonJson.WriteDifferences(json, comparison, withDetails: false);
    });
}
