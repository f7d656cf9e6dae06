using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore;

/// <summary>
/// What a verified certificate says of the signer and the build, on the word of its authority. Null where it says nothing. A certificate from before 2023 says repository, ref, commit and
/// trigger in extensions of another form, and they are read where there are no newer ones.
/// </summary>
/// <remarks>Source: sigstore/fulcio, docs/oid-info.md.</remarks>
public sealed class CertifiedIdentity
{
    private readonly FulcioClaims _claims;

    internal CertifiedIdentity(FulcioClaims claims, TimeRange validity) => (_claims, NotBefore, NotAfter) = (claims, validity.Start, validity.End!.Value);

    /// <summary>The one subject alternative name: URL of a workflow, e-mail address, or name of a user.</summary>
    public string Identity => _claims.Identity.Value;

    /// <summary>Whether that is a URL, as workflows have, and no person's address or name.</summary>
    public bool IsWorkload => _claims.Identity.Kind == SubjectAlternativeNameKind.Uri;

    /// <summary>Who vouched for the identity towards the authority: an OpenID Connect issuer.</summary>
    public string Issuer => _claims.Issuer;

    /// <summary>URL of the repository that was built. With a reusable workflow another one than that of <see cref="Identity"/>.</summary>
    public string? SourceRepository => _claims.Repository;

    /// <summary>Its number at the host.</summary>
    public string? SourceRepositoryId => _claims.SourceRepositoryIdentifier;

    /// <summary>URL of its owner.</summary>
    public string? SourceRepositoryOwner => _claims.SourceRepositoryOwnerUri;

    /// <summary>Number of the owner at the host.</summary>
    public string? SourceRepositoryOwnerId => _claims.SourceRepositoryOwnerIdentifier;

    /// <summary>Branch or tag.</summary>
    public string? SourceRef => _claims.Ref;

    /// <summary>Commit.</summary>
    public string? SourceDigest => _claims.Commit;

    /// <summary>URL of the workflow that started the build, with its ref.</summary>
    public string? Workflow => _claims.BuildConfigUri;

    /// <summary>Commit of that workflow.</summary>
    public string? WorkflowDigest => _claims.BuildConfigDigest;

    /// <summary>URL of the workflow that signed, with its ref.</summary>
    public string? SignerWorkflow => _claims.BuildSignerUri;

    /// <summary>What started the build, such as <c>push</c>.</summary>
    public string? Trigger => _claims.Trigger;

    /// <summary>What the workflow that started the build calls itself, which no statement repeats and anybody may choose.</summary>
    public string? WorkflowName => _claims.GitHubWorkflowName;

    /// <summary>Such as <c>github-hosted</c>.</summary>
    public string? RunnerEnvironment => _claims.RunnerEnvironment;

    /// <summary>URL of the run.</summary>
    public string? Run => _claims.RunInvocationUri;

    /// <summary>Whether the repository was <c>public</c> when it was signed.</summary>
    public string? Visibility => _claims.SourceRepositoryVisibility;

    /// <summary>First moment of the certificate, UTC.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>Last moment of the certificate, UTC; usually long ago.</summary>
    public DateTimeOffset NotAfter { get; }
}
