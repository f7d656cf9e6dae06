using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>Certificates from a leaf to an anchor, each signed by the next, all valid at the time asked for.</summary>
/// <param name="Certificates">The leaf first, the anchor last.</param>
/// <param name="Authority">Whose anchor it is.</param>
internal sealed record CertificatePath(ImmutableArray<Certificate> Certificates, CertificateAuthority Authority)
{
    /// <summary>Who signed the leaf.</summary>
    public Certificate Issuer => Certificates[1];

    /// <summary>Step 3 and the authorities' part of step 4: a path for code signing at every one of the times.</summary>
    /// <param name="leaf">Not trusted.</param>
    /// <param name="others">Further certificates of the bundle, not trusted: they may lie on the path and never end it.</param>
    /// <param name="authorities">Trusted.</param>
    /// <param name="times">Verified times, at least one.</param>
    /// <returns>The path at the first of the times. One signature has one key, so the issuer is the same at all of them.</returns>
    /// <exception cref="VerificationException">With what stopped the path that got furthest.</exception>
    public static CertificatePath FindForCodeSigning(
        Certificate leaf, ImmutableArray<Certificate> others, ImmutableArray<CertificateAuthority> authorities, DateTimeOffset[] times)
    {
        CertificatePath? first = null;
        var signatures = new TriedSignatures();
        // An array: a generic collection of a framework's struct would be compiled anew in every run.
        foreach (var time in times)
        {
            var path = new CertificatePathSearch(Certificate.CodeSigning, others, time, signatures).Find(leaf, authorities);
            first ??= path;
        }
        return first ?? throw new InvalidOperationException("A path is found at a verified time, and there is none.");
    }

    /// <summary>A path for timestamps at one time. A leaf that is the anchor itself is a path.</summary>
    /// <exception cref="VerificationException">As <see cref="FindForCodeSigning"/>.</exception>
    public static CertificatePath FindForTimestamping(
        Certificate leaf, ImmutableArray<Certificate> others, ImmutableArray<CertificateAuthority> authorities, DateTimeOffset time) =>
        new CertificatePathSearch(Certificate.TimeStamping, others, time, new TriedSignatures()).Find(leaf, authorities);
}
