using System.Text.Json.Nodes;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Rebuild;

namespace SupplyChainSdk.Tool.Tests;

/// <summary><c>verify --rebuild</c>: real builds of a stranger's repository, and what does not happen before them.</summary>
[TestClass]
public sealed class VerifyRebuildTests
{
    private const string Allowed = "--allow-code-execution";

    [TestMethod]
    public void The_commit_gives_the_same_bytes_and_nothing_of_the_repository_runs_but_its_build()
    {
        using var project = new RebuildableProject();
        Plant(project);
        // Of the commit that has all of it: the time in the package is not the commit's here.
        project.Pack();
        project.Attest();
        var (signing, signers) = Signer(project, "one");
        project.Git([.. signing, "tag", "-s", "-m", "a release", "v1.0.0"]);
        foreach (var canary in Directory.GetFiles(project.Folder, "canary*"))
            File.Delete(canary);

        var run = project.Rebuild(Allowed, "--statement", "rebuilt.json", "--source-signers", signers, "--summary", "vsa.json", "--verifier-id", "https://verify.contoso.com").Exits(Tool.Yes);

        Assert.Contains("its tag 'v1.0.0' is signed by 'one@contoso.example', key 'SHA256:", run.Output);
        Assert.AreEqual("verified", project.Json("rebuilt.json")["predicate"]!["source"]!["signedTag"]!.GetValue<string>());
        Assert.AreEqual("""["SLSA_BUILD_LEVEL_1","SUPPLYCHAINSDK_SIGNED_TAG"]""", project.Json("vsa.json")["predicate"]!["verifiedLevels"]!.ToJsonString());

        Assert.Contains($"rebuilt       the same bytes, from git {Printable.Short(project.Commit)} (claimed by the signer) of {RebuildableProject.Remote} (claimed by the signer), .NET SDK {RebuildableProject.Sdk}", run.Output);
        Assert.DoesNotContain("that a rebuild gives the same bytes", run.Output);
        Assert.Contains("the commit has submodules, which are not fetched", run.Output);
        Assert.Contains("Verified.", run.Output);
        Assert.AreEqual("", string.Join(", ", Directory.GetFiles(project.Folder, "canary*").Select(Path.GetFileName)));

        // The build ran, without the secret, in folders of its own, of which nothing is left.
        var ran = File.ReadAllText(project.Ran).Trim().Split('|');
        Assert.AreEqual("", ran[0]);
        Assert.AreNotEqual(Environment.GetEnvironmentVariable("HOME"), ran[1]);
        Assert.IsFalse(Directory.Exists(ran[1]), ran[1]);
        Assert.IsFalse(Directory.Exists(Path.GetDirectoryName(ran[2])), ran[2]);

        Attests(project);
    }

    [TestMethod]
    public void A_package_of_other_parameters_differs_and_the_report_names_what_of_its_assembly()
    {
        using var project = new RebuildableProject(packs: false);
        project.Pack("-p:DefineConstants=EVIL");
        project.Attest();

        var run = project.Rebuild(Allowed, "--format", "json", "--statement", "rebuilt.json").Exits(Tool.No);

        var package = JsonNode.Parse(run.Output)!["packages"]![0]!;
        Assert.AreEqual(Codes.RebuildDiffers.Id, package["refusal"]!["code"]!.GetValue<string>());
        var rebuild = package["rebuild"]!;
        Assert.AreEqual("differs", rebuild["result"]!.GetValue<string>());
        var difference = rebuild["differences"]!.AsArray().Single()!;
        Assert.AreEqual("lib/net10.0/Contoso.Lib.dll", difference["entry"]!.GetValue<string>());
        Assert.AreEqual("content", difference["change"]!.GetValue<string>());
        var details = string.Join('\n', difference["details"]!.AsArray().Select(d => d!.GetValue<string>()));
        Assert.Contains("methods gone: Class1.Evil", details);
        Assert.Contains("IL ", details);
        Assert.Contains("module version id ", details);
        Assert.AreEqual("differs", project.Json("rebuilt.json")["predicate"]!["result"]!.GetValue<string>());
    }

    [TestMethod]
    public void Without_being_allowed_or_for_a_package_that_does_not_verify_nothing_runs()
    {
        using var project = new RebuildableProject();
        project.Attest();
        Assert.Contains(Codes.RebuildNotAllowed.Id, project.Rebuild().Exits(Tool.Undecided).Output);

        // Nor where the tag is not signed as it was asked for.
        var (_, signers) = Signer(project, "one");
        Assert.Contains($"{Codes.TagNotSigned.Id}: No tag of commit {Printable.Short(project.Commit)} is signed by an expected signer: no tag points at it.",
            project.Rebuild(Allowed, "--source-signers", signers).Exits(Tool.No).Output);
        project.Git([.. Signer(project, "stranger").Signing, "tag", "-s", "-m", "a release", "v1.0.0"]);
        Assert.Contains("which one.signers does not name", project.Rebuild(Allowed, "--source-signers", signers).Exits(Tool.No).Output);
        Assert.Contains("names no signers.", project.Rebuild(Allowed, "--source-signers", "release.pub").Exits(Tool.Undecided).Error);
        Assert.IsFalse(File.Exists(project.Ran));

        var run = project.Supplychain("verify", RebuildableProject.Name, "--key", "other.pub", "--rebuild", "--rebuild-from", "repo", Allowed).Exits(Tool.No);
        Assert.DoesNotContain("rebuilt", run.Output);
        Assert.IsFalse(File.Exists(project.Ran));

        // What nobody can say, have or trust, each with its code, before anything runs.
        project.Write("other/a.txt", "a\n");
        GitRepository.Git(project.At("other"), "init", "-q");
        GitRepository.Git(project.At("other"), "add", "-A");
        GitRepository.Git(project.At("other"), "commit", "-q", "-m", "one");
        foreach (var (code, said, change, options) in (((DiagnosticCode, string, Func<Attestation.Provenance, Attestation.Provenance>, string[])[])
        [
            (Codes.CommitNotFetched, $"Commit {project.Commit} cannot be fetched from 'other'", p => p, ["--rebuild-from", "other"]),
            (Codes.SdkNotInstalled, "was built with .NET SDK 10.0.999, which is not installed here (found: ", p => p with { Environment = p.Environment with { Sdk = "10.0.999" } }, ["--rebuild-from", "repo"]),
            (Codes.RebuildUnknown, "changes that are in no commit", p => p with { Source = p.Source! with { IsDirty = true } }, ["--rebuild-from", "repo"]),
            (Codes.RebuildUnknown, "names no commit", p => p with { Source = null }, ["--rebuild-from", "repo"]),
            (Codes.RebuildUnknown, "only by https", p => p with { Source = p.Source! with { RepositoryUrl = $"ext::sh -c touch% {project.At("canary")}" } }, []),
            (Codes.RebuildUnknown, "only by https", p => p with { Source = p.Source! with { RepositoryUrl = "http://github.com/contoso/lib" } }, []),
            (Codes.RebuildUnknown, "only by https", p => p with { Source = p.Source! with { RepositoryUrl = "git@github.com:contoso/lib" } }, []),
            (Codes.RebuildUnknown, "only by https", p => p with { Source = p.Source! with { RepositoryUrl = project.Repository } }, []),
            (Codes.RebuildUnknown, "is no path inside a repository", p => p with { Parameters = p.Parameters with { Project = "../repo/src/Contoso.Lib/Contoso.Lib.csproj" } }, ["--rebuild-from", "repo"]),
            (Codes.RebuildUnknown, "the configuration 'Release;SupplyChainSigner=key'", p => p with { Parameters = p.Parameters with { Configuration = "Release;SupplyChainSigner=key" } }, ["--rebuild-from", "repo"]),
            (Codes.RebuildFailed, "has no project 'src/none.csproj'", p => p with { Parameters = p.Parameters with { Project = "src/none.csproj" } }, ["--rebuild-from", "repo"]),
        ]))
        {
            project.Attest(change);
            var refused = project.Supplychain(["verify", RebuildableProject.Name, "--key", "release.pub", "--rebuild", Allowed, .. options]).Exits(Tool.Undecided);
            Assert.Contains(code.Id, refused.Output);
            Assert.Contains(said, refused.Output);
            Assert.IsFalse(File.Exists(project.Ran), said);
            Assert.IsFalse(File.Exists(project.At("canary")));
        }
    }

    [TestMethod]
    public void Options_that_mean_nothing_together_are_refused()
    {
        using var project = new RebuildableProject(packs: false);
        ToolRun Run(params string[] options) => project.Supplychain(["verify", "repo", "--key", "release.pub", .. options]).Exits(Tool.Undecided);
        Assert.Contains("--allow-code-execution belongs to --rebuild", Run(Allowed).Error);
        Assert.Contains("--offline opens no connection", Run("--rebuild", "--offline").Error);
        Assert.Contains("'soon' is no time", Run("--rebuild", "--timeout", "soon").Error);
        Assert.Contains("is neither a folder nor an address", Run("--rebuild", "--rebuild-from", "ssh://example.com/x").Error);
        Assert.Contains("--statement is for one package", Run("--rebuild", "--statement", "x.json").Error);
    }

    // Whatever git could run of a repository that is not trusted, and of the settings of the user.
    private static void Plant(RebuildableProject project)
    {
        string Script(string name)
        {
            var script = project.Write($"{name}.sh", $"#!/bin/sh\ntouch '{project.At($"canary-{name}")}'\ncat\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return script;
        }
        project.Write("repo/.gitattributes", "*.txt filter=evil\n");
        project.Write("repo/notes.txt", "notes\n");
        project.Write("repo/.gitmodules", $"[submodule \"sub\"]\n\tpath = sub\n\turl = ext::sh -c touch% {project.At("canary-submodule")}\n");
        project.Git("add", "-A");
        project.Git("update-index", "--add", "--cacheinfo", "160000,1111111111111111111111111111111111111111,sub");
        project.Git("commit", "-q", "-m", "two");
        foreach (var hook in (string[])["post-checkout", "pre-auto-gc", "post-index-change", "reference-transaction", "post-merge"])
            File.Copy(Script($"hook-{hook}"), project.At($"repo/.git/hooks/{hook}"), overwrite: true);
        project.Git("config", "filter.evil.smudge", Script("smudge"));
        project.Git("config", "core.fsmonitor", Script("fsmonitor"));
        project.Git("config", "uploadpack.packObjectsHook", Script("pack-objects"));
        project.Write("gitconfig", $"[core]\n\thooksPath = {project.At("repo/.git/hooks")}\n\tfsmonitor = {Script("user-fsmonitor")}\n[filter \"evil\"]\n\tsmudge = {Script("user-smudge")}\n[protocol]\n\tallow = always\n");
    }

    // What came out can be signed, beside the package and never in the place of its provenance.
    private static void Attests(RebuildableProject project)
    {
        var statement = File.ReadAllText(project.At("rebuilt.json"));
        Assert.AreEqual(ReproductionStatement.PredicateType, project.Json("rebuilt.json")["predicateType"]!.GetValue<string>());
        Assert.DoesNotContain(Path.GetTempPath(), statement);
        var before = File.ReadAllBytes(project.At(RebuildableProject.Name));
        var provenance = File.ReadAllBytes(project.At($"{RebuildableProject.Name}.sigstore.json"));
        string[] attest = ["attest", RebuildableProject.Name, "--key", "release.key", "--statement", "rebuilt.json"];

        Assert.Contains("SCSDK7012", project.Supplychain([.. attest, "--commit", new string('1', 40)]).Exits(Tool.No).Error);
        project.Supplychain([.. attest, "--commit", project.Commit]).Exits(Tool.Yes);

        Assert.IsTrue(File.Exists(project.At($"{RebuildableProject.Name}.reproduction.sigstore.json")));
        CollectionAssert.AreEqual(before, File.ReadAllBytes(project.At(RebuildableProject.Name)));
        CollectionAssert.AreEqual(provenance, File.ReadAllBytes(project.At($"{RebuildableProject.Name}.sigstore.json")));
        Assert.Contains($"{RebuildableProject.Name}.reproduction.sigstore.json says, by the same signer: the same bytes in a rebuild of git {project.Commit[..6]}",
            project.Supplychain("verify", RebuildableProject.Name, "--key", "release.pub").Exits(Tool.Yes).Output);

        // A result that its own digests do not bear out, and the statement of another package.
        project.Write("wrong.json", statement.Replace("\"result\":\"reproduced\"", "\"result\":\"differs\"", StringComparison.Ordinal));
        Assert.Contains("SCSDK8006", project.Supplychain("attest", RebuildableProject.Name, "--key", "release.key", "--statement", "wrong.json").Exits(Tool.No).Error);
        project.Write("wrong.json", statement.Replace("pkg:nuget/Contoso.Lib@1.0.0", "pkg:nuget/Contoso.Lib@1.0.1", StringComparison.Ordinal));
        Assert.Contains("SCSDK7012", project.Supplychain("attest", RebuildableProject.Name, "--key", "release.key", "--statement", "wrong.json").Exits(Tool.No).Error);
    }

    // A key of SSH, and the file that names it.
    private static (string[] Signing, string File) Signer(RebuildableProject project, string name)
    {
        using var made = System.Diagnostics.Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", project.At(name)]);
        made.WaitForExit();
        project.Write($"{name}.signers", $"{name}@contoso.example {File.ReadAllText(project.At($"{name}.pub"))}");
        return (["-c", "gpg.format=ssh", "-c", $"user.signingkey={project.At(name)}"], $"{name}.signers");
    }
}
