using System.Security.Cryptography;
using System.Text.Json;
using SupplyChainSdk.PackageTests.Infra;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests;

/// <summary>The statement against reality: every digest is computed here once more, every version asked for.</summary>
[TestClass]
public sealed class Provenance
{
    private static JsonElement Definition => Evidence.Statement(PackedWidget.Bundle).GetProperty("predicate").GetProperty("buildDefinition");

    // The writer escapes a plus sign, which JSON allows and nobody needs.
    private static string Plain(JsonElement element) => element.GetRawText().Replace("\\u002B", "+", StringComparison.Ordinal);

    private static JsonElement Details => Evidence.Statement(PackedWidget.Bundle).GetProperty("predicate").GetProperty("runDetails");

    [TestMethod]
    public void The_subject_is_the_package_and_the_symbol_package_has_a_statement_of_its_own()
    {
        foreach (var file in (string[])[PackedWidget.Package, PackedWidget.Symbols])
        {
            var statement = Evidence.Statement($"{file}.sigstore.json");
            var built = Evidence.AsBuilt(file);
            Assert.AreEqual(file == PackedWidget.Package, built.Length < new FileInfo(file).Length, "nothing is appended to symbols");
            Assert.AreEqual("https://in-toto.io/Statement/v1", statement.GetProperty("_type").GetString());
            Assert.AreEqual("https://slsa.dev/provenance/v1", statement.GetProperty("predicateType").GetString());
            Assert.AreEqual(
                $$$"""[{"name":"{{{Path.GetFileName(file)}}}","uri":"pkg:nuget/Contoso.Widgets@1.2.3-Beta.1","digest":{"sha256":"{{{Evidence.Sha256(built)}}}","sha512":"{{{Convert.ToHexStringLower(SHA512.HashData(built))}}}"}}]""",
                statement.GetProperty("subject").GetRawText());
        }
    }

    [TestMethod]
    public void The_parameters_are_those_of_the_build()
    {
        Assert.AreEqual(
            """{"project":"src/Widget/Widget.csproj","configuration":"Release","targetFrameworks":["net10.0","netstandard2.0"],"version":"1.2.3-Beta.1"}""",
            Plain(Definition.GetProperty("externalParameters")));
        var internals = Definition.GetProperty("internalParameters");
        Assert.AreEqual("dotnetSdk msbuild nuget runtime os runtimeIdentifier claimedByCI", string.Join(' ', internals.EnumerateObject().Select(p => p.Name)));
        Assert.AreEqual(PackedWidget.Consumer.RunPlain("--version").Output.Trim(), internals.GetProperty("dotnetSdk").GetString());
        Assert.AreEqual(Environment.Version.ToString(), internals.GetProperty("runtime").GetString());
        Assert.AreEqual(System.Runtime.InteropServices.RuntimeInformation.OSDescription, internals.GetProperty("os").GetString());
        Assert.AreEqual(System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier, internals.GetProperty("runtimeIdentifier").GetString());
        foreach (var version in (string[])["msbuild", "nuget"])
            Assert.IsTrue(Version.TryParse(internals.GetProperty(version).GetString(), out _), version);
    }

    [TestMethod]
    public void What_the_CI_says_is_repeated_as_its_claim_and_changes_nothing_about_the_builder()
    {
        var claims = Definition.GetProperty("internalParameters").GetProperty("claimedByCI").EnumerateObject().ToDictionary(claim => claim.Name, claim => claim.Value.GetString()!);
        var expected = PackedWidget.Variables.Where(variable => variable.Key is not ("GITHUB_ACTIONS" or "GITHUB_TOKEN")).ToDictionary();

        CollectionAssert.AreEquivalent(expected, claims);
        Assert.AreEqual("https://github.com/supplychainsdk/supplychainsdk/blob/main/docs/builders/local.md", Details.GetProperty("builder").GetProperty("id").GetString());
        var statement = Evidence.Statement(PackedWidget.Bundle).GetRawText();
        Assert.HasCount(2, statement.Split("\"GITHUB_REPOSITORY\""), "only among the claims");
        Assert.DoesNotContain(PackedWidget.Variables["GITHUB_TOKEN"], statement);
    }

    [TestMethod]
    public void The_source_is_the_commit_without_credentials_and_clean_with_its_signed_tag()
    {
        var commit = DotNet.Process("git", PackedWidget.Consumer.Folder, new Dictionary<string, string>(), "rev-parse", "HEAD").Output.Trim();
        var tag = DotNet.Process("git", PackedWidget.Consumer.Folder, new Dictionary<string, string>(), "rev-parse", "refs/tags/v1.2.3").Output.Trim();
        var key = DotNet.Process("ssh-keygen", PackedWidget.Consumer.Root, new Dictionary<string, string>(), "-l", "-f", "tagger.pub").Output.Split(' ')[1];

        Assert.AreEqual(
            $$$"""{"name":"source","uri":"git+https://example.com/contoso/widget.git","digest":{"gitCommit":"{{{commit}}}"},"annotations":{"dirty":false,"signedTag":"verified","signedTagBy":{"signer":"release@contoso.example","key":"{{{key}}}","tag":"v1.2.3","digest":{"gitTag":"{{{tag}}}"}},"signedCommit":"notChecked"}}""",
            Plain(Definition.GetProperty("resolvedDependencies")[0]));
    }

    [TestMethod]
    public void Every_locked_package_is_a_material_with_both_hashes_and_so_is_the_SDK()
    {
        var locked = Evidence.Locked(PackedWidget.Consumer.PathOf("src", "Widget", "packages.lock.json"));
        var materials = Definition.GetProperty("resolvedDependencies").EnumerateArray().Skip(1).ToArray();

        Assert.IsGreaterThan(4, locked.Length);
        CollectionAssert.AreEquivalent(
            locked.Select(package => $"pkg:nuget/{package.Id}@{package.Version} {Evidence.Sha512(RealPackages.Archive(package.Id, package.Version))} {package.ContentHash}").ToArray(),
            materials[..^1].Select(material => $"{material.GetProperty("uri").GetString()} {material.GetProperty("digest").GetProperty("sha512").GetString()} "
                + material.GetProperty("annotations").GetProperty("nugetContentHash").GetString()).ToArray());
        Assert.IsTrue(materials.Single(m => m.GetProperty("uri").GetString()!.StartsWith("pkg:nuget/SupplyChainSdk@", StringComparison.Ordinal))
            .GetProperty("annotations").GetProperty("developmentOnly").GetBoolean());
        // None of them is attested, and no policy asks: B is what the content hash is of, and the outcome is information.
        foreach (var annotations in materials[..^1].Select(material => material.GetProperty("annotations")))
        {
            Assert.AreEqual("nugetContentHash developmentOnly asBuiltSha512 outcome", string.Join(' ', annotations.EnumerateObject().Select(a => a.Name)));
            Assert.AreEqual("not attested", annotations.GetProperty("outcome").GetString());
            Assert.AreEqual(Convert.ToHexStringLower(Convert.FromBase64String(annotations.GetProperty("nugetContentHash").GetString()!)), annotations.GetProperty("asBuiltSha512").GetString());
        }
        Assert.AreEqual($"pkg:generic/dotnet-sdk@{PackedWidget.Consumer.RunPlain("--version").Output.Trim()}", materials[^1].GetProperty("uri").GetString());
    }

    [TestMethod]
    public void The_byproducts_are_each_gate_with_its_result_and_the_SBOM_inside_and_beside()
    {
        var byproducts = Details.GetProperty("byproducts").EnumerateArray().ToArray();
        var gates = byproducts.Where(b => b.GetProperty("name").GetString()!.StartsWith("gate:", StringComparison.Ordinal)).Select(b => b.GetProperty("annotations")).ToArray();

        Assert.AreEqual("gate:againstSource gate:integrity gate:licenses gate:lock gate:provenance gate:publishers gate:signatures gate:source Contoso.Widgets.1.2.3-Beta.1.cdx.json _manifest/cyclonedx/bom.cdx.json",
            string.Join(' ', byproducts.Select(b => b.GetProperty("name").GetString())));
        Assert.AreEqual("gate:provenance gate:publishers gate:signatures",
            string.Join(' ', byproducts[..gates.Length].Where(b => b.GetProperty("annotations").GetProperty("result").GetString() == "notConfigured").Select(b => b.GetProperty("name").GetString())));
        foreach (var gate in gates.Where(g => g.GetProperty("result").GetString() != "notConfigured"))
            Assert.AreEqual("passed error 0 0 0", $"{gate.GetProperty("result").GetString()} {gate.GetProperty("enforce").GetString()} {gate.GetProperty("errors")} {gate.GetProperty("exceptions")} {gate.GetProperty("acknowledgements")}");
        Assert.HasCount(1, gates.Select(gate => gate.GetProperty("policySha256").GetString()).Distinct());
        foreach (var sbom in byproducts[^2..])
            Assert.AreEqual(Evidence.Sha256(PackedWidget.Sbom), sbom.GetProperty("digest").GetProperty("sha256").GetString());
    }

    [TestMethod]
    public void The_tool_and_OpenSSL_verify_it_and_refuse_one_changed_byte_of_each_file()
    {
        var consumer = PackedWidget.Consumer;
        Assert.IsTrue(consumer.OpenSslAccepts(PackedWidget.Bundle, PackedWidget.PublicKey));
        Assert.IsFalse(consumer.OpenSslAccepts(PackedWidget.Bundle, consumer.Make("somebody").Public));
        foreach (var file in (string[])[PackedWidget.Package, PackedWidget.Symbols])
            Assert.Contains("Verified.", consumer.Tool("verify", file, "--key", PackedWidget.PublicKey).Ends(0).Output);

        foreach (var (changed, at, code) in (ReadOnlySpan<(string, int, string)>)[("nupkg", 4000, ""), ("nupkg.sigstore.json", 400, ""), ("cdx.json", 400, "SCSDK8008")])
        {
            var copy = Directory.CreateDirectory(Path.Combine(consumer.Root, $"changed {changed}")).FullName;
            foreach (var file in Directory.GetFiles(PackedWidget.Output))
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            Evidence.Flip(Path.Combine(copy, $"Contoso.Widgets.1.2.3-Beta.1.{changed}"), at);

            var run = consumer.Tool("verify", Path.Combine(copy, Path.GetFileName(PackedWidget.Package)), "--key", PackedWidget.PublicKey);

            Assert.AreNotEqual(0, run.ExitCode, $"{changed}: {run.Output}");
            Assert.Contains(code, run.Output);
        }
    }
}
