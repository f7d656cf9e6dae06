using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Integrity;

/// <summary>The certificate of a signer.</summary>
/// <param name="Subject">Its distinguished name, a stranger's text.</param>
/// <param name="Sha256">The fingerprint: SHA-256 of its DER form.</param>
public sealed record SignerCertificate(string Subject, Digest Sha256);

/// <summary>The signature of a package's author.</summary>
/// <param name="Certificate">Of the signer.</param>
/// <param name="Problems">Why it is not valid, or not trusted: NuGet's reasons, one short line each. Empty: it is both.</param>
public sealed record AuthorSignature(SignerCertificate Certificate, ImmutableArray<string> Problems)
{
    /// <summary>Whether it is valid and trusted.</summary>
    public bool IsValid => Problems.IsEmpty;
}

/// <summary>The signature of the repository that a package comes from.</summary>
/// <param name="Certificate">Of the signer.</param>
/// <param name="ServiceIndex">Address of the repository.</param>
/// <param name="Owners">Who the package belongs to there: sorted, as the repository spells them.</param>
/// <param name="Problems">Why it is not valid, or not trusted: NuGet's reasons, one short line each. Empty: it is both.</param>
public sealed record RepositorySignature(SignerCertificate Certificate, string ServiceIndex, ImmutableArray<string> Owners, ImmutableArray<string> Problems)
{
    /// <summary>Whether it is valid and trusted.</summary>
    public bool IsValid => Problems.IsEmpty;
}

/// <summary>The NuGet signatures of a package, each judged for itself: that one is trusted says nothing about the other.</summary>
/// <param name="Author">Null when there is none.</param>
/// <param name="Repository">Null when there is none.</param>
/// <param name="Problems">What is wrong with the signature as a whole, such that nothing of it can be believed. Then both may be null.</param>
public sealed record PackageSignatures(AuthorSignature? Author, RepositorySignature? Repository, ImmutableArray<string> Problems)
{
    /// <summary>A package that nobody signed.</summary>
    public static PackageSignatures None { get; } = new(null, null, []);

    /// <summary>The author signature where it is proven.</summary>
    public AuthorSignature? ProvenAuthor => Problems.IsEmpty && Author is { IsValid: true } ? Author : null;

    /// <summary>The repository signature where it is proven.</summary>
    public RepositorySignature? ProvenRepository => Problems.IsEmpty && Repository is { IsValid: true } ? Repository : null;

    /// <summary>Everything that is wrong, in one list.</summary>
    public ImmutableArray<string> AllProblems => [.. Problems.Concat(Author?.Problems ?? []).Concat(Repository?.Problems ?? []).Distinct(StringComparer.Ordinal)];
}
