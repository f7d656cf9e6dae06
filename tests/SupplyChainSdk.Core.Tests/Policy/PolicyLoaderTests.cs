using SupplyChainSdk.Policy;
using static SupplyChainSdk.Core.Tests.Policy.PolicySamples;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class PolicyLoaderTests
{
    private const string Empty = """{"version":1}""";

    [TestMethod]
    public void Files_from_the_project_up_to_the_repository_root_apply_and_none_above()
    {
        using var tree = new PolicyTree();
        tree.Write("supplychain.json", "above the root: not even read");
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", Empty);
        tree.Write("repo/src/app/supplychain.json", Empty);
        tree.Write("repo/src/other/supplychain.json", "beside: not read");

        var policy = Load(tree, "repo/src/app").Policy();

        Assert.AreEqual("repo/supplychain.json repo/src/app/supplychain.json", tree.Relative(policy.Files));
        Assert.AreEqual("repo/supplychain.json repo/src/supplychain.json repo/src/app/supplychain.json", tree.Relative(policy.Probed));
    }

    [TestMethod]
    public void The_root_is_also_where_git_is_a_file()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", "not read");
        tree.Write("repo/module/.git", "gitdir: ../.git/modules/module");
        tree.Write("repo/module/app/supplychain.json", Empty);

        Assert.AreEqual("repo/module/app/supplychain.json", tree.Relative(Load(tree, "repo/module/app").Policy().Files));
    }

    [TestMethod]
    public void Without_git_only_the_folders_of_project_and_solution_apply()
    {
        using var tree = new PolicyTree();
        tree.Write("supplychain.json", "not read");
        tree.Write("solution/supplychain.json", Empty);
        tree.Write("solution/src/supplychain.json", "not read");
        tree.Write("solution/src/app/supplychain.json", Empty);

        Assert.AreEqual("solution/supplychain.json solution/src/app/supplychain.json", tree.Relative(Load(tree, "solution/src/app", "solution").Policy().Files));
        Assert.AreEqual("solution/src/app/supplychain.json", tree.Relative(Load(tree, "solution/src/app").Policy().Files));
    }

    [TestMethod]
    public void No_file_is_no_error_and_configures_no_licences()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");

        var load = Load(tree, "repo");

        Assert.IsNull(load.Policy().Licenses);
        Assert.IsEmpty(load.Findings);
        Assert.IsEmpty(load.Policy().Files);
    }

    [TestMethod]
    public void What_a_file_extends_is_outer_to_it_and_inner_to_the_files_above()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", Empty);
        tree.Write("repo/policy/base.json", """{"version":1,"extends":"deep/deeper.json"}""");
        tree.Write("repo/policy/deep/deeper.json", Empty);
        tree.Write("repo/app/supplychain.json", """{"version":1,"extends":"../policy/base.json"}""");

        var policy = Load(tree, "repo/app").Policy();

        Assert.AreEqual("repo/supplychain.json repo/policy/deep/deeper.json repo/policy/base.json repo/app/supplychain.json", tree.Relative(policy.Files));
        Assert.Contains(Path.Combine(tree.Folder, "repo", "policy", "deep", "deeper.json"), policy.Probed);
    }

    [TestMethod]
    public void A_cycle_is_refused_at_the_extends_that_closes_it()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", """{"version":1,"extends":"a.json"}""");
        tree.Write("repo/a.json", "{\"version\":1,\n\"extends\":\"supplychain.json\"}");

        var finding = Refused(Load(tree, "repo"), "SCSDK1002", "leads back to supplychain.json");

        Assert.AreEqual(("a.json", 2, 11), (Path.GetFileName(finding.Location!.File), finding.Location.Line, finding.Location.Column));
    }

    [TestMethod]
    public void A_file_that_extends_itself_is_a_cycle()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", """{"version":1,"extends":"./supplychain.json"}""");

        Refused(Load(tree, "repo"), "SCSDK1002", "leads back");
    }

    [TestMethod]
    public void An_extended_file_that_is_not_there_is_named_where_it_is_extended()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", """{"version":1,"extends":"policy/base.json"}""");

        var finding = Refused(Load(tree, "repo"), "SCSDK1001", "The policy file policy/base.json cannot be read: it is not there.");

        Assert.AreEqual(24, finding.Location!.Column);
    }

    [TestMethod]
    public void Extends_may_go_up_but_not_out_of_the_repository()
    {
        using var tree = new PolicyTree();
        tree.Write("outside.json", Empty);
        tree.Repository("repo");
        tree.Write("repo/inside.json", Empty);
        tree.Write("repo/app/supplychain.json", """{"version":1,"extends":"../inside.json"}""");
        Load(tree, "repo/app").Policy();

        tree.Write("repo/app/supplychain.json", """{"version":1,"extends":"../../outside.json"}""");

        Refused(Load(tree, "repo/app"), "SCSDK1004", "\"extends\" leads out of the repository");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void A_link_may_lead_to_a_file_inside_but_not_outside_the_repository()
    {
        using var tree = new PolicyTree();
        tree.Write("outside.json", Empty);
        tree.Repository("repo");
        tree.Write("repo/policy/base.json", Empty);
        tree.Write("repo/app/app.csproj", "");
        tree.Link("repo/app/supplychain.json", "../policy/base.json");
        Assert.AreEqual("repo/policy/base.json", tree.Relative(Load(tree, "repo/app").Policy().Files));

        tree.Link("repo/app/supplychain.json", "../../outside.json");
        Refused(Load(tree, "repo/app"), "SCSDK1004", "This link leads out of the repository");

        tree.Link("repo/app/supplychain.json", Path.Combine(tree.Folder, "outside.json"));
        Refused(Load(tree, "repo/app"), "SCSDK1004", "This link leads out of the repository");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void Extends_may_not_leave_through_a_linked_folder()
    {
        using var tree = new PolicyTree();
        tree.Write("elsewhere/base.json", Empty);
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", """{"version":1,"extends":"policy/base.json"}""");
        tree.Link("repo/policy", "../elsewhere");

        Refused(Load(tree, "repo"), "SCSDK1004", "leads out of the repository");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void A_link_that_leads_nowhere_is_not_an_absent_file()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Link("repo/supplychain.json", "gone.json");

        Refused(Load(tree, "repo"), "SCSDK1001", "it is not there");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void A_loop_of_links_is_an_error()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Link("repo/supplychain.json", "b.json");
        tree.Link("repo/b.json", "supplychain.json");

        Refused(Load(tree, "repo"), "SCSDK1001", "loop of links");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public void A_project_reached_through_a_link_has_the_policy_of_where_it_really_is()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", Empty);
        tree.Write("repo/app/app.csproj", "");
        tree.Link("shortcut", "repo/app");

        Assert.AreEqual("repo/supplychain.json", tree.Relative(Load(tree, "shortcut").Policy().Files));
    }

    [TestMethod]
    public void A_folder_of_that_name_is_not_an_absent_file()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("repo/supplychain.json/x", "");

        Refused(Load(tree, "repo"), "SCSDK1001", "it is a folder");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [TestCategory("Unprivileged")]
    public void A_policy_that_may_not_be_read_is_not_an_absent_one()
    {
        if (Environment.IsPrivilegedProcess)
            Assert.Inconclusive("Permissions do not hold for a privileged user.");
        using var tree = new PolicyTree();
        tree.Repository("repo");
        PolicyTree.Forbid(tree.Write("repo/supplychain.json", Empty));

        Refused(Load(tree, "repo"), "SCSDK1001", "permissions");
    }

    [TestMethod]
    public void A_file_of_two_mebibytes_is_refused()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", Empty.PadRight(2 << 20));

        Refused(Load(tree, "repo"), "SCSDK1001", "1048576 are the most");
    }

    [TestMethod]
    public void One_bad_file_of_two_leaves_no_policy()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", """{"version":1,"licenses":{"deny":["MIT"]}}""");
        tree.Write("repo/app/supplychain.json", "{");

        Refused(Load(tree, "repo/app"), "SCSDK1001", "The policy file app/supplychain.json cannot be read");
    }

    [TestMethod]
    public void A_named_file_outside_the_repository_is_outer_to_all_and_may_loosen()
    {
        using var tree = new PolicyTree();
        tree.Write("packages/contoso.build/supplychain.json", $$"""{"version":1,"delegate":{"licenses.exceptions":"90d"},{{Exception("2099-01-01")}}}""");
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", $$"""{"version":1,{{Exception("2026-12-01")}}}""");
        var contoso = Path.Combine(tree.Folder, "packages", "contoso.build", "supplychain.json");

        var policy = Load(tree, "repo", null, contoso).Policy();

        Assert.AreEqual("packages/contoso.build/supplychain.json repo/supplychain.json", tree.Relative(policy.Files));
        Assert.HasCount(2, policy.Licenses!.Exceptions);
    }

    [TestMethod]
    public void A_file_named_inside_the_repository_constrains_and_loosens_nothing_undelegated()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", """{"version":1,"lock":{"enforce":"warning"}}""");
        tree.Write("repo/build/more.json", """{"version":1,"lock":{"enforce":"error"}}""");
        Assert.AreEqual(Enforce.Error, Load(tree, "repo", null, "build/more.json").Policy().Lock.Value);

        tree.Write("repo/build/more.json", $$"""{"version":1,{{Exception("2026-12-01")}}}""");

        Refused(Load(tree, "repo", null, "build/more.json"), "SCSDK1005", "supplychain.json is the outer policy");
    }

    [TestMethod]
    public void Naming_a_file_of_the_tree_does_not_lift_it_above_the_others()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", Empty);
        tree.Write("repo/app/supplychain.json", $$"""{"version":1,{{Exception("2026-12-01")}}}""");

        Refused(Load(tree, "repo/app", null, "supplychain.json"), "SCSDK1005", "supplychain.json is the outer policy");
    }

    [TestMethod]
    public void A_named_file_that_is_not_there_is_an_error()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");

        Refused(Load(tree, "repo", null, "gone.json"), "SCSDK1001", "it is not there");
    }

    [TestMethod]
    public void An_organisations_file_may_extend_its_own_folder_only()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("base.json", Empty);
        tree.Write("package/base.json", Empty);
        var path = tree.Write("package/policy.json", """{"version":1,"extends":"base.json"}""");
        Assert.AreEqual("package/base.json package/policy.json", tree.Relative(Load(tree, "repo", null, path).Policy().Files));

        tree.Write("package/policy.json", """{"version":1,"extends":"../base.json"}""");

        Refused(Load(tree, "repo", null, path), "SCSDK1004", "\"extends\" leads out");
    }

    [TestMethod]
    public void More_than_64_files_are_refused()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        for (var i = 0; i < 65; i++)
            tree.Write(i == 0 ? "repo/supplychain.json" : $"repo/{i}.json", i == 64 ? Empty : $$"""{"version":1,"extends":"{{i + 1}}.json"}""");

        Refused(Load(tree, "repo"), "SCSDK1001", "64 policy files are the most");
    }

    [TestMethod]
    public void The_digest_does_not_depend_on_where_the_repository_is()
    {
        using var one = new PolicyTree();
        using var other = new PolicyTree();
        one.Write("a/.git/HEAD", "");
        one.Write("a/supplychain.json", """{"version":1,"licenses":{"deny":["MIT"]}}""");
        other.Write("b/c/.git/HEAD", "");
        other.Write("b/c/supplychain.json", """{"version":1,"licenses":{"deny":["MIT"]}}""");

        Assert.AreEqual(Load(one, "a").Policy().Digest, Load(other, "b/c").Policy().Digest);
    }

    [TestMethod]
    public void Folders_are_absolute() =>
        Assert.ThrowsExactly<ArgumentException>(() => PolicyLoader.Load("src", null, [], Today));

    private static string Exception(string expires) =>
        $$""" "licenses":{"exceptions":[{"package":"Bar","reason":"r","owner":"o","expires":"{{expires}}"}]} """;

    private static PolicyLoad Load(PolicyTree tree, string project, string? solution = null, params string[] extra) => PolicyLoader.Load(
        Path.Combine(tree.Folder, project), solution is null ? null : Path.Combine(tree.Folder, solution), extra, Today, Licenses);

    private static Finding Refused(PolicyLoad load, string code, string fragment)
    {
        Assert.IsNull(load.Policy);
        Assert.HasCount(1, load.Findings, string.Join('\n', load.Findings.Select(f => f.Message)));
        Assert.AreEqual(code, load.Findings[0].Code.Id, load.Findings[0].Message);
        Assert.Contains(fragment, load.Findings[0].Message);
        return load.Findings[0];
    }
}
