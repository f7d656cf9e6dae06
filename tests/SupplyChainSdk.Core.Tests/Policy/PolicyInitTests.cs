using System.Diagnostics;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Licensing;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Tests;
using static SupplyChainSdk.Core.Tests.Policy.PolicySamples;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class PolicyInitTests
{
    [TestMethod]
    public void The_starter_policy_is_read_without_a_finding()
    {
        var file = Read(PolicyInit.StarterPolicy);

        Assert.AreEqual("copyleft-strong", file.Licenses!.Deny.Single().Value);
        Assert.AreEqual(Enforce.Warning, file.Licenses.Unknown!.Value);
        Assert.AreEqual((AgainstSource.Release, FileScope.Used), (file.Lock!.AgainstSource!.Value, file.Integrity!.Files!.Value));
        foreach (var set in LicenseSet.All.Keys)
            Assert.Contains(set, PolicyInit.StarterPolicy);
    }

    [TestMethod]
    public void The_sections_that_the_starter_policy_shows_in_comments_are_read_when_they_are_put_in()
    {
        var shown = string.Join('\n', PolicyInit.StarterPolicy.Split('\n').Select(line => line.TrimStart().StartsWith("//   \"", StringComparison.Ordinal) ? line.Replace("//   ", "", StringComparison.Ordinal) : line))
            .Replace("SHA-256 of the certificate", new string('a', 64), StringComparison.Ordinal);
        var file = Read(shown);

        Assert.AreEqual(("Contoso.*", 7), (file.Signatures!.Rules.Single().Packages.Text, file.Publishers!.MinimumAge!.Value));
    }

    [TestMethod]
    public void In_an_empty_repository_all_files_are_new_and_the_diffs_hold_whole_what_people_read()
    {
        var plan = PolicyInit.Plan(_ => null);

        Assert.AreEqual("supplychain.json supplychain.schema.json Directory.Build.props", string.Join(' ', plan.Select(f => f.Path)));
        Assert.AreEqual($"+ supplychain.schema.json ({File.ReadAllLines(Path.Combine(TestData.Repository, "nuget", "supplychain.schema.json")).Length} lines, the schema your editor uses)", plan[1].Note);
        Assert.IsTrue(plan.All(f => !f.Exists));
        Assert.AreEqual("", plan[1].Diff);
        foreach (var file in (InitFile[])[plan[0], plan[2]])
        {
            Assert.AreEqual(file.Content, string.Concat(file.Diff.Split('\n').Skip(3).Where(l => l.Length > 0).Select(l => l[1..] + "\n")));
        }
        Assert.StartsWith($"--- /dev/null\n+++ b/Directory.Build.props\n@@ -0,0 +1,8 @@\n+<Project>\n", plan[2].Diff);
    }

    [TestMethod]
    public void Files_that_are_there_are_left_alone()
    {
        var plan = PolicyInit.Plan(path => path == "Directory.Build.props"
            ? "<Project><PropertyGroup><RestorePackagesWithLockFile>false</RestorePackagesWithLockFile></PropertyGroup></Project>"
            : "{}");

        foreach (var file in plan)
            Assert.AreEqual((true, ""), (file.Exists, file.Diff), file.Path);
    }

    [TestMethod]
    public void The_lines_that_existing_properties_lack_are_shown_as_a_diff()
    {
        const string props = "<Project>\r\n  <PropertyGroup>\r\n    <A>1</A>\r\n  </PropertyGroup>\r\n  <!-- <RestorePackagesWithLockFile> -->\r\n</Project>\r\n";

        var file = PolicyInit.Plan(path => path == "Directory.Build.props" ? props : null)[2];

        Assert.IsTrue(file.Exists);
        Assert.AreEqual("""
            --- a/Directory.Build.props
            +++ b/Directory.Build.props
            @@ -3,4 +3,10 @@
                 <A>1</A>
               </PropertyGroup>
               <!-- <RestorePackagesWithLockFile> -->
            +  <PropertyGroup>
            +    <!-- Restore writes packages.lock.json; commit it. -->
            +    <RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>
            +    <!-- In CI restore fails when it would change. The variables of CI systems are named here because restore does not read what a package brings. -->
            +    <RestoreLockedMode Condition="'$(CI)$(TF_BUILD)$(GITHUB_ACTIONS)$(GITLAB_CI)$(APPVEYOR)$(TRAVIS)$(CIRCLECI)$(BUILDKITE)$(TEAMCITY_VERSION)$(JENKINS_URL)$(CODEBUILD_BUILD_ID)$(BITBUCKET_BUILD_NUMBER)$(JB_SPACE_API_URL)$(bamboo_buildKey)' != ''">true</RestoreLockedMode>
            +  </PropertyGroup>
             </Project>

            """.ReplaceLineEndings("\n"), file.Diff);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("<Project>\n</Project>\n")]
    [DataRow("<Project>\n</Project>")]
    [DataRow("<Project>\n  <PropertyGroup>\n    <A>1</A>\n    <B>2</B>\n  </PropertyGroup>\n</Project>\n\n\n\n\n")]
    public void Git_applies_the_diffs(string? props)
    {
        using var tree = new PolicyTree();
        if (props is not null)
            tree.Write("Directory.Build.props", props);
        var plan = PolicyInit.Plan(path => path == "Directory.Build.props" ? props : null);
        var patch = tree.Write("init.patch", string.Concat(plan.Select(f => f.Diff)));

        using var git = Process.Start(new ProcessStartInfo("git", ["apply", "--unsafe-paths", "--directory", tree.Folder, patch]) { WorkingDirectory = tree.Folder })!;
        git.WaitForExit();

        Assert.AreEqual(0, git.ExitCode);
        Assert.AreEqual(plan[0].Content, File.ReadAllText(Path.Combine(tree.Folder, "supplychain.json")));
        var applied = File.ReadAllText(Path.Combine(tree.Folder, "Directory.Build.props"));
        Assert.AreEqual("", PolicyInit.Plan(path => path == "Directory.Build.props" ? applied : null)[2].Diff);
        Assert.AreEqual(props is null || props.EndsWith('\n'), applied.EndsWith('\n'));
    }

    [TestMethod]
    [DataRow("<Project />")]
    [DataRow("not xml")]
    [DataRow("")]
    public void Properties_without_a_closing_tag_get_the_bare_lines(string props)
    {
        var diff = PolicyInit.Plan(path => path == "Directory.Build.props" ? props : null)[2].Diff;

        Assert.StartsWith("+  <PropertyGroup>\n", diff);
    }

    [TestMethod]
    public void Restore_is_locked_in_every_CI_that_the_gates_know()
    {
        var props = PolicyInit.Plan(_ => null)[2].Content;

        foreach (var name in CIEnvironment.Signs)
            Assert.Contains($"$({name})", props);
    }

    [TestMethod]
    public void The_ci_lines_restore_locked_before_anything_builds()
    {
        var steps = PolicyInit.CiSteps;

        Assert.IsLessThan(steps.IndexOf("dotnet build", StringComparison.Ordinal), steps.IndexOf("dotnet restore --locked-mode", StringComparison.Ordinal));
    }
}
