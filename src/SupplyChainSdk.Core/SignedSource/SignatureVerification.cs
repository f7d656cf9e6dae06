using System.Text;
using System.Text.RegularExpressions;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Rebuild;

namespace SupplyChainSdk.SignedSource;

/// <summary>
/// Lets git verify the signature of one object, in an empty repository of our own that gets only this object: no setting, key or signer of the user, of the system or of the
/// repository that the object comes from is seen, and the programs that git starts are those of the PATH.
/// </summary>
internal static partial class SignatureVerification
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    // RFC 9580, 9.5: MD5, SHA-1 and RIPEMD-160, in which two texts of one hash can be made. ssh-keygen takes only SHA-256 and SHA-512.
    private static readonly string[] WeakHashes = ["1", "2", "3"];

    // What a good signature never comes with; gpg says each on a line of its own.
    private static readonly string[] Bad = ["BADSIG", "ERRSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG", "NO_PUBKEY", "FAILURE"];

    /// <summary>Verifies.</summary>
    /// <returns>Verified or no, never undecided.</returns>
    /// <exception cref="IOException">A program is missing, or could not be run.</exception>
    /// <exception cref="InvalidDataException">gpg does not take a keyring.</exception>
    public static SourceSignature Verify(SignedObject signed, SourceSigners signers, CancellationToken cancel)
    {
        switch (signed.Form)
        {
            case SignatureForm.None:
                return SourceSignature.No("it is not signed");
            case SignatureForm.Ssh when signers.AllowedSigners.IsEmpty:
                return SourceSignature.No($"it is signed with an SSH key, and {signers.Names} names none");
            case SignatureForm.OpenPgp when signers.Keyrings.IsEmpty:
                return SourceSignature.No($"it is signed with an OpenPGP key, and {signers.Names} names none");
            case SignatureForm.Other:
                return SourceSignature.No("its signature is neither of SSH nor of OpenPGP");
        }
        var isSsh = signed.Form == SignatureForm.Ssh;
        var git = GitProgram.Find()?.Path ?? throw new IOException("There is no git program on the PATH.");
        var name = isSsh ? "ssh-keygen" : "gpg";
        var program = ProgramPath.Find(name) ?? throw new IOException($"There is no {name} program on the PATH, with which git verifies.");
        using var work = new WorkFolder();
        var environment = ScrubbedEnvironment.ForGit(ScrubbedEnvironment.In(work.Path, Environment.GetEnvironmentVariable));
        var allowed = Path.Combine(work.Path, "allowed_signers");
        File.WriteAllText(allowed, string.Join('\n', signers.AllowedSigners.Select(s => Encoding.UTF8.GetString(s.Content.Span))) + "\n");
        if (!isSsh)
            environment["GNUPGHOME"] = Keyring(program, signers, work.Path, environment, cancel);
        var repository = Path.Combine(work.Path, "object.git");
        var file = Path.Combine(work.Path, "object");
        File.WriteAllBytes(file, signed.Content);
        Run("init", "--quiet", "--bare", "--template=", $"--object-format={(signed.Id.Length == 64 ? "sha256" : "sha1")}", "--", repository).Succeeds();
        var written = Run("-C", repository, "hash-object", "-t", signed.Kind, "-w", "--no-filters", "--literally", "--", file).Succeeds().Trim();
        if (written != signed.Id)
            return SourceSignature.No($"its bytes are those of {Printable.Short(written)}: the repository is damaged, or was tampered with");

        var (exit, output) = Run("-C", repository, "-c", $"gpg.ssh.allowedSignersFile={allowed}", "-c", $"gpg.ssh.program={(isSsh ? program : "/dev/null")}",
            "-c", $"gpg.openpgp.program={(isSsh ? "/dev/null" : program)}", "-c", $"gpg.program={(isSsh ? "/dev/null" : program)}", "-c", "gpg.x509.program=/dev/null",
            "-c", "gpg.minTrustLevel=undefined", $"verify-{signed.Kind}", "--raw", signed.Id).Ended();
        var lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return isSsh ? OfSsh(exit, lines, signers.Names) : OfGpg(exit, lines, signers.Names);

        Ran Run(params string[] arguments) => new(arguments, ScrubbedProcess.Run(git, [.. GitProgram.Safely, .. arguments], work.Path, environment, Limit, cancel));
    }

    // The message of the object is in none of these lines: ssh-keygen writes the first, from its own file of signers.
    private static SourceSignature OfSsh(int exit, string[] lines, string names)
    {
        if (exit == 0 && lines is [var first] && GoodSsh().Match(first) is { Success: true } good)
            return new SourceSignature(CheckedFact.Verified, "") { Signer = good.Groups["signer"].Value, Key = good.Groups["key"].Value };
        return SourceSignature.No(exit != 0 && lines is [var unknown, ..] && UnknownSsh().Match(unknown) is { Success: true } key
            ? $"it is signed by the SSH key {key.Groups["key"].Value}, which {names} does not name, or not for then" : "its SSH signature does not verify");
    }

    private static SourceSignature OfGpg(int exit, string[] lines, string names)
    {
        const string Prefix = "[GNUPG:] ";
        var said = lines.Where(l => l.StartsWith(Prefix, StringComparison.Ordinal)).Select(l => l[Prefix.Length..].Split(' ')).ToLookup(w => w[0], StringComparer.Ordinal);
        var bad = Bad.FirstOrDefault(said.Contains);
        if (exit == 0 && bad is null && said["GOODSIG"].ToList() is [{ Length: > 2 } good] && said["VALIDSIG"].ToList() is [[_, _, _, _, _, _, _, _, var hash, _, var primary]])
        {
            return WeakHashes.Contains(hash) ? SourceSignature.No($"it is signed by the OpenPGP key {Shown(primary)} over a hash that is too weak (MD5, SHA-1 or RIPEMD-160)")
                : new SourceSignature(CheckedFact.Verified, "") { Signer = string.Join(' ', good[2..]), Key = primary };
        }
        var by = Shown(((string[])["GOODSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG", "BADSIG", "ERRSIG"]).SelectMany(k => said[k]).FirstOrDefault()?.ElementAtOrDefault(1) ?? "that is not named");
        return SourceSignature.No(
            said.Contains("REVKEYSIG") ? $"it is signed by the OpenPGP key {by}, which is revoked"
            : said.Contains("EXPKEYSIG") ? $"it is signed by the OpenPGP key {by}, which has expired"
            : said.Contains("EXPSIG") ? $"its signature by the OpenPGP key {by} has expired"
            : said.Contains("NO_PUBKEY") ? $"it is signed by the OpenPGP key {by}, which {names} does not hold"
            : "its OpenPGP signature does not verify");
    }

    // A home of its own, and of its agent and of servers nothing: gpg would look for keys there.
    private static string Keyring(string gpg, SourceSigners signers, string work, Dictionary<string, string> environment, CancellationToken cancel)
    {
        var home = Directory.CreateDirectory(Path.Combine(work, "gnupg")).FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(home, "gpg.conf"), "batch\nno-tty\nno-autostart\nno-auto-key-locate\nno-auto-check-trustdb\ntrust-model always\n");
        foreach (var (number, keyring) in signers.Keyrings.Index())
        {
            var file = Path.Combine(work, $"keyring{number}");
            File.WriteAllBytes(file, keyring.Content.ToArray());
            var (exit, _) = ScrubbedProcess.Run(gpg, ["--homedir", home, "--quiet", "--import", file], work, environment, Limit, cancel);
            if (exit != 0)
                throw new InvalidDataException(keyring.Name);
        }
        return home;
    }

    private static string Shown(string key) => Printable.Text(Printable.Bounded(key, 64));

    private sealed record Ran(string[] Arguments, (int? ExitCode, string Output) Result)
    {
        public (int ExitCode, string Output) Ended() => (Result.ExitCode ?? throw new IOException($"git {Command} took longer than {ScrubbedProcess.Words(Limit)}."), Result.Output);

        public string Succeeds() => Ended() is (0, var output) ? output : throw new IOException($"git {Command} failed: {Printable.Bounded(Result.Output.Split('\n')[0], 200)}.");

        private string Command => Arguments[0] == "-C" ? Arguments[2] : Arguments[0];
    }

    [GeneratedRegex("""\AGood "git" signature for (?<signer>.+) with \S+ key (?<key>SHA256:[A-Za-z0-9+/]{43})\z""", RegexOptions.CultureInvariant)]
    private static partial Regex GoodSsh();

    [GeneratedRegex("""\AGood "git" signature with \S+ key (?<key>SHA256:[A-Za-z0-9+/]{43})\z""", RegexOptions.CultureInvariant)]
    private static partial Regex UnknownSsh();
}
