namespace SupplyChainSdk.Attestation;

/// <summary>
/// Who is expected to have signed, on the word of the caller alone: the holder of a key, or an identity that an issuer vouched for. One of the two, always;
/// <see cref="PackageVerification"/> decides nothing where that is not clear.
/// </summary>
public sealed record ExpectedSigner
{
    /// <summary>The PEM file of a public key; null when an identity is expected.</summary>
    public string? KeyPath { get; init; }

    /// <summary>The subject alternative name of the certificate, exactly: the URL of a workflow with its ref, or an e-mail address.</summary>
    public string? Identity { get; init; }

    /// <summary>Instead of <see cref="Identity"/> a regular expression for the whole of it (<see cref="Sigstore.IdentityPolicy.Matching"/>).</summary>
    public string? IdentityPattern { get; init; }

    /// <summary>The URL of the OpenID Connect issuer, exactly; belongs to every identity.</summary>
    public string? Issuer { get; init; }

    /// <summary>URL of the repository that was built; null for any. So are the others below.</summary>
    public string? SourceRepository { get; init; }

    /// <summary>Its number at the host, which survives renaming.</summary>
    public string? SourceRepositoryId { get; init; }

    /// <summary>URL of its owner.</summary>
    public string? SourceRepositoryOwner { get; init; }

    /// <summary>The owner's number at the host.</summary>
    public string? SourceRepositoryOwnerId { get; init; }

    /// <summary>Branch or tag, such as <c>refs/tags/v1.2.3</c>.</summary>
    public string? SourceRef { get; init; }

    /// <summary>Commit.</summary>
    public string? SourceCommit { get; init; }

    /// <summary>URL of the workflow that started the build, with its ref.</summary>
    public string? Workflow { get; init; }

    /// <summary>What started the build; null for anything but a pull request.</summary>
    public string? Trigger { get; init; }

    /// <summary>Where it ran; null for a runner that is hosted by the CI system, or that the certificate does not name.</summary>
    public string? Runner { get; init; }

    /// <summary>A trusted root to judge certificates by; null for that of the public instance.</summary>
    public string? TrustedRoot { get; init; }

    /// <summary>Tells whether the trusted root is old, which is a warning. Nothing else of a verification depends on what time it is.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The holder of a key.</summary>
    /// <param name="path">The PEM file of the public key.</param>
    public static ExpectedSigner Key(string? path) => new() { KeyPath = path };

    /// <summary>What is not clear about it, as the part of a sentence; null when it is clear, and when nobody is named at all.</summary>
    internal string? Unclear()
    {
        // A variable that is not set must not loosen anything.
        var options = new (string Name, string? Value)[]
        {
            ("--certificate-identity", Identity), ("--certificate-identity-regexp", IdentityPattern), ("--certificate-oidc-issuer", Issuer),
            ("--source-repository", SourceRepository), ("--source-repository-id", SourceRepositoryId), ("--source-repository-owner", SourceRepositoryOwner),
            ("--source-repository-owner-id", SourceRepositoryOwnerId), ("--source-ref", SourceRef), ("--source-commit", SourceCommit), ("--workflow", Workflow), ("--trigger", Trigger), ("--runner", Runner), ("--trusted-root", TrustedRoot),
        };
        foreach (var (name, value) in options)
        {
            if (value is { Length: 0 })
                return $"{name} is empty, as a variable is that is not set";
        }
        var named = Array.FindAll(options, o => o.Value is not null);
        return this switch
        {
            { KeyPath: not null } when named.Length > 0 => $"a key is expected with --key, and {named[0].Name} is about certificates: an attestation has one of them",
            { Identity: not null, IdentityPattern: not null } => "the identity is given exactly and as a regular expression",
            { HasIdentity: true, Issuer: null } => "an identity is expected without its issuer, and every issuer could give it to anybody",
            { HasIdentity: false, Issuer: not null } => "an issuer is expected without an identity, and it vouches for everybody",
            { HasIdentity: false } when named.Length > 0 => $"{named[0].Name} restricts an identity, and none is expected",
            _ => null,
        };
    }

    /// <summary>Whether an identity is expected, exactly or by an expression.</summary>
    internal bool HasIdentity => Identity is not null || IdentityPattern is not null;
}
