using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using NuGet.Packaging.Signing;

namespace SupplyChainSdk.Integrity;

/// <summary>
/// Whether a signature brings the certificates that lead to its root. Where one is missing, the platform would download it from the address that the certificate
/// itself names, whatever is said of revocation: a hostile package would choose whom a build asks.
/// </summary>
/// <remarks>Not looked at on Windows, where the chain is that of the machine's store.</remarks>
internal static class SignatureChain
{
    private static readonly Lazy<X509Certificate2Collection> Roots = new(SignatureTrust.Roots);
    private static readonly ConcurrentDictionary<string, bool> Known = new(StringComparer.Ordinal);

    /// <summary>Whether the chains of the signer and of its timestamps are complete without a download.</summary>
    /// <param name="signature">The primary signature, or the countersignature.</param>
    /// <param name="cms">That holds its certificates.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool IsComplete(Signature signature, SignedCms cms) => OperatingSystem.IsWindows()
        || IsComplete(signature.SignerInfo.Certificate, cms) && signature.Timestamps.All(t => t.SignedCms is { } stamp && IsComplete(t.SignerInfo.Certificate, stamp));

    private static bool IsComplete(X509Certificate2? signer, SignedCms cms)
    {
        // NuGet refuses it as well, before it builds anything.
        if (signer is null)
            return true;
        var held = cms.Certificates;
        // The same signers come again with every package of a gallery.
        return Known.GetOrAdd($"{Print(signer)}:{string.Join(',', held.Select(Print).Order(StringComparer.Ordinal))}", _ => Builds(signer, held));
    }

    private static bool Builds(X509Certificate2 signer, X509Certificate2Collection held)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Roots.Value);
        chain.ChainPolicy.ExtraStore.AddRange(held);
        // Whether it is trusted, and was valid when it signed, is for NuGet to say.
        chain.Build(signer);
        return !chain.ChainStatus.Any(s => s.Status.HasFlag(X509ChainStatusFlags.PartialChain));
    }

    private static string Print(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);
}
