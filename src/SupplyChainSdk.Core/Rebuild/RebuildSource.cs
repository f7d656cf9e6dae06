using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Rebuild;

/// <summary>Who says where a source is and which commit was built.</summary>
public enum SourceWitness
{
    /// <summary>The certificate of the signer.</summary>
    Certificate,

    /// <summary>The signed statement.</summary>
    Statement,

    /// <summary>The working tree that is there.</summary>
    WorkingTree,
}

/// <summary>The commit that is built again.</summary>
/// <param name="Repository">URL of the repository, which the build finds as its remote; null when none is known.</param>
/// <param name="Commit">40 or 64 lower-case hexadecimal digits.</param>
/// <param name="CommitSaidBy">Who says the commit.</param>
/// <param name="RepositorySaidBy">Who says the repository.</param>
/// <param name="FetchedFrom">An https address or an absolute folder. The commit decides what is fetched, so another place gives the same files or none.</param>
/// <param name="IsNamed">Whether the caller named the place that it is fetched from.</param>
public sealed record RebuildSource(string? Repository, string Commit, SourceWitness CommitSaidBy, SourceWitness RepositorySaidBy, string FetchedFrom, bool IsNamed)
{
    private const string Scheme = "https";

    /// <summary>What a verified package says of its source.</summary>
    /// <param name="report">Of a package that verified.</param>
    /// <param name="named">Where the caller wants it fetched from; null for where the certificate or the statement says.</param>
    /// <param name="problem">Why there is none, without a full stop; else empty.</param>
    public static RebuildSource? Of(VerificationReport report, string? named, out string problem)
    {
        var (claims, certified) = (report.Claims!, report.Signer!.Certified);
        problem = !claims.IsOwnBuildType || claims.Parameters is null ? $"its build type does not say how to build it again"
            : claims.IsDirty == true ? "it was built with changes that are in no commit"
            : (certified?.SourceDigest ?? claims.Commit) is null ? "its statement names no commit" : "";
        if (problem.Length > 0)
            return null;
        var commit = (certified?.SourceDigest ?? claims.Commit)!.ToLowerInvariant();
        if (!GitSource.IsObjectId(commit))
        {
            problem = "the commit in the certificate is none of git";
            return null;
        }
        var fetched = named ?? certified?.SourceRepository ?? claims.RepositoryUrl;
        problem = fetched is null ? "its statement names no repository; name one with --rebuild-from"
            : named is not null && Directory.Exists(named) ? ""
            : Refuse(fetched);
        return problem.Length > 0 ? null : new RebuildSource(
            claims.RepositoryUrl ?? certified?.SourceRepository, commit,
            certified?.SourceDigest is null ? SourceWitness.Statement : SourceWitness.Certificate,
            certified?.SourceRepository is null ? SourceWitness.Statement : SourceWitness.Certificate,
            named is not null && Directory.Exists(named) ? Path.GetFullPath(named) : fetched!, named is not null);
    }

    private static string Refuse(string url) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != Scheme || !url.StartsWith(Scheme + "://", StringComparison.OrdinalIgnoreCase)
            ? $"{Policy.Printable.Quoted(url)} is fetched neither from there nor by that protocol, but only by https; name a folder or an https address with --rebuild-from"
        : address.UserInfo.Length > 0 ? "the address of the repository holds credentials"
        : url.AsSpan().ContainsAnyInRange('\0', ' ') ? "the address of the repository holds white space" : "";
}
