using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Tool;

/// <summary>The signer of a verified package for people. Whose word each thing is stands beside it.</summary>
internal static class SignerText
{
    private const int MaxShown = 3;

    /// <summary>Who signed, when, and where that is logged.</summary>
    public static string Authentic(VerifiedSigner signer) => Who(signer) + (signer.Certified is null ? "" : When(signer));

    /// <summary>Who signed, which several packages may have in common.</summary>
    /// <remarks>The fingerprint is whole: it is what people compare with a published one.</remarks>
    public static string Who(VerifiedSigner signer) => signer.Certified is { } certified
        ? $"signed by {Name(certified.Identity)} ({Name(certified.Issuer)}), certified"
            + (signer.IdentityPattern is { } pattern ? $", expected by the regular expression {Name(pattern)}" : "")
        : $"signed with the expected key, {signer.KeyKind}, sha256:{signer.KeySha256}; when is not proven";

    /// <summary>What the certificate says of the build, a row each; nothing for a person's.</summary>
    public static ImmutableArray<string> Certified(CertifiedIdentity certified)
    {
        var build = string.Join(", ", Present(
            (certified.RunnerEnvironment, "runner {0}"), (certified.Trigger, "started by {0}"), (certified.Workflow == certified.Identity ? null : certified.Workflow, "workflow {0}")));
        var source = certified.SourceRepository is null && certified.SourceDigest is null ? ""
            : string.Join(" ", Present((certified.SourceDigest is { } digest ? Printable.Short(digest) : null, "git {0}"), (certified.SourceRepository, "of {0}"), (certified.SourceRef, "at {0}")));
        return (build, source) switch
        {
            ("", "") => [],
            ("", _) => [$"certified: {source}"],
            (_, "") => [$"certified: {build}"],
            _ => [$"certified: {build}", source],
        };
    }

    private static string When(VerifiedSigner signer)
    {
        var times = signer.Times.Take(MaxShown).Select(t => $"at {t.Time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss' UTC'", CultureInfo.InvariantCulture)} by {Service(t.Service)}");
        var entries = signer.LogEntries.Take(MaxShown).Select(e => string.Create(CultureInfo.InvariantCulture, $"at {Service(e.Log)}, entry {e.Index}"));
        return $"; {string.Join(" and ", times)}{More(signer.Times.Length)}"
            + (signer.LogEntries.IsEmpty ? "; not logged" : $"; logged {string.Join(" and ", entries)}{More(signer.LogEntries.Length)}");
    }

    private static string More(int count) => count > MaxShown ? string.Create(CultureInfo.InvariantCulture, $" and {count - MaxShown} more") : "";

    // By hand: queries over tuples would be compiled anew in every run.
    private static List<string> Present(params (string? Value, string Format)[] parts)
    {
        var present = new List<string>(parts.Length);
        foreach (var (value, format) in parts)
        {
            if (value is not null)
                present.Add(string.Format(CultureInfo.InvariantCulture, format, Name(value)));
        }
        return present;
    }

    private static string Service(string url) => Name(url.StartsWith("https://", StringComparison.Ordinal) ? url["https://".Length..] : url);

    private static string Name(string text) => Printable.Text(Printable.Bounded(text, 400));
}
