using System.Collections.Immutable;
using System.Text;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Builders;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Release;
using SupplyChainSdk.Sigstore.Tests.Verification;

namespace SupplyChainSdk.Core.Tests.Release;

/// <summary>What a statement says of the packages that were consumed, from a real check over a packages folder with an attested package and one without.</summary>
[TestClass]
public sealed class PackDependenciesTests
{
    private const string Expected = $$""" "provenance": { "rules": [ { "packages": "Contoso.*", "mode": "require", "identities": [ { "issuer": "{{TestInstance.Issuer}}", "repository": "{{CertifiedPackage.Repository}}" } ] } ] } """;

    [TestMethod]
    public void The_digest_of_what_was_built_is_that_without_attestation_and_signature()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedPackage.NuGetSign(AttestedFolder.Inside(package)));
        var built = PackageLayers.Read(new MemoryStream(package.Built)).AsBuilt;
        var (widgets, plain) = Materials(folder, Expected);

        Assert.AreSequenceEqual([built.Sha256, built.Sha512], widgets.AsBuilt);
        Assert.AreNotEqual(widgets.ContentHash.ToDigest(), built.Sha512, "the content hash is of the package with its attestation");
        // Nothing is inside: what NuGet's content hash is of is what was built.
        Assert.AreSequenceEqual([plain.ContentHash.ToDigest()], plain.AsBuilt);
        Assert.AreEqual(PackageLayers.Read(File.OpenRead(folder.At("packages/core/2.0.0/core.2.0.0.nupkg"))).AsBuilt.Sha512, plain.AsBuilt[0]);
    }

    [TestMethod]
    [DataRow(Expected, "verified by rule; not attested")]
    [DataRow(""" "licenses": {} """, $"signed by {TestInstance.Identity}, not expected; not attested")]
    [DataRow(""" "provenance": { "enforce": "off" } """, "nothing; nothing")]
    public void The_outcome_is_said_in_the_words_of_the_gate_and_nothing_where_it_is_off(string section, string expected)
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        var (widgets, plain) = Materials(folder, section);
        Assert.AreEqual(expected, $"{Words(widgets)}; {Words(plain)}");
    }

    [TestMethod]
    public void Another_signer_and_one_that_does_not_hold_are_not_verified()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        Assert.AreEqual($"signed by {TestInstance.Identity}, not expected", Words(Materials(folder, Expected.Replace(CertifiedPackage.Repository, "https://github.com/stranger/widget", StringComparison.Ordinal)).Widgets));

        folder.Put(AttestedFolder.Place + ".sigstore.json", [.. package.Bundle, (byte)'x']);
        Assert.AreEqual("refused", Words(Materials(folder, Expected).Widgets));
    }

    [TestMethod]
    public void Without_a_root_to_judge_by_it_is_said_that_it_was_not_judged_and_no_digest_is_made_up()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        var (widgets, plain) = Materials(folder, $$""" "trust": { "root": "root.json", "maxAge": "1d" }, {{Expected}} """);
        Assert.AreEqual("notJudged; not attested", $"{Words(widgets)}; {Words(plain)}");
        Assert.IsEmpty(widgets.AsBuilt);
    }

    private static string Words(ResolvedMaterial material) => material.Outcome is not { } outcome ? "nothing" : outcome.ExpectedBy is { } by ? $"{outcome.Words} by {by}" : outcome.Words;

    private static (ResolvedMaterial Widgets, ResolvedMaterial Plain) Materials(AttestedFolder folder, string section)
    {
        using var project = new Scratch();
        folder.Put("core/2.0.0/core.2.0.0.nupkg", Packaging.RawZip.Write(Packaging.RawZip.Package("Core", "2.0.0")));
        var request = ProvenanceInCheckTests.Request(project, folder, policy: false);
        project.Write("root.json", Encoding.UTF8.GetBytes(CertifiedPackage.Instance.Root().ToJsonString()));
        project.Write("supplychain.json", $$"""{ "version": 1, {{(section.Contains("\"trust\"", StringComparison.Ordinal) ? "" : "\"trust\": { \"root\": \"root.json\" }, ")}}{{section}} }""");
        var check = DependencyCheck.Run(request, default);
        ImmutableArray<ResolvedMaterial> all = PackDependencies.Of(check, request.Now);
        return (all.Single(m => m.Package == AttestedFolder.Widgets), all.Single(m => m.Package.Id == "Core"));
    }
}
