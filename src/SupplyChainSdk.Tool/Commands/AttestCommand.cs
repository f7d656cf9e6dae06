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

    private const string ForOneFile = "--statement, --output and --format json are for one FILE.";

    public static Command Create()
    {
        var target = new Argument<string[]>("FILE")
        {
            Description = "The .nupkg or .snupkg as it was packed, any other file, or sha256:HEX of one that is not here. Several, or a pattern with * and **, are signed one after the other.",
            Arity = ArgumentArity.OneOrMore,
        };
        target.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string[]>()?.Contains("") == true)
                result.AddError("FILE is empty: name the file to attest.");
        });
        target.RefuseOptions();
        var key = new Option<string?>("--key") { Description = "The private key: a PEM file, or env:NAME for a variable that holds one.", HelpName = "KEY" };
        var passphrase = new Option<string?>("--passphrase-env") { Description = "The environment variable with the passphrase of the key.", HelpName = "VARIABLE" };
        var keyless = new Option<bool>("--keyless") { Description = "Signs with the identity of this CI job instead of a key. Public logs show its repository, for good." };
        var root = new Option<string?>("--trusted-root") { Description = "With --keyless: the trusted root of another Sigstore instance.", HelpName = "FILE" };
        var config = new Option<string?>("--signing-config") { Description = "With --keyless: the signing config of another Sigstore instance.", HelpName = "FILE" };
        var statement = new Option<string?>("--statement") { Description = "The in-toto statement to sign. Default: FILE.intoto.unsigned.json beside it.", HelpName = "FILE" };
        var commit = new Option<string?>("--commit") { Description = "Refuses a statement that does not name this commit (the whole id), or names it with uncommitted changes.", HelpName = "ID" };
        commit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } id && !(id.Length is 40 or 64 && id.All(char.IsAsciiHexDigit)))
                result.AddError($"--commit takes the whole id, 40 or 64 hexadecimal digits, and '{Printable.Text(id)}' is none: git rev-parse prints it.");
        });
        var noEmbed = new Option<bool>("--no-embed") { Description = "Writes the bundle beside a package, and not into it." };
        var output = new Option<string?>("--output", "-o") { Description = "Where the bundle goes. Default: FILE.sigstore.json beside it, of a verification summary FILE.vsa.sigstore.json, of a rebuild FILE.reproduction.sigstore.json. Needed for sha256:HEX.", HelpName = "FILE" };
        var format = CommonOptions.Format();
        var noColor = CommonOptions.NoColor();
        var command = new Command("attest",
            """
            Signs what another job packed, with the statement that it left.

            For a job that has the key, or the identity, and builds nothing. The statement is compared with the bytes of the file, exactly its bytes are signed, and a
            package then holds the bundle, which also lies beside it. The unsigned statement beside the file goes; one that --statement
            names elsewhere stays. What 'supplychain verify' stated (--summary, --rebuild --statement) goes beside a package only.

            Examples:
              supplychain attest Contoso.Widgets.1.2.3.nupkg --key release.key
              supplychain attest Contoso.Widgets.1.2.3.nupkg --key env:RELEASE_KEY --commit "$GITHUB_SHA"
              supplychain attest widgets.tar.gz --statement widgets.intoto.json --key release.key
              supplychain attest *.nupkg --keyless --commit "$GITHUB_SHA"
              supplychain attest Contoso.Widgets.1.2.3.nupkg --statement vsa.json --key verifier.key

            Exit codes: 0 attested, 1 refused, 2 could not decide.
            """)
        { target, key, passphrase, keyless, root, config, statement, commit, noEmbed, output, format, noColor };
        command.SetRules(result =>
        {
            var (isKeyless, isKey) = (result.GetValue(keyless), result.GetValue(key) is not null);
            if (isKeyless == isKey)
                result.AddError(isKeyless ? "--key and --keyless exclude each other: one of them signs." : "Who signs is not clear: name --key KEY, or say --keyless.");
            if (!isKeyless && (result.GetValue(root) ?? result.GetValue(config)) is not null)
                result.AddError("--trusted-root and --signing-config belong to --keyless: a key asks no service.");
            if (isKeyless && result.GetValue(passphrase) is not null)
                result.AddError("--passphrase-env belongs to --key: an identity has none.");
            if (new[] { key, passphrase, root, config, statement, output }.FirstOrDefault(o => result.GetValue(o) is "") is { } empty)
                result.AddError($"{empty.Name} is empty, as a variable is that is not set: give it a value, or leave it out.");
            if (result.GetValue(target)?.Length > 1 && ((result.GetValue(statement) ?? result.GetValue(output)) is not null || result.GetValue(format) == "json"))
                result.AddError(ForOneFile);
        });
        command.SetWork((parsed, cancel) =>
        {
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            // One key in memory and one certificate for all of them.
            using var session = new KeylessSession(Environment.GetEnvironmentVariable, parsed.GetValue(root) ?? "", parsed.GetValue(config) ?? "");
            var signer = new SignerRequest
            {
                Signer = parsed.GetValue(keyless) ? "keyless" : "key",
                IsCommandLine = true,
                SigningKey = parsed.GetValue(key) ?? "",
                PassphraseVariable = parsed.GetValue(passphrase) ?? "",
                CI = CIEnvironment.Read(Environment.GetEnvironmentVariable),
                IsCI = CIEnvironment.IsCI(Environment.GetEnvironmentVariable),
                Variable = Environment.GetEnvironmentVariable,
                Keyless = session,
            };
            var files = Files(parsed.GetRequiredValue(target));
            if (files.Length > 1 && ((parsed.GetValue(statement) ?? parsed.GetValue(output)) is not null || parsed.GetValue(format) == "json"))
                throw new UsageException(ForOneFile);
            var said = new HashSet<string>(StringComparer.Ordinal);
            var worst = ExitCode.Yes;
            foreach (var file in files)
            {
                var attestation = FileAttestation.Run(
                    new FileAttestationRequest
                    {
                        Target = file,
                        Statement = parsed.GetValue(statement),
                        Bundle = parsed.GetValue(output),
                        Commit = parsed.GetValue(commit),
                        Embeds = !parsed.GetValue(noEmbed),
                        Signer = signer,
                    },
                    out var findings, cancel);
                foreach (var finding in findings.Where(f => said.Add($"{f.Code} {f.Message}")))
                    terminal.Error($"{(finding.Severity == Severity.Error ? "error" : "warning")} {finding.Code}: {finding.Message}");
                if (attestation is null)
                {
                    var code = findings.Any(f => f.Severity == Severity.Error && Undecided.Contains(f.Code)) ? ExitCode.Undecided : ExitCode.No;
                    worst = worst == ExitCode.Undecided ? worst : code;
                    continue;
                }
                if (parsed.GetValue(format) == "json")
                    terminal.Json(attestation.ToJson());
                else
                    Print(attestation, terminal, session);
            }
            return worst;
        });
        return command;
    }

    // Not every shell reads patterns.
    private static ImmutableArray<string> Files(string[] named) => [.. named.SelectMany(n => !File.Exists(n) && n.AsSpan().ContainsAny('*', '?') ? PackageFiles.Find([n]) : [n]).Distinct(StringComparer.Ordinal)];

    private static void Print(FileAttestation attestation, Terminal terminal, KeylessSession session)
    {
        terminal.Title(attestation.Package?.ToString() ?? attestation.Target);
        terminal.Line();
        terminal.Row("statement", $"{attestation.PredicateType} about {Short(attestation.Subject[0])}{(attestation.Commit is { } commit ? $", built from git {Printable.Short(commit)}" : "")}");
        terminal.Row("signed", attestation.Certified is { } certified
            ? $"as {Printable.Text(certified.Identity)} ({Printable.Text(certified.Issuer)})"
            : $"with {attestation.KeyKind}, sha256:{Printable.Short(attestation.KeySha256!)}");
        if (session.TakeNotice())
            terminal.Row("public", "logs show the name of the repository, its workflow and commit, for good");
        if (attestation.IsEmbedded)
            terminal.Row("inside", $"{attestation.Target}, which is now {Short(attestation.File[0])}");
        terminal.Row("bundle", Terminal.RelativePath(Path.GetFullPath(attestation.Bundle)));
        terminal.Line();
        terminal.Good(attestation.IsNew ? "Attested." : "Attested already: nothing was signed.");
    }

    private static string Short(Digest digest) => $"{digest.Algorithm}:{Printable.Short(digest.Hex)}";
}
