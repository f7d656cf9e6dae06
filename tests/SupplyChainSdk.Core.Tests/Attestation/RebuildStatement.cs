using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Rebuild;

namespace SupplyChainSdk.Core.Tests.Attestation;

/// <summary>Statements that a package was built again, as <c>verify --rebuild --statement</c> writes them; what a test changes is all that is wrong.</summary>
internal static class RebuildStatement
{
    /// <summary>That the same bytes came out.</summary>
    public static JsonObject Same(byte[] built, string commit = AttestedPackage.Commit) => Of(PackageLayers.Read(new MemoryStream(built)).AsBuilt, commit);

    /// <summary>That other bytes came out.</summary>
    public static JsonObject Other(byte[] built)
    {
        var statement = Same(built);
        var predicate = statement["predicate"]!.AsObject();
        predicate["result"] = "differs";
        predicate["rebuilt"]!["digest"]!["sha256"] = new string('a', 64);
        predicate["rebuilt"]!["digest"]!["sha512"] = new string('a', 128);
        predicate["differences"] = new JsonArray(new JsonObject { ["entry"] = "lib/net10.0/Contoso.Widgets.dll", ["change"] = "content" });
        return statement;
    }

    public static JsonObject Of(PackageDigests digests, string commit = AttestedPackage.Commit)
    {
        JsonObject Digests() => new() { ["sha256"] = digests.Sha256.Hex, ["sha512"] = digests.Sha512.Hex };
        return new JsonObject
        {
            ["_type"] = "https://in-toto.io/Statement/v1",
            ["subject"] = new JsonArray(new JsonObject { ["name"] = AttestedPackage.Name, ["uri"] = "pkg:nuget/Contoso.Widgets@1.2.3", ["digest"] = Digests() }),
            ["predicateType"] = ReproductionStatement.PredicateType,
            ["predicate"] = new JsonObject
            {
                ["result"] = "reproduced",
                ["method"] = "rebuild",
                ["source"] = new JsonObject { ["uri"] = "git+https://github.com/contoso/widget", ["digest"] = new JsonObject { ["gitCommit"] = commit }, ["commitSaidBy"] = "certificate" },
                ["rebuilt"] = new JsonObject { ["digest"] = Digests() },
                ["environment"] = new JsonObject { ["dotnetSdk"] = "10.0.401", ["os"] = "Linux", ["runtimeIdentifier"] = "linux-x64", ["supplyChainSdk"] = "0.1.0" },
                ["variations"] = new JsonArray(),
                ["differences"] = new JsonArray(),
                ["differencesOmitted"] = 0,
            },
        };
    }

    /// <summary>Signed by a key of <see cref="AttestedPackage"/>: that of <c>other.pub</c>, or that of the release.</summary>
    public static byte[] ByKey(this AttestedPackage package, JsonNode statement, bool ofRelease = false) =>
        package.AnotherBundle(new Recipe { ByOtherKey = !ofRelease, Payload = _ => Encoding.UTF8.GetBytes(statement.ToJsonString()) });
}
