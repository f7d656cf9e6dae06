using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Attestation;

/// <summary>A bundle inside a package, in a container that is as it has to be; only the bundle is not the one that belongs there.</summary>
[TestClass]
public sealed class HostileBundlesTests
{
    private static readonly Dictionary<string, (DiagnosticCode Code, string Reason, Func<byte[]> Bundle)> Refused = new()
    {
        ["of another package"] = (Codes.SubjectMismatch, "differs from the attested package", () =>
            BundleOf(new Recipe { Id = "Contoso.Other", Statement = s => s["subject"]![0]!["uri"] = "pkg:nuget/Contoso.Other@1.2.3" })),
        ["of an older version"] = (Codes.SubjectMismatch, "differs from the attested package", () => BundleOf(new Recipe
        {
            Version = "1.2.2",
            Statement = s =>
            {
                s["subject"]![0]!["uri"] = "pkg:nuget/Contoso.Widget@1.2.2";
                s["predicate"]!["buildDefinition"]!["externalParameters"]!["version"] = "1.2.2";
            },
        })),
        ["of the symbol package"] = (Codes.SubjectMismatch, "is about 'Contoso.Widgets.1.2.3.snupkg', not about", () => BundleOf(new Recipe
        {
            MoreEntries = [new RawEntry("lib/net10.0/Contoso.Widget.pdb", "symbols")],
            Statement = s => s["subject"]![0]!["name"] = "Contoso.Widgets.1.2.3.snupkg",
        })),
        ["of another id with the same bytes"] = (Codes.StatementContradicts, "about pkg:nuget/Contoso.Other@1.2.3", () =>
            BundleOf(new Recipe { Statement = s => s["subject"]![0]!["uri"] = "pkg:nuget/Contoso.Other@1.2.3" })),
        ["of an older version with the same bytes"] = (Codes.StatementContradicts, "about pkg:nuget/Contoso.Widget@1.2.2", () =>
            BundleOf(new Recipe { Statement = s => s["subject"]![0]!["uri"] = "pkg:nuget/Contoso.Widget@1.2.2" })),
        ["with another payload type"] = (Codes.SignatureInvalid, "does not verify", () =>
            BundleOf(new Recipe { Bundle = b => b["dsseEnvelope"]!["payloadType"] = "application/json" })),
        ["with another payload type, signed"] = (Codes.StatementMalformed, "application/json", () => BundleOf(new Recipe { PayloadType = "application/json" })),
        ["with a second subject"] = (Codes.StatementMalformed, "one subject", () =>
            BundleOf(new Recipe { Statement = s => s["subject"]!.AsArray().Add(Subject("Contoso.Other.1.0.0.nupkg")) })),
        ["with another subject before the right one"] = (Codes.StatementMalformed, "one subject", () =>
            BundleOf(new Recipe { Statement = s => s["subject"]!.AsArray().Insert(0, Subject("Contoso.Other.1.0.0.nupkg")) })),
        ["without a subject"] = (Codes.StatementMalformed, "0 subjects", () => BundleOf(new Recipe { Statement = s => s["subject"] = new JsonArray() })),
        ["with the right sha256 and a wrong sha512"] = (Codes.SubjectMismatch, "differs from the attested package", () =>
            BundleOf(new Recipe { Statement = s => s["subject"]![0]!["digest"]!["sha512"] = new string('0', 128) })),
        ["with the right sha512 and a wrong sha256"] = (Codes.SubjectMismatch, "differs from the attested package", () =>
            BundleOf(new Recipe { Statement = s => s["subject"]![0]!["digest"]!["sha256"] = new string('0', 64) })),
        ["with a NUL byte in it"] = (Codes.BundleMalformed, "not valid JSON", () => [.. HostilePackages.Default.Bundle[..^1], 0, (byte)'}']),
        ["with a NUL byte in a text"] = (Codes.BundleMalformed, "not valid JSON", () =>
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(HostilePackages.Default.Bundle).Replace("\"payload\":\"", "\"payload\":\"\0", StringComparison.Ordinal))),
        ["twice"] = (Codes.BundleMalformed, "not valid JSON", () => [.. HostilePackages.Default.Bundle, .. HostilePackages.Default.Bundle]),
        ["twice, in lines"] = (Codes.BundleMalformed, "not valid JSON", () => [.. HostilePackages.Default.Bundle, (byte)'\n', .. HostilePackages.Default.Bundle]),
        ["with two envelopes"] = (Codes.BundleMalformed, "two members of one name", () =>
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(HostilePackages.Default.Bundle).Replace("\"dsseEnvelope\":", "\"dsseEnvelope\":{},\"dsseEnvelope\":", StringComparison.Ordinal))),
        ["that is not UTF-8"] = (Codes.BundleMalformed, "not UTF-8", () => [.. HostilePackages.Default.Bundle[..^1], 0xFF, (byte)'}']),
    };

    public static IEnumerable<object[]> Names => Refused.Keys.Select(k => new object[] { k });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_bundle_that_does_not_belong_to_the_package_is_refused_wherever_it_lies(string name)
    {
        var (code, reason, bundle) = Refused[name];
        using var package = new AttestedPackage();
        package.Write($"{AttestedPackage.Name}.sigstore.json", bundle());
        AssertRefused(package.Verify());

        package.Delete($"{AttestedPackage.Name}.sigstore.json");
        AssertRefused(package.Verify(package.Write("elsewhere.json", bundle())));
        package.Write("store/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg.sigstore.json", bundle());
        AssertRefused(package.Verify(package.At("store")));
        foreach (var sign in new Func<byte[], byte[]>[] { p => p, AttestedPackage.NuGetSign })
        {
            package.Write(AttestedPackage.Name, sign(AttestedPackage.Attest(package.Built, bundle())));
            AssertRefused(package.Verify());
        }

        void AssertRefused(VerificationReport report)
        {
            Assert.AreEqual(VerificationResult.NotVerified, report.Result);
            Assert.AreEqual(code, report.Refusal!.Code, report.Refusal.Message);
            Assert.Contains(reason, report.Refusal.Message);
        }
    }

    [TestMethod]
    public void The_bundle_that_belongs_there_is_verified_in_the_same_places()
    {
        using var package = new AttestedPackage();
        package.Write($"{AttestedPackage.Name}.sigstore.json", HostilePackages.Default.Bundle);
        Assert.AreEqual(VerificationResult.Verified, package.Verify().Result);
        package.Delete($"{AttestedPackage.Name}.sigstore.json");
        package.Write(AttestedPackage.Name, AttestedPackage.NuGetSign(AttestedPackage.Attest(package.Built, HostilePackages.Default.Bundle)));
        Assert.AreEqual(VerificationResult.Verified, package.Verify().Result);
    }

    [TestMethod]
    public void An_older_bundle_is_refused_inside_a_package_and_read_elsewhere()
    {
        var older = BundleOf(new Recipe { Bundle = b => b["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.2" });
        using var package = new AttestedPackage();
        package.Write($"{AttestedPackage.Name}.sigstore.json", older);
        Assert.AreEqual(VerificationResult.Verified, package.Verify().Result);
        package.Delete($"{AttestedPackage.Name}.sigstore.json");
        package.Write(AttestedPackage.Name, AttestedPackage.Attest(package.Built, older));
        var report = package.Verify();

        Assert.AreEqual(Codes.BundleMalformed, report.Refusal!.Code);
        Assert.Contains("version 0.3", report.Refusal.Message);
    }

    [TestMethod]
    public void A_nuspec_that_inflates_to_more_than_it_states_is_refused()
    {
        // A lie that the sizes in the directory do not show: it is found when the entry is read.
        using var package = new AttestedPackage();
        var nuspec = HostilePackages.Default.Built[1];
        var entries = HostilePackages.Default.Built.Select(e => e.Name != nuspec.Name ? e : new RawEntry(e.Name, e.Content[..^10]) { Data = Deflate(e.Content) });
        package.Write(AttestedPackage.Name, RawZip.Write([.. entries, HostilePackages.Default.Attestation]));
        var report = package.Verify();

        Assert.AreEqual(Codes.PackageMalformed, report.Refusal!.Code);
        Assert.Contains("does not have the", report.Refusal.Message);
    }

    private static byte[] BundleOf(Recipe recipe)
    {
        using var package = new AttestedPackage(recipe);
        return package.Bundle;
    }

    private static JsonNode Subject(string name) =>
        JsonNode.Parse($$"""{"name":"{{name}}","uri":"pkg:nuget/Contoso.Other@1.0.0","digest":{"sha256":"{{new string('0', 64)}}"} }""")!;

    private static byte[] Deflate(byte[] content)
    {
        var stream = new MemoryStream();
        using (var deflater = new System.IO.Compression.DeflateStream(stream, System.IO.Compression.CompressionLevel.Optimal))
            deflater.Write(content);
        return stream.ToArray();
    }
}
