using System.Diagnostics;
using System.Text;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.SignedSource;

namespace SupplyChainSdk.Core.Tests.SignedSource;

/// <summary>A real repository with a commit, and real keys of SSH and OpenPGP to sign with, in a folder of one test.</summary>
internal sealed class SignedRepository : IDisposable
{
    public const string Signer = "release@contoso.example";

    private readonly Scratch _scratch = new();
    private readonly List<string> _homes = [];

    public SignedRepository(params string[] init)
    {
        _scratch.Write("repo/App.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        Git(["init", "-q", .. init]);
        Commit();
    }

    public string Folder => _scratch.At("repo");

    public string At(string path) => _scratch.At(path.Split('/'));

    public string Write(string path, string content) => _scratch.Write($"repo/{path}", content);

    public void Git(params string[] arguments) => GitRepository.Git(Folder, arguments);

    public void Commit(params string[] signing)
    {
        Git("add", "-A");
        Git([.. signing, "commit", "-q", "--allow-empty", "-m", "a commit", .. signing.Length == 0 ? (string[])[] : ["-S"]]);
    }

    public void Tag(string name, string[] signing, string message = "a release", params string[] target) => Git([.. signing, "tag", "-s", "-m", message, name, .. target]);

    /// <summary>Runs git whatever comes of it.</summary>
    public void Try(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
    }

    public string Read(params string[] arguments) => Output("git", Folder, arguments).Trim();

    /// <summary>The bytes of an object as text.</summary>
    public string Raw(string kind, string name) => Output("git", Folder, "cat-file", kind, name);

    /// <summary>Puts other bytes in the place of a tag: what somebody does who can write refs and cannot sign.</summary>
    public string Replace(string tag, Func<string, string> change, string? name = null)
    {
        var changed = change(Raw("tag", tag));
        var id = Read("hash-object", "-t", "tag", "-w", "--literally", _scratch.Write("changed", changed));
        Git("update-ref", $"refs/tags/{name ?? tag}", id);
        return id;
    }

    /// <summary>A new SSH key: what git is given to sign with it, and the line that names it.</summary>
    public (string[] Signing, string Public) Ssh(string name)
    {
        Output("ssh-keygen", _scratch.Folder, "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", _scratch.At(name));
        return (["-c", "gpg.format=ssh", "-c", $"user.signingkey={_scratch.At(name)}"], string.Join(' ', File.ReadAllText(_scratch.At($"{name}.pub")).Split(' ')[..2]));
    }

    public string Fingerprint(string name) => Output("ssh-keygen", _scratch.Folder, "-l", "-f", $"{name}.pub").Split(' ')[1];

    /// <summary>A new OpenPGP key: what git is given to sign with it, and its public key.</summary>
    /// <param name="name">Of the home.</param>
    /// <param name="at">When it is made and signs, as gpg is told; null for now.</param>
    /// <param name="expires">As gpg takes it.</param>
    /// <param name="more">For every call.</param>
    public (string[] Signing, string Public) Gpg(string name, string? at = null, string expires = "0", string more = "")
    {
        var home = Directory.CreateDirectory(_scratch.At(name)).FullName;
        Output("chmod", _scratch.Folder, "700", home);
        _homes.Add(home);
        var program = _scratch.Write($"{name}.sh", $"#!/bin/sh\nexec gpg --homedir '{home}' --batch --quiet --pinentry-mode loopback --passphrase '' {(at is null ? "" : $"--faked-system-time {at}!")} {more} \"$@\"\n");
        Output("chmod", _scratch.Folder, "700", program);
        Output(program, _scratch.Folder, "--quick-gen-key", $"Release <{Signer}>", "rsa2048", "sign", expires);
        var key = Output(program, _scratch.Folder, "--list-keys", "--with-colons").Split('\n').First(l => l.StartsWith("fpr:", StringComparison.Ordinal)).Split(':')[9];
        return (["-c", "gpg.format=openpgp", "-c", $"gpg.program={program}", "-c", $"user.signingkey={key}"], Output(program, _scratch.Folder, "--export", "--armor"));
    }

    /// <summary>Revokes a key by the certificate that was made with it.</summary>
    /// <returns>Its public key, which says so.</returns>
    public string Revoke(string name)
    {
        var certificate = File.ReadAllText(Directory.GetFiles(_scratch.At(name, "openpgp-revocs.d")).Single()).Replace(":-----BEGIN", "-----BEGIN", StringComparison.Ordinal);
        Output(_scratch.At($"{name}.sh"), _scratch.Folder, "--import", _scratch.Write($"{name}.rev", certificate));
        return Output(_scratch.At($"{name}.sh"), _scratch.Folder, "--export", "--armor");
    }

    /// <summary>A program that anybody who may write here could put here.</summary>
    public string Program(string path, string script)
    {
        var program = Write(path, $"#!/bin/sh\n{script}\n");
        Output("chmod", _scratch.Folder, "700", program);
        return program;
    }

    /// <summary>Lines that name SSH keys.</summary>
    public static SourceSigners Allowed(params string[] keys) => new([new SignerFile("allowed_signers", Encoding.UTF8.GetBytes(string.Concat(keys.Select(k => $"{Signer} {k}\n"))))], [], null);

    public static SourceSigners Keyring(string keys) => new([], [new SignerFile("maintainers.asc", Encoding.UTF8.GetBytes(keys))], null);

    public SourceCheck Check(SourceSigners signers, string? tag = null) => Check([signers], tag);

    public SourceCheck Check(SourceSigners[] signers, string? tag = null, bool isShallow = false) =>
        SignedSourceCheck.Run(new SignedSourceQuestion(Folder, Read("rev-parse", "HEAD"), isShallow, [.. signers]) { Tag = tag }, CancellationToken.None);

    public void Dispose()
    {
        foreach (var home in _homes)
            Output("gpgconf", _scratch.Folder, "--homedir", home, "--kill", "all");
        _scratch.Dispose();
    }

    private static string Output(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = start.Environment["GIT_CONFIG_SYSTEM"] = "/dev/null";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, $"{program} {string.Join(' ', arguments)}\n{output}\n{error.Result}");
        return output;
    }
}
