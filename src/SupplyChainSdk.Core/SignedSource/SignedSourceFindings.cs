using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.SignedSource;

/// <summary>Every finding of the source gate.</summary>
internal static class SignedSourceFindings
{
    /// <summary>SCSDK5024: no tag of the commit is signed by an expected signer.</summary>
    public static Finding TagNotSigned(Severity severity, string commit, SourceSignature found, Location? at) => Finding.Create(Codes.TagNotSigned, severity,
        $"No tag of commit {Printable.Short(commit)} is signed by an expected signer: {found.Detail}. Sign the tag of the release with git tag -s, and fetch it as it is, before anything is built from it.", "signedTag", at);

    /// <summary>SCSDK5025: the commit is not signed by an expected signer.</summary>
    public static Finding CommitNotSigned(Severity severity, string commit, SourceSignature found, Location? at) => Finding.Create(Codes.CommitNotSigned, severity,
        $"Commit {Printable.Short(commit)} is not signed by an expected signer: {found.Detail}. Sign commits with git commit -S, or ask who made this one.", "signedCommit", at);

    /// <summary>SCSDK5026: nothing is decided, and that is no pass.</summary>
    public static Finding NotDecided(Severity severity, string what, string why, Location? at) => Finding.Create(Codes.SourceSignatureNotDecided, severity,
        $"Whether the {what} is signed cannot be decided: {why}. Nothing is built from a source of which that is not known: remove the cause.", $"{what} not decided", at);

    /// <summary>SCSDK5027: a file of signers says nothing that can be used.</summary>
    /// <param name="name">Relative to the repository, with <c>/</c>.</param>
    /// <param name="why">A sentence.</param>
    /// <param name="at">Where it is named.</param>
    public static Finding SignersUnusable(string name, string why, Location? at) => Finding.Create(Codes.SignersUnusable, Severity.Error,
        $"The file of signers {Printable.Name(name)} cannot be used. {why}", $"signers {name}", at);

    /// <summary>SCSDK5027: gpg does not take it.</summary>
    public static Finding KeyringRefused(string name, Location? at) => SignersUnusable(name, "gpg does not take it as public keys: write it again with gpg --export --armor.", at);
}
