using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Attestation;

/// <summary>What a statement says of its subject besides the digests: name, uri, version, commit. The digests decide; what is said beside them must not contradict the package.</summary>
internal static class AttestedSubject
{
    private const string PurlStart = "pkg:";

    /// <summary>Whether a subject is called as the package is. That decides nothing, it only tells a mix-up of bundles from a package that was changed; what has no name may be meant for this one.</summary>
    public static bool IsMeant(Subject subject, OpenPackage package) =>
        subject.Name.Length == 0 || IsPurlOf(subject.Name, package.Id) || string.Equals(subject.Name, package.FileName, StringComparison.OrdinalIgnoreCase)
        || (PackageFileName.IsOf(subject.Name, package.Id, package.Nuspec.Version) && PackageFileName.Extension(subject.Name) == PackageFileName.Extension(package.FileName));

    /// <summary>What contradicts the package, as a sentence about the statement; null when nothing does.</summary>
    /// <param name="subject">Whose digests are those of the package.</param>
    /// <param name="claims">Null for a statement that is no provenance.</param>
    /// <param name="package">The package.</param>
    /// <param name="isKey">Whether a key signed.</param>
    public static string? Contradiction(Subject subject, ProvenanceClaims? claims, OpenPackage package, bool isKey)
    {
        var own = claims?.IsOwnBuildType == true;
        // Of a key nothing follows about a hosted builder, so ours names the local one (docs/builders/local.md).
        if (isKey && own && claims!.BuilderId != Provenance.LocalBuilder)
            return $"it names the builder {Printable.Quoted(claims.BuilderId)}, for which a key cannot vouch.";
        if (subject.Uri is { } uri && !IsAbout(uri, package.Id, own))
            return $"it is about {Printable.Bounded(uri, 120)}, and the nuspec says {package.Id}.";
        if (claims?.Version is { } version && version != package.Id.Version)
            return $"it is about version {Printable.Bounded(version, 120)}, and the nuspec says {package.Id}.";
        if (!IsNamed(subject, own, package))
            return $"it is about {(subject.Name.Length > 0 ? Printable.Quoted(subject.Name) : "something without a name")}, and this is the {PackageFileName.Extension(package.FileName)} of {package.Id}.";
        // Of another tool's build it is not known that the commit that started it is the one that was built.
        return own && package.Nuspec.Repository?.Commit is { Length: > 0 } commit && claims!.Commit is { } built && !string.Equals(commit, built, StringComparison.OrdinalIgnoreCase)
            ? $"it was built from commit {built}, and the nuspec says {Printable.Bounded(commit, 120)}."
            : null;
    }

    // A package and its symbol package have one id, one version and one purl: only the name tells them apart. Somebody else's statement may go without
    // a name where it has the purl, or have the purl for a name, as npm's do.
    private static bool IsNamed(Subject subject, bool own, OpenPackage package)
    {
        if (!own && subject.Name.StartsWith(PurlStart, StringComparison.OrdinalIgnoreCase))
            return IsPurlOf(subject.Name, package.Id) && PackageFileName.Extension(package.FileName) == ".nupkg";
        var name = subject.Name.Split('/')[^1];
        if (name.Length == 0)
            return !own && subject.Uri?.StartsWith("pkg:nuget/", StringComparison.OrdinalIgnoreCase) == true && PackageFileName.Extension(package.FileName) == ".nupkg";
        return PackageFileName.Extension(name) == PackageFileName.Extension(package.FileName) && PackageFileName.IsOf(name, package.Id, package.Nuspec.Version);
    }

    // Other build types may name the file by another kind of uri, and spell a purl without case; ours does neither.
    private static bool IsAbout(string uri, PackageId package, bool own) =>
        own ? uri == package.Purl
        : !uri.StartsWith(PurlStart, StringComparison.OrdinalIgnoreCase) || IsPurlOf(uri, package);

    private static bool IsPurlOf(string text, PackageId package) => string.Equals(text.Split('?', '#')[0], package.Purl, StringComparison.OrdinalIgnoreCase);
}
