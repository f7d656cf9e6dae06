using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Sigstore.Tests.Verification;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>
/// Attacks on attestations, one row each: with the package as its publisher released it the whole check and <c>verify --lock</c> say verified, and after the attack what the row has. What is signed is signed by a real
/// authority in memory. docs/threat-model.md has the table, and attacks that only a build shows.
/// </summary>
[TestClass]
public sealed class AttestationAttacksTests
{
    private const string Unexpected = "signed by X, not expected: SCSDK5013";
    private const string FallsShort = "refused: SCSDK5015";
    private const string Refused = "refused: SCSDK5014";
    private static readonly string Workflow = $"{CertifiedPackage.Repository}/.github/workflows/release.yml@refs/tags/v1";

    /// <summary>By the words of the table: what is done, and what is said of it.</summary>
    private static readonly Dictionary<string, (string Outcome, Action<AttestedProject, CertifiedPackage> Do)> Rows = new(StringComparer.Ordinal)
    {
        ["taken off"] = ("not attested: SCSDK5012", (project, package) => Put(project, package.Built)),
        ["signed by a stranger's repository of the same name"] = (Unexpected, Signed(Attacks.SameName)),
        ["signed by another workflow of the right repository"] = (Unexpected, Signed(s => s.Claims[18] = Workflow.Replace("release", "test", StringComparison.Ordinal))),
        ["signed from a branch"] = (Unexpected, Signed(s => (s.Claims[14], s.Claims[18]) = ("refs/heads/x", Workflow.Replace("tags/v1", "heads/x", StringComparison.Ordinal)))),
        ["built by a pull request"] = (FallsShort, Signed(s => s.Claims[20] = "pull_request")),
        ["built by a pull request with the rights of the target"] = (FallsShort, Signed(s => s.Claims[20] = "pull_request_target")),
        ["built on a runner of somebody's own"] = (FallsShort, Signed(s => s.Claims[11] = "self-hosted")),
        ["signed after the identity's last day"] = (Unexpected, Signed(Attacks.Later(TimeSpan.FromDays(2)))),
        ["signed after the certificate's ten minutes"] = (Refused, Signed(s => (s.IntegratedTime, s.TimestampTime) = (s.IntegratedTime + TimeSpan.FromHours(1), s.TimestampTime + TimeSpan.FromHours(1)))),
        ["of a version that is revoked"] = (Refused, (project, package) => Revoke(project, Digest.Sha256Of(package.Built).ToString())),
        ["signed by a workflow that is revoked"] = (Refused, (project, _) => Revoke(project, Workflow)),
        ["in the log no more, with a time only"] = (Refused, Signed(s => s.IsLogged = false)),
        ["of a log of somebody's own"] = (Unexpected, Signed(s => s.LogKey = CertifiedPackage.Other.LogKey)),
        ["of an authority of somebody's own"] = (Unexpected, Signed(Attacks.OwnInstance)),
        ["by a key in place of the identity"] = (Unexpected, (project, package) => Put(project, AttestedPackage.Attest(package.Built, package.KeyBundle))),
        ["by a key that a rule names for other packages"] = (Unexpected, (project, package) => Put(KeyOfOthers(project, package), AttestedPackage.Attest(package.Built, package.KeyBundle))),
        ["as a bundle of version 0.1 inside"] = (Refused, (project, package) => Put(project, AttestedPackage.Attest(package.Built, Attacks.AsOld(package.Bundle)))),
        ["as a bundle of version 0.1 beside, with the log's promise and no proof"] = (FallsShort, Beside(package => Attacks.AsOld(package.Sign(sign: Right), m => m["tlogEntries"]![0]!.AsObject().Remove("inclusionProof")))),
        ["as a bundle of version 0.1 beside, without log entries"] = (Refused, Beside(package => Attacks.AsOld(package.Sign(sign: Right), m => m.Remove("tlogEntries")))),
        ["as a statement of version 0.1 with a trusted builder that is only claimed"] = (Refused, Beside(ClaimedBuilder)),
        ["hidden behind a good one"] = (Refused, (project, package) => project.Installed.Put(AttestedFolder.Place + ".sigstore.json", Attacks.ChangePayload(package.Bundle))),
    };

    private static string Rule => AttestedProject.Rule("require", $"{AttestedProject.Expected}, \"workflow\": \".github/workflows/release.yml\", \"ref\": \"refs/tags/*\", \"notAfter\": \"2026-06-02\"", ", \"logged\": true");

    public static IEnumerable<object[]> Names => Rows.Keys.Select(row => new object[] { row });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void What_is_attacked_is_judged_as_the_table_has_it(string row)
    {
        using var package = new CertifiedPackage(sign: Right);
        using var project = new AttestedProject(AttestedFolder.Inside(package));
        Assert.AreEqual("verified", project.Policy(Rule).Outcome());
        Rows[row].Do(project, package);
        Assert.AreEqual(Rows[row].Outcome, project.Outcome(), project.Verify().Judgment?.Reason);
    }

    [TestMethod]
    public void The_table_has_these_rows()
    {
        var table = File.ReadAllLines(Path.Combine(TestData.Repository, "docs", "threat-model.md"));
        foreach (var (row, (outcome, _)) in Rows)
            Assert.ContainsSingle(line => line.StartsWith($"| {row} | ", StringComparison.Ordinal) && line.EndsWith($" | {Attacks.Cell(outcome)} |", StringComparison.Ordinal), table, row);
    }

    // What another gate holds off, or only a build shows, is shown by classes that exist.
    [TestMethod]
    public void Every_attack_of_the_last_table_names_its_tests()
    {
        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "threat-model.md"));
        var from = page.IndexOf("| attack | what it would give | outcome | shown by |", StringComparison.Ordinal);
        var rows = page[from..page.IndexOf("\n\n", from, StringComparison.Ordinal)].Split('\n')[2..];
        var tests = Directory.EnumerateFiles(Path.Combine(TestData.Repository, "tests"), "*.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);
        Assert.IsNotEmpty(rows);
        foreach (var row in rows)
        {
            var named = row.Split(" | ")[^1].TrimEnd(' ', '|').Split(", ");
            Assert.IsTrue(Array.TrueForAll(named, n => tests.Contains(n.Trim('`'))), row);
        }
    }

    // The workflow of the repository that the statement names.
    private static void Right(TestSigning signing) => signing.Claims[18] = Workflow;

    private static Action<AttestedProject, CertifiedPackage> Signed(Action<TestSigning> change) => (project, package) =>
        Put(project, AttestedPackage.Attest(package.Built, package.Sign(sign: s => { Right(s); change(s); })));

    private static AttestedProject KeyOfOthers(AttestedProject project, CertifiedPackage package) => project.Write("release.pub", File.ReadAllText(package.KeyPath))
        .Policy($$"""{{Rule}}, { "packages": "Other.*", "mode": "require", "keys": [ { "file": "release.pub" } ] }""");

    private static byte[] ClaimedBuilder(CertifiedPackage package)
    {
        var forged = ForeignStatement.OfSlsaGenerator(package);
        forged["predicate"]!["builder"]!["id"] = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@refs/tags/v2.1.0";
        return package.Sign(forged);
    }

    private static Action<AttestedProject, CertifiedPackage> Beside(Func<CertifiedPackage, byte[]> bundle) => (project, package) =>
    {
        Put(project, package.Built);
        project.Installed.Put(AttestedFolder.Place + ".sigstore.json", bundle(package));
    };

    private static void Put(AttestedProject project, byte[] content)
    {
        project.Installed.Replace(content);
        project.Lock();
    }

    private static void Revoke(AttestedProject project, string what) => project.Policy(Rule, $$""", "revoked": [ {{(what.StartsWith("sha", StringComparison.Ordinal) ? $"\"{what}\"" : $$"""{ "identity": "{{what}}" }""")}} ]""");
}
