using System.Security.Cryptography;
using System.Text;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Builders;

/// <summary>
/// Who signed an attestation of a package and how it was built, without what differs from release to release: no commit, no ref, no time. Certified but for <see cref="Builder"/>; null where nothing
/// is said. Either a key or an identity.
/// </summary>
public sealed record RememberedBuilder
{
    private const int MaxText = 1000;

    /// <summary>SHA-256 of the key's SubjectPublicKeyInfo, 64 lower-case hexadecimal digits; null for an identity.</summary>
    public string? KeySha256 { get; init; }

    /// <summary>The subject alternative name, of a workflow without its ref; null for a key.</summary>
    public string? Identity { get; init; }

    /// <summary>The URL of the OpenID Connect issuer; null for a key.</summary>
    public string? Issuer { get; init; }

    /// <summary>URL of the repository that was built.</summary>
    public string? Repository { get; init; }

    /// <summary>Its number at the host.</summary>
    public string? RepositoryId { get; init; }

    /// <summary>The number of its owner.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The workflow that started the build, without its ref: its path where it lies in that repository, else its URL.</summary>
    public string? Workflow { get; init; }

    /// <summary>Claimed: the builder's URI, without a ref.</summary>
    public string? Builder { get; init; }

    /// <summary>What is remembered of an attestation.</summary>
    public static RememberedBuilder Of(AttestedBuild build)
    {
        var builder = Text(WithoutRef(build.Claims.BuilderId, build.Signer.Certified?.Ref));
        if (build.Signer.Certified is not { } certified)
            return new RememberedBuilder { KeySha256 = build.Signer.KeySha256, Builder = builder };
        return new RememberedBuilder
        {
            Identity = Text(certified.IsWorkload ? WithoutRef(certified.Identity, certified.Ref) : certified.Identity),
            Issuer = Text(certified.Issuer),
            Repository = Text(certified.Repository),
            RepositoryId = Text(certified.RepositoryId),
            OwnerId = Text(certified.OwnerId),
            Workflow = Text(WithinRepository(WithoutRef(certified.Workflow, certified.Ref), certified.Repository)),
            Builder = builder,
        };
    }

    /// <summary>The signer and the source in one line; safe to print.</summary>
    public override string ToString() => KeySha256 is { } key ? $"the key {Printable.Short(key)}"
        : $"{Printable.Name(Identity!)}{(Repository is null ? "" : $" from {Printable.Name(Repository)}")}{(RepositoryId is null ? "" : $", repository {Printable.Quoted(RepositoryId)}")}"
            + $"{(OwnerId is null ? "" : $", owner {Printable.Quoted(OwnerId)}")}, issuer {Printable.Name(Issuer!)}";

    /// <summary>A text that orders builders, the same for equal ones alone.</summary>
    internal string Order => string.Join('\n', KeySha256, Issuer, Identity, Repository, RepositoryId, OwnerId, Workflow, Builder);

    /// <summary>Whether the identity says no more than repository and workflow do, as where a workflow of the repository itself signs.</summary>
    internal bool SignsItself => Repository is not null && Workflow is not null && Identity is not null && WithinRepository(Identity, Repository) == Workflow;

    /// <summary>Whether the builder is said to be whoever signed.</summary>
    internal bool IsItsOwnBuilder => Builder is not null && Builder == Identity;

    // The ref that was built where it ends in that, else the last one: a file may have an @ in its name, and so may a branch.
    private static string? WithoutRef(string? url, string? at)
    {
        if (url is null || !url.StartsWith("https://", StringComparison.Ordinal))
            return url;
        var end = at is not null && url.EndsWith($"@{at}", StringComparison.Ordinal) ? url.Length - at.Length - 1 : url.LastIndexOf('@');
        return end > 0 ? url[..end] : url;
    }

    // GitLab has two slashes between repository and path.
    private static string? WithinRepository(string? url, string? repository) =>
        url is not null && repository is not null && url.StartsWith($"{repository}/", StringComparison.Ordinal) && url[repository.Length..].TrimStart('/') is { Length: > 0 } path ? path : url;

    // Whatever is longer than a file has room for is the same where its digest is.
    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null
        : text.Length <= MaxText ? text : $"{Printable.Bounded(text, MaxText)} sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
