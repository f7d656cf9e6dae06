using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Attestation;

/// <summary>
/// What a signed SLSA provenance predicate claims, v1 or v0.2, for a report. A claim is the signer's word: nothing in here was checked, except where
/// <see cref="PackageVerification"/> compares it with the package.
/// </summary>
/// <param name="BuildType">The URI that says what the parameters mean.</param>
/// <param name="BuilderId">The builder's URI.</param>
/// <param name="Version">The version that was packed; null for a foreign build type.</param>
/// <param name="DotnetSdk">Version of the .NET SDK; null for a foreign build type.</param>
/// <param name="RepositoryUrl">The remote of the source; null when the statement names none.</param>
/// <param name="Commit">The commit, 40 or 64 hexadecimal digits; null when the statement names none.</param>
/// <param name="IsDirty">Whether the tree differed from the commit; null when the statement does not say.</param>
/// <param name="Gates">What each gate is said to have found, sorted by name; no name twice.</param>
/// <param name="Sboms">The SBOMs with their digests, sorted by name; no name twice.</param>
/// <param name="Dependencies">How many packages are said to have been consumed.</param>
public sealed record ProvenanceClaims(
    string BuildType, string BuilderId, string? Version, string? DotnetSdk, string? RepositoryUrl, string? Commit, bool? IsDirty,
    ImmutableArray<ClaimedGate> Gates, ImmutableArray<Byproduct> Sboms, int Dependencies)
{
    private const string SourceName = "source";
    private const string GitPrefix = "git+";

    private static readonly ImmutableArray<string> ExternalParameters = ["configuration", "project", "targetFrameworks", "version"];

    /// <summary>Whether the build type is ours, so that parameters and byproducts have the meaning that docs/buildtypes gives them.</summary>
    public bool IsOwnBuildType => BuildType == Provenance.BuildType;

    /// <summary>The type of the predicate: <see cref="Provenance.PredicateType"/>, or an older one that others write.</summary>
    public string PredicateType { get; internal init; } = Provenance.PredicateType;

    /// <summary>The git repositories that a foreign build type names among what it consumed; of ours <see cref="RepositoryUrl"/> and <see cref="Commit"/> say it.</summary>
    public ImmutableArray<ClaimedGitSource> GitSources { get; internal init; } = [];

    /// <summary>What the build says of who built the packages that it consumed; null for a foreign build type.</summary>
    public ClaimedOutcomes? Outcomes { get; internal init; }

    /// <summary>What the caller of the build chose; null for a foreign build type.</summary>
    public BuildParameters? Parameters { get; private init; }

    /// <summary>The operating system that built, as the statement calls it; null for a foreign build type.</summary>
    public string? OperatingSystem { get; private init; }

    /// <summary>What the build says of the signatures of its tag and commit; null for a foreign build type, and where the statement does not say.</summary>
    public SourceCheck? SourceSignatures { get; private init; }

    /// <summary>What a build type of GitHub says of the workflow; null for every other one.</summary>
    internal ClaimedWorkflow? Workflow { get; init; }

    /// <summary>Whether a predicate is provenance of a version that is read here.</summary>
    public static bool IsRead(string predicateType) => predicateType is Provenance.PredicateType or OldProvenance.PredicateType;

    /// <summary>Reads the predicate of a statement whose signature was verified.</summary>
    /// <exception cref="InvalidDataException">
    /// Another predicate type; a required field is missing or of another type; or, for our own build type, something that it does not define.
    /// </exception>
    public static ProvenanceClaims Read(Statement statement)
    {
        if (statement.PredicateType == OldProvenance.PredicateType)
            return OldProvenance.Read(statement.Predicate);
        if (statement.PredicateType != Provenance.PredicateType)
            throw new InvalidDataException($"The statement's predicate is {Printable.Quoted(statement.PredicateType)}, expected {Provenance.PredicateType}.");
        var definition = StatementJson.Object(statement.Predicate, "buildDefinition");
        var details = StatementJson.Object(statement.Predicate, "runDetails");
        var buildType = StatementJson.Text(definition, "buildType");
        var builder = StatementJson.Text(StatementJson.Object(details, "builder"), "id");
        var external = StatementJson.Object(definition, "externalParameters");
        if (buildType != Provenance.BuildType)
        {
            var (sources, workflow) = (ClaimedGitSource.Read(definition, "resolvedDependencies"), ClaimedWorkflow.Read(buildType, definition, external, details));
            var built = ClaimedGitSource.OfWorkflow(sources, workflow);
            return new ProvenanceClaims(buildType, builder, null, null, built?.Repository, built?.Commit, null, [], [], 0) { GitSources = sources, Workflow = workflow };
        }

        if (statement.IsOld)
            throw new InvalidDataException($"The statement is of version 0.1, and its build type has {Statement.Type}.");
        if (statement.Subjects is not [{ Uri: not null }])
            throw new InvalidDataException("The statement does not have one subject with a uri, as its build type has.");
        var parameters = ReadParameters(external);
        var environment = StatementJson.Object(definition, "internalParameters");
        var dependencies = StatementJson.Objects(definition, "resolvedDependencies");
        var source = OnlySource(dependencies);
        var outcomes = ClaimedOutcomes.Read(dependencies);
        var byproducts = StatementJson.Objects(details, "byproducts");
        return new ProvenanceClaims(
            buildType, builder, parameters.Version, StatementJson.Text(environment, "dotnetSdk"),
            source is { } at ? Repository(at) : null,
            source is { } commit ? Commitish(StatementJson.Text(StatementJson.Object(commit, "digest"), "gitCommit")) : null,
            source is { } tree ? StatementJson.Flag(StatementJson.Object(tree, "annotations"), "dirty") : null,
            Named(ReadGates(byproducts), g => g.Name), Named(ReadOthers(byproducts), b => b.Name), outcomes.Packages)
        {
            Outcomes = outcomes,
            Parameters = parameters,
            SourceSignatures = source is { } signed ? SourceSignatureJson.Read(StatementJson.Object(signed, "annotations")) : null,
            OperatingSystem = StatementJson.OptionalText(environment, "os"),
        };
    }

    // SLSA, "verifying artifacts": a parameter that the verifier does not know could change what was built.
    private static BuildParameters ReadParameters(JsonElement external)
    {
        foreach (var parameter in external.EnumerateObject())
        {
            if (!ExternalParameters.Contains(parameter.Name))
                throw new InvalidDataException($"The statement has an external parameter {Printable.Quoted(parameter.Name)} that its build type does not define.");
        }
        var (project, configuration) = (StatementJson.Text(external, "project"), StatementJson.Text(external, "configuration"));
        return new BuildParameters(project, configuration, StatementJson.Texts(external, "targetFrameworks"), StatementJson.Text(external, "version"));
    }

    // Loops here and below: generic code over a struct of the framework, as JsonElement is, would be compiled anew in every run.
    private static JsonElement? OnlySource(JsonElement[] dependencies)
    {
        JsonElement? source = null;
        var count = 0;
        foreach (var dependency in dependencies)
        {
            if (StatementJson.OptionalText(dependency, "name") != SourceName)
                continue;
            source = dependency;
            count++;
        }
        return count <= 1 ? source : throw new InvalidDataException($"The statement names {count} sources.");
    }

    private static List<ClaimedGate> ReadGates(JsonElement[] byproducts)
    {
        var gates = new List<ClaimedGate>();
        foreach (var byproduct in byproducts)
        {
            if (IsGate(byproduct))
                gates.Add(ClaimedGate.Read(byproduct));
        }
        return gates;
    }

    private static List<Byproduct> ReadOthers(JsonElement[] byproducts)
    {
        var others = new List<Byproduct>();
        foreach (var byproduct in byproducts)
        {
            if (!IsGate(byproduct))
                others.Add(ReadByproduct(byproduct));
        }
        return others;
    }

    private static string? Repository(JsonElement source) => StatementJson.OptionalText(source, "uri") switch
    {
        null => null,
        { Length: > 4 } uri when uri.StartsWith(GitPrefix, StringComparison.Ordinal) => uri[GitPrefix.Length..],
        _ => throw new InvalidDataException($"The statement names a source whose uri does not begin with {GitPrefix}."),
    };

    private static string Commitish(string text) => text.Length is 40 or 64 && !text.AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF")
        ? text : throw new InvalidDataException("The statement names a commit that does not have 40 or 64 hexadecimal digits.");

    private static bool IsGate(JsonElement byproduct) => StatementJson.Text(byproduct, "name").StartsWith(ClaimedGate.Prefix, StringComparison.Ordinal);

    private static Byproduct ReadByproduct(JsonElement byproduct) => new(
        StatementJson.Text(byproduct, "name"), StatementJson.Text(byproduct, "mediaType"),
        Digest.Parse("sha256", StatementJson.Text(StatementJson.Object(byproduct, "digest"), "sha256")),
        StatementJson.Flag(StatementJson.Object(byproduct, "annotations"), "inPackage"));

    // Of two that have one name, a reader would see only one.
    private static ImmutableArray<T> Named<T>(List<T> items, Func<T, string> name)
        where T : class
    {
        items.Sort((one, other) => string.CompareOrdinal(name(one), name(other)));
        for (var i = 1; i < items.Count; i++)
        {
            if (name(items[i - 1]) == name(items[i]))
                throw new InvalidDataException("The statement has two byproducts of one name.");
        }
        return [.. items];
    }
}
