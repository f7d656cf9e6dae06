using System.Text.Json;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class PolicySchemaTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(PolicyInit.Schema()).RootElement;

    [TestMethod]
    public void The_schema_in_the_package_and_the_one_that_init_writes_are_one_file() =>
        Assert.AreEqual(File.ReadAllText(Path.Combine(SupplyChainSdk.Tests.TestData.Repository, "nuget", "supplychain.schema.json")), PolicyInit.Schema());

    [TestMethod]
    public void The_schema_has_the_names_that_the_reader_knows_and_no_other()
    {
        var licenses = Property(Schema, "licenses");
        SameNames(PolicyVocabulary.Root, Schema);
        SameNames(PolicyVocabulary.Delegate, Property(Schema, "delegate"));
        SameNames(PolicyVocabulary.Lock, Property(Schema, "lock"));
        SameNames(PolicyVocabulary.Integrity, Property(Schema, "integrity"));
        SameNames(PolicyVocabulary.Input, Items(Property(Schema, "integrity"), "inputs"));
        SameNames(PolicyVocabulary.Signatures, Property(Schema, "signatures"));
        SameNames(PolicyVocabulary.SignatureRule, Items(Property(Schema, "signatures"), "rules"));
        SameNames(PolicyVocabulary.Publishers, Property(Schema, "publishers"));
        SameNames(PolicyVocabulary.PublisherRule, Items(Property(Schema, "publishers"), "rules"));
        SameNames(PolicyVocabulary.Trust, Property(Schema, "trust"));
        SameNames(PolicyVocabulary.Source, Property(Schema, "source"));
        var provenance = Property(Schema, "provenance");
        var rule = Items(provenance, "rules");
        SameNames(PolicyVocabulary.Provenance, provenance);
        SameNames(PolicyVocabulary.ProvenanceRule, rule);
        SameNames(PolicyVocabulary.Identity, Schema.GetProperty("$defs").GetProperty("identity"));
        SameNames(PolicyVocabulary.ProvenanceKey, Schema.GetProperty("$defs").GetProperty("key"));
        SameNames(PolicyVocabulary.Verifier, Items(rule, "verifiers"));
        SameNames(PolicyVocabulary.Reproducers, Property(rule, "reproduced"));
        SameNames(PolicyVocabulary.ProvenanceSource, Property(rule, "source"));
        SameNames(PolicyVocabulary.Revoked, Items(provenance, "revoked").GetProperty("anyOf")[1]);
        SameNames(PolicyVocabulary.Licenses, licenses);
        SameNames(PolicyVocabulary.Clarification, Items(licenses, "clarify"));
        SameNames(PolicyVocabulary.LicenseException, Items(licenses, "exceptions"));
    }

    [TestMethod]
    public void The_schema_has_the_values_that_the_reader_knows_and_no_other()
    {
        SameValues(PolicyVocabulary.EnforceValues, Schema.GetProperty("$defs").GetProperty("enforce"));
        SameValues(PolicyVocabulary.AgainstSourceValues, Property(Property(Schema, "lock"), "againstSource"));
        SameValues(PolicyVocabulary.FilesValues, Property(Property(Schema, "integrity"), "files"));
        SameValues(PolicyVocabulary.ScopeValues, Property(Property(Schema, "licenses"), "scope"));
        var rule = Items(Property(Schema, "provenance"), "rules");
        SameValues(PolicyVocabulary.ProvenanceModes, Property(rule, "mode"));
        SameValues(PolicyVocabulary.SignedTagValues, Property(Property(rule, "source"), "signedTag"));
        SameValues(PolicyVocabulary.SourceDemandValues, Property(Property(Schema, "source"), "signedTag"));
        SameValues(PolicyVocabulary.SourceDemandValues, Property(Property(Schema, "source"), "signedCommit"));
        Assert.AreEqual(PolicyFile.Version, Property(Schema, "version").GetProperty("const").GetInt32());
    }

    // A validator of JSON schemas that shares no code with the reader agrees with it, as far as a schema can say it.
    [TestMethod]
    [DataRow(""" "lock":{"againstSource":"always"},"integrity":{"files":"all","inputs":[{"file":"gen/**/*.cs","reason":"r"}]} """, true)]
    [DataRow(""" "integrity":{"inputs":[{"file":"a.cs","reason":"r"}]} """, false)]
    [DataRow(""" "integrity":{"inputs":[{"file":"a.cs","reason":"r","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]} """, true)]
    [DataRow(""" "signatures":{"rules":[{"packages":"A.*","requireAuthor":true},{"packages":"*","owners":["a"]}]} """, true)]
    [DataRow(""" "signatures":{"rules":[{"packages":"A.*","requireAuthor":false}]} """, false)]
    [DataRow(""" "signatures":{"rules":[{"packages":"A.*","fingerprints":[]}]} """, false)]
    [DataRow(""" "signatures":{"rules":[{"packages":"A.*","repositoryFingerprints":["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]}]} """, true)]
    [DataRow(""" "signatures":{"rules":[{"packages":"A.*","repositoryFingerprints":["e3"]}]} """, false)]
    [DataRow(""" "signatures":{"rules":[{"requireAuthor":true}]} """, false)]
    [DataRow(""" "publishers":{"baseline":"../p.json","minimumAge":"7d","rules":[{"packages":"A","enforce":"off"}]} """, true)]
    [DataRow(""" "publishers":{"minimumAge":"7"} """, false)]
    [DataRow(""" "licenses":{"textScore":97} """, true)]
    [DataRow(""" "licenses":{"textScore":94} """, false)]
    [DataRow(""" "licenses":{"textScore":"97"} """, false)]
    [DataRow(""" "publishers":{"rules":[{"packages":"A"}]} """, false)]
    [DataRow(""" "provenance":{"rules":[{"packages":"A","mode":"require","identities":[{"issuer":"https://i.example","ownerId":"7"}],"level":2,"gates":["lock"],"source":{"signedTag":"require"}},{"packages":"*","mode":"ignore"}]} """, true)]
    [DataRow(""" "provenance":{"rules":[{"packages":"A","mode":"require"}]} """, false)]
    [DataRow(""" "provenance":{"rules":[{"packages":"A","mode":"ignore","logged":true}]} """, false)]
    [DataRow(""" "provenance":{"rules":[{"packages":"A","mode":"require","identities":[{"issuer":"https://i.example","ownerId":"7"}],"reproduced":{"identities":[{"issuer":"https://i.example","ownerId":"8"}]}}]} """, true)]
    [DataRow(""" "provenance":{"rules":[{"packages":"A","mode":"require","identities":[{"issuer":"https://i.example","ownerId":"7"}],"reproduced":{}}]} """, false)]
    [DataRow(""" "provenance":{"rules":[{"packages":"A","mode":"ignore","reproduced":{"identities":[{"issuer":"https://i.example","ownerId":"8"}]}}]} """, false)]
    [DataRow(""" "provenance":{"rules":[{"packages":"A","mode":"require","identities":[{"ownerId":"7"}]}]} """, false)]
    [DataRow(""" "provenance":{"rules":[{"packages":"A","mode":"require","identities":[{"issuer":"https://i.example"}]}]} """, false)]
    [DataRow(""" "provenance":{"rules":[{"packages":"A","mode":"require","identities":[{"issuer":"https://i.example","identity":"a@b.c","identityRegex":"x"}]}]} """, false)]
    [DataRow(""" "provenance":{"rules":[{"packages":"A","mode":"require","keys":[{"file":"k.pub","notAfter":"2027-01-01"}],"verifiers":[{"id":"v","keys":[{"file":"v.pub"}]}]}]} """, true)]
    [DataRow(""" "provenance":{"rules":[{"packages":"A","mode":"require","keys":[{"file":"k.pub"}],"level":4}]} """, false)]
    [DataRow(""" "provenance":{"rules":[{"packages":"A","mode":"require","verifiers":[{"id":"v"}]}]} """, false)]
    [DataRow(""" "provenance":{"revoked":["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",{"identity":"https://github.com/x/*","issuer":"https://i.example","reason":"r"}]} """, true)]
    [DataRow(""" "provenance":{"revoked":[{"reason":"r"}]} """, false)]
    [DataRow(""" "provenance":{"revoked":["sha1:e3"]} """, false)]
    [DataRow(""" "trust":{"root":"root.json","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","maxAge":"365d"} """, true)]
    [DataRow(""" "trust":{"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"} """, false)]
    [DataRow(""" "source":{"signedTag":"release","signedCommit":"off","signers":["keys/allowed_signers"],"keyring":["../k.asc"],"enforce":"warning"} """, true)]
    [DataRow(""" "source":{"signedTag":"yes","signers":["a"]} """, false)]
    [DataRow(""" "source":{"signedTag":"require","signers":[]} """, false)]
    [DataRow(""" "source":{"signedTag":"require","signers":["/etc/a"]} """, false)]
    [DataRow(""" "advisories":{} """, false)]
    public void The_schema_refuses_what_the_reader_refuses(string body, bool valid)
    {
        using var tree = new PolicyTree();
        var policy = tree.Write("supplychain.json", PolicySamples.Body(body));
        var result = SupplyChainSdk.Tests.Oracles.Run("validate-json.mjs", "--schema", tree.Write("schema.json", PolicyInit.Schema()), policy);

        Assert.AreEqual((valid ? 0 : 1, valid ? 1 : 0), (result.ExitCode, result.Lines("VALID")), result.ToString());
        Assert.AreEqual(valid, PolicySamples.Parse(PolicySamples.Body(body)).File is not null);
    }

    [TestMethod]
    public void The_reference_page_has_every_name()
    {
        var page = File.ReadAllText(Path.Combine(SupplyChainSdk.Tests.TestData.Repository, "docs", "policy.md"));

        foreach (var name in PolicyVocabulary.Root.All.Concat(PolicyVocabulary.Delegate.Known).Concat(PolicyVocabulary.Clarification.All)
            .Concat(PolicyVocabulary.LicenseException.All).Concat(PolicyVocabulary.Licenses.All.Select(n => $"licenses.{n}"))
            .Concat(PolicyVocabulary.Lock.All.Select(n => $"lock.{n}")).Concat(PolicyVocabulary.Integrity.All.Select(n => $"integrity.{n}"))
            .Concat(PolicyVocabulary.Input.All).Concat(PolicyVocabulary.Signatures.All.Select(n => $"signatures.{n}")).Concat(PolicyVocabulary.SignatureRule.All)
            .Concat(PolicyVocabulary.Publishers.All.Select(n => $"publishers.{n}")).Concat(PolicyVocabulary.PublisherRule.All)
            .Concat(PolicyVocabulary.Provenance.All.Select(n => $"provenance.{n}")).Concat(PolicyVocabulary.Trust.All.Select(n => $"trust.{n}"))
            .Concat(PolicyVocabulary.ProvenanceRule.All).Concat(PolicyVocabulary.Identity.All).Concat(PolicyVocabulary.ProvenanceKey.All).Concat(PolicyVocabulary.Verifier.All)
            .Concat(PolicyVocabulary.ProvenanceSource.All).Concat(PolicyVocabulary.Revoked.All))
            Assert.Contains(name is "lock" or "integrity" ? $"`{name}.enforce`" : $"`{name}`", page);
    }

    [TestMethod]
    public void The_example_of_rules_about_provenance_on_the_reference_page_is_a_policy()
    {
        var page = File.ReadAllText(Path.Combine(SupplyChainSdk.Tests.TestData.Repository, "docs", "policy.md")).ReplaceLineEndings("\n");
        var start = page.IndexOf("```jsonc\n", page.IndexOf("## Who built a package", StringComparison.Ordinal), StringComparison.Ordinal) + "```jsonc\n".Length;

        var file = PolicySamples.Read(page[start..page.IndexOf("```", start, StringComparison.Ordinal)]);

        Assert.HasCount(3, file.Provenance!.Rules);
        Assert.HasCount(1, file.Provenance.Revoked);
    }

    private static JsonElement Property(JsonElement schema, string name) => schema.GetProperty("properties").GetProperty(name);

    private static JsonElement Items(JsonElement schema, string name) => Property(schema, name).GetProperty("items");

    private static void SameNames(PolicyNames names, JsonElement schema)
    {
        Assert.IsFalse(schema.GetProperty("additionalProperties").GetBoolean());
        var properties = schema.GetProperty("properties").EnumerateObject().ToArray();
        Assert.AreEqual(string.Join(' ', names.All), string.Join(' ', properties.Select(p => p.Name)));
        foreach (var property in properties)
            Assert.AreEqual(names.Later.Contains(property.Name), property.Value.TryGetProperty("$ref", out var to) && to.GetString() == "#/$defs/later", property.Name);
    }

    private static void SameValues(PolicyNames values, JsonElement schema) =>
        Assert.AreEqual(string.Join(' ', values.Known), string.Join(' ', schema.GetProperty("enum").EnumerateArray().Select(v => v.GetString())));
}
