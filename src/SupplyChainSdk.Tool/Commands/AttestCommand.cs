using System.Collections.Immutable;
using System.CommandLine;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain attest</c>: signs the statement of another job, for a job that has the key and builds nothing.</summary>
internal static class AttestCommand
{
    // What is wrong with the question, and no answer to it: the key, a file that is missing, a place to write.
    private static readonly ImmutableArray<DiagnosticCode> Undecided =
    [
        Codes.InputUnreadable, Codes.OutputUnwritable, Codes.StatementMissing, Codes.KeyUnusable, Codes.KeyNotPrivate, Codes.KeyPassphrase, Codes.KeyReadableByOthers,
        Codes.NoIdentity, Codes.SigningServiceFailed, Codes.SigningServiceWrong, Codes.SigningServicesUnusable,
    ];

    public static Command Create()
    {
        var target = new Argument<string>("FILE") { Description = "The .nupkg or .snupkg as it was packed, any other file, or sha256:HEX of one that is not here." };
        target.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { Length: 0 })
                result.AddError("FILE is empty: name the file to attest.");
        });
        var key = new Option<string>("--key") { Description = "The private key: a PEM file, or env:NAME for a variable that holds one.", HelpName = "KEY", Required = true };
        var passphrase = new Option<string?>("--passphrase-env") { Description = "The environment variable with the passphrase of the key.", HelpName = "VARIABLE" };
        var statement = new Option<string?>("--statement") { Description = "The in-toto statement to sign. Default: FILE.intoto.unsigned.json beside it.", HelpName = "FILE" };
        var commit = new Option<string?>("--commit") { Description = "Refuses a statement that does not name this commit (the whole id), or names it with uncommitted changes.", HelpName = "ID" };
        commit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } id && !(id.Length is 40 or 64 && id.All(char.IsAsciiHexDigit)))
                result.AddError($"--commit takes the whole id, 40 or 64 hexadecimal digits, and '{Printable.Text(id)}' is none: git rev-parse prints it.");
        });
        var noEmbed = new Option<bool>("--no-embed") { Description = "Writes the bundle beside a package, and not into it." };
        var output = new Option<string?>("--output", "-o") { Description = "Where the bundle goes. Default: FILE.sigstore.json beside it; needed for sha256:HEX.", HelpName = "FILE" };
        var format = CommonOptions.Format();
        var noColor = CommonOptions.NoColor();
        var command = new Command("attest",
            """
            Signs what another job packed, with the statement that it left.

            For a job that has the key and builds nothing. The statement is compared with the bytes of the file, exactly its bytes are signed, and a
            package then holds the bundle, which also lies beside it. The unsigned statement beside the file goes; one that --statement
            names elsewhere stays.

            Examples:
              supplychain attest Contoso.Widgets.1.2.3.nupkg --key release.key
              supplychain attest Contoso.Widgets.1.2.3.nupkg --key env:RELEASE_KEY --commit "$GITHUB_SHA"
              supplychain attest widgets.tar.gz --statement widgets.intoto.json --key release.key

            Exit codes: 0 attested, 1 refused, 2 could not decide.
            """)
        { target, key, passphrase, statement, commit, noEmbed, output, format, noColor };
        command.SetWork((parsed, cancel) =>
        {
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            var attestation = FileAttestation.Run(
                new FileAttestationRequest
                {
                    Target = parsed.GetRequiredValue(target),
                    Statement = parsed.GetValue(statement),
                    Bundle = parsed.GetValue(output),
                    Commit = parsed.GetValue(commit),
                    Embeds = !parsed.GetValue(noEmbed),
                    Signer = new SignerRequest
                    {
                        Signer = "key",
                        IsCommandLine = true,
                        SigningKey = parsed.GetRequiredValue(key),
                        PassphraseVariable = parsed.GetValue(passphrase) ?? "",
                        CI = CIEnvironment.Read(Environment.GetEnvironmentVariable),
                        IsCI = CIEnvironment.IsCI(Environment.GetEnvironmentVariable),
                        Variable = Environment.GetEnvironmentVariable,
                    },
                },
                out var findings, cancel);
            foreach (var finding in findings)
                terminal.Error($"{(finding.Severity == Severity.Error ? "error" : "warning")} {finding.Code}: {finding.Message}");
            if (attestation is null)
                return findings.Any(f => f.Severity == Severity.Error && Undecided.Contains(f.Code)) ? ExitCode.Undecided : ExitCode.No;
            if (parsed.GetValue(format) == "json")
                terminal.Json(attestation.ToJson());
            else
                Print(attestation, terminal);
            return ExitCode.Yes;
        });
        return command;
    }

    private static void Print(FileAttestation attestation, Terminal terminal)
    {
        terminal.Title(attestation.Package?.ToString() ?? attestation.Target);
        terminal.Line();
        terminal.Row("statement", $"{attestation.PredicateType} about {Short(attestation.Subject[0])}{(attestation.Commit is { } commit ? $", built from git {Printable.Short(commit)}" : "")}");
        terminal.Row("signed", $"with {attestation.KeyKind}, sha256:{Printable.Short(attestation.KeySha256)}");
        if (attestation.IsEmbedded)
            terminal.Row("inside", $"{attestation.Target}, which is now {Short(attestation.File[0])}");
        terminal.Row("bundle", Terminal.RelativePath(Path.GetFullPath(attestation.Bundle)));
        terminal.Line();
        terminal.Good(attestation.IsNew ? "Attested." : "Attested already: nothing was signed.");
    }

    private static string Short(Digest digest) => $"{digest.Algorithm}:{Printable.Short(digest.Hex)}";
}
