using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Builders;

/// <summary>
/// What attestations said when they were verified, kept between local checks in a private folder of the user. Kept are facts and no verdict: the rules judge them anew each time. The key is everything that
/// the facts follow from: the bytes of the package and of the bundles beside it, the trusted root, the keys that rules name for it, and the version of this product. What is damaged is verified again.
/// </summary>
/// <param name="folder">Absolute path.</param>
/// <remarks>Never used in CI, by <c>supplychain check</c>, and before anything is attested (docs/threat-model.md).</remarks>
public sealed class AttestationCache(string folder)
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Where it is, beside another folder of the user's cache.</summary>
    /// <param name="manifests">Absolute path of <see cref="ManifestCache"/>.</param>
    internal static AttestationCache Beside(string manifests) => new(Path.Combine(Path.GetDirectoryName(manifests)!, "attestations-2"));

    /// <summary>The key of what one package's attestations say.</summary>
    /// <param name="package">As it was hashed just now.</param>
    /// <param name="beside">The files of bundles beside it, as they were read just now.</param>
    /// <param name="root">By what certificates are judged.</param>
    /// <param name="keys">Those that rules name for the package.</param>
    internal static string KeyOf(PackageFacts package, ImmutableArray<FoundBundle> beside, TrustedRoot root, ImmutableArray<PublicKey> keys) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
        [
            Product.Version, package.Package.Id.ToString(), package.ContentHash.Base64, package.FileSha512.Hex,
            .. beside.Select(b => $"{b.Name} {Convert.ToHexStringLower(SHA256.HashData(b.Bytes.Span))}"), root.Sha256, .. keys.Select(k => k.Fingerprint).Order(StringComparer.Ordinal),
        ]))));

    /// <summary>What is known; null when nothing is, or it cannot be relied on.</summary>
    internal AttestationFacts? Find(string key)
    {
        try
        {
            var file = new FileInfo(FileOf(key));
            return file.Exists && file.LinkTarget is null && UserCache.IsPrivate(folder) && FileOwner.IsUser(file.FullName)
                ? AttestationFactsJson.Read(BoundedFile.ReadAllBytes(file.FullName, MaxBytes), key) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // Then it is verified again.
            return null;
        }
    }

    /// <summary>Keeps what was verified in full; what was not is looked at again each time.</summary>
    internal void Keep(string key, AttestationFacts facts)
    {
        if ((facts.Builds.IsEmpty && facts.Summaries.IsEmpty) || !facts.Refused.IsEmpty || !facts.UnknownSigners.IsEmpty || !facts.Others.IsEmpty || !facts.Reproductions.IsEmpty)
            return;
        try
        {
            UserCache.Create(folder);
            if (UserCache.IsPrivate(folder))
                AtomicFile.Write(FileOf(key), AttestationFactsJson.Write(facts, key));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk or a read-only home fails no check.
        }
    }

    private string FileOf(string key) => Path.Combine(folder, key);
}
