using System.Text.RegularExpressions;

namespace SupplyChainSdk.Sigstore;

/// <summary>Who is expected to have signed: an identity and its issuer, always both; and what else the certificate must say.</summary>
/// <remarks>Every value is compared exactly, except an identity that was given as a regular expression.</remarks>
public sealed record IdentityPolicy
{
    private readonly Regex? _pattern;

    private IdentityPolicy(string identity, string issuer, Regex? pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(identity);
        ArgumentException.ThrowIfNullOrEmpty(issuer);
        (Identity, Issuer, _pattern) = (identity, issuer, pattern);
    }

    /// <summary>The subject alternative name of the certificate, or the regular expression for it.</summary>
    public string Identity { get; }

    /// <summary>Whether <see cref="Identity"/> is a regular expression.</summary>
    public bool IsPattern => _pattern is not null;

    /// <summary>The URL of the OpenID Connect issuer; never a pattern, and never a prefix.</summary>
    public string Issuer { get; }

    /// <summary>URL of the repository that was built, such as <c>https://github.com/contoso/widget</c> (Fulcio extension 12; without it 5, at the host of the identity); null for any.</summary>
    /// <remarks>A reusable workflow puts its own repository into the identity. This is the one that called it.</remarks>
    public string? SourceRepository { get; init; }

    /// <summary>Number of the repository at its host, which survives no renaming and no squatting (extension 15); null for any.</summary>
    public string? SourceRepositoryId { get; init; }

    /// <summary>URL of the owner of the repository (extension 16); null for any.</summary>
    public string? SourceRepositoryOwner { get; init; }

    /// <summary>Number of the owner at the host (extension 17); null for any.</summary>
    public string? SourceRepositoryOwnerId { get; init; }

    /// <summary>Branch or tag, such as <c>refs/tags/v1.0.0</c> (extension 14; without it 6); null for any.</summary>
    public string? SourceRef { get; init; }

    /// <summary>Commit (extension 13; without it 3); null for any.</summary>
    public string? SourceDigest { get; init; }

    /// <summary>URL of the workflow that started the build, with its ref (extension 18); null for any.</summary>
    public string? Workflow { get; init; }

    /// <summary>What started the build, such as <c>push</c> (extension 20; without it 2); null for any.</summary>
    public string? Trigger { get; init; }

    /// <summary>Such as <c>github-hosted</c> (extension 11); null for any.</summary>
    public string? RunnerEnvironment { get; init; }

    /// <summary>Exactly one identity.</summary>
    /// <param name="identity">A URL or an e-mail address, as it stands in the certificate.</param>
    /// <param name="issuer">See <see cref="Issuer"/>.</param>
    /// <exception cref="ArgumentException">One of them is empty.</exception>
    public static IdentityPolicy Exact(string identity, string issuer) => new(identity, issuer, pattern: null);

    /// <summary>Every identity that matches a regular expression from its first to its last character.</summary>
    /// <param name="pattern">
    /// Syntax of .NET without what needs backtracking (look-around, back references). It is anchored at both ends, whether it says so or not; case counts.
    /// </param>
    /// <param name="issuer">See <see cref="Issuer"/>.</param>
    /// <exception cref="ArgumentException">One of them is empty, or the pattern is none that can be used.</exception>
    public static IdentityPolicy Matching(string pattern, string issuer)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        try
        {
            // \A(?:…)\z, not ^…$: alternatives must not escape the anchors, and $ would let a line feed follow.
            // The pattern stands alone first: "a)|(b" is one only between the parentheses.
            _ = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return new(pattern, issuer, new Regex($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException($"The regular expression needs backtracking, which is not used here: {e.Message}", nameof(pattern), e);
        }
    }

    /// <summary>Whether an identity is this one, or one of these; the issuer is compared apart.</summary>
    public bool Matches(string identity) => _pattern is null ? identity == Identity : _pattern.IsMatch(identity);
}
