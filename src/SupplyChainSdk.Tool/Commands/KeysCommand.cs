using System.CommandLine;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain keys</c>: key pairs to sign with.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Makes key pairs to sign packages with.") { CreateNew() };

    private static Command CreateNew()
    {
        var name = new Argument<string>("NAME")
        {
            Description = "NAME.key (private, mode 0600) and NAME.pub are written; neither may exist.",
            DefaultValueFactory = _ => "release",
        };
        name.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } given && string.IsNullOrEmpty(Path.GetFileName(given)))
                result.AddError("NAME is empty or names a folder: give the beginning of the names of both files, such as keys/release.");
        });
        name.RefuseOptions();
        var passphrase = new Option<string?>("--passphrase-env")
        {
            Description = "Encrypts the private key with the passphrase in this environment variable.",
            HelpName = "VARIABLE",
        };
        passphrase.Validators.Add(result =>
        {
            // The name is not repeated: a passphrase given in its place would be printed.
            if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(result.GetValueOrDefault<string?>() ?? "")))
                result.AddError("The environment variable named by --passphrase-env is not set or empty.");
        });
        var noColor = CommonOptions.NoColor();
        var command = new Command("new",
            """
            Makes an ECDSA P-256 key pair; overwrites nothing.

            Examples:
              supplychain keys new release
              dotnet pack -p:SupplyChainSigningKey=$PWD/release.key
              supplychain verify bin/Release/Contoso.Widgets.1.2.3.nupkg --key release.pub

            Exit codes: 0 both files were written, 2 neither was.
            """)
        { name, passphrase, noColor };
        command.SetWork((parsed, _) =>
        {
            var path = parsed.GetRequiredValue(name);
            var secret = parsed.GetValue(passphrase) is { } variable ? Environment.GetEnvironmentVariable(variable) : null;
            using var pair = KeyPair.CreateEcdsaP256();
            KeyFiles.Write(pair, $"{path}.key", $"{path}.pub", secret);
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            terminal.Text($"{path}.key  the private key{(secret is null ? "" : ", encrypted")}: keep it where only the release job reads it, and out of the repository");
            terminal.Text($"{path}.pub  the public key, sha256:{pair.PublicKey.Fingerprint}: publish it");
            if (GitSource.WouldBeAdded(Path.GetFullPath($"{path}.key")))
            {
                terminal.Error($"warning: {path}.key lies in a git repository that does not ignore it. The next 'git add' would commit the private key, and until then the working tree is dirty, "
                    + "as every statement about a package would say. Add the line *.key to .gitignore, or keep the key outside the repository.");
            }
            return ExitCode.Yes;
        });
        return command;
    }
}
