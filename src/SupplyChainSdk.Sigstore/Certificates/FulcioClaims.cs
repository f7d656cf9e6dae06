using System.Formats.Asn1;
using System.Globalization;
using System.Text;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>What Fulcio certifies of a token, from the extensions 1.3.6.1.4.1.57264.1.N; null when absent.</summary>
/// <remarks>Source: sigstore/fulcio, docs/oid-info.md.</remarks>
internal sealed record FulcioClaims
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

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

    /// <summary>12.</summary>
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

    /// <summary>URL of the repository: 12; of certificates from before 2023, GitHub's all of them, 5 at the host that the identity names.</summary>
    public string? Repository => SourceRepositoryUri ?? (GitHubWorkflowRepository is { Length: > 0 } name && Identity.Kind == SubjectAlternativeNameKind.Uri
        && Uri.TryCreate(Identity.Value, UriKind.Absolute, out var identity) && identity.Scheme == Uri.UriSchemeHttps ? $"{identity.GetLeftPart(UriPartial.Authority)}/{name}" : null);

    /// <summary>13, or 3.</summary>
    public string? Commit => SourceRepositoryDigest ?? GitHubWorkflowSha;

    /// <summary>14, or 6.</summary>
    public string? Ref => SourceRepositoryRef ?? GitHubWorkflowRef;

    /// <summary>20, or 2.</summary>
    public string? Trigger => BuildTrigger ?? GitHubWorkflowTrigger;

    /// <summary>Reads them all.</summary>
    /// <exception cref="VerificationException">
    /// <see cref="VerificationFailure.LeafExtensionMalformed"/>, <see cref="VerificationFailure.LeafIssuerMissing"/>,
    /// <see cref="VerificationFailure.LeafNameUnexpected"/>.
    /// </exception>
    public static FulcioClaims Read(Certificate leaf) => new()
    {
        Identity = SubjectAlternativeName.Read(leaf),
        Issuer = ReadIssuer(leaf),
        GitHubWorkflowTrigger = Raw(leaf, 2),
        GitHubWorkflowSha = Raw(leaf, 3),
        GitHubWorkflowName = Raw(leaf, 4),
        GitHubWorkflowRepository = Raw(leaf, 5),
        GitHubWorkflowRef = Raw(leaf, 6),
        BuildSignerUri = Encoded(leaf, 9),
        BuildSignerDigest = Encoded(leaf, 10),
        RunnerEnvironment = Encoded(leaf, 11),
        SourceRepositoryUri = Encoded(leaf, 12),
        SourceRepositoryDigest = Encoded(leaf, 13),
        SourceRepositoryRef = Encoded(leaf, 14),
        SourceRepositoryIdentifier = Encoded(leaf, 15),
        SourceRepositoryOwnerUri = Encoded(leaf, 16),
        SourceRepositoryOwnerIdentifier = Encoded(leaf, 17),
        BuildConfigUri = Encoded(leaf, 18),
        BuildConfigDigest = Encoded(leaf, 19),
        BuildTrigger = Encoded(leaf, 20),
        RunInvocationUri = Encoded(leaf, 21),
        SourceRepositoryVisibility = Encoded(leaf, 22),
        DeploymentEnvironment = Encoded(leaf, 23),
        TokenSubject = Encoded(leaf, 24),
    };

    private static string ReadIssuer(Certificate leaf)
    {
        var (old, issuer) = (Raw(leaf, 1), Encoded(leaf, 8));
        if (old is not null && issuer is not null && old != issuer)
            throw Malformed($"its extensions 1 and 8 name two issuers, {ForeignText.Quote(old)} and {ForeignText.Quote(issuer)}");
        return (issuer ?? old) is { Length: > 0 } found
            ? found
            : throw new VerificationException(
                VerificationFailure.LeafIssuerMissing,
                $"The signer's certificate does not say who vouched for the identity (extension {CertificateExtension.Fulcio}8 or 1).");
    }

    // 1 to 6: the text is the value.
    private static string? Raw(Certificate leaf, int number)
    {
        if (leaf.Find(CertificateExtension.Fulcio + Number(number)) is not { } extension)
            return null;
        try
        {
            return StrictUtf8.GetString(extension.Value.Span);
        }
        catch (DecoderFallbackException e)
        {
            throw Malformed($"its extension {extension.Id} is not UTF-8", e);
        }
    }

    // 8 and above: a UTF8String is the value.
    private static string? Encoded(Certificate leaf, int number)
    {
        if (leaf.Find(CertificateExtension.Fulcio + Number(number)) is not { } extension)
            return null;
        try
        {
            var reader = new AsnReader(extension.Value, AsnEncodingRules.DER);
            var text = reader.ReadCharacterString(UniversalTagNumber.UTF8String);
            reader.ThrowIfNotEmpty();
            return text;
        }
        catch (AsnContentException e)
        {
            throw Malformed($"its extension {extension.Id} is not a UTF8String", e);
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static VerificationException Malformed(string what, Exception? inner = null) =>
        new(VerificationFailure.LeafExtensionMalformed, $"The signer's certificate cannot be read: {what}.", inner);
}
