using System.Text;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;
using static SupplyChainSdk.Core.Tests.Policy.PolicySamples;

namespace SupplyChainSdk.Core.Tests.Policy;

/// <summary>Keys and trusted roots are found, bounded and read with the policy that names them, and an inner file names no other root.</summary>
[TestClass]
public sealed class ProvenanceFilesTests
{
    private static readonly string One = Pem();
    private static readonly string Another = Pem();

    [TestMethod]
    public void The_key_itself_is_in_the_policy_and_in_its_digest_and_its_place_is_not()
    {
        using var tree = Repository(Keyed("keys/c.pub"));
        tree.Write("repo/keys/c.pub", One);
        var first = Load(tree);
        var key = first.Policy().Provenance!.KeysFor(PackageId.Create("Contoso.Widget", "1.0.0")).Single();

        Assert.AreEqual((PublicKey.Parse(Encoding.UTF8.GetBytes(One)).Fingerprint, "keys/c.pub"), (key.Fingerprint, key.Name));
        Assert.AreSequenceEqual(PublicKey.Parse(Encoding.UTF8.GetBytes(One)).SubjectPublicKeyInfo.ToArray(), key.SubjectPublicKeyInfo.ToArray());
        Assert.IsEmpty(first.Policy().Provenance!.KeysFor(PackageId.Create("Other", "1.0.0")));
        Assert.Contains("repo/keys/c.pub", tree.Relative(first.Policy().Probed));

        tree.Write("repo/keys/c.pub", Another);
        Assert.AreNotEqual(first.Policy().Digest, Load(tree).Policy().Digest);
        tree.Write("repo/supplychain.json", Keyed("c.pub"));
        tree.Write("repo/c.pub", One);
        Assert.AreEqual(first.Policy().Digest, Load(tree).Policy().Digest);
    }

    [TestMethod]
    public void A_key_of_a_reproducer_is_read_like_that_of_a_builder_and_its_bytes_are_in_the_digest()
    {
        const string Policy = """{"version":1,"provenance":{"rules":[{"packages":"Contoso.*","mode":"require","keys":[{"file":"c.pub"}],"reproduced":{"keys":[{"file":"r.pub"}]}}]}}""";
        using var tree = Repository(Policy);
        tree.Write("repo/c.pub", One);
        Refused(Load(tree), "SCSDK1025", "r.pub, which \"keys\" names, cannot be used. It is not there.");
        tree.Write("repo/r.pub", Another);
        var first = Load(tree).Policy();
        Assert.AreEqual(PublicKey.Parse(Encoding.UTF8.GetBytes(Another)).Fingerprint, first.Provenance!.Rules[0].Reproduced!.Keys.Single().Fingerprint);
        Assert.HasCount(2, first.Provenance.KeysFor(PackageId.Create("Contoso.Widget", "1.0.0")));
        tree.Write("repo/r.pub", One);
        Assert.AreNotEqual(first.Digest, Load(tree).Policy().Digest);
    }

    [TestMethod]
    [DataRow("missing", "cannot be used. It is not there.")]
    [DataRow("folder", "cannot be used. It is a folder.")]
    [DataRow("big", "cannot be used. It has more than 65536 bytes.")]
    [DataRow("text", "cannot be used. ")]
    [DataRow("private", "cannot be used. It is a private key")]
    public void A_key_that_is_none_leaves_no_policy(string kind, string said)
    {
        using var tree = Repository(Keyed("c.pub"));
        if (kind == "folder")
            Directory.CreateDirectory(Path.Combine(tree.Folder, "repo/c.pub"));
        else if (kind != "missing")
            tree.Write("repo/c.pub", kind switch { "big" => new string(' ', 65537), "text" => "no key", _ => Private() });

        var finding = Refused(Load(tree), "SCSDK1025", $"c.pub, which \"keys\" names, {said}");

        Assert.AreEqual((1, 94), (finding.Location!.Line, finding.Location.Column));
    }

    [TestMethod]
    public void A_key_or_a_root_outside_the_repository_is_refused_by_path_and_by_link()
    {
        using var tree = Repository(Keyed("../c.pub"));
        tree.Write("c.pub", One);
        Refused(Load(tree), "SCSDK1004", "lies outside the repository");

        tree.Write("repo/supplychain.json", Keyed("c.pub"));
        tree.Link("repo/c.pub", "../c.pub");
        Refused(Load(tree), "SCSDK1004", "c.pub, which \"keys\" names, lies outside the repository");
        tree.Write("repo/keys/c.pub", One);
        tree.Link("repo/c.pub", "keys/c.pub");
        Assert.IsNotNull(Load(tree).Policy);

        tree.Write("root.json", "{}");
        tree.Write("repo/supplychain.json", Rooted("../root.json"));
        Refused(Load(tree), "SCSDK1004", "root.json, which \"trust.root\" names, lies outside the repository");
    }

    [TestMethod]
    public void The_trusted_root_comes_with_the_policy_and_its_bytes_count_in_the_digest()
    {
        using var tree = Repository(Rooted("trust/root.json"));
        tree.Write("repo/trust/root.json", "one");
        var first = Load(tree);
        var root = first.Policy().Trust!.Root!.Value;

        Assert.AreEqual(("trust/root.json", "one", Digest.Sha256Of("one"u8)), (root.Name, Encoding.UTF8.GetString(root.Content.Span), root.Sha256));
        Assert.Contains("repo/trust/root.json", tree.Relative(first.Policy().Probed));
        Assert.Contains($"trust/root.json (sha256 {root.Sha256.Hex})", PolicyReport.Text(first.Policy(), tree.Folder));
        tree.Write("repo/trust/root.json", "two");
        var second = Load(tree);
        Assert.AreNotEqual(first.Policy().Digest, second.Policy().Digest);
        Assert.Contains($"\"trust.root\" is trust/root.json (sha256 {Digest.Sha256Of("two"u8).Hex}) here and trust/root.json (sha256 {root.Sha256.Hex}) there",
            PolicyLoosening.Find(first.Policy(), second.Policy(), "main").Single().Message);
        Assert.IsEmpty(PolicyLoosening.Find(first.Policy(), Load(tree, write: "one").Policy(), "main"));
    }

    [TestMethod]
    public void A_trusted_root_with_another_digest_than_the_policy_says_leaves_no_policy()
    {
        using var tree = Repository($$"""{"version":1,"trust":{"root":"root.json","sha256":"{{Digest.Sha256Of("one"u8).Hex}}"} }""");
        tree.Write("repo/root.json", "one");
        Assert.IsNotNull(Load(tree).Policy);

        tree.Write("repo/root.json", "two");
        Refused(Load(tree), "SCSDK1025", "Find out who changed it");
    }

    // The rules of the outer file are judged by its own root, or by the one that counts where none is named.
    [TestMethod]
    [DataRow("one", "one", null)]
    [DataRow("one", "two", "does not count: supplychain.json is the outer policy and names root.json, which is another")]
    [DataRow(null, "two", "does not count: supplychain.json is the outer policy and names none")]
    [DataRow("one", null, null)]
    public void An_inner_file_names_no_other_trusted_root(string? outer, string? inner, string? said)
    {
        using var tree = Repository(outer is null ? "{\"version\":1}" : Rooted("root.json"));
        tree.Write("repo/root.json", outer ?? "");
        tree.Write("repo/app/root.json", inner ?? "");
        tree.Write("repo/app/supplychain.json", inner is null ? "{\"version\":1,\"trust\":{}}" : Rooted("root.json"));
        var load = Load(tree, folder: "repo/app");

        if (said is null)
            Assert.AreEqual("root.json", load.Policy().Trust!.Root!.Value.Name);
        else
            Refused(load, "SCSDK1005", $"The trusted root app/root.json {said}");
    }

    [TestMethod]
    public void Organisations_agree_on_a_trusted_root_and_no_repository_names_another()
    {
        using var tree = Repository("{\"version\":1}");
        var first = tree.Write("a/policy.json", Rooted("root.json"));
        var second = tree.Write("b/policy.json", Rooted("root.json"));
        tree.Write("a/root.json", "one");
        tree.Write("b/root.json", "one");
        Assert.AreEqual(Digest.Sha256Of("one"u8), Load(tree, extra: [first, second]).Policy().Trust!.Root!.Value.Sha256);

        tree.Write("b/root.json", "two");
        Refused(Load(tree, extra: [first, second]), "SCSDK1002", "neither is stricter");
        Refused(Load(tree, extra: [second, first]), "SCSDK1002", "neither is stricter");

        tree.Write("repo/root.json", "two");
        tree.Write("repo/supplychain.json", Rooted("root.json"));
        Refused(Load(tree, extra: [first]), "SCSDK1005", "The trusted root root.json does not count");
    }

    // A build finds an organisation's file by an item, which any package can add.
    [TestMethod]
    public void A_repository_that_expects_identities_names_the_trusted_root_itself()
    {
        const string Expecting = "\"provenance\":{\"rules\":[{\"packages\":\"*\",\"mode\":\"require\",\"identities\":[{\"issuer\":\"https://token.test\",\"repository\":\"https://github.com/contoso/widget\"}]}]}";
        using var tree = Repository($$"""{"version":1,{{Expecting}} }""");
        var organization = tree.Write("package/policy.json", Rooted("root.json"));
        tree.Write("package/root.json", "theirs");
        Assert.IsNull(Load(tree).Policy().Trust);
        Refused(Load(tree, extra: [organization]), "SCSDK1005", "supplychain.json expects identities and names no trusted root, and");

        // In a file further in too; by agreement it counts, and so it does for who names keys alone, or nobody.
        tree.Write("repo/supplychain.json", "{\"version\":1}");
        tree.Write("repo/app/supplychain.json", $$"""{"version":1,{{Expecting}} }""");
        Refused(Load(tree, extra: [organization], folder: "repo/app"), "SCSDK1005", "expects identities and names no trusted root");
        Assert.AreEqual("theirs", Encoding.UTF8.GetString(Load(tree, extra: [organization]).Policy().Trust!.Root!.Value.Content.Span));
        tree.Write("repo/root.json", "theirs");
        tree.Write("repo/supplychain.json", $$"""{"version":1,"trust":{"root":"root.json"},{{Expecting}} }""");
        Assert.IsNotNull(Load(tree, extra: [organization]).Policy);
        tree.Write("repo/c.pub", One);
        tree.Write("repo/supplychain.json", Keyed("c.pub"));
        Assert.IsNotNull(Load(tree, extra: [organization]).Policy);
    }

    // Naming a policy inside the repository puts no other root in the place of the repository's own, and takes none away.
    [TestMethod]
    public void A_policy_named_inside_the_repository_does_not_choose_the_root()
    {
        using var tree = Repository(Rooted("root.json"));
        tree.Write("repo/root.json", "one");
        var named = tree.Write("repo/named/policy.json", "{\"version\":1}");
        Assert.AreEqual("root.json", Load(tree, extra: [named]).Policy().Trust!.Root!.Value.Name);

        tree.Write("repo/named/root.json", "two");
        tree.Write("repo/named/policy.json", Rooted("root.json"));
        Refused(Load(tree, extra: [named]), "SCSDK1005", "The trusted root named/root.json does not count");
    }

    [TestMethod]
    public void A_commit_judges_by_its_own_key_and_root_whatever_the_tree_holds()
    {
        using var scratch = new Scratch();
        scratch.Write("supplychain.json", $$"""{"version":1,{{Provenance("c.pub")}},"trust":{"root":"root.json"} }""");
        scratch.Write("c.pub", One);
        scratch.Write("root.json", "of the commit");
        GitRepository.Commit(scratch);
        scratch.Write("c.pub", Another);
        scratch.Write("root.json", "of the tree");
        var commit = CommitFiles.Open(GitSource.Read(scratch.Folder), "HEAD");

        var judging = PolicyLoader.Load(scratch.Folder, null, [], Today, Licenses, commit).Policy();
        var here = PolicyLoader.Load(scratch.Folder, null, [], Today, Licenses).Policy();

        Assert.AreEqual("of the commit", Encoding.UTF8.GetString(judging.Trust!.Root!.Value.Content.Span));
        Assert.AreEqual(PublicKey.Parse(Encoding.UTF8.GetBytes(One)).Fingerprint, judging.Provenance!.Rules[0].Keys[0].Fingerprint);
        Assert.AreEqual(PublicKey.Parse(Encoding.UTF8.GetBytes(Another)).Fingerprint, here.Provenance!.Rules[0].Keys[0].Fingerprint);
        Assert.HasCount(2, PolicyLoosening.Find(judging, here, "HEAD"));
    }

    private static PolicyTree Repository(string policy)
    {
        var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", policy);
        return tree;
    }

    private static PolicyLoad Load(PolicyTree tree, string? write = null, string folder = "repo", string[]? extra = null)
    {
        if (write is not null)
            tree.Write("repo/trust/root.json", write);
        return PolicyLoader.Load(Path.Combine(tree.Folder, folder), null, extra ?? [], Today, Licenses);
    }

    private static Finding Refused(PolicyLoad load, string code, string said)
    {
        Assert.IsNull(load.Policy);
        var finding = load.Findings.Single();
        Assert.AreEqual(code, finding.Code.Id, finding.Message);
        Assert.Contains(said, finding.Message);
        return finding;
    }

    private static string Keyed(string file) => $$"""{"version":1,{{Provenance(file)}} }""";

    private static string Provenance(string file) => string.Concat("\"provenance\":{\"rules\":[{\"packages\":\"Contoso.*\",\"mode\":\"require\",\"keys\":[{\"file\":\"", file, "\"}]}]}");

    private static string Rooted(string file) => $$"""{"version":1,"trust":{"root":"{{file}}"} }""";

    private static string Pem()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private static string Private()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
