using System.Text;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Publishers;
using static SupplyChainSdk.Core.Tests.Publishers.GivenPublishers;

namespace SupplyChainSdk.Core.Tests.Publishers;

[TestClass]
public sealed class PublisherBaselineTests
{
    private const string Print = "2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90";
    private const string GalleryPrint = "ce387d5e0a2972dea9e5129a52ac3b8d58a4d180fc9eece5946d926643a3d2c0";
    private const string Golden = $$"""
        {
          "version": 1,
          "packages": [
            {
              "id": "Bar",
              "certified": {},
              "claimed": {}
            },
            {
              "id": "Foo",
              "certified": {
                "author": {
                  "subject": "CN=Alice",
                  "sha256": "{{Print}}"
                },
                "repository": "https://feed.test/v3/index.json",
                "repositoryCertificate": {
                  "subject": "CN=Gallery",
                  "sha256": "{{GalleryPrint}}"
                },
                "owners": [
                  "alice",
                  "bob"
                ]
              },
              "claimed": {
                "repository": "https://github.com/alice/foo",
                "project": "https://alice.test/"
              },
              "trustedUntil": "2027-06-30",
              "comment": "geprüft am 1.6."
            }
          ]
        }

        """;

    private static readonly PublisherEntry Foo = Entry("Foo", Same with { Project = "https://alice.test/" }, new DateOnly(2027, 6, 30), "geprüft am 1.6.");
    private static readonly PublisherEntry Bar = Entry("Bar", new Publisher(null, null, [], null, null));

    [TestMethod]
    public void The_file_is_the_same_for_any_order_and_reads_back()
    {
        Assert.AreEqual(Golden.ReplaceLineEndings("\n"), Encoding.UTF8.GetString(PublisherBaseline.Write([Foo, Bar])));
        CollectionAssert.AreEqual(PublisherBaseline.Write([Foo, Bar]), PublisherBaseline.Write([Bar, Foo]));
        var read = Parse(Golden).Entries;
        CollectionAssert.AreEqual(PublisherBaseline.Write([Foo, Bar]), PublisherBaseline.Write(read));
        Assert.AreEqual(new Location(BaselinePath, 9, 5), read[1].Origin);
        Assert.IsTrue(read[1].Publisher.ChangesTo(Foo.Publisher).IsEmpty);
        Assert.AreEqual((new DateOnly(2027, 6, 30), "geprüft am 1.6."), (read[1].TrustedUntil, read[1].Comment));
    }

    [TestMethod]
    public void What_a_diff_would_not_show_is_escaped()
    {
        var hostile = Bar with { Publisher = Same with { SourceRepository = "https://evil.test/\u202Egnp\u200B##vso[x]" } };
        var text = Encoding.UTF8.GetString(PublisherBaseline.Write([hostile]));
        Assert.IsFalse(text.Any(c => c is '\u202E' or '\u200B' or '#'));
        Assert.AreEqual(hostile.Publisher.SourceRepository, Parse(text).Entries.Single().Publisher.SourceRepository);
    }

    [TestMethod]
    [DataRow("", 1, 1, "the file is empty")]
    [DataRow("[]", 1, 1, "takes an object")]
    [DataRow("{ \"packages\": [] }", 1, 1, "\"version\" is missing")]
    [DataRow("{ \"version\": 2, \"packages\": [] }", 1, 14, "newer SupplyChainSdk")]
    [DataRow("{ \"version\": 1 }", 1, 1, "\"packages\" is missing")]
    [DataRow("{ \"version\": 1, \"version\": 1, \"packages\": [] }", 1, 17, "stands twice")]
    [DataRow("{ \"version\": 1,\n  // reviewed\n  \"packages\": [] }", 2, 3, "comments are not kept")]
    [DataRow("{ \"version\": 1, \"packages\": [], }", 1, 33, "not JSON")]
    [DataRow("{ \"version\": 1, \"packages\": [\n  { \"id\": \"Foo\", \"certified\": {} } ] }", 2, 3, "\"claimed\" is missing")]
    [DataRow("{ \"version\": 1, \"packages\": [\n  { \"id\": \"../x\", \"certified\": {}, \"claimed\": {} } ] }", 2, 11, "no package id")]
    [DataRow("{ \"version\": 1, \"packages\": [\n  { \"id\": \"Foo\", \"certified\": {}, \"claimed\": {}, \"trusted\": true } ] }", 2, 50, "'trusted' is not a name")]
    [DataRow("{ \"version\": 1, \"packages\": [\n  { \"id\": \"Foo\", \"certified\": { \"owners\": [\"a\"] }, \"claimed\": {} } ] }", 2, 43, "owners without the \"repository\"")]
    [DataRow("{ \"version\": 1, \"packages\": [\n  { \"id\": \"Foo\", \"certified\": { \"repositoryCertificate\": {} }, \"claimed\": {} } ] }", 2, 58, "certificate without the \"repository\"")]
    [DataRow("{ \"version\": 1, \"packages\": [\n  { \"id\": \"Foo\", \"certified\": { \"author\": { \"subject\": \"CN=A\", \"sha256\": \"abc\" } }, \"claimed\": {} } ] }", 2, 74, "64 hexadecimal digits")]
    [DataRow("{ \"version\": 1, \"packages\": [\n  { \"id\": \"Foo\", \"certified\": {}, \"claimed\": { \"project\": \" \" } } ] }", 2, 59, "\"project\" takes text")]
    [DataRow("{ \"version\": 1, \"packages\": [\n  { \"id\": \"Foo\", \"certified\": {}, \"claimed\": {}, \"trustedUntil\": \"2027-02-30\" } ] }", 2, 66, "a day of the calendar")]
    [DataRow("{ \"version\": 1, \"packages\": [\n  { \"id\": \"Foo\", \"certified\": {}, \"claimed\": {}, \"comment\": null } ] }", 2, 61, "\"comment\" takes text")]
    public void What_it_does_not_know_it_refuses_with_the_place(string content, int line, int column, string reason)
    {
        var thrown = Assert.ThrowsExactly<InvalidDataException>(() => Parse(content));
        StringAssert.Contains(BadInput.Reason(thrown), reason, StringComparison.Ordinal);
        Assert.AreEqual(new Location(BaselinePath, line, column), BadInput.Place(thrown));
    }

    [TestMethod]
    public void A_file_that_is_too_large_or_too_deep_is_refused()
    {
        Assert.ThrowsExactly<InvalidDataException>(() => PublisherBaseline.Parse(BaselinePath, new byte[PublisherRules.MaxBaselineBytes + 1]));
        Assert.ThrowsExactly<InvalidDataException>(() => Parse(new string('[', 100)));
        Assert.ThrowsExactly<InvalidDataException>(() => Parse($"{{ \"version\": 1, \"packages\": [ {string.Join(',', Enumerable.Repeat("{}", 20_001))} ] }}"));
    }

    [TestMethod]
    [DataRow("https://github.com/a/b", "https://github.com/a/b.git", true)]
    [DataRow("http://GitHub.com/a/b/", "https://github.com/a/b", true)]
    [DataRow("https://github.com/a/b", "https://github.com/mallory/b", false)]
    [DataRow("https://github.com/a/b", "https://github.com.evil.test/a/b", false)]
    [DataRow("https://github.com/a/b", "https://github.com@evil.test/a/b", false)]
    [DataRow("https://github.com/a/b", "https://github.com:8443/a/b", false)]
    [DataRow("git@github.com:a/b", "git@github.com:a/c", false)]
    [DataRow("https://github.com/a/b", null, false)]
    [DataRow(null, null, true)]
    public void Addresses_are_the_same_but_for_their_spelling(string? one, string? other, bool same) =>
        Assert.AreEqual(same, (Same with { SourceRepository = one }).ChangesTo(Same with { SourceRepository = other }).IsEmpty);

    private static PublisherBaseline Parse(string content) => PublisherBaseline.Parse(BaselinePath, Encoding.UTF8.GetBytes(content));
}
