using System.Net;
using System.Text;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Feeds;

[TestClass]
public sealed class FeedTests
{
    private static readonly PackageId Widgets = PackageId.Create("Contoso.Widgets", "1.2.3-Beta.1");

    [TestMethod]
    [DataRow("Contoso.Widgets.1.2.3-Beta.1.nupkg")]
    [DataRow("contoso.widgets.1.2.3-beta.1.nupkg")]
    [DataRow("Contoso.Widgets.01.2.3.0-Beta.1.nupkg")]
    [DataRow("contoso.widgets/1.2.3-beta.1/contoso.widgets.1.2.3-beta.1.nupkg")]
    public async Task A_folder_has_packages_flat_or_laid_out(string name)
    {
        using var scratch = new Scratch();
        foreach (var other in new[] { "Contoso.Widgets.1.2.3.nupkg", "Contoso.Widgets.Core.1.2.3-Beta.1.nupkg", "Contoso.Widgets.1.2.3-Beta.1.snupkg", "Contoso.Widgets.1.2.3-Beta.1.symbols.nupkg", "Contoso.Widgets.nupkg" })
            scratch.Write(other, "other");
        Assert.IsNull(await Get(FeedSource.At(scratch.Folder)));
        scratch.Write(name, "the package");
        Assert.AreEqual("the package", await Get(FeedSource.At(scratch.Folder)));
    }

    [TestMethod]
    public async Task Two_files_that_claim_to_be_one_package_are_none()
    {
        using var scratch = new Scratch();
        scratch.Write("Contoso.Widgets.1.2.3-Beta.1.nupkg", "x");
        scratch.Write("Contoso.Widgets.1.2.3.0-Beta.1.nupkg", "y");
        Assert.Contains("2 files", (await Fails(FeedSource.At(scratch.Folder))).Message);
    }

    [TestMethod]
    [DataRow("\"PackageBaseAddress/3.0.0\"")]
    [DataRow("[\"Other\", \"PackageBaseAddress/3.0.0\"]")]
    public async Task A_feed_is_asked_where_its_index_says(string type)
    {
        var asked = new List<string>();
        using var server = Server(asked, address => Index(type, address + "of/packages"));
        Assert.AreEqual("the package", await Get(FeedSource.At($"{server.Address}v3/index.json")));
        Assert.AreSequenceEqual(["/v3/index.json", "/of/packages/contoso.widgets/1.2.3-beta.1/contoso.widgets.1.2.3-beta.1.nupkg"], asked);
    }

    [TestMethod]
    public async Task A_package_that_a_feed_does_not_have_is_not_there_and_an_index_that_it_does_not_have_is_an_error()
    {
        using var server = Server([], address => Index("\"PackageBaseAddress/3.0.0\"", address + "none/"));
        Assert.IsNull(await Get(FeedSource.At($"{server.Address}v3/index.json")));
        Assert.Contains("has no service index", (await Fails(FeedSource.At($"{server.Address}v3/other.json"))).Message);
    }

    [TestMethod]
    [DataRow("", "no service index of a NuGet v3 feed")]
    [DataRow("<feed/>", "no service index of a NuGet v3 feed")]
    [DataRow("{}", "no service index of a NuGet v3 feed")]
    [DataRow("[]", "no service index of a NuGet v3 feed")]
    [DataRow("""{ "resources": [ { "@id": "x" } ] }""", "no service index of a NuGet v3 feed")]
    [DataRow("""{ "resources": [ { "@id": 1, "@type": "PackageBaseAddress/3.0.0" } ] }""", "no service index of a NuGet v3 feed")]
    [DataRow("""{ "resources": [], "resources": [] }""", "no service index of a NuGet v3 feed")]
    [DataRow("""{ "resources": [ { "@id": "x", "@type": "SearchQueryService" } ] }""", "names no place for packages")]
    [DataRow("""{ "resources": [ { "@id": "x", "@type": "PackageBaseAddress/3.0.0" } ] }""", "is not an address")]
    [DataRow("""{ "resources": [ { "@id": "http://example.com/", "@type": "PackageBaseAddress/3.0.0" } ] }""", "is not encrypted")]
    [DataRow("""{ "resources": [ { "@id": "file:///etc/", "@type": "PackageBaseAddress/3.0.0" } ] }""", "is not encrypted")]
    [DataRow("""{ "resources": [ { "@id": "https://a:b@example.com/", "@type": "PackageBaseAddress/3.0.0" } ] }""", "user name or password")]
    public async Task An_index_that_is_none_is_an_error(string index, string reason)
    {
        using var server = Server([], _ => index);
        var failure = await Fails(FeedSource.At($"{server.Address}v3/index.json"));
        Assert.Contains(reason, failure.Message);
        Assert.IsFalse(failure.IsPassing);
    }

    [TestMethod]
    public async Task Credentials_do_not_follow_to_another_host_that_the_index_names()
    {
        var seen = new List<string>();
        using var packages = new LocalServer(context =>
        {
            lock (seen)
                seen.Add($"packages {context.Request.Headers["Authorization"] ?? "none"}");
            context.Response.OutputStream.Write("the package"u8);
        });
        using var server = new LocalServer(context =>
        {
            lock (seen)
                seen.Add($"index {context.Request.Headers["Authorization"]}");
            Answer(context, Index("\"PackageBaseAddress/3.0.0\"", packages.Address.AbsoluteUri));
        });
        var index = new Uri(server.Address, "index.json");

        Assert.AreEqual("the package", await Get(new FeedSource("x", index, null, new FeedCredential(index, "u", "p"))));
        Assert.AreSequenceEqual(["index Basic dTpw", "packages none"], seen);
    }

    [TestMethod]
    [DataRow("Contoso.Widgets@1.2.3", "Contoso.Widgets 1.2.3")]
    [DataRow("Contoso.Widgets@1.2", "Contoso.Widgets 1.2.0")]
    [DataRow("Contoso.Widgets@1.2.3.0-rc.1+abc", "Contoso.Widgets 1.2.3-rc.1")]
    [DataRow("Contoso.Widgets", null)]
    [DataRow("Contoso.Widgets@", null)]
    [DataRow("@1.2.3", null)]
    [DataRow("Contoso.Widgets@1.*", null)]
    [DataRow("Contoso.Widgets@[1.0,2.0)", null)]
    [DataRow("Contoso.Widgets@latest", null)]
    [DataRow("../x@1.2.3", null)]
    [DataRow("Contoso.Widgets@1.2.3/../..", null)]
    public void One_version_of_a_package(string text, string? expected) => Assert.AreEqual(expected, ExactPackage.Parse(text)?.ToString());

    [TestMethod]
    public async Task Waiting_asks_until_it_is_there_and_passes_over_what_passes()
    {
        var times = 0;
        var said = new List<TimeSpan>();
        Assert.IsTrue(await Until(() => ++times switch { 1 => false, 2 => throw new FeedException("later", isPassing: true), _ => true }, 20, said));
        Assert.AreEqual(3, times);
        Assert.HasCount(2, said);
    }

    [TestMethod]
    public async Task Waiting_has_an_end_and_asks_once_more_at_it()
    {
        var times = 0;
        Assert.IsFalse(await Until(() => ++times > 100, 1));
        Assert.AreEqual(2, times);
        times = 0;
        Assert.IsFalse(await Until(() => ++times > 100, 0));
        Assert.AreEqual(1, times);
        Assert.AreEqual("later", (await Assert.ThrowsExactlyAsync<FeedException>(() => Until(() => throw new FeedException("later", isPassing: true), 1))).Message);
        times = 0;
        await Assert.ThrowsExactlyAsync<FeedException>(() => Until(() => ++times > 0 ? throw new FeedException("no") : false, 20));
        Assert.AreEqual(1, times, "what does not pass is not waited for");
    }

    private static Task<bool> Until(Func<bool> ask, int seconds, List<TimeSpan>? said = null) =>
        Waiting.UntilAsync(() => Task.FromResult(ask()), TimeSpan.FromSeconds(seconds), said is null ? null : said.Add, TimeProvider.System, CancellationToken.None);

    private static LocalServer Server(List<string> asked, Func<Uri, string> index) => new(context =>
    {
        var path = context.Request.Url!.AbsolutePath;
        lock (asked)
            asked.Add(path);
        if (path == "/v3/index.json")
            Answer(context, index(new Uri(context.Request.Url, "/")));
        else if (path.StartsWith("/of/packages/", StringComparison.Ordinal))
            Answer(context, "the package");
        else
            context.Response.StatusCode = 404;
    });

    private static string Index(string type, string packages) => $$"""{ "version": "3.0.0", "resources": [ { "@id": "https://example.com/query", "@type": "SearchQueryService" }, { "@id": "{{packages}}", "@type": {{type}} } ] }""";

    private static void Answer(HttpListenerContext context, string text) => context.Response.OutputStream.Write(Encoding.UTF8.GetBytes(text));

    private static async Task<string?> Get(FeedSource source)
    {
        using var feed = new Feed(source);
        using var output = new MemoryStream();
        return await feed.DownloadAsync(Widgets, output, CancellationToken.None) ? Encoding.UTF8.GetString(output.ToArray()) : null;
    }

    private static Task<FeedException> Fails(FeedSource source) => Assert.ThrowsExactlyAsync<FeedException>(() => Get(source));
}
