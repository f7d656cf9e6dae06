using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Publishers;
using static SupplyChainSdk.Core.Tests.Publishers.GivenPublishers;

namespace SupplyChainSdk.Core.Tests.Publishers;

[TestClass]
public sealed class PublisherPlanJsonTests
{
    private static readonly PublisherPlan Plan = new(BaselinePath, [Entry("Bar", comment: "looked at ##vso[x]"), Entry("Foo", Same, new(2027, 6, 30), "one maintainer left"), Entry("Same")],
        [Entry("Foo", Same with { Author = null, Owners = ["alice"] }, new(2027, 6, 30), "one maintainer left"), Entry("New", new(null, null, [], null, null) { Attested = Attested }), Entry("Same")],
        ImmutableSortedDictionary<PackageId, string>.Empty.Add(PackageId.Create("New", "1.0.0"), "NU3018: not trusted"))
    {
        IsInPolicy = true,
        Unremembered = ImmutableSortedDictionary<PackageId, string>.Empty.Add(PackageId.Create("Foo", "1.0.0"), "the attestation inside does not hold: it is of another package"),
    };

    private static AttestationMemory Attested => AttestationMemory.Of([new RememberedBuilder
    {
        Identity = "https://github.com/alice/new/.github/workflows/release.yml",
        Issuer = "https://token.actions.githubusercontent.com",
        Repository = "https://github.com/alice/new",
        RepositoryId = "123456",
        OwnerId = "7890",
        Workflow = ".github/workflows/release.yml",
    }]);

    [TestMethod]
    public void The_document_says_all_that_text_says() =>
        Golden.AssertEqual(Path.Combine("Publishers", "Goldens", "publishers.json"), Write([Plan], written: true, Finding.Create(Codes.ProjectNotJudged, Severity.Warning, "Old.csproj is not judged.", "Old.csproj", new Location("/repo/App/Old.csproj"))));

    [TestMethod]
    [DataRow(true, "written")]
    [DataRow(false, "wouldChange")]
    public void What_was_not_written_is_not_called_written(bool written, string result) => Assert.AreEqual(result, Result(Plan, written));

    [TestMethod]
    public void A_file_that_stays_is_unchanged_and_one_that_is_not_there_is_not()
    {
        ImmutableArray<PublisherEntry> entries = [Entry("Foo")];
        Assert.AreEqual("unchanged", Result(Plan with { Before = entries, After = entries }, written: true));
        Assert.AreEqual("written", Result(new PublisherPlan(BaselinePath, null, [], Plan.Unproven) { IsInPolicy = false }, written: true));
    }

    private static string Result(PublisherPlan plan, bool written) =>
        JsonDocument.Parse(Write([plan], written)).RootElement.GetProperty("baselines")[0].GetProperty("result").GetString()!;

    private static byte[] Write(PublisherPlan[] plans, bool written, params Finding[] findings) => PublisherPlanJson.Write(plans, written, findings, "/repo/App");
}
