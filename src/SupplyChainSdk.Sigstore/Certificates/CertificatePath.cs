using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>Certificates from a leaf to an anchor, each signed by the next, all valid at the times asked for.</summary>
/// <param name="Certificates">The leaf first, the anchor last.</param>
/// <param name="Authority">Whose anchor it is.</param>
internal sealed record CertificatePath(ImmutableArray<Certificate> Certificates, CertificateAuthority Authority)
{
    /// <summary>Who signed the leaf.</summary>
    public Certificate Issuer => Certificates[1];

    /// <summary>Step 3 and the authorities' part of step 4: a path for code signing that holds at every one of the times.</summary>
    /// <param name="leaf">Not trusted.</param>
    /// <param name="others">Further certificates of the bundle, not trusted: they may lie on the path and never end it.</param>
    /// <param name="authorities">Trusted.</param>
    /// <param name="times">Verified times, at least one.</param>
    /// <exception cref="VerificationException">With what stopped the path that got furthest.</exception>
    public static CertificatePath FindForCodeSigning(
        Certificate leaf, ImmutableArray<Certificate> others, ImmutableArray<CertificateAuthority> authorities, ImmutableArray<DateTimeOffset> times) =>
        throw new NotImplementedException();
}
