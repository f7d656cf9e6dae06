using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Release;

/// <summary>Whether what was packed is what a certificate vouches for, as git knows it, before a statement is signed that would say both.</summary>
internal static class CertifiedBuild
{
    private const string GitSuffix = ".git";

    /// <summary>What is different, or cannot be compared; null for nothing. Outside a repository only a certificate that names no commit can be used.</summary>
    public static Finding? Refuse(CertifiedIdentity certified, GitState git, GitChanges? changes)
    {
        if (git.Commit is not { } commit)
        {
            return git.Outcome == GitOutcome.NoRepository && certified.SourceDigest is null ? null : Differs(
                $"which commit was packed is not known ({git.Detail ?? git.Outcome.ToString()}), and {(certified.SourceDigest is { } named ? $"the certificate says {Printable.Bounded(named, 80)}" : "nothing is signed with an identity without it")}");
        }
        if (changes is null)
            return Differs($"whether the working tree is that of commit {commit.Id} is not known");
        if (changes.IsDirty)
        {
            var first = changes.Changed.Concat(changes.Untracked).First();
            var more = changes.Changed.Length + changes.Untracked.Length is > 1 and var all ? $" and {all - 1} more" : "";
            // Often it is the folder into which this very pack writes.
            return changes.Changed.IsEmpty
                ? KeylessFindings.NotTheCertifiedBuild($"git neither tracks nor ignores {Printable.Quoted(first)}{more}, so the working tree is not that of commit {commit.Id}",
                    "Write what the job makes outside the repository, as with 'dotnet pack -o ../out', or add it to .gitignore; or sign with a key.")
                : Differs($"the working tree has changes that are not in commit {commit.Id} ({Printable.Quoted(first)}{more})");
        }
        if (certified.SourceDigest is { } digest && !CertificateContradiction.IsSame(commit.Id, digest))
            return Differs($"commit {commit.Id} was packed, and the certificate says {Printable.Bounded(digest, 80)}");
        return commit.Remote is { } remote && certified.SourceRepository is { } source && Place(remote) != Place(source)
            ? Differs($"the repository was cloned from {Printable.Quoted(remote)}, and the certificate says {Printable.Quoted(source)}")
            : null;
    }

    private static Finding Differs(string detail) => KeylessFindings.NotTheCertifiedBuild(detail);

    // git@host:path, ssh://host/path and https://host/path are one place to git, with .git at the end or without.
    private static string Place(string address)
    {
        var place = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" or "ssh" or "git"
            ? $"{uri!.IdnHost}{(uri.IsDefaultPort || uri.Scheme == "ssh" ? "" : $":{uri.Port}")}{uri.AbsolutePath}"
            : Scp(address);
        place = place.TrimEnd('/');
        return place.EndsWith(GitSuffix, StringComparison.Ordinal) ? place[..^GitSuffix.Length] : place;
    }

    private static string Scp(string address)
    {
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || address.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash && slash < colon)
            return address;
        return $"{address[(address.LastIndexOf('@', colon) + 1)..colon].ToLowerInvariant()}/{address[(colon + 1)..].TrimStart('/')}";
    }
}
