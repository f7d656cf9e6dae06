using System.Globalization;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Builders;

/// <summary>What a rule asks of an attestation besides who signed it. What nobody checked, and what a certificate does not say, is never a yes.</summary>
internal static class RuleDemands
{
    /// <summary>The first demand that is not met, as a clause; null when all are.</summary>
    public static string? Unmet(ProvenanceRule rule, AttestedBuild build, SignerMatch match) =>
        Logged(rule, build.Signer) ?? Trigger(rule, build.Signer) ?? Runner(rule, build.Signer) ?? Builder(rule, build.Claims) ?? Level(rule, build.Signer, match)
        ?? Gates(rule, build.Claims) ?? PolicyOf(rule, build.Claims)
        ?? (rule.SignedTag && build.Checked.SignedTag != CheckedFact.Verified
            ? build.Checked.SignedTag == CheckedFact.No ? "the tag of its source is not signed as required" : "whether the tag of its source is signed was not checked, and it is required: no build proves that of itself, so name a verifier who checks it in \"verifiers\"" : null);

    /// <summary>The same of a summary. Of the build only what it states is asked: what the rule says of builder, trigger, runner, gates and policy its verifier answers for.</summary>
    public static string? Unmet(ProvenanceRule rule, PackageId package, AttestedSummary summary)
    {
        if (!summary.Passed)
            return "its result is FAILED";
        // As NuGet compares ids.
        if (!string.Equals(summary.ResourceUri, package.Purl, StringComparison.OrdinalIgnoreCase))
            return $"it is about {SignerText.Shown(summary.ResourceUri)}, expected {package.Purl}";
        // It names no commit that could be compared with that of a rebuild.
        return rule.Reproduced is not null ? "it says nothing of a rebuild, and the rule requires one" : Signed(rule, summary.Signer)
            ?? (rule.Level > summary.Level ? Line($"it verified SLSA Build level {summary.Level}, and {rule.Level} is required")
            : rule.SignedTag && !summary.SignedTag ? $"it does not say {VerificationSummary.SignedTagLevel}, and a signed tag is required" : null);
    }

    /// <summary>What is asked of the signature under everything else that is not the build's own.</summary>
    public static string? Signed(ProvenanceRule rule, AttestationSigner signer) => Logged(rule, signer)
        ?? (signer.Certified?.Trigger is { } trigger && ExpectedIdentity.IsPullRequest(trigger) ? $"it comes from a pull request (trigger {SignerText.Shown(trigger)})" : null);

    /// <summary>The highest SLSA Build level that an attestation proves: what the steps of a build can reach, they can sign with.</summary>
    public static int LevelOf(AttestationSigner signer, SignerMatch match) =>
        signer.Certified is not { IsWorkload: true, Runner: { } runner } certified || !ExpectedIdentity.IsHosted(runner) ? 1
        : match.Identity is { IsIsolatedBuilder: true, Identity: not null } && IsApart(certified) ? 3 : 2;

    // The workflow that signed is the certified identity, and not the one that started the build.
    private static bool IsApart(CertifiedSigner certified) => certified.SignerWorkflow == certified.Identity && certified.Workflow is not null && certified.Workflow != certified.SignerWorkflow;

    private static string? Logged(ProvenanceRule rule, AttestationSigner signer) =>
        rule.Logged && signer.LogEntries == 0 ? "it stands in no transparency log, and the rule requires that" : null;

    private static string? Trigger(ProvenanceRule rule, AttestationSigner signer)
    {
        var trigger = signer.Certified?.Trigger;
        if (!rule.Triggers.IsEmpty)
            return trigger is not null && rule.Triggers.Contains(trigger) ? null : $"what started the build is {SignerText.Or(trigger, "not certified")}, and the rule allows {string.Join(", ", rule.Triggers)}";
        return trigger is not null && ExpectedIdentity.IsPullRequest(trigger) ? $"a pull request started the build (trigger {SignerText.Shown(trigger)}), and the rule does not allow that in \"triggers\"" : null;
    }

    private static string? Runner(ProvenanceRule rule, AttestationSigner signer)
    {
        var runner = signer.Certified?.Runner;
        if (!rule.Runners.IsEmpty)
            return runner is not null && rule.Runners.Contains(runner) ? null : $"the runner is {SignerText.Or(runner, "not certified")}, and the rule allows {string.Join(", ", rule.Runners)}";
        return runner is not null && !ExpectedIdentity.IsHosted(runner) ? $"the runner is {SignerText.Shown(runner)}, not one that the CI system hosts, and the rule does not allow that in \"runners\"" : null;
    }

    private static string? Builder(ProvenanceRule rule, ClaimedBuild claims) => rule.Builder is { } builder && claims.BuilderId != builder
        ? $"its builder is {SignerText.Or(claims.BuilderId, "not said")}, and the rule requires {builder}" : null;

    private static string? Level(ProvenanceRule rule, AttestationSigner signer, SignerMatch match) => rule.Level is { } level && LevelOf(signer, match) is var proven && proven < level
        ? Line($"it proves SLSA Build level {proven}, and {level} is required") : null;

    private static string? Gates(ProvenanceRule rule, ClaimedBuild claims)
    {
        foreach (var name in rule.Gates)
        {
            var gate = claims.Gates.FirstOrDefault(g => g.Name == name);
            if (gate?.IsOk != true)
                return gate is null ? $"its statement does not name the gate {name}" : $"its gate {name} says '{Words(gate.Result)}' with enforce {gate.Enforce}, and the rule requires that it passed with enforce error";
        }
        return null;
    }

    private static string Words(string result) => result switch { "notConfigured" => "not configured", "notRun" => "not run", _ => result };

    // Of the gates that the rule names, else of every one.
    private static string? PolicyOf(ProvenanceRule rule, ClaimedBuild claims)
    {
        if (rule.PolicyDigest is not { } digest)
            return null;
        var gates = claims.Gates.Where(g => rule.Gates.IsEmpty || rule.Gates.Contains(g.Name)).ToArray();
        if (gates.Length == 0)
            return "its statement names no gate, so that no policy is known";
        var other = Array.Find(gates, g => g.PolicySha256 != digest.Hex);
        return other is null ? null
            : $"its gate {other.Name} was judged by {(other.PolicySha256 is { } found ? $"the policy {Printable.Short(found)}" : "no policy")}, and {Printable.Short(digest.Hex)} is required";
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
