using System.Collections.Immutable;
using SupplyChainSdk.Publishers;
using static SupplyChainSdk.Core.Tests.Publishers.GivenPublishers;

namespace SupplyChainSdk.Core.Tests.Publishers;

[TestClass]
public sealed class PublisherUpdateTests
{
    private static readonly DateOnly Day = new(2027, 6, 30);
    private static readonly Publisher Other = Same with { Owners = ["mallory"] };

    [TestMethod]
    public void Direct_dependencies_are_added_and_on_request_all()
    {
        PublishedPackage[] found = [Published("Foo"), Published("Bar", isDirect: false)];
        Assert.AreEqual("Foo", Ids(PublisherUpdate.Update([], found, isAll: false)));
        Assert.AreEqual("Bar Foo", Ids(PublisherUpdate.Update([], found, isAll: true)));
        // What has an entry stays up to date.
        Assert.AreEqual("mallory", PublisherUpdate.Update([Entry("Bar")], [Published("bar", Other, isDirect: false)], isAll: false).Single().Publisher.Owners.Single());
    }

    [TestMethod]
    public void Only_the_packages_that_are_named_change()
    {
        PublishedPackage[] found = [Published("Foo", Other), Published("Bar", Other), Published("New"), Published("Deep", isDirect: false)];
        ImmutableArray<PublisherEntry> before = [Entry("Bar"), Entry("Foo"), Entry("Unused")];
        var after = PublisherUpdate.Update(before, found, isAll: false, "foo", "Deep");
        Assert.AreEqual("Bar Deep Foo Unused", Ids(after));
        Assert.AreEqual("Deep Foo", string.Join(' ', PublisherUpdate.Compare(before, after).Select(d => d.Id)));
        Assert.AreSame(before[0], after[0]);
        // Without a name all of them do.
        Assert.AreEqual("Bar Foo New", string.Join(' ', PublisherUpdate.Compare(before, PublisherUpdate.Update(before, found, isAll: false)).Select(d => d.Id)));
    }

    [TestMethod]
    public void What_people_wrote_stays_and_trust_is_not_extended()
    {
        var after = PublisherUpdate.Update([Entry("Foo", Same, Day, "looked at"), Entry("Unused", comment: "kept")], [Published("Foo", Other)], isAll: false);
        Assert.AreEqual("Foo Unused", Ids(after));
        Assert.AreEqual((Day, "looked at", "mallory"), (after[0].TrustedUntil, after[0].Comment, after[0].Publisher.Owners.Single()));
        Assert.AreEqual("kept", after[1].Comment);
    }

    [TestMethod]
    public void Nothing_changes_when_nothing_changed()
    {
        ImmutableArray<PublisherEntry> before = [Entry("Foo", Same, Day, "looked at")];
        var after = PublisherUpdate.Update(before, [Published("Foo", Same with { SourceRepository = "https://github.com/alice/foo.git" })], isAll: true);
        Assert.IsEmpty(PublisherUpdate.Compare(before, after));
        Assert.AreSame(before[0], after[0]);
    }

    [TestMethod]
    public void Versions_of_several_publishers_have_an_entry_each()
    {
        PublishedPackage[] found = [Published("Foo"), Published("Foo", Other, version: "2.0.0"), Published("Foo", version: "3.0.0")];
        var after = PublisherUpdate.Update([Entry("Foo", comment: "looked at")], found, isAll: false);
        Assert.AreEqual("Foo Foo", Ids(after));
        Assert.AreEqual("looked at", after.Single(e => e.Publisher.Owners.Contains("alice")).Comment);
        Assert.IsNull(after.Single(e => e.Publisher.Owners.Contains("mallory")).Comment);
        Assert.IsEmpty(PublisherUpdate.Compare(after, PublisherUpdate.Update(after, found.Reverse(), isAll: false)));
        // Found in any order, it is the same file.
        CollectionAssert.AreEqual(PublisherBaseline.Write(PublisherUpdate.Update([], found, isAll: false)), PublisherBaseline.Write(PublisherUpdate.Update([], found.Reverse(), isAll: false)));
    }

    [TestMethod]
    public void Prune_takes_out_what_no_package_needs_and_nothing_else()
    {
        ImmutableArray<PublisherEntry> before = [Entry("Gone"), Entry("Foo"), Entry("Foo", Other), Entry("Moved")];
        var after = PublisherUpdate.Prune(before, [Published("foo"), Published("Moved", Other, isDirect: false)]);
        Assert.AreEqual("Foo Moved", Ids(after));
        Assert.IsTrue(after[0].Publisher.ChangesTo(Same).IsEmpty);
    }

    [TestMethod]
    public void A_difference_names_the_old_and_the_new_value()
    {
        var lines = PublisherUpdate.Compare([Entry("Foo", Same with { Author = null }), Entry("Gone", comment: "looked at")], [Entry("Foo", Other), Entry("New", new Publisher(null, null, [], null, null))])
            .SelectMany(d => d.Lines).ToList();
        CollectionAssert.AreEqual(new[]
        {
            "~ Foo", $"    author: 'CN=Alice' (certificate {Alice.Sha256.Hex}) (was none)", "    owners: 'mallory' (was 'alice', 'bob')",
            "- Gone", "    its comment: 'looked at'",
            "+ New", "    no signature proves who published it",
        }, lines, string.Join('\n', lines));
    }

    [TestMethod]
    public void A_new_entry_is_shown_with_all_that_it_trusts()
    {
        var lines = PublisherUpdate.Compare([], [Entry("Foo")]).Single().Lines;
        CollectionAssert.AreEqual(new[]
        {
            "+ Foo", $"    author: 'CN=Alice' (certificate {Short})", $"    repository: '{Gallery}'",
            $"    repository certificate: 'CN=Gallery' (certificate {SupplyChainSdk.Policy.Printable.Short(GalleryCertificate.Sha256.Hex)})", "    owners: 'alice', 'bob'", "    claims source: 'https://github.com/alice/foo'",
        }, lines.ToArray(), string.Join('\n', lines));
    }

    private static string Short => SupplyChainSdk.Policy.Printable.Short(Alice.Sha256.Hex);

    private static string Ids(ImmutableArray<PublisherEntry> entries) => string.Join(' ', entries.Select(e => e.Id));
}
