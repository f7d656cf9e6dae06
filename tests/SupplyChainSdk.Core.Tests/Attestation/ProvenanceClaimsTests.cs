using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Core.Tests.Attestation;

[TestClass]
public sealed class ProvenanceClaimsTests
{
    [TestMethod]
    public void Another_kind_of_predicate_is_refused() =>
        AssertRefused(s => s["predicateType"] = "https://spdx.dev/Document", "predicate is 'https://spdx.dev/Document'");

    [TestMethod]
    [DataRow("buildDefinition")]
    [DataRow("runDetails")]
    [DataRow("buildDefinition/buildType")]
    [DataRow("buildDefinition/externalParameters")]
    [DataRow("buildDefinition/externalParameters/project")]
    [DataRow("buildDefinition/externalParameters/configuration")]
    [DataRow("buildDefinition/externalParameters/targetFrameworks")]
    [DataRow("buildDefinition/externalParameters/version")]
    [DataRow("buildDefinition/internalParameters")]
    [DataRow("buildDefinition/internalParameters/dotnetSdk")]
    [DataRow("buildDefinition/resolvedDependencies")]
    [DataRow("buildDefinition/resolvedDependencies/0/digest/gitCommit")]
    [DataRow("buildDefinition/resolvedDependencies/0/annotations/dirty")]
    [DataRow("runDetails/builder/id")]
    [DataRow("runDetails/byproducts")]
    [DataRow("runDetails/byproducts/0/name")]
    [DataRow("runDetails/byproducts/0/annotations")]
    [DataRow("runDetails/byproducts/0/annotations/result")]
    [DataRow("runDetails/byproducts/0/annotations/enforce")]
    [DataRow("runDetails/byproducts/0/annotations/exceptions")]
    [DataRow("runDetails/byproducts/3/mediaType")]
    [DataRow("runDetails/byproducts/3/digest/sha256")]
    [DataRow("runDetails/byproducts/3/annotations/inPackage")]
    public void What_the_build_type_requires_must_be_there_and_of_the_right_type(string path)
    {
        var name = $"'{path.Split('/')[^1]}'";
        AssertRefused(s => Parent(s, path).Remove(path.Split('/')[^1]), name);
        AssertRefused(s => Parent(s, path)[path.Split('/')[^1]] = null, name);
        AssertRefused(s => Parent(s, path)[path.Split('/')[^1]] = JsonNode.Parse("[[]]"), name);
    }

    [TestMethod]
    public void An_external_parameter_that_the_build_type_does_not_define_is_refused() =>
        AssertRefused(s => Parent(s, "buildDefinition/externalParameters/x")["script"] = "curl", "external parameter 'script'");

    [TestMethod]
    public void Two_sources_are_refused() => AssertRefused(s =>
    {
        var dependencies = s["predicate"]!["buildDefinition"]!["resolvedDependencies"]!.AsArray();
        dependencies.Add(dependencies[0]!.DeepClone());
    }, "2 sources");

    [TestMethod]
    [DataRow(0, "two byproducts")]
    [DataRow(3, "two byproducts")]
    public void Two_byproducts_of_one_name_are_refused(int index, string reason) => AssertRefused(s =>
    {
        var byproducts = s["predicate"]!["runDetails"]!["byproducts"]!.AsArray();
        byproducts.Add(byproducts[index]!.DeepClone());
    }, reason);

    [TestMethod]
    [DataRow("buildDefinition/resolvedDependencies/0/digest/gitCommit", "\u001b[2J", "40 or 64")]
    [DataRow("buildDefinition/resolvedDependencies/0/digest/gitCommit", "9f8e7d6", "40 or 64")]
    [DataRow("buildDefinition/resolvedDependencies/0/uri", "https://github.com/contoso/widget", "git+")]
    [DataRow("buildDefinition/resolvedDependencies/0/uri", "git+", "git+")]
    [DataRow("runDetails/byproducts/0/name", "gate:", "letters")]
    [DataRow("runDetails/byproducts/0/name", "gate:lock ok, integrity", "letters")]
    [DataRow("runDetails/byproducts/0/name", "gate:lock\u202E", "letters")]
    [DataRow("runDetails/byproducts/0/annotations/result", "passed, licenses ok", "letters")]
    [DataRow("runDetails/byproducts/0/annotations/enforce", "error)", "letters")]
    [DataRow("runDetails/byproducts/0/annotations/policySha256", "none\n::set-output", "lower-case")]
    [DataRow("runDetails/byproducts/3/digest/sha256", "D41F", "lower-case")]
    public void A_value_that_could_pass_for_something_else_in_a_report_is_refused(string path, string value, string reason) =>
        AssertRefused(s => Parent(s, path)[path.Split('/')[^1]] = value, reason);

    [TestMethod]
    [DataRow(-1)]
    [DataRow(1.5)]
    [DataRow(3e9)]
    public void A_number_that_counts_nothing_is_refused(double count) =>
        AssertRefused(s => Parent(s, "runDetails/byproducts/0/annotations/x")["exceptions"] = count, "'exceptions'");

    [TestMethod]
    public void A_statement_of_our_build_type_has_one_subject_with_a_uri()
    {
        AssertRefused(s => s["subject"]![0]!.AsObject().Remove("uri"), "one subject");
        AssertRefused(s => s["subject"]!.AsArray().Add(s["subject"]![0]!.DeepClone()), "one subject");
    }

    [TestMethod]
    [DataRow("verified", "rule", "1 0 0 0 0 1")]
    [DataRow("verified", "baseline", "1 0 0 0 0 1")]
    [DataRow("signed by https://github.com/contoso/widget/x, not expected", null, "0 1 0 0 0 1")]
    [DataRow("not attested", null, "0 0 1 0 0 1")]
    [DataRow("refused", null, "0 0 0 1 0 1")]
    [DataRow("notJudged", null, "0 0 0 0 1 1")]
    [DataRow(null, null, "0 0 0 0 0 2")]
    public void How_many_dependencies_are_said_to_have_ended_how_is_counted(string? outcome, string? expectedBy, string expected)
    {
        var of = Read(s => Ended(s, outcome, expectedBy)).Outcomes!;
        Assert.AreEqual(expected, $"{of.Verified} {of.NotExpected} {of.NotAttested} {of.Refused} {of.NotJudged} {of.NotSaid}");
    }

    [TestMethod]
    [DataRow("Verified", null, "'Verified'")]
    [DataRow("verified, really", "rule", "expectedBy")]
    [DataRow("verified", null, "expectedBy")]
    [DataRow("verified", "nobody", "expectedBy")]
    [DataRow("not attested", "rule", "expectedBy")]
    [DataRow(null, "rule", "expectedBy")]
    [DataRow("signed by , not expected", null, "its build type does not define")]
    [DataRow("signed by me", null, "its build type does not define")]
    [DataRow("", null, "its build type does not define")]
    public void An_outcome_that_the_build_type_does_not_define_is_refused(string? outcome, string? expectedBy, string reason) => AssertRefused(s => Ended(s, outcome, expectedBy), reason);

    [TestMethod]
    public void The_longest_outcome_that_a_gate_gives_is_read_back()
    {
        var builds = Enumerable.Range(1, 4).Select(i => new AttestedBuild(
            AttestationSigner.OfIdentity(new CertifiedSigner($"{i}{new string('\u0001', 300)}", "https://i.example")), new ClaimedBuild("p", null, null), new CheckedBuild(PackageLayer.AsBuilt), "inside"));
        var words = ProvenanceJudgment.Judge(null, PackageId.Create("A", "1.0.0"), new AttestationFacts([], [.. builds]), default, []).Words;
        Assert.IsGreaterThan(4800, words.Length);
        Assert.AreEqual(1, Read(s => Ended(s, words, null)).Outcomes!.NotExpected);
    }

    [TestMethod]
    public void What_is_said_of_a_dependency_has_its_type_and_its_length()
    {
        AssertRefused(s => Ended(s, $"signed by {new string('x', 10_000)}, not expected", null), "its build type does not define");
        foreach (var (name, value) in new[] { ("outcome", "1"), ("expectedBy", "[]"), ("asBuiltSha256", "\"00\""), ("asBuiltSha512", "null") })
            AssertRefused(s => Dependency(s)["annotations"]![name] = JsonNode.Parse(value), "");
    }

    private static JsonNode Dependency(JsonObject statement) => statement["predicate"]!["buildDefinition"]!["resolvedDependencies"]![1]!;

    private static void Ended(JsonObject statement, string? outcome, string? expectedBy)
    {
        var annotations = Dependency(statement)["annotations"]!.AsObject();
        if (outcome is not null)
            annotations["outcome"] = outcome;
        if (expectedBy is not null)
            annotations["expectedBy"] = expectedBy;
    }

    [TestMethod]
    [DataRow("passed", "error", true)]
    [DataRow("passed", "warning", false)]
    [DataRow("passed", "Error", false)]
    [DataRow("Passed", "error", false)]
    [DataRow("ok", "error", false)]
    [DataRow("warned", "error", false)]
    [DataRow("failed", "error", false)]
    [DataRow("off", "off", false)]
    [DataRow("notConfigured", "error", false)]
    [DataRow("notRun", "error", false)]
    public void Only_passed_with_enforce_error_is_ok(string result, string enforce, bool isOk)
    {
        var claims = Read(s =>
        {
            var annotations = Parent(s, "runDetails/byproducts/0/annotations/x");
            annotations["result"] = result;
            annotations["enforce"] = enforce;
        });
        Assert.AreEqual(isOk, claims.Gates[0].IsOk);
        Assert.AreEqual(result, claims.Gates[0].Result);
    }

    [TestMethod]
    public void A_result_of_a_later_version_is_kept_as_it_is_and_known_as_unknown()
    {
        Assert.IsFalse(Read(s => Parent(s, "runDetails/byproducts/0/annotations/x")["result"] = "deferred").Gates[0].IsResultKnown);
        Assert.IsTrue(Read(_ => { }).Gates[0].IsResultKnown);
    }

    [TestMethod]
    public void Of_a_foreign_build_type_only_type_and_builder_are_read()
    {
        var claims = Read(s =>
        {
            s["predicate"]!["buildDefinition"]!["buildType"] = "https://example.com/build/v1";
            s["predicate"]!["buildDefinition"]!["externalParameters"] = JsonNode.Parse("""{"anything":1}""");
            s["subject"]![0]!.AsObject().Remove("uri");
        });
        Assert.IsFalse(claims.IsOwnBuildType);
        Assert.AreEqual("https://example.com/build/v1", claims.BuildType);
        Assert.IsNull(claims.Version ?? claims.Commit ?? claims.RepositoryUrl ?? claims.DotnetSdk);
        Assert.IsNull(claims.IsDirty);
        Assert.IsEmpty(claims.Gates);
        Assert.IsEmpty(claims.Sboms);
    }

    private static JsonObject Parent(JsonNode statement, string path)
    {
        var node = statement["predicate"]!;
        foreach (var step in path.Split('/')[..^1])
            node = int.TryParse(step, out var index) ? node[index]! : node[step]!;
        return node.AsObject();
    }

    private static ProvenanceClaims Read(Action<JsonObject> change)
    {
        var sbom = new Byproduct("bom.cdx.json", "application/vnd.cyclonedx+json", Digest.Sha256Of("the sbom"u8), IsInPackage: true);
        var statement = JsonNode.Parse(ProvenanceWriter.Write(
            AttestedPackage.Name, "pkg:nuget/Contoso.Widgets@1.2.3", [Digest.Sha256Of("the package"u8)], AttestedPackage.Provenance(sbom)))!.AsObject();
        change(statement);
        return ProvenanceClaims.Read(Statement.Parse(Encoding.UTF8.GetBytes(statement.ToJsonString())));
    }

    private static void AssertRefused(Action<JsonObject> change, string reason) =>
        Assert.Contains(reason, Assert.ThrowsExactly<InvalidDataException>(() => Read(change)).Message);
}
