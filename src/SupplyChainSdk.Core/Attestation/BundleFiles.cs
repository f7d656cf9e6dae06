using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Attestation;

/// <summary>The names of files with attestations of a package, where they may lie beside it or in a store: docs/verify.md. Whether they are about it, their content says.</summary>
internal static class BundleFiles
{
    /// <summary>What one bundle adds to the package's name, and several, a line each.</summary>
    public const string Suffix = ".sigstore.json";
    public const string LinesSuffix = ".sigstore.jsonl";

    /// <summary>What a statement that the package was built again adds to it, beside the package only.</summary>
    public const string ReproductionSuffix = ".reproduction.sigstore.json";

    /// <summary>What one bundle with a summary of a verification adds, where its verifier puts it beside the package.</summary>
    public const string SummarySuffix = ".vsa.sigstore.json";

    /// <summary>What GitHub's attest action writes, of all files that it attested: others have lines of their own there.</summary>
    public const string Shared = "attestation.json";

    /// <summary>How many such files are read beside an installed package, far more than anybody needs.</summary>
    public const int MostBesideInstalled = 16;

    /// <summary>By the name of the package's file.</summary>
    public static ImmutableArray<string> OfName(string fileName) => [fileName + Suffix, fileName + LinesSuffix, fileName + SummarySuffix];

    /// <summary>By its digests, as <c>gh attestation download</c> names what it writes: with a dash where the system has no colon in names.</summary>
    public static IEnumerable<string> OfDigests(PackageLayers layers)
    {
        foreach (var digest in DigestsOf(layers))
        {
            if (!OperatingSystem.IsWindows())
                yield return $"{digest}.jsonl";
            yield return $"{digest.Algorithm}-{digest.Hex}.jsonl";
        }
    }

    /// <summary>The same for an address: there every system has colons, and every name is asked for, so only one.</summary>
    public static IEnumerable<string> OfDigestsOnWeb(PackageLayers layers) => DigestsOf(layers).Where(d => d.Algorithm == "sha256").Select(d => $"{d}.jsonl");

    /// <summary>Whether a file of a packages folder may be one of a package, or be named by a digest of which it is not known whose.</summary>
    /// <param name="name">Without a folder.</param>
    /// <param name="archiveName">Of the package's file.</param>
    public static bool MayBeOf(string name, string archiveName) =>
        (name.StartsWith(archiveName, StringComparison.Ordinal) && name[archiveName.Length..] is Suffix or LinesSuffix or ReproductionSuffix or SummarySuffix) || IsDigestName(name);

    /// <summary>The names of such files beside an installed package, sorted: all, or one more than <see cref="MostBesideInstalled"/>. The folder is the package's own; what else it extracted there is none of them, <see cref="Shared"/> included.</summary>
    /// <param name="archivePath">Absolute.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static ImmutableArray<string> BesideInstalled(string archivePath)
    {
        var (folder, archive) = (Path.GetDirectoryName(archivePath)!, Path.GetFileName(archivePath));
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*.json*"))
        {
            if (Path.GetFileName(path) is var name && MayBeOf(name, archive))
                names.Add(name);
            if (names.Count > MostBesideInstalled)
                break;
        }
        names.Sort(StringComparer.Ordinal);
        return names.ToImmutable();
    }

    /// <summary>Whether a file beside an installed package is that package's, now that its digests are known.</summary>
    public static bool IsOf(string name, PackageLayers layers) => !IsDigestName(name) || OfDigests(layers).Contains(name, StringComparer.Ordinal);

    private static IEnumerable<Digest> DigestsOf(PackageLayers layers) =>
        new[] { layers.AsBuilt, layers.WithoutSignature, layers.AsDownloaded }.Distinct().SelectMany(l => new[] { l.Sha256, l.Sha512 });

    private static bool IsDigestName(string name) => name.EndsWith(".jsonl", StringComparison.Ordinal) && name.Length > 7 && name[6] is (':' or '-')
        && (name.StartsWith("sha256", StringComparison.Ordinal) ? 64 : name.StartsWith("sha512", StringComparison.Ordinal) ? 128 : -1) is var digits
        && name.Length == 7 + digits + 6 && !name.AsSpan(7, digits).ContainsAnyExcept("0123456789abcdef");
}
