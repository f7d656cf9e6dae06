using System.Collections.Immutable;
using SupplyChainSdk.SignedSource;

namespace SupplyChainSdk.Policy;

/// <summary>When a signature of the source is asked for. A greater value is stricter.</summary>
public enum SignatureDemand
{
    /// <summary>Never.</summary>
    Off,

    /// <summary>Of a release: the CI system says that it is one, a tag points at its commit, or something is signed.</summary>
    Release,

    /// <summary>Of whatever is checked in CI, by the tool or before it is attested.</summary>
    Require,
}

/// <summary>The <c>source</c> section of the effective policy: how tag and commit of the project's own source have to be signed.</summary>
/// <param name="Enforce">How findings weigh.</param>
/// <param name="SignedTag">When a tag of the commit has to be signed.</param>
/// <param name="SignedCommit">When the commit has to be signed.</param>
/// <param name="Signers">What each file names, outermost first; a signature counts when it is by one of every list.</param>
public sealed record SignedSourceRules(Setting<Enforce> Enforce, Setting<SignatureDemand> SignedTag, Setting<SignatureDemand> SignedCommit, ImmutableArray<SourceSigners> Signers)
{
    /// <summary>Whether anything is ever asked.</summary>
    public bool Asks => Enforce.Value != Policy.Enforce.Off && (SignedTag.Value != SignatureDemand.Off || SignedCommit.Value != SignatureDemand.Off);
}

/// <summary>The <c>source</c> section of one file; null for what it does not say.</summary>
/// <param name="Origin">The section.</param>
/// <param name="Enforce">How findings weigh.</param>
/// <param name="SignedTag">When a tag of the commit has to be signed.</param>
/// <param name="SignedCommit">When the commit has to be signed.</param>
/// <param name="Signers">Files of SSH signers, relative to the folder of the policy file, with <c>/</c>.</param>
/// <param name="Keyrings">Files of OpenPGP keys, likewise.</param>
public sealed record SignedSourceSection(
    Location Origin, Setting<Enforce>? Enforce, Setting<SignatureDemand>? SignedTag, Setting<SignatureDemand>? SignedCommit,
    ImmutableArray<Setting<string>> Signers, ImmutableArray<Setting<string>> Keyrings)
{
    /// <summary>What the files hold, once the loader has read them; null where the section names none.</summary>
    public SourceSigners? Read { get; init; }
}
