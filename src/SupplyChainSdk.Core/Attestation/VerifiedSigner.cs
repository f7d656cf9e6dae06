using System.Collections.Immutable;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>The signer of a verified bundle: the key that was expected, or the identity that was, with the evidence for it.</summary>
public sealed record VerifiedSigner
{
    /// <summary>SHA-256 of the public key's SubjectPublicKeyInfo, in hexadecimal; null for an identity.</summary>
    public string? KeySha256 { get; private init; }

    /// <summary>Such as <c>ECDSA P-256</c>; null for an identity.</summary>
    public string? KeyKind { get; private init; }

    /// <summary>What the certificate says, on the word of its authority; null for a key.</summary>
    public CertifiedIdentity? Certified { get; private init; }

    /// <summary>The regular expression by which the identity was expected; null when it was expected exactly, and for a key.</summary>
    public string? IdentityPattern { get; private init; }

    /// <summary>When it was signed at the latest, the earliest first; empty for a key.</summary>
    public ImmutableArray<VerifiedTime> Times { get; private init; } = [];

    /// <summary>Where it is logged; empty for a key, and where the trusted root has no log.</summary>
    public ImmutableArray<VerifiedLogEntry> LogEntries { get; private init; } = [];

    /// <summary>Whether a certificate transparency log promised to log the certificate; false for a key, and where the trusted root has no such log.</summary>
    public bool IsCertificateLogged { get; private init; }

    /// <summary>By which certificate, times and entries were judged; null for a key.</summary>
    public UsedTrustedRoot? TrustedRoot { get; private init; }

    /// <summary>The highest SLSA Build level that the signer may claim: a key proves L1 and nothing more.</summary>
    public int LevelAtMost { get; private init; } = 1;

    /// <summary>A key.</summary>
    internal static VerifiedSigner OfKey(string sha256, string kind) => new() { KeySha256 = sha256, KeyKind = kind };

    /// <summary>An identity.</summary>
    internal static VerifiedSigner OfIdentity(
        CertifiedIdentity certified, string? pattern, ImmutableArray<VerifiedTime> times, ImmutableArray<VerifiedLogEntry> entries, bool isCertificateLogged, UsedTrustedRoot root) => new()
        {
            Certified = certified,
            IdentityPattern = pattern,
            Times = times,
            LogEntries = entries,
            IsCertificateLogged = isCertificateLogged,
            TrustedRoot = root,
            LevelAtMost = ExpectedIdentity.LevelAtMost(certified),
        };
}

/// <summary>The trusted root that a certificate was judged by.</summary>
/// <param name="Name">As the caller named it, or what is embedded.</param>
/// <param name="Sha256">Of its bytes, in hexadecimal.</param>
public sealed record UsedTrustedRoot(string Name, string Sha256);
