using System.CommandLine;
using SupplyChainSdk.Attestation;

namespace SupplyChainSdk.Tool;

/// <summary>The options of a command that say who is expected to have signed. Names as in other Sigstore clients where those have one.</summary>
internal sealed class SignerOptions
{
    private readonly Option<string?> _key = Text("--key", "FILE", "Required, or an identity with its issuer. The publisher's public key (PEM): who is expected to have signed.");
    private readonly Option<string?> _identity = Text("--certificate-identity", "NAME", "The identity in the signer's certificate, exactly: the URL of a workflow with its ref, or an e-mail address.");
    private readonly Option<string?> _pattern = Text("--certificate-identity-regexp", "REGEX", "Instead a regular expression, which the whole identity has to match.");
    private readonly Option<string?> _issuer = Text("--certificate-oidc-issuer", "URL", "Required with an identity. Who vouched for it, exactly.");
    private readonly Option<string?> _repository = Text("--source-repository", "URL", "The repository that was built.");
    private readonly Option<string?> _repositoryId = Text("--source-repository-id", "ID", "Its number at the host, which survives renaming.");
    private readonly Option<string?> _owner = Text("--source-repository-owner", "URL", "Who owns it.");
    private readonly Option<string?> _ownerId = Text("--source-repository-owner-id", "ID", "The owner's number at the host.");
    private readonly Option<string?> _commit = Text("--source-commit", "SHA", "The commit that was built.");
    private readonly Option<string?> _ref = Text("--source-ref", "REF", "Branch or tag, such as refs/tags/v1.2.3.");
    private readonly Option<string?> _workflow = Text("--workflow", "URL", "The workflow that started the build, with its ref.");
    private readonly Option<string?> _trigger = Text("--trigger", "EVENT", "What started the build, such as push. Not given: anything but a pull request.");
    private readonly Option<string?> _runner = Text("--runner", "KIND", "Where it ran, such as github-hosted. Not given: not on a self-hosted runner.");
    private readonly Option<string?> _root = Text("--trusted-root", "FILE", "A trusted root in a file: of another Sigstore instance than sigstore.dev, or from trust export.");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new[] { _key, _identity, _pattern, _issuer, _repository, _repositoryId, _owner, _ownerId, _ref, _commit, _workflow, _trigger, _runner, _root })
            command.Options.Add(option);
    }

    /// <summary>What was said. Whether it is enough, and not too much, is decided where it is used.</summary>
    public ExpectedSigner Read(ParseResult parsed) => new()
    {
        KeyPath = parsed.GetValue(_key),
        Identity = parsed.GetValue(_identity),
        IdentityPattern = parsed.GetValue(_pattern),
        Issuer = parsed.GetValue(_issuer),
        SourceRepository = parsed.GetValue(_repository),
        SourceRepositoryId = parsed.GetValue(_repositoryId),
        SourceRepositoryOwner = parsed.GetValue(_owner),
        SourceRepositoryOwnerId = parsed.GetValue(_ownerId),
        SourceRef = parsed.GetValue(_ref),
        SourceCommit = parsed.GetValue(_commit),
        Workflow = parsed.GetValue(_workflow),
        Trigger = parsed.GetValue(_trigger),
        Runner = parsed.GetValue(_runner),
        TrustedRoot = parsed.GetValue(_root),
    };

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };
}
