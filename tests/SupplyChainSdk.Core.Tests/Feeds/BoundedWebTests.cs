using System.Net;
using System.Text;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Feeds;

[TestClass]
public sealed class BoundedWebTests
{
    private static readonly TimeSpan ShortSilence = TimeSpan.FromMilliseconds(300);

    [TestMethod]
    public async Task What_is_there_is_written_and_what_is_not_is_not_there()
    {
        using var server = LocalServer.Of(new Dictionary<string, byte[]> { ["/a"] = "content"u8.ToArray() });
        using var web = new BoundedWeb();

        Assert.AreEqual("content", await Get(web, server.Address, "a"));
        Assert.IsNull(await Get(web, server.Address, "b"));
    }

    [TestMethod]
    public async Task The_limit_holds_for_what_is_declared_and_for_what_comes()
    {
        using var server = new LocalServer(context =>
        {
            if (context.Request.Url!.AbsolutePath == "/declared")
                context.Response.ContentLength64 = 11;
            else
                context.Response.SendChunked = true;
            context.Response.OutputStream.Write(new byte[context.Request.Url.AbsolutePath == "/fits" ? 10 : 11]);
        });
        using var web = new BoundedWeb();

        Assert.HasCount(10, (await Get(web, server.Address, "fits"))!);
        foreach (var path in new[] { "declared", "comes" })
            Assert.Contains("larger than 10 bytes", (await Fails(web, server.Address, path)).Message);
    }

    [TestMethod]
    [DataRow(400, false)]
    [DataRow(401, false)]
    [DataRow(403, false)]
    [DataRow(429, true)]
    [DataRow(500, true)]
    [DataRow(503, true)]
    [DataRow(204, false)]
    [DataRow(304, false)]
    public async Task Any_other_answer_is_none(int status, bool passing)
    {
        using var server = new LocalServer(context => context.Response.StatusCode = status);
        using var web = new BoundedWeb();
        var failure = await Fails(web, server.Address, "x?key=secret");

        Assert.Contains($"{server.Address}x answers {status}", failure.Message);
        Assert.AreEqual(passing, failure.IsPassing);
    }

    [TestMethod]
    public async Task Redirects_are_followed_a_few_times()
    {
        using var server = new LocalServer(context =>
        {
            var left = int.Parse(context.Request.Url!.AbsolutePath[1..], System.Globalization.CultureInfo.InvariantCulture);
            if (left == 0)
                context.Response.OutputStream.Write("arrived"u8);
            else
                Redirect(context, $"/{left - 1}");
        });
        using var web = new BoundedWeb();

        Assert.AreEqual("arrived", await Get(web, server.Address, "5"));
        Assert.Contains("redirects more than 5 times", (await Fails(web, server.Address, "6")).Message);
    }

    [TestMethod]
    [DataRow("http://example.com/x")]
    [DataRow("ftp://example.com/x")]
    [DataRow("file:///etc/hostname")]
    [DataRow("http://user:secret@example.com/x")]
    public async Task Redirects_out_of_encryption_are_not_followed(string target)
    {
        using var server = new LocalServer(context => Redirect(context, target));
        using var web = new BoundedWeb();
        var failure = await Fails(web, server.Address, "x");

        Assert.Contains("which is not followed", failure.Message);
        Assert.DoesNotContain("secret", failure.Message);
        Assert.IsFalse(failure.IsPassing);
    }

    [TestMethod]
    public async Task Credentials_go_to_the_origin_that_they_are_for_and_to_no_other()
    {
        var seen = new List<string>();
        void See(HttpListenerContext context)
        {
            lock (seen)
                seen.Add($"{context.Request.Url!.Port}{context.Request.Url.AbsolutePath} {context.Request.Headers["Authorization"] ?? "none"} {context.Request.Headers["Cookie"] ?? "none"}");
        }
        using var other = new LocalServer(context =>
        {
            See(context);
            context.Response.OutputStream.Write("there"u8);
        });
        using var server = new LocalServer(context =>
        {
            See(context);
            context.Response.AppendHeader("Set-Cookie", "session=1");
            Redirect(context, context.Request.Url!.AbsolutePath == "/one" ? "/two" : new Uri(other.Address, "three").AbsoluteUri);
        });
        using var web = new BoundedWeb(new FeedCredential(server.Address, "user", "pässword"));

        Assert.AreEqual("there", await Get(web, server.Address, "one"));
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("user:pässword"));
        Assert.AreSequenceEqual([$"{server.Address.Port}/one {basic} none", $"{server.Address.Port}/two {basic} none", $"{other.Address.Port}/three none none"], seen);
    }

    [TestMethod]
    public async Task Silence_ends_the_wait_before_and_within_an_answer()
    {
        using var stop = new ManualResetEventSlim();
        using var server = new LocalServer(context =>
        {
            if (context.Request.Url!.AbsolutePath == "/within")
            {
                context.Response.SendChunked = true;
                context.Response.OutputStream.Write(new byte[3]);
                context.Response.OutputStream.Flush();
            }
            stop.Wait(TimeSpan.FromSeconds(30));
        });
        using var web = new BoundedWeb(maxSilence: ShortSilence);

        foreach (var path in new[] { "before", "within" })
        {
            var failure = await Fails(web, server.Address, path);
            Assert.Contains("sent nothing for", failure.Message);
            Assert.IsTrue(failure.IsPassing);
        }
        stop.Set();
    }

    [TestMethod]
    public async Task Nobody_there_is_no_answer()
    {
        Uri address;
        using (var server = LocalServer.Of(new Dictionary<string, byte[]>()))
            address = server.Address;
        using var web = new BoundedWeb();
        var failure = await Fails(web, address, "x");

        Assert.Contains("cannot be asked", failure.Message);
        Assert.IsTrue(failure.IsPassing);
    }

    [TestMethod]
    public async Task Who_cancels_gets_no_answer()
    {
        using var server = LocalServer.Of(new Dictionary<string, byte[]>());
        using var web = new BoundedWeb();
        await Assert.ThrowsAsync<OperationCanceledException>(() => web.GetAsync(server.Address, Stream.Null, 10, new CancellationToken(canceled: true)));
    }

    [TestMethod]
    [DataRow("https://example.com/v3/index.json", true)]
    [DataRow("http://127.0.0.1:80/x", true)]
    [DataRow("http://[::1]/x", true)]
    [DataRow("http://localhost/x", true)]
    [DataRow("http://127.0.0.1.example.com/x", false)]
    [DataRow("http://example.com/x", false)]
    public void Only_this_machine_is_asked_without_encryption(string address, bool allowed)
    {
        if (allowed)
            Assert.AreEqual(address.Replace(":80", "", StringComparison.Ordinal), WebAddress.Parse(address).AbsoluteUri);
        else
            Assert.Contains("is not encrypted", Assert.ThrowsExactly<FeedException>(() => WebAddress.Parse(address)).Message);
    }

    private static void Redirect(HttpListenerContext context, string target)
    {
        context.Response.StatusCode = 302;
        context.Response.AppendHeader("Location", target);
    }

    private static async Task<string?> Get(BoundedWeb web, Uri address, string path)
    {
        using var output = new MemoryStream();
        return await web.GetAsync(new Uri(address, path), output, 10, CancellationToken.None) ? Encoding.UTF8.GetString(output.ToArray()) : null;
    }

    private static Task<FeedException> Fails(BoundedWeb web, Uri address, string path) => Assert.ThrowsExactlyAsync<FeedException>(() => Get(web, address, path));
}
