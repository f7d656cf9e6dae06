using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Sigstore.Tests.Verification;

namespace SupplyChainSdk.Core.Tests.Attestation;

/// <summary>Statements as other tools write them, about the package of a <see cref="CertifiedPackage"/>; what a test changes is all that is wrong.</summary>
internal static class ForeignStatement
{
    public const string Source = $"git+{CertifiedPackage.Repository}@refs/tags/v1";
    public const string SbomType = "https://cyclonedx.org/bom";

    /// <summary>As npm wrote it: statement v0.1, the purl for a name, sha512 alone, provenance v0.2.</summary>
    public static JsonObject OfNpm(CertifiedPackage package) => Old("https://in-toto.io/Statement/v0.1", Subject("pkg:nuget/Contoso.Widgets@1.2.3", Layers(package.Built).AsBuilt.Sha512),
        "https://github.com/npm/cli/gha/v2", "https://github.com/actions/runner/github-hosted", "GITHUB_EVENT_NAME");

    /// <summary>As slsa-github-generator writes it, which signs as a workflow of its own.</summary>
    public static JsonObject OfSlsaGenerator(CertifiedPackage package) => Old("https://in-toto.io/Statement/v0.1", Subject(AttestedPackage.Name, Layers(package.Built).AsBuilt.Sha256),
        "https://github.com/slsa-framework/slsa-github-generator/generic@v1", TestInstance.Identity, "github_event_name");

    /// <summary>Something that is no provenance.</summary>
    public static JsonObject Other(byte[] package, string predicateType = SbomType) => new()
    {
        ["_type"] = "https://in-toto.io/Statement/v1",
        ["subject"] = new JsonArray(Subject(AttestedPackage.Name, Layers(package).AsBuilt.Sha256)),
        ["predicateType"] = predicateType,
        ["predicate"] = new JsonObject { ["bomFormat"] = "CycloneDX" },
    };

    public static JsonObject Subject(string name, params ReadOnlySpan<Digest> digests)
    {
        var set = new JsonObject();
        foreach (var digest in digests)
            set[digest.Algorithm] = digest.Hex;
        return new JsonObject { ["name"] = name, ["digest"] = set };
    }

    public static PackageLayers Layers(byte[] package) => PackageLayers.Read(new MemoryStream(package));

    /// <summary>Signed by the workflow of <see cref="CertifiedPackage"/>, and said by its certificate to be the one that started the build.</summary>
    public static byte[] Sign(this CertifiedPackage package, JsonNode statement, Action<TestSigning>? sign = null) => package.Sign(sign: s =>
    {
        s.Statement = statement.ToJsonString();
        s.Claims[18] = $"{CertifiedPackage.Repository}/.github/workflows/release.yml@refs/tags/v1";
        sign?.Invoke(s);
    });

    /// <summary>One a line, with a line feed after the last.</summary>
    public static byte[] Lines(params ReadOnlySpan<byte[]> bundles)
    {
        var text = new StringBuilder();
        foreach (var bundle in bundles)
            text.Append(Encoding.UTF8.GetString(bundle)).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>With one bit of the signature over the envelope changed.</summary>
    public static byte[] Flip(byte[] bundle)
    {
        var json = JsonNode.Parse(bundle)!;
        var signature = json["dsseEnvelope"]!["signatures"]![0]!;
        var bytes = Convert.FromBase64String((string)signature["sig"]!);
        bytes[^1] ^= 1;
        signature["sig"] = Convert.ToBase64String(bytes);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static JsonObject Old(string type, JsonObject subject, string buildType, string builder, string trigger) => new()
    {
        ["_type"] = type,
        ["subject"] = new JsonArray(subject),
        ["predicateType"] = "https://slsa.dev/provenance/v0.2",
        ["predicate"] = new JsonObject
        {
            ["buildType"] = buildType,
            ["builder"] = new JsonObject { ["id"] = builder },
            ["invocation"] = new JsonObject
            {
                ["configSource"] = new JsonObject { ["uri"] = Source, ["digest"] = new JsonObject { ["sha1"] = AttestedPackage.Commit }, ["entryPoint"] = ".github/workflows/release.yml" },
                ["parameters"] = new JsonObject(),
                ["environment"] = new JsonObject { [trigger] = "push" },
            },
            ["metadata"] = new JsonObject { ["buildInvocationId"] = "1-1", ["reproducible"] = false },
            ["materials"] = new JsonArray(
                new JsonObject { ["uri"] = Source, ["digest"] = new JsonObject { ["sha1"] = AttestedPackage.Commit } },
                new JsonObject { ["uri"] = "https://example.test/a.tgz", ["digest"] = new JsonObject { ["sha256"] = "00" } }),
        },
    };
}
