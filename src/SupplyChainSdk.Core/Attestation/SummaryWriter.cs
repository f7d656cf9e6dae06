using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.SignedSource;

namespace SupplyChainSdk.Attestation;

/// <summary>Who verified, in the summaries that are written here.</summary>
/// <param name="Id">A URI that the signer of the summaries is known by.</param>
/// <param name="Time">When, on the word of the caller; null for nothing: what is written depends on no clock.</param>
public sealed record SummaryVerifier(string Id, DateTimeOffset? Time);

/// <summary>Writes verification summaries: docs/verification-summary.md. Equal input gives equal bytes.</summary>
public static class SummaryWriter
{
    /// <summary>The policy is an effective policy; its digest is that of 'supplychain policy'.</summary>
    public const string PolicyUri = "https://github.com/supplychainsdk/supplychainsdk/blob/main/docs/policy.md#the-digest";

    /// <summary>The policy is what the options of the command expect.</summary>
    public const string ExpectationUri = "https://github.com/supplychainsdk/supplychainsdk/blob/main/docs/verification-summary.md#the-digest-of-an-expectation";

    // The version of the specification whose levels these are.
    private const string SlsaVersion = "1.2";

    /// <summary>One statement.</summary>
    /// <param name="fileName">Of the package.</param>
    /// <param name="package">The package.</param>
    /// <param name="built">Digests of the package as it was built.</param>
    /// <param name="policy">By which it was verified.</param>
    /// <param name="inputs">SHA-256 of each attestation that was used.</param>
    /// <param name="levels">Null where it failed.</param>
    /// <param name="verifier">Who verified.</param>
    /// <returns>UTF-8 JSON: the payload to sign.</returns>
    public static byte[] Write(
        string fileName, PackageId package, ImmutableArray<Digest> built, SummaryPolicy policy, IEnumerable<Digest> inputs, ImmutableArray<string>? levels, SummaryVerifier verifier) =>
        StatementWriter.Write(fileName, package.Purl, built, VerificationSummary.PredicateType, json =>
        {
            json.WriteStartObject("verifier");
            json.WriteString("id", verifier.Id);
            json.WriteStartObject("version");
            json.WriteString("SupplyChainSdk", Product.Version);
            json.WriteEndObject();
            json.WriteEndObject();
            if (verifier.Time is { } time)
                json.WriteString("timeVerified", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteString("resourceUri", package.Purl);
            json.WriteStartObject("policy");
            json.WriteString("uri", policy.Uri);
            json.WriteDigests("digest", policy.Digests.AsSpan());
            json.WriteEndObject();
            json.WriteStartArray("inputAttestations");
            foreach (var input in inputs.Distinct().OrderBy(i => i.Hex, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteDigests("digest", input);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("verificationResult", levels is null ? "FAILED" : "PASSED");
            json.WriteStartArray("verifiedLevels");
            foreach (var level in levels ?? VerificationSummary.NoLevels)
                json.WriteStringValue(level);
            json.WriteEndArray();
            json.WriteString("slsaVersion", SlsaVersion);
        });

    /// <summary>Of a verification of one package against what the options expect.</summary>
    /// <param name="report">With all that was asked for, a rebuild included.</param>
    /// <param name="expected">Who was expected.</param>
    /// <param name="rebuilt">Whether it had to be reproduced as well.</param>
    /// <param name="source">By whom a tag of the source had to be signed; null where nobody asked.</param>
    /// <param name="verifier">Who verified.</param>
    /// <returns>Null where nothing was decided, or what was verified is no package.</returns>
    public static byte[]? Of(VerificationReport report, ExpectedSigner expected, bool rebuilt, SourceSigners? source, SummaryVerifier verifier)
    {
        if (report.Result == VerificationResult.Undecided || report is not { Package: { } package, Built: [_, ..] built })
            return null;
        var passed = report.Result == VerificationResult.Verified;
        return Write(report.FileName, package, built, new SummaryPolicy(ExpectationUri, [ExpectationDigest.Of(expected, report.Signer, rebuilt, source)]),
            report.Bundles.Where(b => !passed || b.Verdict == BundleVerdict.Verified).Select(b => b.Sha256),
            passed ? VerificationSummary.Levels(report.Signer!.LevelAtMost, report.Rebuild?.SourceSignatures?.Tag.Result == CheckedFact.Verified) : null, verifier);
    }
}
