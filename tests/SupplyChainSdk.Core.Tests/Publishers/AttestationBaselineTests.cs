using System.Collections.Immutable;
using System.Text;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Core.Tests.Builders;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Publishers;
using static SupplyChainSdk.Core.Tests.Builders.BuilderSamples;
using static SupplyChainSdk.Core.Tests.Publishers.GivenPublishers;

namespace SupplyChainSdk.Core.Tests.Publishers;

/// <summary>What a baseline remembers of attestations: as bytes, read strictly, and brought up to date.</summary>
[TestClass]
public sealed class AttestationBaselineTests
{
    private static readonly AttestationMemory ByBoth = AttestationMemory.Of(BuilderSamples.Facts(Signed(), Signed(ByKey(), new ClaimedBuild("p", null, null))))!;
    private static readonly AttestationMemory None = new([]);
    private static readonly string Golden = $$"""
        {
          "version": 1,
          "packages": [
            {
              "id": "Foo",
              "certified": {},
              "claimed": {},
              "attestations": [
                {
                  "certified": {
                    "identity": "https://github.com/contoso/widget/.github/workflows/release.yml",
                    "issuer": "https://token.actions.githubusercontent.com",
                    "repository": "https://github.com/contoso/widget",
                    "repositoryId": "123",
                    "ownerId": "7",
                    "workflow": ".github/workflows/release.yml"
                  },
                  "claimed": {
                    "builder": "https://github.com/contoso/widget/.github/workflows/release.yml"
                  }
                },
                {
                  "certified": {
                    "key": "{{Key}}"
                  },
                  "claimed": {}
                }
              ]
            },
            {
              "id": "Never",
              "certified": {},
              "claimed": {},
              "attestations": []
            },
            {
              "id": "Old",
              "certified": {},
              "claimed": {}
            }
          ]
        }

        """;

    [TestMethod]
    public void The_file_is_the_same_for_any_order_and_reads_back()
    {
        var bare = new Publisher(null, null, [], null, null);
        PublisherEntry[] entries = [Entry("Old", bare), Entry("Foo", bare with { Attested = ByBoth }), Entry("Never", bare with { Attested = None })];
        Assert.AreEqual(Golden.ReplaceLineEndings("\n"), Encoding.UTF8.GetString(PublisherBaseline.Write([.. entries])));
        var read = Parse(Golden);
        CollectionAssert.AreEqual(PublisherBaseline.Write([.. entries]), PublisherBaseline.Write([.. read.Reverse()]));
        Assert.AreEqual(ByBoth, read[0].Publisher.Attested);
        Assert.AreEqual(None, read[1].Publisher.Attested);
        // Written before there was such a memory.
        Assert.IsNull(read[2].Publisher.Attested);
    }

    [TestMethod]
    [DataRow("{}", "\"attestations\" takes a list of at most 100")]
    [DataRow("null", "\"attestations\" takes a list of at most 100")]
    [DataRow("[ null ]", "an attestation takes an object")]
    [DataRow("[ { \"certified\": { \"identity\": \"a\", \"issuer\": \"b\" } } ]", "\"claimed\" is missing")]
    [DataRow("[ { \"certified\": { \"identity\": \"a\" }, \"claimed\": {} } ]", "\"issuer\" is missing")]
    [DataRow("[ { \"certified\": { \"issuer\": \"a\" }, \"claimed\": {} } ]", "\"identity\" is missing")]
    [DataRow("[ { \"certified\": {}, \"claimed\": {} } ]", "\"identity\" is missing")]
    [DataRow("[ { \"certified\": { \"identity\": \"a\", \"issuer\": \"b\", \"repositoryId\": 7 }, \"claimed\": {} } ]", "\"repositoryId\" takes text")]
    [DataRow("[ { \"certified\": { \"identity\": \"a\", \"issuer\": \"b\", \"commit\": \"c\" }, \"claimed\": {} } ]", "'commit' is not a name that \"certified\" takes")]
    [DataRow("[ { \"certified\": { \"identity\": \"a\", \"issuer\": \"b\", \"builder\": \"c\" }, \"claimed\": {} } ]", "'builder' is not a name that \"certified\" takes")]
    [DataRow("[ { \"certified\": { \"key\": \"abc\" }, \"claimed\": {} } ]", "64 lower-case hexadecimal digits")]
    [DataRow("[ { \"certified\": { \"key\": \"abc\", \"issuer\": \"b\" }, \"claimed\": {} } ]", "\"key\" stands alone")]
    [DataRow("[ { \"certified\": { \"identity\": \"a\", \"issuer\": \"b\" }, \"claimed\": {} } ], \"attestations\": []", "\"attestations\" stands twice")]
    public void What_it_does_not_know_it_refuses_with_the_place(string attestations, string reason)
    {
        var thrown = Assert.ThrowsExactly<InvalidDataException>(() => Parse($"{{ \"version\": 1, \"packages\": [\n  {{ \"id\": \"Foo\", \"certified\": {{}}, \"claimed\": {{}}, \"attestations\": {attestations} }} ] }}"));
        StringAssert.Contains(BadInput.Reason(thrown), reason, StringComparison.Ordinal);
        Assert.AreEqual(2, BadInput.Place(thrown)!.Line);
    }

    [TestMethod]
    public void No_more_than_so_many_are_read()
    {
        string Text(int count) => $"{{ \"version\": 1, \"packages\": [ {{ \"id\": \"Foo\", \"certified\": {{}}, \"claimed\": {{}}, \"attestations\": [{string.Join(',', Enumerable.Range(0, count).Select(i =>
            $"{{ \"certified\": {{ \"identity\": \"a{i}\", \"issuer\": \"b\" }}, \"claimed\": {{}} }}"))}] }} ] }}";
        Assert.HasCount(100, Parse(Text(100)).Single().Publisher.Attested!.Builders);
        Assert.ThrowsExactly<InvalidDataException>(() => Parse(Text(101)));
    }

    // A file takes no longer text: another that begins alike is another all the same.
    [TestMethod]
    public void What_is_longer_than_a_file_takes_is_told_apart_by_its_digest()
    {
        string Long(char last) => $"https://issuer.test/{new string('x', 5000)}{last}";
        RememberedBuilder Of(char last) => RememberedBuilder.Of(Signed(By(Certified with { Issuer = Long(last) })));
        Assert.AreNotEqual(Of('a'), Of('b'));
        var entry = Entry("Foo", Same with { Attested = new AttestationMemory([Of('a')]) });
        Assert.AreEqual(Of('a'), Parse(Encoding.UTF8.GetString(PublisherBaseline.Write([entry]))).Single().Publisher.Attested!.Builders.Single());
    }

    [TestMethod]
    public void An_entry_that_remembers_none_is_brought_up_to_date_and_that_is_said()
    {
        ImmutableArray<PublisherEntry> before = [Entry("Foo", Same, new DateOnly(2027, 6, 30), "looked at"), Entry("Plain")];
        var after = PublisherUpdate.Update(before, [Published("Foo", Same with { Attested = ByBoth }), Published("Plain", Same with { Attested = None })], isAll: false);
        Assert.AreEqual((ByBoth, "looked at", None), (after[0].Publisher.Attested, after[0].Comment, after[1].Publisher.Attested));
        var lines = PublisherUpdate.Compare(before, after).SelectMany(d => d.Lines).ToList();
        CollectionAssert.AreEqual(new[]
        {
            "~ Foo", $"    attested by: '{Repository}/.github/workflows/release.yml' from '{Repository}', repository '123', owner '7', issuer '{GitHub}'", $"    attested by: the key {Printable.Short(Key)}",
            $"    its claimed source is not what it was built from, '{Repository}'",
            "~ Plain", "    not attested",
        }, lines, string.Join('\n', lines));
        Assert.IsEmpty(PublisherUpdate.Compare(after, PublisherUpdate.Update(after, [Published("Foo", Same with { Attested = ByBoth }), Published("Plain", Same with { Attested = None })], isAll: false)));
        // What no package was found for stays, and stays without.
        var plan = new PublisherPlan(BaselinePath, before, [.. after, Entry("Unused")], ImmutableSortedDictionary<PackageId, string>.Empty) { IsInPolicy = true };
        Assert.AreEqual("Unused", plan.WithoutAttestations.Single());
    }

    [TestMethod]
    public void A_change_is_accepted_with_both_values_shown_and_what_may_not_be_concluded_changes_nothing()
    {
        ImmutableArray<PublisherEntry> before = [Entry("Foo", Same with { Attested = AttestationMemory.Of(BuilderSamples.Facts(Signed())) })];
        var lost = PublisherUpdate.Update(before, [Published("Foo", Same with { Attested = None })], isAll: false);
        Assert.AreEqual(None, lost.Single().Publisher.Attested);
        var lines = PublisherUpdate.Compare(before, lost).Single().Lines;
        Assert.AreEqual("    not attested any more", lines[1]);
        Assert.Contains("    no more by: 'https://github.com/contoso/widget/.github/workflows/release.yml'", lines[2]);
        // Refused, or not judged.
        Assert.IsEmpty(PublisherUpdate.Compare(before, PublisherUpdate.Update(before, [Published("Foo")], isAll: false)));
        var moved = PublisherUpdate.Update(before, [Published("Foo", Same with { Owners = ["mallory"] })], isAll: false);
        Assert.AreEqual(before[0].Publisher.Attested, moved.Single().Publisher.Attested);
        Assert.IsNull(AttestationMemory.Of(AttestationDriftTests.State("refused")));
        Assert.IsNull(AttestationMemory.Of((AttestationFacts?)null));
    }

    // Else the entry of the project that cannot verify it would let a loss pass.
    [TestMethod]
    public void What_one_project_can_verify_is_remembered_for_all()
    {
        var one = Published("Foo", Same with { Attested = None });
        var other = Published("Foo", Same with { Attested = ByBoth });
        Assert.AreEqual(ByBoth, PublisherUpdate.Update([], [one, other], isAll: false).Single().Publisher.Attested);
        Assert.AreEqual(ByBoth, PublisherUpdate.Update([], [other, Published("Foo")], isAll: false).Single().Publisher.Attested);
    }

    [TestMethod]
    public void Versions_that_are_attested_by_others_have_an_entry_each()
    {
        PublishedPackage[] found = [Published("Foo", Same with { Attested = None }), Published("Foo", Same with { Attested = ByBoth }, version: "2.0.0")];
        var after = PublisherUpdate.Update([], found, isAll: false);
        Assert.HasCount(2, after);
        CollectionAssert.AreEqual(PublisherBaseline.Write(after), PublisherBaseline.Write(PublisherUpdate.Update(after, found.Reverse(), isAll: false)));
        Assert.AreEqual(None, PublisherUpdate.Prune(after, [found[0]]).Single().Publisher.Attested);
    }

    [TestMethod]
    public void An_entry_expects_somebody_only_as_long_as_it_is_trusted()
    {
        var day = new DateOnly(2027, 6, 30);
        var entry = Entry("Foo", Same with { Attested = ByBoth }, day);
        var foo = PackageId.Create("foo", "1.0.0");
        Assert.AreEqual(ByBoth, Baselines(entry).Expected(foo, Rules(), day).Single());
        Assert.IsEmpty(Baselines(entry).Expected(foo, Rules(), day.AddDays(1)));
        Assert.IsEmpty(Baselines(entry).Expected(foo, null, day));
        Assert.IsEmpty(Baselines(entry).Expected(foo, Rules(rules: ("Foo", Enforce.Off)), day));
        Assert.IsEmpty(Baselines(entry).Expected(PackageId.Create("Foo.Bar", "1.0.0"), Rules(), day));
        Assert.IsEmpty(Baselines(Entry("Foo")).Expected(foo, Rules(), day));
        // Delegated for so many days.
        PublisherBaselines For(int days) => Baselines(entry) with { Days = ImmutableDictionary<string, int>.Empty.Add(BaselinePath, days) };
        Assert.HasCount(1, For(30).Expected(foo, Rules(), day.AddDays(-30)));
        Assert.IsEmpty(For(30).Expected(foo, Rules(), day.AddDays(-31)));

        static PublisherRules Rules(params (string Packages, Enforce Enforce)[] rules) => GivenPublishers.Rules(Enforce.Warning, null, rules);
    }

    private static ImmutableArray<PublisherEntry> Parse(string content) => PublisherBaseline.Parse(BaselinePath, Encoding.UTF8.GetBytes(content)).Entries;
}
