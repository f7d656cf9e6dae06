using System.Text;
using SupplyChainSdk.Core.Tests.Policy;
using SupplyChainSdk.Policy;
using static SupplyChainSdk.Core.Tests.Policy.PolicySamples;

namespace SupplyChainSdk.Core.Tests.SignedSource;

/// <summary>The section <c>source</c>: read strictly, composed to the strictest, compared with that of a commit.</summary>
[TestClass]
public sealed class SignedSourcePolicyTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHZ8a8Ib0FZlEOVhkR1xJ9XvGQ1oP2D0QPfW6c7YzVbH";
    private const string Armored = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n";

    [TestMethod]
    public void The_strictest_counts_and_an_inner_list_narrows_an_outer_one()
    {
        using var tree = Repository(""" "source":{"signedTag":"release","signers":["s"]} """, $"a@b.c {Key}\n");
        tree.Write("repo/src/supplychain.json", Body(""" "source":{"signedTag":"off","signedCommit":"require","keyring":["k.asc"],"enforce":"off"} """));
        tree.Write("repo/src/k.asc", Armored);
        var rules = Load(tree, "repo/src").Policy().Source!;

        Assert.AreEqual((Enforce.Error, SignatureDemand.Release, SignatureDemand.Require), (rules.Enforce.Value, rules.SignedTag.Value, rules.SignedCommit.Value));
        Assert.AreEqual("s | src/k.asc", string.Join(" | ", rules.Signers.Select(s => s.Names)));
        Assert.AreEqual("source.enforce off, source.signedTag off", string.Join(", ", Load(tree, "repo/src").Policy().Overruled.Select(o => $"{o.Name} {o.Value}")));
        Assert.IsTrue(rules.Asks);
    }

    [TestMethod]
    [DataRow(""" "source":{} """, false)]
    [DataRow(""" "source":{"signers":["s"]} """, false)]
    [DataRow(""" "source":{"signedTag":"require","signers":["s"],"enforce":"off"} """, false)]
    [DataRow(""" "source":{"signedCommit":"release","signers":["s"]} """, true)]
    public void Nothing_is_asked_where_nothing_is_said(string body, bool asks)
    {
        using var tree = Repository(body, $"a@b.c {Key}\n");

        Assert.AreEqual(asks, Load(tree).Policy().Source!.Asks);
    }

    [TestMethod]
    public void To_ask_and_to_name_nobody_is_an_error()
    {
        var finding = Tree(""" "source":{"signedTag":"require"} """).Findings.Single();

        Assert.AreEqual(("SCSDK1002", Severity.Error), (finding.Code.Id, finding.Severity));
        Assert.Contains("\"source.signers\" is missing", finding.Message);
    }

    [TestMethod]
    [DataRow("", "It names nobody.")]
    [DataRow("# only a comment\n", "It names nobody.")]
    [DataRow($"{Key}\n", "Line 1 is no signer")]
    [DataRow("a@b.c ssh-ed25519 AAAA\n", "Line 1 is no signer")]
    [DataRow("a@b.c ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIHZ8a8Ib0FZlEOVhkR1xJ9XvGQ1oP2D0QPfW6c7YzVbH\n", "Line 1 is no signer")]
    [DataRow($"# first\na@b.c unknown-option {Key}\n", "Line 2 is no signer")]
    [DataRow("a@b.c \0", "It is not UTF-8 text.")]
    public void A_file_of_signers_that_is_none_leaves_no_policy(string content, string said)
    {
        using var tree = Repository(""" "source":{"signedTag":"require","signers":["s"]} """, content);

        Refused(Load(tree), "SCSDK5027", $"The file of signers 's' cannot be used. {said}");
    }

    [TestMethod]
    [DataRow($"a@b.c {Key}\n")]
    [DataRow($"\"a b,*@b.c\" namespaces=\"git\",valid-after=\"20260101\" {Key} a comment\r\n\n# more\n")]
    [DataRow($"*@b.c cert-authority,valid-before=20300101Z {Key}\n")]
    public void A_file_of_signers_may_have_all_that_ssh_keygen_knows(string content)
    {
        using var tree = Repository(""" "source":{"signedTag":"require","signers":["s"]} """, content);

        Assert.AreEqual("s", Load(tree).Policy().Source!.Signers.Single().Names);
    }

    [TestMethod]
    [DataRow("", "It is empty.")]
    [DataRow("no keys", "It holds no OpenPGP public keys")]
    [DataRow("-----BEGIN PGP PRIVATE KEY BLOCK-----\n", "It holds a private key")]
    [DataRow("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n-----BEGIN PGP PRIVATE KEY BLOCK-----\n", "It holds a private key")]
    public void A_keyring_that_is_none_leaves_no_policy(string content, string said)
    {
        using var tree = Repository(""" "source":{"signedTag":"require","keyring":["s"]} """, content);

        Refused(Load(tree), "SCSDK5027", $"The file of signers 's' cannot be used. {said}");
    }

    [TestMethod]
    [DataRow("../s", "SCSDK1004")]
    [DataRow("absent", "SCSDK1025")]
    public void A_file_outside_the_repository_or_that_is_not_there_is_refused(string path, string code)
    {
        using var tree = Repository($$""" "source":{"signedTag":"require","signers":["{{path}}"]} """, $"a@b.c {Key}\n");
        tree.Write("s", $"a@b.c {Key}\n");

        Refused(Load(tree), code, "source.signers");
    }

    [TestMethod]
    public void The_signers_are_in_the_digest_and_their_place_is_not()
    {
        using var tree = Repository(""" "source":{"signedTag":"require","signers":["s"]} """, $"a@b.c {Key}\n");
        var first = Load(tree).Policy();
        tree.Write("repo/keys/other", $"a@b.c {Key}\n");
        tree.Write("repo/supplychain.json", Body(""" "source":{"signers":["keys/other"],"enforce":"error","signedTag":"require"} """));
        Assert.AreEqual(first.Digest, Load(tree).Policy().Digest);
        tree.Write("repo/keys/other", $"d@b.c {Key}\n");
        Assert.AreNotEqual(first.Digest, Load(tree).Policy().Digest);
        Assert.Contains($$""","source":{"enforce":"error","signedCommit":"off","signedTag":"require","signers":[{"sha256":["{{first.Source!.Signers[0].AllowedSigners[0].Sha256.Hex}}"]}]},"version":1""",
            Encoding.UTF8.GetString(PolicyDigest.Canonical(first)));
    }

    [TestMethod]
    [DataRow(""" "signedTag":"require" """, """ "signedTag":"release" """, "\"source.signedTag\" is release here and require there")]
    [DataRow(""" "signedCommit":"release" """, """ "signedCommit":"off" """, "\"source.signedCommit\" is off here and release there")]
    [DataRow(""" "enforce":"error" """, """ "enforce":"warning" """, "\"source.enforce\" is warning here and error there")]
    public void What_is_looser_than_at_the_base_is_said_and_what_is_stricter_is_not(string before, string now, string said)
    {
        using var tree = Repository($$""" "source":{"signers":["s"],{{before}}} """, $"a@b.c {Key}\n");
        var judging = Load(tree).Policy();
        tree.Write("repo/supplychain.json", Body($$""" "source":{"signers":["s"],{{now}}} """));
        var loose = Load(tree).Policy();

        Assert.Contains(said, PolicyLoosening.Find(judging, loose, "main").Single().Message);
        Assert.IsEmpty(PolicyLoosening.Find(loose, judging, "main"));
    }

    [TestMethod]
    public void Another_signer_or_no_section_is_looser_than_at_the_base()
    {
        using var tree = Repository(""" "source":{"signedTag":"require","signers":["s","t"]} """, $"a@b.c {Key}\n", $"b@b.c {Key}\n");
        var judging = Load(tree).Policy();
        tree.Write("repo/supplychain.json", Body(""" "source":{"signedTag":"require","signers":["s"]} """));
        Assert.IsEmpty(PolicyLoosening.Find(judging, Load(tree).Policy(), "main"));
        tree.Write("repo/s", $"a@b.c {Key}\nx@b.c {Key}\n");
        Assert.Contains("\"source\" takes signatures by others than those of s, t", PolicyLoosening.Find(judging, Load(tree).Policy(), "main").Single().Message);
        tree.Write("repo/supplychain.json", Body(""));
        Assert.Contains("the section \"source\" is gone", PolicyLoosening.Find(judging, Load(tree).Policy(), "main").Single().Message);
    }

    private static PolicyTree Repository(string body, params string[] signers)
    {
        var tree = new PolicyTree();
        tree.Repository("repo");
        tree.Write("repo/supplychain.json", Body(body));
        foreach (var (number, content) in signers.Index())
            tree.Write(number == 0 ? "repo/s" : "repo/t", content);
        return tree;
    }

    private static PolicyLoad Load(PolicyTree tree, string folder = "repo") => PolicyLoader.Load(Path.Combine(tree.Folder, folder), null, [], Today, PolicySamples.Licenses);

    private static void Refused(PolicyLoad load, string code, string said)
    {
        Assert.IsNull(load.Policy);
        var finding = load.Findings.Single();
        Assert.AreEqual((code, Severity.Error), (finding.Code.Id, finding.Severity));
        Assert.Contains(said, finding.Message);
    }
}
