using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>What signs the statement about a package.</summary>
public enum SignerKind
{
    /// <summary>Nothing: the statement is written unsigned, under a name that no scanner takes for signed.</summary>
    None,

    /// <summary>A named key.</summary>
    Key,

    /// <summary>The identity of this job, which a certificate vouches for.</summary>
    Keyless,
}

/// <summary>The decision what signs, from <c>SupplyChainSigner</c>, the key that was named, and what kind of build this is.</summary>
/// <param name="Kind">What signs.</param>
/// <param name="Finding">A warning that nothing is signed, or the error that forbids to go on; null when nothing needs saying.</param>
public sealed record SignerChoice(SignerKind Kind, Finding? Finding)
{
    /// <summary>Decides by security rule: <c>auto</c> never signs a proposed change, and never lets a release go out unsigned in silence.</summary>
    /// <param name="signer"><c>auto</c>, <c>none</c>, <c>key</c> or <c>keyless</c>.</param>
    /// <param name="key">The name of the key; null or empty when none was named.</param>
    /// <param name="ci">The variables of the CI system.</param>
    /// <param name="isPublic">Whether a token of the CI says that the repository is public and that no pull request is built; false where nobody asked for one.</param>
    public static SignerChoice Decide(string signer, string? key, CIEnvironment ci, bool isPublic)
    {
        var hasKey = !string.IsNullOrEmpty(key);
        return signer switch
        {
            "none" => new(SignerKind.None, null),
            "key" when hasKey => new(SignerKind.Key, null),
            "key" => new(SignerKind.None, SigningFindings.NoKeyNamed()),
            "keyless" => new(SignerKind.Keyless, null),
            "auto" when ci.IsPullRequest => new(SignerKind.None, SigningFindings.PullRequest()),
            "auto" when hasKey => new(SignerKind.Key, null),
            "auto" when isPublic => new(SignerKind.Keyless, null),
            "auto" when ci.IsRelease => new(SignerKind.None, SigningFindings.ReleaseWithoutSigner()),
            "auto" => new(SignerKind.None, SigningFindings.Unsigned()),
            _ => new(SignerKind.None, SigningFindings.UnknownSigner(signer)),
        };
    }

    /// <summary>Whether the decision needs to know whether the repository is public.</summary>
    /// <param name="signer">As above.</param>
    /// <param name="key">As above.</param>
    /// <param name="ci">As above.</param>
    public static bool NeedsToken(string signer, string? key, CIEnvironment ci) => signer == "auto" && string.IsNullOrEmpty(key) && !ci.IsPullRequest;
}
