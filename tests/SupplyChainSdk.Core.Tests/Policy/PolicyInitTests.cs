using SupplyChainSdk.Policy;
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
    }

    [TestMethod]
    public void In_an_empty_repository_all_files_are_new_and_their_diffs_hold_them_whole()
    {
        var plan = PolicyInit.Plan(_ => null);

        Assert.AreEqual("supplychain.json supplychain.schema.json Directory.Build.props", string.Join(' ', plan.Select(f => f.Path)));
        foreach (var file in plan)
        {
            Assert.IsFalse(file.Exists);
            Assert.AreEqual(file.Content, string.Concat(file.Diff.Split('\n').Skip(3).Where(l => l.Length > 0).Select(l => l[1..] + "\n")));
        }
        Assert.StartsWith($"--- /dev/null\n+++ b/Directory.Build.props\n@@ -0,0 +1,7 @@\n+<Project>\n", plan[2].Diff);
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
            @@ -3,4 +3,9 @@
                 <A>1</A>
               </PropertyGroup>
               <!-- <RestorePackagesWithLockFile> -->
            +  <PropertyGroup>
            +    <!-- Restore writes packages.lock.json; commit it. In CI restore fails when it would change. -->
            +    <RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>
            +    <RestoreLockedMode Condition="'$(CI)' == 'true'">true</RestoreLockedMode>
            +  </PropertyGroup>
             </Project>

            """.ReplaceLineEndings("\n"), file.Diff);
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
    public void The_ci_lines_restore_locked_before_anything_builds()
    {
        var steps = PolicyInit.CiSteps;

        Assert.IsLessThan(steps.IndexOf("dotnet build", StringComparison.Ordinal), steps.IndexOf("dotnet restore --locked-mode", StringComparison.Ordinal));
    }
}
