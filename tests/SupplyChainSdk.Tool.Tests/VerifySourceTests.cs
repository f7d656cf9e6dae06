using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Tool.Tests;

/// <summary><c>supplychain verify Id@Version --source …</c>: the check after a release.</summary>
[TestClass]
public sealed class VerifySourceTests
{
    private const string Served = "contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg";
    private static readonly string[] Verify = ["verify", "Contoso.Widgets@1.2.3", "--key", "release.pub"];

    [TestMethod]
    public void What_a_feed_serves_is_verified_and_compared_line_by_line()
    {
        using var package = Released();
        using var feed = Feed(AttestedPackage.NuGetSign(Attested(package)));
        Configure(package, feed);

        var run = Tool.RunIn(package.Folder, [.. Verify, "--source", "release-feed", "--against", "out"]).Exits(Tool.Yes);

        var lines = run.Output.ReplaceLineEndings("\n").Split('\n');
        Assert.AreEqual("Contoso.Widgets 1.2.3, as release-feed serves it", lines[0]);
        var before = PackageLayers.Read(new MemoryStream(Attested(package))).WithoutSignature.Sha256.Hex;
        Assert.Contains($"  released      sha256 {Printable.Short(before)} before signing, the same as {AttestedPackage.Name}; release-feed appended a NuGet signature", lines);
        Assert.AreEqual("Verified.", lines[^2]);
        Assert.AreEqual("", run.Error);

        run = Tool.RunIn(package.Folder, [.. Verify, "--source", $"{feed.Address}v3/index.json", "--against", "out", "--format", "json"]).Exits(Tool.Yes);
        var json = JsonDocument.Parse(run.Output).RootElement.GetProperty("packages")[0];
        Assert.AreEqual("release-feed", json.GetProperty("source").GetString(), "the same address is the same source");
        Assert.AreEqual("True added", $"{json.GetProperty("checked").GetProperty("release").GetProperty("matches")} {json.GetProperty("checked").GetProperty("release").GetProperty("signature")}");
        Assert.AreEqual(JsonValueKind.Null, json.GetProperty("path").ValueKind);
    }

    [TestMethod]
    public void Another_package_than_the_released_one_is_not_verified()
    {
        using var package = Released();
        using var other = new AttestedPackage(new Recipe { MoreEntries = [new("lib/net10.0/more.dll", "more")] });
        File.Delete(package.At($"out/{AttestedPackage.Name}.sigstore.json"));
        using var feed = Feed(Attested(other));
        Configure(package, feed);

        Assert.AreEqual("Verified.", Last(Tool.RunIn(package.Folder, [.. Verify, "--source", "release-feed"]).Exits(Tool.Yes)), "it is attested by the same key");
        var run = Tool.RunIn(package.Folder, [.. Verify, "--source", "release-feed", "--against", "out"]).Exits(Tool.No);
        Assert.Contains($"  released      NO: this is not {AttestedPackage.Name}; nothing was appended", run.Output);
        Assert.Contains("error SCSDK8016: ", run.Output);
        Assert.AreEqual("Not verified.", Last(run));
    }

    [TestMethod]
    public void Offline_a_folder_is_that_folder_whatever_nuget_config_calls_by_its_name()
    {
        using var package = Released();
        using var feed = Feed(Attested(package));
        Configure(package, feed);
        Tool.RunIn(package.Folder, [.. Verify, "--source", "release-feed", "--offline"]).Exits(Tool.Undecided);
        Directory.CreateDirectory(package.At("release-feed"));

        var run = Tool.RunIn(package.Folder, [.. Verify, "--source", "release-feed", "--offline"]);
        Assert.AreNotEqual(Tool.Yes, run.ExitCode, "The folder is empty, and only the feed has the package.");
        File.WriteAllBytes(package.At($"release-feed/{AttestedPackage.Name}"), Attested(package));
        feed.Dispose();
        Assert.AreEqual("Verified.", Last(Tool.RunIn(package.Folder, [.. Verify, "--source", "release-feed", "--offline"]).Exits(Tool.Yes)));
    }

    [TestMethod]
    public void Credentials_come_from_nuget_config_and_stay_with_their_host()
    {
        using var package = Released();
        var seen = new List<string>();
        using var storage = new LocalServer(context =>
        {
            lock (seen)
                seen.Add($"storage {context.Request.Headers["Authorization"] ?? "none"}");
            context.Response.OutputStream.Write(Attested(package));
        });
        using var feed = new LocalServer(context =>
        {
            var authorized = context.Request.Headers["Authorization"] == "Basic " + Convert.ToBase64String("user:secret of the feed"u8);
            if (!authorized)
                context.Response.StatusCode = 401;
            else if (context.Request.Url!.AbsolutePath == "/v3/index.json")
                Index(context);
            else
                context.Response.Redirect(storage.Address.AbsoluteUri);
        });
        Configure(package, feed, """<packageSourceCredentials><release-feed><add key="Username" value="user" /><add key="ClearTextPassword" value="secret of the feed" /></release-feed></packageSourceCredentials>""");
        string[] verify = [.. Verify, "--source", "release-feed"];

        var run = Tool.RunIn(package.Folder, verify).Exits(Tool.Yes);
        Assert.AreSequenceEqual(["storage none"], seen);
        Assert.DoesNotContain("secret of the feed", run.Output + run.Error);

        Configure(package, feed);
        run = Tool.RunIn(package.Folder, verify).Exits(Tool.Undecided);
        Assert.Contains("answers 401: it wants credentials", run.Output);
        Assert.Contains("SCSDK8013", run.Output);
    }

    [TestMethod]
    public void A_package_that_comes_later_is_waited_for_up_to_the_limit()
    {
        using var package = Released();
        var asked = 0;
        using var feed = new LocalServer(context =>
        {
            if (context.Request.Url!.AbsolutePath == "/v3/index.json")
                Index(context);
            else if (Interlocked.Increment(ref asked) > 2)
                context.Response.OutputStream.Write(Attested(package));
            else
                context.Response.StatusCode = asked == 1 ? 404 : 503;
        });
        Configure(package, feed);
        Tool.RunIn(package.Folder, [.. Verify, "--source", "release-feed", "--wait", "60s"]).Exits(Tool.Yes);
        Assert.AreEqual(3, asked);

        var run = Tool.RunIn(package.Folder, ["verify", "Contoso.Other@1.0", "--key", "release.pub", "--source", "out", "--wait", "1s"]).Exits(Tool.Undecided);
        Assert.Contains("error SCSDK8015: Contoso.Other 1.0.0 is not on 'out'", run.Output);
        Assert.Contains(", after waiting for 1 s. ", run.Output);
        Assert.AreEqual("", run.Error, "no progress in a log");
    }

    [TestMethod]
    public void Several_are_a_line_each_and_nothing_of_the_downloads_stays()
    {
        using var package = Released();
        var temporary = Directory.CreateDirectory(package.At("temporary")).FullName;
        var run = Tool.Finish(Tool.Start(Tool.Folder, package.Folder, [("TMPDIR", temporary), ("TMP", temporary)],
            "verify", "Contoso.Widgets@1.2.3", "Contoso.Widgets@1.2.4", "contoso.widgets@1.2.3.0", "--key", "release.pub", "--source", "out")).Exits(Tool.Undecided);

        Assert.AreEqual($"verified      {AttestedPackage.Name} from out", run.Output.ReplaceLineEndings("\n").Split('\n')[0]);
        Assert.Contains("error SCSDK8015: Contoso.Widgets 1.2.4 is not on", run.Output);
        Assert.Contains("1 of 2 packages verified, 0 not verified, 1 undecided.", run.Output);
        Assert.IsEmpty(Directory.EnumerateFileSystemEntries(temporary).Where(e => Path.GetFileName(e).StartsWith("supplychain", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("nowhere", "is no source in nuget.config")]
    [DataRow("relase-feed", "did you mean 'release-feed'?")]
    [DataRow("http://example.com/v3/index.json", "is not encrypted")]
    [DataRow("https://user:secret@example.com/v3/index.json", "user name or password")]
    public void A_source_that_is_none_decides_nothing(string source, string reason)
    {
        using var package = Released();
        using var feed = Feed([]);
        Configure(package, feed);
        var run = Tool.RunIn(package.Folder, [.. Verify, "--source", source]).Exits(Tool.Undecided);

        Assert.Contains("error SCSDK8013: The source cannot be used: ", run.Error);
        Assert.Contains(reason, run.Error);
        Assert.DoesNotContain("secret", run.Error);
    }

    [TestMethod]
    [DataRow("verify|Contoso.Widgets@1.2.3", "--source")]
    [DataRow("verify|Contoso.Widgets.1.2.3.nupkg|--source|out", "no Id@Version")]
    [DataRow("verify|Contoso.Widgets@latest|--source|out", "no Id@Version")]
    [DataRow("verify|Contoso.Widgets@1.2.3|--source||--key|a.pub", "names no feed")]
    [DataRow("verify|Contoso.Widgets.1.2.3.nupkg|--wait|5m", "--source")]
    [DataRow("verify|Contoso.Widgets.1.2.3.nupkg|--against|out", "--source")]
    [DataRow("verify|Contoso.Widgets@1.2.3|--source|out|--wait|5", "90s or 15m")]
    [DataRow("verify|Contoso.Widgets@1.2.3|--source|out|--wait|25h", "at most 24h")]
    [DataRow("verify|Contoso.Widgets@1.2.3|--source|out|--wait|-5m", "")]
    public void Usage_is_explained(string arguments, string said)
    {
        using var package = Released();
        var run = Tool.RunIn(package.Folder, arguments.Split('|')).Exits(Tool.Undecided);

        Assert.AreEqual("", run.Output);
        Assert.Contains(said, run.Error);
    }

    [TestMethod]
    public void What_a_folder_does_not_have_is_neither_served_nor_waited_for()
    {
        using var package = Released();
        var run = Tool.RunIn(package.Folder, "verify", "Contoso.Other@1.0.0", "--key", "release.pub", "--source", "out").Exits(Tool.Undecided);
        Assert.AreEqual("Contoso.Other 1.0.0", run.Output.ReplaceLineEndings("\n").Split('\n')[0]);
        Assert.Contains(" Check id, version and folder.", run.Output);
        Assert.DoesNotContain("--wait", run.Output);
    }

    [TestMethod]
    public void A_folder_of_released_packages_that_is_not_there_decides_nothing()
    {
        using var package = Released();
        var run = Tool.RunIn(package.Folder, [.. Verify, "--source", "out", "--against", "nofolder"]).Exits(Tool.Undecided);
        Assert.Contains("error SCSDK8012: nofolder cannot be read: there is no such folder, which --against takes.", run.Output);
    }

    [TestMethod]
    public void A_file_whose_name_has_an_at_is_a_file()
    {
        using var package = Released();
        package.Write("a@1.0", "x");
        Assert.Contains("SCSDK8007", Tool.RunIn(package.Folder, "verify", "a@1.0", "--key", "release.pub").Exits(Tool.No).Output);
    }

    private static string Last(ToolRun run) => run.Output.TrimEnd().Split('\n')[^1];

    private static AttestedPackage Released()
    {
        var package = new AttestedPackage();
        package.Write($"out/{AttestedPackage.Name}", Attested(package));
        package.Write($"out/{AttestedPackage.Name}.sigstore.json", package.Bundle);
        return package;
    }

    private static byte[] Attested(AttestedPackage package) => AttestedPackage.Attest(package.Built, package.Bundle);

    private static LocalServer Feed(byte[] served) => new(context =>
    {
        if (context.Request.Url!.AbsolutePath == "/v3/index.json")
            Index(context);
        else if (context.Request.Url.AbsolutePath == $"/v3/packages/{Served}")
            context.Response.OutputStream.Write(served);
        else
            context.Response.StatusCode = 404;
    });

    private static void Index(HttpListenerContext context) => context.Response.OutputStream.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $$"""{ "version": "3.0.0", "resources": [ { "@id": "http://127.0.0.1:{{context.Request.Url!.Port}}/v3/packages/", "@type": "PackageBaseAddress/3.0.0" } ] }""")));

    private static void Configure(AttestedPackage package, LocalServer feed, string more = "") => package.Write("nuget.config", $"""
        <configuration>
          <packageSources><clear /><add key="release-feed" value="{feed.Address}v3/index.json" allowInsecureConnections="true" /></packageSources>
          {more}
        </configuration>
        """);
}
