using System.CommandLine;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain keys</c>: key pairs to sign with.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Makes key pairs to sign packages with.") { CreateNew() };

    private static Command CreateNew()
    {
        var name = new Argument<string>("NAME") { Description = "NAME.key (private, mode 0600) and NAME.pub are written; neither may exist." };
        var passphrase = new Option<string?>("--passphrase-env")
        {
            Description = "Encrypts the private key with the passphrase in this environment variable.",
            HelpName = "VARIABLE",
        };
        var command = new Command("new",
            """
            Makes an ECDSA P-256 key pair. Overwrites nothing.

              supplychain keys new release
              dotnet pack -p:SupplyChainSigningKey=$PWD/release.key
              supplychain verify X.1.0.0.nupkg --key release.pub
            """)
        { name, passphrase };
        command.SetWork((parsed, _) =>
        {
            var path = parsed.GetRequiredValue(name);
            var secret = "";
            if (parsed.GetValue(passphrase) is { Length: > 0 } variable && string.IsNullOrEmpty(secret = Environment.GetEnvironmentVariable(variable) ?? ""))
                throw new ArgumentException($"The environment variable named by --passphrase-env is not set or empty.");
            using var pair = KeyPair.CreateEcdsaP256();
            KeyFiles.Write(pair, $"{path}.key", $"{path}.pub", secret);
            var terminal = Terminal.Open(noColor: false);
            terminal.Line($"{Printable.Text(path)}.key  the private key{(secret.Length > 0 ? ", encrypted" : "")}: keep it where only the release job reads it, and out of the repository");
            terminal.Line($"{Printable.Text(path)}.pub  the public key, sha256:{pair.PublicKey.Fingerprint}: publish it");
            return ExitCode.Yes;
        });
        return command;
    }
}
