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
        SameNames(PolicyVocabulary.Licenses, licenses);
        SameNames(PolicyVocabulary.Clarification, Property(licenses, "clarify").GetProperty("items"));
        SameNames(PolicyVocabulary.LicenseException, Property(licenses, "exceptions").GetProperty("items"));
    }

    [TestMethod]
    public void The_schema_has_the_values_that_the_reader_knows_and_no_other()
    {
        SameValues(PolicyVocabulary.EnforceValues, Schema.GetProperty("$defs").GetProperty("enforce"));
        SameValues(PolicyVocabulary.AgainstSourceValues, Property(Property(Schema, "lock"), "againstSource"));
        SameValues(PolicyVocabulary.FilesValues, Property(Property(Schema, "integrity"), "files"));
        SameValues(PolicyVocabulary.ScopeValues, Property(Property(Schema, "licenses"), "scope"));
        Assert.AreEqual(PolicyFile.Version, Property(Schema, "version").GetProperty("const").GetInt32());
    }

    private static JsonElement Property(JsonElement schema, string name) => schema.GetProperty("properties").GetProperty(name);

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
