namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>What Fulcio certifies of a token, from the extensions 1.3.6.1.4.1.57264.1.N; null when absent.</summary>
/// <remarks>Source: sigstore/fulcio, docs/oid-info.md.</remarks>
internal sealed record FulcioClaims
{
    /// <summary>The one subject alternative name.</summary>
    public required SubjectAlternativeName Identity { get; init; }

    /// <summary>8; without it 1.</summary>
    public required string Issuer { get; init; }

    /// <summary>9.</summary>
    public string? BuildSignerUri { get; init; }

    /// <summary>10.</summary>
    public string? BuildSignerDigest { get; init; }

    /// <summary>11.</summary>
    public string? RunnerEnvironment { get; init; }

    /// <summary>12; without it null, whatever the old 5 says: that has another form.</summary>
    public string? SourceRepositoryUri { get; init; }

    /// <summary>13.</summary>
    public string? SourceRepositoryDigest { get; init; }

    /// <summary>14.</summary>
    public string? SourceRepositoryRef { get; init; }

    /// <summary>15.</summary>
    public string? SourceRepositoryIdentifier { get; init; }

    /// <summary>16.</summary>
    public string? SourceRepositoryOwnerUri { get; init; }

    /// <summary>17.</summary>
    public string? SourceRepositoryOwnerIdentifier { get; init; }

    /// <summary>18.</summary>
    public string? BuildConfigUri { get; init; }

    /// <summary>19.</summary>
    public string? BuildConfigDigest { get; init; }

    /// <summary>20.</summary>
    public string? BuildTrigger { get; init; }

    /// <summary>21.</summary>
    public string? RunInvocationUri { get; init; }

    /// <summary>22.</summary>
    public string? SourceRepositoryVisibility { get; init; }

    /// <summary>23.</summary>
    public string? DeploymentEnvironment { get; init; }

    /// <summary>24.</summary>
    public string? TokenSubject { get; init; }

    /// <summary>2, the trigger in its old form.</summary>
    public string? GitHubWorkflowTrigger { get; init; }

    /// <summary>3, the commit in its old form.</summary>
    public string? GitHubWorkflowSha { get; init; }

    /// <summary>4.</summary>
    public string? GitHubWorkflowName { get; init; }

    /// <summary>5, owner/name.</summary>
    public string? GitHubWorkflowRepository { get; init; }

    /// <summary>6.</summary>
    public string? GitHubWorkflowRef { get; init; }

    /// <summary>Reads them all.</summary>
    /// <exception cref="VerificationException">A value that cannot be read, no issuer, or not exactly one name.</exception>
    public static FulcioClaims Read(Certificate leaf) => throw new NotImplementedException();
}
