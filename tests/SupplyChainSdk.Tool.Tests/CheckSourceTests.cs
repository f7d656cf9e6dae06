using System.Diagnostics;

namespace SupplyChainSdk.Tool.Tests;

/// <summary><c>check</c> over a repository whose policy asks for a signed tag.</summary>
[TestClass]
public sealed class CheckSourceTests
{
    [TestMethod]
    public void A_tag_that_nobody_expected_signed_fails_the_check_and_an_expected_one_passes()
    {
        using var project = new RebuildableProject(packs: false);
        foreach (var name in (string[])["one", "other"])
            Run("ssh-keygen", project.Folder, "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", project.At(name));
        project.Write("repo/keys/allowed_signers", $"one@contoso.example {File.ReadAllText(project.At("one.pub"))}");
        project.Write("repo/supplychain.json", """{ "version": 1, "source": { "signedTag": "release", "signers": ["keys/allowed_signers"] } }""");
        project.Git("add", "-A");
        project.Git("commit", "-q", "-m", "two");
        Run("dotnet", project.At("repo/src/Contoso.Lib"), "restore", "-v", "quiet");

        Assert.Contains("  source     1 not configured\n", Check(project).Exits(Tool.Yes).Output.ReplaceLineEndings("\n"));
        Tag(project, "other");
        var refused = Check(project).Exits(Tool.No).Output;
        Assert.Contains("SCSDK5024", refused);
        Assert.Contains("v1.0.0-other: it is signed by the SSH key SHA256:", refused);
        Tag(project, "one");
        Assert.Contains("  source     1 passed\n", Check(project).Exits(Tool.Yes).Output.ReplaceLineEndings("\n"));
        // Of the tag that the CI system names nothing else is taken.
        Assert.Contains("v1.0.0-other: it is signed by", Tool.Finish(Tool.Start(Tool.Folder, project.Folder, [("GITHUB_REF", "refs/tags/v1.0.0-other")], Arguments)).Exits(Tool.No).Output);
    }

    private static string[] Arguments => ["check", "repo/src/Contoso.Lib", "--offline"];

    private static ToolRun Check(RebuildableProject project) => project.Supplychain(Arguments);

    private static void Tag(RebuildableProject project, string key) =>
        project.Git("-c", "gpg.format=ssh", "-c", $"user.signingkey={project.At(key)}", "tag", "-s", "-m", "a release", $"v1.0.0-{key}");

    private static void Run(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder })!;
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, program);
    }
}
