using System.Text;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;
using static SupplyChainSdk.Core.Tests.Policy.PolicySamples;

namespace SupplyChainSdk.Core.Tests.Policy;

/// <summary>The files that remember publishers are found, bounded and read with the policy that names them.</summary>
[TestClass]
public sealed class PolicyBaselineTests
{
    private const string Section = """{"version":1,"publishers":{}}""";

    [TestMethod]
    public void The_bytes_of_a_baseline_come_with_the_policy_and_one_that_is_not_there_has_none()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", Section);

        var without = Load(tree);
        Assert.IsNull(File(without).Content);
        tree.Write("repo/publishers.json", "remembered");
        var with = Load(tree);

        Assert.AreEqual("remembered", Encoding.UTF8.GetString(File(with).Content!.Value.Span));
        Assert.AreEqual("publishers.json", File(with).Name);
        // A baseline that appears, changes or goes changes the result.
        foreach (var load in (PolicyLoad[])[without, with])
        {
            Assert.Contains("repo/publishers.json", tree.Relative(load.Probed));
            Assert.Contains("repo/publishers.json", tree.Relative(load.Policy().Probed));
        }
        Assert.AreEqual(without.Policy().Digest, with.Policy().Digest);
    }

    [TestMethod]
    [DataRow("../publishers.json")]
    [DataRow("a/../../publishers.json")]
    public void A_path_out_of_the_repository_is_refused(string path)
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("publishers.json", "outside");
        tree.Write("repo/supplychain.json", $$"""{"version":1,"publishers":{"baseline":"{{path}}"} }""");

        var finding = Refused(Load(tree), "SCSDK1004", "The baseline publishers.json lies outside the repository");

        Assert.AreEqual((1, 39), (finding.Location!.Line, finding.Location.Column));
    }

    [TestMethod]
    public void A_link_out_of_the_repository_is_refused_and_one_inside_is_followed()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("publishers.json", "outside");
        tree.Write("repo/supplychain.json", Section);
        tree.Link("repo/publishers.json", "../publishers.json");
        Refused(Load(tree), "SCSDK1004", "The baseline publishers.json lies outside the repository");

        tree.Write("repo/trust/p.json", "inside");
        tree.Link("repo/publishers.json", "trust/p.json");
        Assert.AreEqual("inside", Encoding.UTF8.GetString(File(Load(tree)).Content!.Value.Span));
    }

    [TestMethod]
    public void The_policy_of_an_organisation_names_only_what_lies_with_it()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("outside.json", "outside");
        var policy = tree.Write("package/policy.json", """{"version":1,"publishers":{"baseline":"p.json"} }""");
        tree.Write("package/p.json", "with it");
        Assert.AreEqual("with it", Encoding.UTF8.GetString(File(Load(tree, policy)).Content!.Value.Span));

        tree.Write("package/policy.json", """{"version":1,"publishers":{"baseline":"../outside.json"} }""");
        Refused(Load(tree, policy), "SCSDK1004", "outside.json");
    }

    [TestMethod]
    public void A_folder_and_a_file_of_more_than_16_MiB_are_no_baseline()
    {
        using var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", Section);
        var path = tree.Write("repo/publishers.json", "");
        using (var file = System.IO.File.OpenWrite(path))
            file.SetLength(PublisherRules.MaxBaselineBytes);
        Assert.AreEqual(PublisherRules.MaxBaselineBytes, File(Load(tree)).Content!.Value.Length);
        using (var file = System.IO.File.OpenWrite(path))
            file.SetLength(PublisherRules.MaxBaselineBytes + 1);
        Refused(Load(tree), "SCSDK1001", "publishers.json cannot be read: it has more than 16777216 bytes");

        System.IO.File.Delete(path);
        Directory.CreateDirectory(path);
        Refused(Load(tree), "SCSDK1001", "publishers.json cannot be read: it is a folder");
    }

    [TestMethod]
    public void A_commit_judges_by_its_own_baseline_whatever_the_tree_holds()
    {
        using var scratch = new Scratch();
        scratch.Write("supplychain.json", Section);
        scratch.Write("publishers.json", "of the commit");
        GitRepository.Commit(scratch);
        scratch.Write("publishers.json", "of the tree");
        var commit = CommitFiles.Open(GitSource.Read(scratch.Folder), "HEAD");

        var judging = PolicyLoader.Load(scratch.Folder, null, [], Today, Licenses, commit);
        var tree = PolicyLoader.Load(scratch.Folder, null, [], Today, Licenses);

        Assert.AreEqual("of the commit", Encoding.UTF8.GetString(File(judging).Content!.Value.Span));
        Assert.AreEqual("of the tree", Encoding.UTF8.GetString(File(tree).Content!.Value.Span));
        Assert.Contains("the baseline publishers.json is not what it is there", PolicyLoosening.Find(judging.Policy(), tree.Policy(), "HEAD").Single().Message);

        System.IO.File.Delete(Path.Combine(scratch.Folder, "publishers.json"));
        Assert.AreEqual("of the commit", Encoding.UTF8.GetString(File(PolicyLoader.Load(scratch.Folder, null, [], Today, Licenses, commit)).Content!.Value.Span));
    }

    private static PolicyLoad Load(PolicyTree tree, params string[] extra) => PolicyLoader.Load(Path.Combine(tree.Folder, "repo"), null, extra, Today, Licenses);

    private static BaselineFile File(PolicyLoad load) => load.Policy().Publishers!.Files[load.Policy().Publishers!.Baselines.Single().Value];

    private static Finding Refused(PolicyLoad load, string code, string fragment)
    {
        Assert.IsNull(load.Policy);
        Assert.AreEqual(code, load.Findings.Single().Code.Id, load.Findings[0].Message);
        Assert.Contains(fragment, load.Findings[0].Message);
        return load.Findings[0];
    }
}
