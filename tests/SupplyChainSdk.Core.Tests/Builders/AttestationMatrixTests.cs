using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Core.Tests.Integrity;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>
/// Every attestation, in every state of the package's NuGet signature, in every place, under every mode of a rule: each cell is judged by the whole check and by <c>verify --lock</c>, over real packages and a
/// policy file; at an address by <c>verify</c>, which alone asks one. docs/threat-model.md has the table.
/// </summary>
[TestClass]
public sealed class AttestationMatrixTests
{
    private static readonly string[] Modes = ["no rule", "whenPresent", "require", "ignore"];
    private static readonly string[] Signatures = ["unsigned", "by a repository", "by its author"];
    private const string Unexpected = "signed by X, not expected";
    private const string Refused = "refused: SCSDK5014";
    private static readonly string[] Places = ["inside", "beside"];

    // In the order of the columns: the four modes, and what verify says of a bundle at an address.
    private static readonly Dictionary<string, string[]> Rows = new(StringComparer.Ordinal)
    {
        ["none"] = ["not attested", "not attested", "not attested: SCSDK5012", "not attested", "SCSDK8001"],
        ["good"] = [Unexpected, "verified", "verified", Unexpected, "verified"],
        ["other signer"] = [Unexpected, $"{Unexpected}: SCSDK5013", $"{Unexpected}: SCSDK5013", Unexpected, "SCSDK8017"],
        ["unknown key"] = [Unexpected, $"{Unexpected}: SCSDK5013", $"{Unexpected}: SCSDK5013", Unexpected, "SCSDK8017"],
        ["unknown authority"] = [Unexpected, $"{Unexpected}: SCSDK5013", $"{Unexpected}: SCSDK5013", Unexpected, "SCSDK8018"],
        ["another package's"] = [Refused, Refused, Refused, Refused, "SCSDK8004"],
        ["of a changed package"] = [Refused, Refused, Refused, Refused, "SCSDK8004"],
        ["changed payload"] = [Refused, Refused, Refused, Refused, "SCSDK8003"],
        ["malformed"] = [Refused, Refused, Refused, Refused, "SCSDK8002"],
    };

    public static IEnumerable<object[]> Names => Rows.Keys.Select(row => new object[] { row });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Each_cell_is_as_the_table_has_it(string row)
    {
        using var package = new CertifiedPackage();
        using var work = new Scratch();
        var bundle = Make(row, package);
        foreach (var place in bundle is null ? ["inside"] : Places)
        {
            foreach (var signature in Signatures)
            {
                var content = Sign(work, bundle is not null && place == "inside" ? AttestedPackage.Attest(package.Built, bundle) : package.Built, signature);
                using var project = new AttestedProject(content, place == "beside" ? bundle : null);
                foreach (var (mode, expected) in Modes.Zip(Rows[row]))
                    Assert.AreEqual(expected, project.Policy(mode == "no rule" ? null : mode == "ignore" ? AttestedProject.Rule("require") + """, { "packages": "Contoso.Widgets", "mode": "ignore" }""" : AttestedProject.Rule(mode)).Outcome(), $"{row}, {place}, {signature}, {mode}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void At_an_address_it_is_as_the_table_has_it(string row)
    {
        using var package = new CertifiedPackage();
        using var work = new Scratch();
        File.Delete(package.At($"{AttestedPackage.Name}.sigstore.json"));
        var bundle = Make(row, package);
        using var server = LocalServer.Of(bundle is null ? new Dictionary<string, byte[]>() : new Dictionary<string, byte[]> { ["/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg.sigstore.json"] = bundle });
        foreach (var signature in Signatures)
        {
            package.Write(AttestedPackage.Name, Sign(work, package.Built, signature));
            var report = package.Verify(bundles: server.Address.ToString());
            Assert.AreEqual(Rows[row][^1], report.Result == VerificationResult.Verified ? "verified" : report.Refusal?.Code.Id, $"{row}, {signature}: {report.Refusal?.Message}");
        }
    }

    [TestMethod]
    public void The_table_has_these_rows()
    {
        var table = File.ReadAllLines(Path.Combine(TestData.Repository, "docs", "threat-model.md"));
        foreach (var (row, cells) in Rows)
            Assert.Contains($"| {row} | {string.Join(" | ", cells.Select(Attacks.Cell))} |", table);
    }

    private static byte[]? Make(string row, CertifiedPackage package) => row switch
    {
        "none" => null,
        "good" => package.Bundle,
        "other signer" => package.Sign(Attacks.Mallory, Attacks.AsMallory),
        "another package's" => package.Sign(new Recipe { Statement = Another }),
        "of a changed package" => package.Sign(new Recipe { Statement = s => s["subject"]![0]!["digest"] = new JsonObject { ["sha256"] = new string('0', 64) } }),
        "changed payload" => Attacks.ChangePayload(package.Bundle),
        "malformed" => "{}"u8.ToArray(),
        "unknown key" => package.KeyBundle,
        "unknown authority" => package.Sign(sign: Attacks.OwnInstance),
        _ => throw new ArgumentException(row),
    };

    private static void Another(JsonObject statement) => statement["subject"] = new JsonArray(
        new JsonObject { ["name"] = "Contoso.Gadgets.1.0.0.nupkg", ["uri"] = "pkg:nuget/Contoso.Gadgets@1.0.0", ["digest"] = new JsonObject { ["sha256"] = new string('0', 64) } });

    private static byte[] Sign(Scratch work, byte[] package, string signature)
    {
        if (signature == "unsigned")
            return package;
        var from = work.Write("from.nupkg", package);
        var to = work.At($"{Guid.NewGuid():N}.nupkg");
        if (signature == "by a repository")
            Repository.Value.SignAsRepository(from, to, "contoso");
        else
            Author.Value.SignAsAuthor(from, to);
        return File.ReadAllBytes(to);
    }

    private static readonly Lazy<TestSigner> Repository = new(() => new TestSigner("CN=Repository of the test"));
    private static readonly Lazy<TestSigner> Author = new(() => new TestSigner("CN=Author of the test"));
}
