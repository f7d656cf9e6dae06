using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using static SupplyChainSdk.Core.Tests.Policy.PolicySamples;

namespace SupplyChainSdk.Core.Tests.Policy;

/// <summary>The <c>provenance</c> section: strict reading, and how the rules of several files become one.</summary>
[TestClass]
public sealed class ProvenancePolicyTests
{
    private const string GitHub = "\"issuer\":\"https://token.actions.githubusercontent.com\"";
    private const string Somebody = $$"""{{{GitHub}},"ownerId":"7"}""";

    [TestMethod]
    public void Every_name_of_a_rule_is_read()
    {
        var section = Read(Body($$"""
            "provenance":{"enforce":"warning","rules":[{"packages":"Contoso.*","mode":"require",
              "identities":[{{{GitHub}},"identity":"https://github.com/contoso/w/.github/workflows/r.yml@refs/tags/*","repository":"https://github.com/contoso/w","repositoryId":"123","ownerId":"7",
                "workflow":".github/workflows/r.yml","ref":"refs/tags/v*","isolatedBuilder":true,"notBefore":"2026-01-01","notAfter":"2026-12-31"},{{{GitHub}},"identityRegex":"https://x/.*"}],
              "keys":[{"file":"../keys/c.pub","notBefore":"2026-01-02","notAfter":"2026-12-30"}],"verifiers":[{"id":"https://v.example","keys":[{"file":"v.pub"}]}],
              "builder":"https://b.example","triggers":["push","release"],"runners":["github-hosted"],"level":3,"gates":["lock"],
              "policyDigest":"sha256:E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","logged":true,"source":{"signedTag":"require"},"reproduced":{"identities":[{{Somebody}}],"keys":[{"file":"r.pub"}]} },
              {"packages":"*","mode":"whenPresent","identities":[{{Somebody}}]},{"packages":"Contoso.Old","mode":"ignore"}],
              "revoked":["sha512:{{new string('a', 128)}}",{"key":"E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","reason":"lost"},{"identity":"https://github.com/x/*",{{GitHub}} },{"package":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}
            """), "src/supplychain.json").Provenance!;

        var rule = section.Rules[0];
        var identity = rule.Identities[0];
        Assert.AreEqual((Enforce.Warning, ProvenanceMode.Require, "Contoso.*"), (section.Enforce!.Value, rule.Mode, rule.Packages.Text));
        Assert.AreEqual(("https://github.com/contoso/w", "123", "7", ".github/workflows/r.yml", "refs/tags/v*", true),
            (identity.Repository, identity.RepositoryId, identity.OwnerId, identity.Workflow, identity.Ref, identity.IsIsolatedBuilder));
        Assert.AreEqual(("https://github.com/contoso/w/.github/workflows/r.yml@refs/tags/*", new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31)), (identity.Identity, identity.NotBefore, identity.NotAfter));
        Assert.AreEqual(("https://token.actions.githubusercontent.com", "https://x/.*", (string?)null), (rule.Identities[1].Issuer, rule.Identities[1].IdentityRegex, rule.Identities[1].Identity));
        Assert.AreEqual(("../keys/c.pub", "keys/c.pub", new DateOnly(2026, 1, 2), new DateOnly(2026, 12, 30)), (rule.Keys[0].File, rule.Keys[0].Name, rule.Keys[0].NotBefore, rule.Keys[0].NotAfter));
        Assert.AreEqual(("https://v.example", "src/v.pub"), (rule.Verifiers[0].Id, rule.Verifiers[0].Keys[0].Name));
        Assert.AreEqual(("https://b.example", "push release", "github-hosted", 3, "lock", true, true),
            (rule.Builder, string.Join(' ', rule.Triggers), string.Join(' ', rule.Runners), rule.Level, string.Join(' ', rule.Gates), rule.Logged, rule.SignedTag));
        Assert.AreEqual(("7", "src/r.pub"), (rule.Reproduced!.Identities.Single().OwnerId, rule.Reproduced.Keys.Single().Name));
        Assert.IsNull(section.Rules[1].Reproduced);
        Assert.AreEqual(Digest.Sha256Of([]), rule.PolicyDigest);
        Assert.AreEqual("WhenPresent Ignore", string.Join(' ', section.Rules.Skip(1).Select(r => r.Mode)));
        Assert.AreEqual($"Package sha512:{new string('a', 128)}; Key {Digest.Sha256Of([]).Hex} lost; Identity https://github.com/x/*; Package {Digest.Sha256Of([])}",
            string.Join("; ", section.Revoked.Select(r => $"{r.Kind} {r.Value} {r.Reason}".TrimEnd())));
        Assert.AreEqual("https://token.actions.githubusercontent.com", section.Revoked[2].Issuer);
    }

    [TestMethod]
    [DataRow("\"mode\":\"require\"", 19, "\"provenance.rules[0].packages\" is missing")]
    [DataRow("\"packages\":\"A\"", 19, "\"provenance.rules[0].mode\" is missing")]
    [DataRow("\"packages\":\"A\",\"mode\":\"whenpresent\"", 42, "did you mean \"whenPresent\"?")]
    [DataRow("\"packages\":\"A\",\"mode\":\"require\"", 19, "an attestation by anybody at all proves nothing")]
    [DataRow("\"packages\":\"A\",\"mode\":\"whenPresent\"", 19, "an attestation by anybody at all proves nothing")]
    [DataRow("\"packages\":\"A\",\"mode\":\"ignore\",\"logged\":true", 51, "a rule that ignores packages demands nothing of them; take out \"logged\"")]
    [DataRow("\"packages\":\"A\",\"mode\":\"require\",\"identities\":[]", 65, "name at least one, or leave it out")]
    [DataRow("\"packages\":\"A\",\"mode\":\"require\",\"keys\":[{\"file\":\"/etc/k.pub\"}]", 68, "write a path relative to this file")]
    [DataRow("\"packages\":\"A\",\"mode\":\"require\",\"keys\":[{}]", 60, "\"provenance.rules[0].keys[0].file\" is missing")]
    [DataRow("\"packages\":\"A\",\"mode\":\"require\",\"keys\":[{\"file\":\"k.pub\"}],\"level\":2", 86, "a key proves level 1 and no more")]
    [DataRow("\"packages\":\"A\",\"mode\":\"require\",\"keys\":[{\"file\":\"k.pub\",\"notBefore\":\"2027-01-01\",\"notAfter\":\"2026-01-01\"}]", 112, "it is before \"notBefore\"")]
    [DataRow("\"packages\":\"A\",\"mode\":\"require\",\"verifiers\":[{\"id\":\"https://v.example\"}]", 65, "anybody can write that id")]
    public void What_a_rule_may_not_say_is_an_error_at_its_place(string rule, int column, string said) => Refuses($$"""{{{rule}}}""", column, said);

    [TestMethod]
    [DataRow("\"issuer\":\"https://i.example\"", 66, "an issuer alone vouches for everybody")]
    [DataRow("\"issuer\":\"https://i.example\",\"ref\":\"refs/tags/*\"", 66, "an issuer alone vouches for everybody")]
    [DataRow("\"ownerId\":\"7\"", 66, "without it every issuer could give the identity to anybody")]
    [DataRow("\"issuer\":\"https://*.example\",\"ownerId\":\"7\"", 76, "it is never a pattern")]
    [DataRow("\"issuer\":\"i.example\",\"ownerId\":\"7\"", 76, "write the whole URL of the issuer")]
    [DataRow("\"issuer\":\"https://i.example\",\"identity\":\"*\"", 107, "it would be anybody's")]
    [DataRow("\"issuer\":\"https://i.example\",\"identity\":\"https://github.com/*/w\"", 107, "it would be anybody's")]
    [DataRow("\"issuer\":\"https://i.example\",\"identity\":\"https://github.com/c/**\"", 107, "* stands for any characters but '/'")]
    [DataRow("\"issuer\":\"https://i.example\",\"identity\":\"a@b.c\",\"identityRegex\":\"x\"", 131, "only one could count")]
    [DataRow("\"issuer\":\"https://i.example\",\"identityRegex\":\"(a)\\\\1\"", 112, "without look-around and back references")]
    [DataRow("\"issuer\":\"https://i.example\",\"identityRegex\":\"a)|(b\"", 112, "no regular expression that is used here")]
    [DataRow("\"issuer\":\"https://i.example\",\"repository\":\"https://github.com/c/*\"", 109, "write the whole URL of one repository")]
    [DataRow("\"issuer\":\"https://i.example\",\"repositoryId\":\"c/w\"", 111, "in digits")]
    [DataRow("\"issuer\":\"https://i.example\",\"repositoryId\":123", 111, "a number as text")]
    [DataRow("\"issuer\":\"https://i.example\",\"ownerId\":\"7\",\"workflow\":\"release.yml@refs/heads/main\"", 121, "for the branch or tag there is \"ref\"")]
    [DataRow("\"issuer\":\"https://i.example\",\"ownerId\":\"7\",\"ref\":\"v*\"", 116, "write a whole ref")]
    [DataRow("\"issuer\":\"https://i.example\",\"ownerId\":\"7\",\"isolatedBuilder\":true", 66, "a builder is isolated, not a repository")]
    [DataRow("\"issuer\":\"https://i.example\",\"ownerId\":\"7\",\"notAfter\":\"soon\"", 121, "a day of the calendar")]
    [DataRow("\"issuer\":\"https://i.example\",\"ownerId\":\"7\",\"repo\":\"x\"", 110, "not a name that \"provenance.rules[0].identities[0]\" takes")]
    public void What_an_identity_may_not_say_is_an_error_at_its_place(string identity, int column, string said) =>
        Refuses($$"""{"packages":"A","mode":"require","identities":[{{{identity}}}]}""", column, said);

    [TestMethod]
    [DataRow("\"level\":4", "write a SLSA Build level, 1, 2 or 3")]
    [DataRow("\"level\":\"2\"", "takes the number 1, 2 or 3, not text")]
    [DataRow("\"level\":3", "and it marks none")]
    [DataRow("\"gates\":[\"no gate\"]", "write the name of a gate")]
    [DataRow("\"policyDigest\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"", "write sha256: and 64 hexadecimal digits")]
    [DataRow("\"triggers\":[]", "name at least one, or leave it out")]
    [DataRow("\"logged\":\"true\"", "takes true or false, not text")]
    [DataRow("\"reproduced\":{}", "\"provenance.rules[0].reproduced.identities\" is missing")]
    [DataRow("\"reproduced\":true", "takes an object")]
    [DataRow("\"reproduced\":{\"keys\":[]}", "name at least one, or leave it out")]
    [DataRow("\"reproduced\":{\"key\":\"r.pub\"}", "not a name that \"provenance.rules[0].reproduced\" takes")]
    [DataRow("\"reproduced\":{\"identities\":[{\"issuer\":\"https://i.example\"}]}", "an issuer alone vouches for everybody")]
    [DataRow("\"source\":{}", "\"provenance.rules[0].source.signedTag\" is missing")]
    [DataRow("\"source\":{\"signedTag\":\"want\"}", "does not take \"want\"")]
    public void What_a_rule_may_not_demand_is_an_error(string demand, string said) =>
        Refuses($$"""{"packages":"A","mode":"require","identities":[{{Somebody}}],{{demand}}}""", null, said);

    [TestMethod]
    [DataRow("\"sha1:aa\"", "write sha256: and 64 hexadecimal digits or sha512: and 128")]
    [DataRow("\"sha256:e3b0\"", "write sha256:")]
    [DataRow("7", "takes an object")]
    [DataRow("{}", "name exactly one of \"package\", \"key\" and \"identity\"")]
    [DataRow("{\"key\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\",\"identity\":\"a@b.c\"}", "is \"key and identity\": name exactly one")]
    [DataRow("{\"key\":\"e3b0\"}", "the SHA-256 of the public key")]
    [DataRow("{\"identity\":\"*\"}", "it would be anybody's")]
    [DataRow("{\"key\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\",\"issuer\":\"https://i.example\"}", "only an identity has an issuer")]
    public void A_revocation_that_is_about_nothing_is_an_error(string entry, string said)
    {
        var finding = Parse(Body($$""" "provenance":{"revoked":[{{entry}}]} """)).Findings.Single();

        Assert.AreEqual("SCSDK1002", finding.Code.Id);
        Assert.Contains(said, finding.Message);
    }

    [TestMethod]
    public void A_rule_has_at_most_a_hundred_signers_of_a_kind()
    {
        string With(int count) => Body($$""" "provenance":{"rules":[{"packages":"A","mode":"require","identities":[{{string.Join(',', Enumerable.Repeat(Somebody, count))}}]}]} """);

        Assert.HasCount(100, Read(With(100)).Provenance!.Rules[0].Identities);
        Assert.Contains("it has 101 items, and 100 are the most", Parse(With(101)).Findings.Single().Message);
    }

    [TestMethod]
    public void The_rules_of_all_files_count_and_the_strictest_enforce()
    {
        var provenance = Tree($$""" "provenance":{"enforce":"warning","rules":[{{Requires("B.*")}}],"revoked":[{{Revoked('a')}}]} """,
            $$""" "provenance":{"enforce":"error","rules":[{{Requires("A.*")}}],"revoked":[{{Revoked('b')}},{{Revoked('a')}}]} """).Policy().Provenance!;

        Assert.AreEqual((Enforce.Error, "A.* B.*", 2), (provenance.Enforce.Value, string.Join(' ', provenance.Rules.Select(r => r.Packages.Text)), provenance.Revoked.Length));
        Assert.AreEqual(Enforce.Error, Tree(""" "provenance":{} """, """ "provenance":{"enforce":"off"} """).Policy().Provenance!.Enforce.Value);
        Assert.IsNull(Tree("").Policy().Provenance);
    }

    // Of one file, and of rules whose pattern is as wide or wider; never of another file.
    [TestMethod]
    [DataRow("A.*", "A.B", "A.B", "")]
    [DataRow("A.*", "A.B", "A.C", "A.*")]
    [DataRow("A.*", "a.*", "A.B", "", DisplayName = "the same pattern, in another case")]
    [DataRow("*", "A.*", "A.B", "")]
    [DataRow("A.B", "A.*", "A.B", "A.B", DisplayName = "what is about less is not taken back by what is about more")]
    [DataRow("A.B.*", "*", "A.B.C", "A.B.*")]
    public void What_a_file_ignores_is_taken_out_of_its_own_wider_rules(string required, string ignored, string package, string held)
    {
        var ignore = $$"""{"packages":"{{ignored}}","mode":"ignore"}""";
        string Held(params string[] files) => string.Join(' ', Tree([.. files.Select(f => $$""" "provenance":{"rules":[{{f}}]} """)]).Policy().Provenance!
            .For(PackageId.Create(package, "1.0.0")).Select(r => r.Packages.Text));

        Assert.AreEqual(held, Held($"{Requires(required)},{ignore}"));
        Assert.AreEqual(held, Held($"{ignore},{Requires(required)}"));
        Assert.AreEqual(required, Held(Requires(required), ignore), "An inner file takes nothing out of the rules of an outer one,");
        Assert.AreEqual(required, Held(ignore, Requires(required)), "and neither does an outer file.");
    }

    [TestMethod]
    public void The_digest_is_of_what_the_rules_mean_and_not_of_how_they_are_divided()
    {
        string Of(params string[] bodies) => Tree([.. bodies.Select(b => $$""" "provenance":{ {{b}} } """)]).Policy().Digest.Hex;
        var both = Of($"\"rules\":[{Requires("A.*")},{Requires("B")}],\"revoked\":[{Revoked('a')}]");

        Assert.AreEqual(both, Of($"\"rules\":[{Requires("b")}]", $"\"rules\":[{Requires("a.*")}],\"revoked\":[{Revoked('A')}]"));
        foreach (var other in new[]
        {
            Of($"\"rules\":[{Requires("A.*")},{Requires("B")}]"),
            Of($"\"enforce\":\"off\",\"rules\":[{Requires("A.*")},{Requires("B")}],\"revoked\":[{Revoked('a')}]"),
            Of($"\"rules\":[{Requires("A.*")},{Requires("B")}],\"revoked\":[{Revoked('b')}]"),
            Of($$"""  "rules":[{{Requires("A.*")}},{{Requires("B")}},{"packages":"A.C","mode":"ignore"}],"revoked":[{{Revoked('a')}}]  """),
            Of($"\"rules\":[{Requires("A.*", $"\"reproduced\":{{\"identities\":[{Somebody}]}}")},{Requires("B")}],\"revoked\":[{Revoked('a')}]"),
            Of($"\"rules\":[{Requires("A.*", "\"logged\":true")},{Requires("B")}],\"revoked\":[{Revoked('a')}]"),
            Of($"\"rules\":[{Requires("A.*").Replace("\"7\"", "\"8\"", StringComparison.Ordinal)},{Requires("B")}],\"revoked\":[{Revoked('a')}]"),
            Of($"\"rules\":[{Requires("A.*").Replace("require", "whenPresent", StringComparison.Ordinal)},{Requires("B")}],\"revoked\":[{Revoked('a')}]"),
        })
            Assert.AreNotEqual(both, other);
        Assert.Contains(string.Concat("\"provenance\":{\"enforce\":\"error\",\"revoked\":[{\"package\":", Revoked('a'), "}],\"rules\":[{\"identities\":[{", GitHub,
            ",\"ownerId\":\"7\"}],\"level\":2,\"mode\":\"require\",\"packages\":\"a\",\"reproduced\":{\"identities\":[{", GitHub, ",\"ownerId\":\"7\"}],\"keys\":[]}}]},\"version\":1}"),
            System.Text.Encoding.UTF8.GetString(PolicyDigest.Canonical(Tree($$""" "provenance":{"rules":[{{Requires("A", $"\"level\":2,\"reproduced\":{{\"identities\":[{Somebody}]}}")}}],"revoked":[{{Revoked('a')}}]} """).Policy())));
    }

    [TestMethod]
    public void Each_rule_is_shown_with_what_it_demands()
    {
        var text = PolicyReport.Text(Tree($$"""
            "provenance":{"rules":[{{Requires("A.*", "\"triggers\":[\"push\"],\"level\":2,\"gates\":[\"lock\"],\"logged\":true,\"source\":{\"signedTag\":\"require\"},\"reproduced\":{\"identities\":[{\"issuer\":\"https://i.example\",\"ownerId\":\"8\"}]}")}},{"packages":"A.B","mode":"ignore"}],
            "revoked":[{"identity":"https://github.com/x/y","reason":"stolen \u001b[2J"}]},"trust":{"maxAge":"365d"}
            """).Policy(), Root);

        Assert.Contains("A.*: require (without A.B) by owner id 7, issuer https://token.actions.githubusercontent.com, trigger push, level 2, gates lock, logged, signed tag, reproduced by owner id 8, issuer https://i.example  Tree0/supplychain.json:1", text);
        Assert.Contains("A.B: ignore ", text);
        Assert.Contains("provenance.revoked      identity https://github.com/x/y: stolen \\u{001B}[2J  Tree0/supplychain.json:2", text);
        Assert.Contains("trust.maxAge            365d ", text);
    }

    [TestMethod]
    public void The_least_maximum_age_wins()
    {
        var policy = Tree(""" "trust":{"maxAge":"90d"} """, """ "trust":{"maxAge":"30d"} """, """ "trust":{"maxAge":"60d"} """).Policy();

        Assert.AreEqual(30, policy.Trust!.MaxAge!.Value);
        Assert.AreEqual("90d 60d", string.Join(' ', policy.Overruled.Select(o => o.Value)));
        Assert.IsNull(Tree("").Policy().Trust);
    }

    [TestMethod]
    [DataRow(""" "trust":{"root":"/etc/root.json"} """, "write a path relative to this file")]
    [DataRow(""" "trust":{"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"} """, "\"trust.root\" is missing")]
    [DataRow(""" "trust":{"root":"r.json","sha256":"e3b0"} """, "the SHA-256 of the trusted root")]
    [DataRow(""" "trust":{"maxAge":"1y"} """, "from \"1d\" to \"3650d\"")]
    [DataRow(""" "trust":{"roots":"r.json"} """, "did you mean \"root\"?")]
    public void What_trust_may_not_say_is_an_error(string body, string said) => Assert.Contains(said, Parse(Body(body)).Findings.Single().Message);

    internal static string Requires(string packages, string more = "") => $$"""{"packages":"{{packages}}","mode":"require","identities":[{{Somebody}}]{{(more.Length == 0 ? "" : $",{more}")}}}""";

    private static string Revoked(char digit) => $"\"sha256:{new string(digit, 64)}\"";

    private static void Refuses(string rule, int? column, string said)
    {
        var findings = Parse($"{{\"version\":1,\n\"provenance\":{{\"rules\":[\n                  {rule}]}}}}").Findings;
        var finding = findings.FirstOrDefault(f => f.Message.Contains(said, StringComparison.Ordinal)) ?? findings[0];

        Assert.AreEqual("SCSDK1002", finding.Code.Id);
        Assert.Contains(said, finding.Message);
        Assert.AreEqual(3, finding.Location!.Line);
        if (column is not null)
            Assert.AreEqual(column, finding.Location.Column, finding.Message);
    }
}
