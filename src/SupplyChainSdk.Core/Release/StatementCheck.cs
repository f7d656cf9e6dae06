using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Release;

/// <summary>
/// Whether a statement that somebody wrote is about a file that somebody made, before a key is put under it. Stricter than a verification: what
/// cannot be compared is not signed.
/// </summary>
internal static class StatementCheck
{
    private const int MaxShown = 120;

    /// <summary>Compares.</summary>
    /// <param name="json">The statement, as it is.</param>
    /// <param name="target">The file.</param>
    /// <param name="commit">The commit that it has to name; null for any.</param>
    /// <param name="certified">What the certificate says; null for a key.</param>
    /// <param name="difference">What differs, without the name of either; null when nothing does.</param>
    /// <returns>What the statement says.</returns>
    /// <exception cref="InvalidDataException">It is no statement, or one that contradicts itself.</exception>
    public static CheckedStatement Compare(byte[] json, AttestTarget target, string? commit, CertifiedIdentity? certified, out string? difference)
    {
        var statement = Statement.Parse(json);
        var claims = statement.PredicateType == Provenance.PredicateType ? ProvenanceClaims.Read(statement) : null;
        var found = StatementKind.Of(statement.PredicateType)?.Read(statement);
        difference = Subject(statement, json, target, isFound: found is not null)
            ?? (found is not null ? Found(statement.Subjects[0], found, target.Package)
            : target.Package is { } package ? Package(statement.Subjects[0], statement.PredicateType, claims, package, certified) : Other(claims))
            ?? (commit is null ? null : found is not null ? Commit(found, commit) : Commit(claims, commit))
            ?? (certified is null || claims is null ? null : Certified(claims, certified));
        return new CheckedStatement(statement, claims, claims?.Commit ?? found?.Commit);
    }

    private static string? Subject(Statement statement, byte[] json, AttestTarget target, bool isFound)
    {
        if (statement.Subjects is not [var subject])
            return $"it has {statement.Subjects.Length} subjects, and one file is attested";
        // A digest by another algorithm could be that of any file, and some verifiers are content with one that matches.
        var digests = StatementJson.Object(StatementJson.Objects(StatementJson.Parse(json), "subject")[0], "digest");
        foreach (var digest in digests.EnumerateObject())
        {
            if (target.Digests.FirstOrDefault(d => d.Algorithm == digest.Name) is not { } found)
                return $"its subject has a digest by {Printable.Quoted(digest.Name)}, which cannot be compared";
            if (digest.Value.GetString() != found.Hex)
                return $"its {found.Algorithm} is {Printable.Short(digest.Value.GetString()!)}, and the file's is {Printable.Short(found.Hex)}";
        }
        // A digest names no file; another subject may be called by a path or, as a container image, by its repository.
        // In a packages folder the same file is called in lower case.
        return target.Path is null || subject.Name == target.Name || (isFound && string.Equals(subject.Name, target.Name, StringComparison.OrdinalIgnoreCase)) || (target.Package is null && (subject.Name.Length == 0 || subject.Name.EndsWith($"/{target.Name}", StringComparison.Ordinal)))
            ? null
            : $"its subject is called {Printable.Quoted(subject.Name)}";
    }

    private static string? Package(Subject subject, string predicateType, ProvenanceClaims? claims, OpenPackage package, CertifiedIdentity? certified)
    {
        if (claims is null)
            return $"its predicate is {Printable.Quoted(predicateType)}, and a package is attested by its provenance ({Provenance.PredicateType})";
        if (subject.Uri is not { } uri || (claims.IsOwnBuildType ? uri : uri.Split('?', '#')[0]) != package.Id.Purl)
            return $"its subject is {(subject.Uri is null ? "no package" : Printable.Quoted(subject.Uri))}, and the nuspec says {package.Id.Purl}";
        if (claims.Version is { } version && version != package.Id.Version)
            return $"it is about version {Printable.Bounded(version, MaxShown)}, and the nuspec says {package.Id.Version}";
        // Of a key nothing follows about a hosted builder (docs/builders/local.md).
        if (certified is null && claims.IsOwnBuildType && claims.BuilderId != Provenance.LocalBuilder)
            return $"it names the builder {Printable.Quoted(claims.BuilderId)}, for which a key cannot vouch";
        return package.Nuspec.Repository?.Commit is { Length: > 0 } packed && claims.Commit is { } built && !IsSame(packed, built)
            ? $"it was built from commit {built}, and the nuspec says {Printable.Bounded(packed, MaxShown)}"
            : null;
    }

    // About a package that is here and says the same of itself; who built it, and from which commit its own provenance says it was built, is another question.
    private static string? Found(Subject subject, FoundOut found, OpenPackage? package) => package is null ? "it is about a package, with which it has to be compared: name the package"
        : !IsPurlOf(subject.Uri, package.Id) ? $"its subject is {(subject.Uri is { } uri ? Printable.Quoted(uri) : "no package")}, and the nuspec says {package.Id.Purl}"
        : found.Resource is { } resource && !IsPurlOf(resource, package.Id) ? $"it is about {Printable.Quoted(resource)}, and the nuspec says {package.Id.Purl}" : null;

    // As a lock file may spell it; ids are compared without case.
    private static bool IsPurlOf(string? text, PackageId package) => string.Equals(text, package.Purl, StringComparison.OrdinalIgnoreCase);

    private static string? Commit(FoundOut found, string expected) => found.Commit is null ? $"it names no commit, and {Printable.Bounded(expected, MaxShown)} was expected"
        : IsSame(found.Commit, expected) ? null : $"it was built from commit {found.Commit}, and {Printable.Bounded(expected, MaxShown)} was expected";

    // As a verifier will, and stricter: the certificate names a commit, so what names none, or has more in it than that, is not what it is of.
    private static string? Certified(ProvenanceClaims claims, CertifiedIdentity certified) =>
        claims.IsOwnBuildType && claims.IsDirty == true ? $"it was built with changes that are not in commit {claims.Commit}, and an identity signs no such build"
        : claims.IsOwnBuildType && claims.Commit is null && certified.SourceDigest is { } digest ? $"it names no commit, and the certificate says {Printable.Quoted(digest)}"
        : CertificateContradiction.Find(claims, certified);

    private static string? Other(ProvenanceClaims? claims) => claims is { IsOwnBuildType: true }
        ? "it is the statement of a package, with which it has to be compared: name the package"
        : null;

    private static string? Commit(ProvenanceClaims? claims, string expected) => claims switch
    {
        { Commit: { } built } when !IsSame(built, expected) => $"it was built from commit {built}, and {Printable.Bounded(expected, MaxShown)} was expected",
        { Commit: not null, IsDirty: true } => $"it was built with changes that are not in commit {claims.Commit}, which was expected",
        { Commit: not null } => null,
        _ => $"it names no commit, and {Printable.Bounded(expected, MaxShown)} was expected",
    };

    private static bool IsSame(string commit, string other) => string.Equals(commit, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A statement that is about the file that is attested.</summary>
/// <param name="Statement">One subject.</param>
/// <param name="Claims">Null when its predicate is no SLSA provenance.</param>
/// <param name="Commit">That it names; null for none.</param>
internal sealed record CheckedStatement(Statement Statement, ProvenanceClaims? Claims, string? Commit);
