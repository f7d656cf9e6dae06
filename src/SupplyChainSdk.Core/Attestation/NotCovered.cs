using System.Collections.Immutable;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>What 'verified' does not cover, in words for people.</summary>
internal static class NotCovered
{
    /// <summary>Until it was built again.</summary>
    public const string Rebuild = "that a rebuild gives the same bytes";

    /// <param name="shown">The attestation that verified.</param>
    /// <param name="judged">All that were found.</param>
    /// <param name="isArchiveOnly">Whether files could lie extracted beside the package, and do not.</param>
    public static ImmutableArray<string> By(BundleJudgment shown, IEnumerable<BundleJudgment> judged, bool isArchiveOnly) =>
    [
        "the source itself",
        Rebuild,
        .. shown.Signer!.Certified is { } certified ? OfIdentity(shown.Signer, certified) : OfKey(),
        .. OfPackage(shown, judged, isArchiveOnly),
    ];

    private static IEnumerable<string> OfKey() => ["when it was signed (a key proves no time)", "whether the key was revoked"];

    private static IEnumerable<string> OfIdentity(VerifiedSigner signer, CertifiedIdentity certified)
    {
        yield return "whether somebody misused the identity";
        yield return "whether the trusted root is the newest one";
        if (signer.LogEntries.IsEmpty)
            yield return "that it was logged (the trusted root has no transparency log)";
        if (!signer.IsCertificateLogged)
            yield return "that its certificate was logged (the trusted root has no certificate transparency log)";
        if (certified.IsWorkload && certified.Trigger is null)
            yield return "what started the build (the certificate does not say it)";
        if (certified.IsWorkload && certified.RunnerEnvironment is null)
            yield return "whose machine built (the certificate does not say it)";
    }

    private static IEnumerable<string> OfPackage(BundleJudgment shown, IEnumerable<BundleJudgment> judged, bool isArchiveOnly)
    {
        if (shown.Content!.HasSignature)
            yield return "the NuGet signature ('dotnet nuget verify' does)";
        foreach (var other in judged.Where(j => j.Verdict == BundleVerdict.OtherSigner))
            yield return $"the attestation in {other.Bundle.Name}: {other.OtherSigner}";
        if (isArchiveOnly)
            yield return "extracted files (archive only: none lie beside it as in a packages folder)";
        if (!shown.Claims!.IsOwnBuildType)
            yield return $"what the parameters of build type {Printable.Bounded(shown.Claims.BuildType, 200)} mean";
        if (shown.UncheckedEvidence)
            yield return "the log entries and timestamps in the bundle (a key does not need them)";
        foreach (var sbom in shown.Sboms!.Absent)
            yield return $"{sbom}, which is not beside the package";
    }
}
