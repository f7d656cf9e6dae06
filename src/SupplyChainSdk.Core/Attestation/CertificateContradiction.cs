using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>
/// What a statement says of its build, against what the certificate says of the same. The certificate has it from the CI system and not from the build, so a
/// statement that differs is no statement about this build. Where one of them is silent there is nothing to compare.
/// </summary>
internal static class CertificateContradiction
{
    private const string GitPrefix = "git+";
    private const string GitSuffix = ".git";
    private const string AfterRepository = "@?#";
    private const string WorkflowFolder = "/.github/workflows/";

    /// <summary>What differs, as a sentence about the statement; null when nothing does.</summary>
    public static string? Find(ProvenanceClaims claims, CertifiedIdentity certified) =>
        claims.IsOwnBuildType ? OfOwn(claims, certified) : OfForeign(claims, certified)
        ?? OfBuilder(claims.BuilderId, claims.Workflow is not null, certified) ?? (claims.Workflow is { } workflow ? OfWorkflow(workflow, certified) : null);

    /// <summary>The builder for which a certificate vouches: the workflow that signs; for a person the local one.</summary>
    public static string BuilderOf(CertifiedIdentity certified) => certified.IsWorkload ? certified.SignerWorkflow ?? certified.Identity : Provenance.LocalBuilder;

    /// <summary>Whether a commit is the certified one. An authority may put the kind of digest before it (sigstore/fulcio, docs/oid-info.md).</summary>
    public static bool IsSame(string commit, string digest) =>
        string.Equals(commit, digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..], StringComparison.OrdinalIgnoreCase);

    private static string? OfOwn(ProvenanceClaims claims, CertifiedIdentity certified)
    {
        var builder = BuilderOf(certified);
        if (claims.BuilderId != builder)
        {
            return $"it names the builder {Printable.Quoted(claims.BuilderId)}, and "
                + (certified.IsWorkload ? $"the certificate is of {Printable.Quoted(builder)}." : $"a person's certificate vouches for {builder} alone.");
        }
        if (claims.RepositoryUrl is { } repository && certified.SourceRepository is { } source && WithoutGit(repository) != WithoutGit(source))
            return $"it was built from {Printable.Quoted(repository)}, and the certificate says {Printable.Quoted(source)}.";
        return claims.Commit is { } commit && certified.SourceDigest is { } digest && !IsSame(commit, digest)
            ? $"it was built from commit {commit}, and the certificate says {Printable.Quoted(digest)}."
            : null;
    }

    // The meaning of foreign parameters is not known. But of the git sources that SLSA lets everybody name in one way, the certified one has to be one.
    private static string? OfForeign(ProvenanceClaims claims, CertifiedIdentity certified)
    {
        if (claims.GitSources is [] || certified.SourceRepository is not { } repository)
            return null;
        var sources = claims.GitSources.Where(s => IsOf(s.Uri, repository)).ToList();
        if (sources.Count == 0)
            return $"it was built from {Printable.Quoted(claims.GitSources[0].Uri)}, and the certificate says {Printable.Quoted(repository)}.";
        return certified.SourceDigest is { } digest && sources.Find(s => s.Commit is { } commit && !IsSame(commit, digest)) is { } other
            ? $"it was built from commit {Printable.Quoted(other.Commit!)}, and the certificate says {Printable.Quoted(digest)}."
            : null;
    }

    // Of GitHub's own build types it is known what a builder is called; of the others only that whatever names a workflow, or GitHub's runner, has to be the certified one: a
    // statement that says a trusted builder made it, and is signed by another workflow, is forged.
    private static string? OfBuilder(string builder, bool isOfGitHub, CertifiedIdentity certified)
    {
        var isRunner = builder.StartsWith(ClaimedWorkflow.RunnerPrefix, StringComparison.Ordinal);
        if (builder + "/" == ClaimedWorkflow.RunnerPrefix || !(isOfGitHub || isRunner || builder.Contains(WorkflowFolder, StringComparison.Ordinal)))
            return null;
        var expected = isRunner ? certified.RunnerEnvironment is { } runner ? ClaimedWorkflow.RunnerPrefix + runner : null : certified.SignerWorkflow ?? certified.Identity;
        return expected is not null && builder != expected ? $"it names the builder {Printable.Quoted(builder)}, and the certificate is of {Printable.Quoted(expected)}." : null;
    }

    // What the parameters of these build types mean is known as well, and the certificate has each of them from the same token.
    private static string? OfWorkflow(ClaimedWorkflow claimed, CertifiedIdentity certified)
    {
        if (claimed.Repository is { } repository && certified.SourceRepository is { } source && repository != source)
            return $"it names the repository {Printable.Quoted(repository)}, and the certificate says {Printable.Quoted(source)}.";
        if (claimed.Run is { } run && certified.Run is { } certifiedRun && run != certifiedRun)
            return $"it names the run {Printable.Quoted(run)}, and the certificate says {Printable.Quoted(certifiedRun)}.";
        if (claimed.Trigger is { } trigger && certified.Trigger is { } certifiedTrigger && trigger != certifiedTrigger)
            return $"it names the trigger {Printable.Quoted(trigger)}, and the certificate says {Printable.Quoted(certifiedTrigger)}.";
        if (claimed.Runner is { } environment && certified.RunnerEnvironment is { } certifiedRunner && environment != certifiedRunner)
            return $"it names the runner {Printable.Quoted(environment)}, and the certificate says {Printable.Quoted(certifiedRunner)}.";
        // A certificate without the workflow's URL still has the ref of the source; a reusable workflow is called at that ref all the same.
        if (certified.Workflow is null && claimed.Ref is { } claimedRef && certified.SourceRef is { } certifiedRef && claimedRef != certifiedRef)
            return $"it names the ref {Printable.Quoted(claimedRef)}, and the certificate says {Printable.Quoted(certifiedRef)}.";
        // A workflow of another repository, which an organization may require, has another form in the statement.
        return claimed is { Path: { } path, Ref: { } at } && certified is { Workflow: { } workflow, SourceRepository: { } of }
            && workflow.StartsWith(of + "/", StringComparison.Ordinal) && workflow != $"{of}/{path}@{at}"
            ? $"it names the workflow {Printable.Quoted($"{path}@{at}")}, and the certificate says {Printable.Quoted(workflow)}."
            : null;
    }

    // git+URL@REF, where a URL may hold an @ of its own: so the certified one is looked for, and not the other way round.
    private static bool IsOf(string uri, string repository)
    {
        var named = WithoutGit(repository);
        if (!uri.StartsWith(GitPrefix, StringComparison.Ordinal) || !uri.AsSpan(GitPrefix.Length).StartsWith(named, StringComparison.Ordinal))
            return false;
        var rest = uri.AsSpan(GitPrefix.Length + named.Length);
        if (rest.StartsWith(GitSuffix, StringComparison.Ordinal))
            rest = rest[GitSuffix.Length..];
        return rest.IsEmpty || AfterRepository.Contains(rest[0]);
    }

    private static string WithoutGit(string url) => url.EndsWith(GitSuffix, StringComparison.Ordinal) ? url[..^GitSuffix.Length] : url;
}
