using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;
using SupplyChainSdk.Trust;

namespace SupplyChainSdk.Attestation;

/// <summary>An identity that is expected to have signed, with what its certificates are judged by.</summary>
/// <param name="Policy">Identity, issuer and exact restrictions.</param>
/// <param name="Root">Who is trusted.</param>
/// <param name="Warning">That this is known from long ago; null when it is not.</param>
internal sealed record ExpectedIdentity(IdentityPolicy Policy, TrustedRoot Root, Finding? Warning)
{
    // What CI systems that a known certificate authority serves call the runners that are their own (sigstore/fulcio, docs/oid-info.md).
    private static readonly string[] HostedRunners = ["github-hosted", "gitlab-hosted"];

    /// <summary>Reads the trusted root.</summary>
    /// <param name="signer">With an identity and an issuer.</param>
    /// <exception cref="VerificationException">The trusted root cannot be used.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="TrustStoreException">What was fetched as trusted cannot be used.</exception>
    /// <exception cref="ArgumentException">The regular expression is none that can be used.</exception>
    public static ExpectedIdentity Open(ExpectedSigner signer)
    {
        var identity = signer.IdentityPattern is { } pattern
            ? IdentityPolicy.Matching(pattern, signer.Issuer!)
            : IdentityPolicy.Exact(signer.Identity!, signer.Issuer!);
        var policy = identity with
        {
            SourceRepository = signer.SourceRepository,
            SourceRepositoryId = signer.SourceRepositoryId,
            SourceRepositoryOwner = signer.SourceRepositoryOwner,
            SourceRepositoryOwnerId = signer.SourceRepositoryOwnerId,
            SourceRef = signer.SourceRef,
            SourceDigest = signer.SourceCommit,
            Workflow = signer.Workflow,
            Trigger = signer.Trigger,
            RunnerEnvironment = signer.Runner,
        };
        var choice = TrustedRootChoice.Open(signer.TrustedRoot);
        return new ExpectedIdentity(policy, choice.Root, choice.IsOld(signer.Clock.GetUtcNow()) ? CertificateFindings.TrustedRootOld(choice) : null);
    }

    /// <summary>Why a build that the expected identity vouches for is not good enough: its trigger or its runner, unless the caller names just that.</summary>
    public Finding? Refusal(string bundle, CertifiedIdentity certified)
    {
        if (Policy.Trigger is null && certified.Trigger is { } trigger && IsPullRequest(trigger))
            return CertificateFindings.TriggerNotAllowed(bundle, trigger);
        return Policy.RunnerEnvironment is null && certified.RunnerEnvironment is { } runner && !IsHosted(runner)
            ? CertificateFindings.RunnerNotAllowed(bundle, runner)
            : null;
    }

    /// <summary>
    /// The highest SLSA Build level that the signer may claim: L2 where a CI system vouches for the build and for a runner of its own. What the build's own
    /// steps can reach, they can sign with: never L3.
    /// </summary>
    public static int LevelAtMost(CertifiedIdentity certified) => certified is { IsWorkload: true, RunnerEnvironment: { } runner } && IsHosted(runner) ? 2 : 1;

    /// <summary>Whether a runner is one that the CI system hosts.</summary>
    public static bool IsHosted(string runner) => Array.IndexOf(HostedRunners, runner) >= 0;

    /// <summary>Whether a trigger is a pull request's.</summary>
    /// <remarks>GitHub: pull_request, pull_request_target, pull_request_review and the like; GitLab: the other two. Buildkite, CircleCI and Codefresh do not say it.</remarks>
    public static bool IsPullRequest(string trigger) =>
        trigger.StartsWith("pull_request", StringComparison.Ordinal) || trigger is "merge_request_event" or "external_pull_request_event";
}
