using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Sigstore;
using SupplyChainSdk.Sigstore.Tests.Tuf;
using SupplyChainSdk.Sigstore.Tests.Verification;
using SupplyChainSdk.Tests;
using SupplyChainSdk.Trust;

namespace SupplyChainSdk.Tool.Tests;

[TestClass]
public sealed class TrustTests
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [TestMethod]
    public async Task What_an_update_fetched_is_shown_and_exported_without_a_request()
    {
        using var scratch = new Scratch();
        using var mock = new MockServer();
        var none = Run(scratch, mock, "show").Exits(Tool.Undecided);
        Assert.StartsWith($"error SCSDK8032: Nothing of {mock.Tuf.Authority} was fetched yet", none.Error);

        var first = Run(scratch, mock, "update").Exits(Tool.Yes);
        Assert.EndsWith("Updated.", first.Output.TrimEnd());
        Assert.AreEqual("", first.Error);
        var again = Json(Run(scratch, mock, "update", "--format", "json"));
        Assert.AreEqual("version instance repository store isNew before trustedRoot signingConfig signingConfigRekorV2 currentUntil", string.Join(' ', again.Select(m => m.Key)));
        Assert.IsFalse((bool)again["isNew"]!);
        Assert.AreEqual((string?)again["before"], (string?)again["trustedRoot"]);
        Assert.IsNotNull((string?)again["signingConfig"]);
        Assert.IsNull((string?)again["signingConfigRekorV2"]);
        var requests = await mock.RequestsAsync();
        Assert.IsNotEmpty(requests);

        var shown = Json(Run(scratch, mock, "show", "--format", "json"));
        Assert.AreEqual("store", (string?)shown["origin"]);
        Assert.AreEqual((string?)again["trustedRoot"], (string?)shown["sha256"]);
        Assert.AreEqual((string?)again["currentUntil"], (string?)shown["currentUntil"]);
        Assert.IsFalse((bool)shown["isOld"]!);
        Run(scratch, mock, "export", "root.json").Exits(Tool.Yes);
        Assert.AreEqual((string?)shown["sha256"], Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(scratch.At("root.json")))));
        CollectionAssert.AreEqual(requests, await mock.RequestsAsync());

        // The repository is gone, and what was fetched still counts.
        mock.Stop();
        Run(scratch, mock, "show").Exits(Tool.Yes);
        if (!OperatingSystem.IsWindows())
            Assert.AreEqual(Private, File.GetUnixFileMode((string)again["store"]!));
    }

    [TestMethod]
    public async Task New_keys_of_the_repository_are_followed()
    {
        using var scratch = new Scratch();
        using var mock = new MockServer();
        Run(scratch, mock, "update").Exits(Tool.Yes);
        await mock.ControlAsync("__tuf", new { rotate = true });
        await mock.ControlAsync("__tuf", new { rotate = true });
        Run(scratch, mock, "update").Exits(Tool.Yes);
        Run(scratch, mock, "show").Exits(Tool.Yes);
    }

    [TestMethod]
    [DataRow("expire", "root", "expired at")]
    [DataRow("expire", "timestamp", "expired at")]
    [DataRow("badsig", "root", "keys that root version 1 names, and 1 are needed")]
    [DataRow("badsig", "timestamp", "keys that root version 1 names, and 1 are needed")]
    [DataRow("badsig", "targets", "keys that root version 1 names, and 1 are needed")]
    [DataRow("rollback", "", "something older")]
    public async Task What_is_reachable_and_wrong_is_refused_and_what_was_fetched_stays(string control, string role, string says)
    {
        using var scratch = new Scratch();
        using var mock = new MockServer();
        await mock.ControlAsync("__tuf", new { });
        var before = Json(Run(scratch, mock, "update", "--format", "json"))["trustedRoot"]!.ToString();
        await mock.ControlAsync("__tuf", new Dictionary<string, object> { [control] = control == "rollback" ? true : role });

        var refused = Run(scratch, mock, "update").Exits(Tool.No);

        Assert.StartsWith($"error SCSDK8030: The update of the trusted root of {mock.Tuf.Authority} was refused: ", refused.Error);
        Assert.Contains(says, refused.Error);
        Assert.AreEqual("", refused.Output);
        Assert.AreEqual(before, Json(Run(scratch, mock, "show", "--format", "json"))["sha256"]!.ToString());
    }

    [TestMethod]
    public async Task A_repository_that_does_not_answer_is_named_with_what_to_do()
    {
        using var scratch = new Scratch();
        using var mock = new MockServer();
        await mock.ControlAsync("__fault", new { path = "/tuf/timestamp.json", status = 503, body = "no" });
        Assert.Contains("the answer is 503", Run(scratch, mock, "update").Exits(Tool.Undecided).Error);
        // An update that has failed leaves nothing that counts.
        Assert.Contains("was fetched yet", Run(scratch, mock, "show").Exits(Tool.Undecided).Error);
        Run(scratch, mock, "update").Exits(Tool.Yes);

        mock.Stop();
        var gone = Run(scratch, mock, "update").Exits(Tool.Undecided);
        Assert.StartsWith("error SCSDK8031: ", gone.Error);
        Assert.Contains($"allow a connection to {mock.Tuf.Authority}", gone.Error);
        Assert.Contains("'--trusted-root FILE' here", gone.Error);
        Assert.AreEqual("", gone.Output);
    }

    [TestMethod]
    [DataRow("trusted_root.json")]
    [DataRow("targets")]
    [DataRow("1")]
    [DataRow("")]
    public void A_damaged_store_is_an_error(string part)
    {
        using var scratch = new Scratch();
        using var mock = new MockServer();
        var store = Json(Run(scratch, mock, "update", "--format", "json"))["store"]!.ToString();
        var path = Path.Combine(store, "complete.json");
        var state = JsonNode.Parse(File.ReadAllBytes(path))!;
        foreach (var file in new[] { "roots", "roles", "targets" }.SelectMany(kind => state[kind]!.AsArray()).Where(f => (string?)f!["name"] == part))
        {
            var content = Convert.FromBase64String((string)file!["content"]!);
            content[content.Length / 2] ^= 1;
            file["content"] = Convert.ToBase64String(content);
        }
        File.WriteAllText(path, state.ToJsonString()[(part.Length > 0 ? 0 : 1)..]);

        foreach (var arguments in new[] { new[] { "show" }, ["export", "root.json"] })
        {
            var run = Run(scratch, mock, arguments).Exits(Tool.Undecided);
            Assert.StartsWith("error SCSDK8032: What was fetched as trusted cannot be used: ", run.Error);
            Assert.Contains($"Remove {store}", run.Error);
        }
        Assert.IsFalse(File.Exists(scratch.At("root.json")));
        // An update writes it anew, unless what it goes on from itself is damaged.
        Run(scratch, mock, "update").Exits(Tool.Yes);
        Run(scratch, mock, "show").Exits(Tool.Yes);
        File.AppendAllText(Path.Combine(store, "root.json"), "}");
        Assert.Contains("SCSDK8032", Run(scratch, mock, "update").Exits(Tool.Undecided).Error);
        Run(scratch, mock, "show").Exits(Tool.Yes);
    }

    [TestMethod]
    [DataRow("/tuf/timestamp.json")]
    [DataRow("/tuf/1.snapshot.json")]
    [DataRow("/tuf/1.targets.json")]
    [DataRow("targets/trusted_root.json")]
    [DataRow("targets/signing_config.v0.2.json")]
    public async Task Wherever_an_update_fails_verify_judges_by_what_was_there_before(string path)
    {
        using var scratch = new Scratch();
        using var mock = new MockServer();
        var instance = TrustInstance.At(mock.Tuf, File.ReadAllBytes(mock.At("tuf_root.json")));
        var store = new TrustStore(instance, scratch.At("SupplyChainSdk", "trust-1", "x"));
        // The first update of all leaves nothing, so the embedded one counts.
        var target = path.StartsWith("targets/", StringComparison.Ordinal) ? (await TargetPathAsync(mock, path["targets/".Length..])) : path;
        await mock.ControlAsync("__fault", new { path = target, status = 500, body = "no" });
        Assert.IsNull(TrustRefresh.Run(store, instance, null, TimeProvider.System, out var refusal, CancellationToken.None));
        Assert.AreEqual("SCSDK8031", refusal!.Code.Id);
        Assert.IsNull(store.Read());
        Assert.AreEqual(TrustedRootOrigin.Embedded, TrustedRootChoice.Open(instance, store, TrustedRoot.PublicGood, 14).Origin);
        // And what was there stays what it was.
        var fetched = TrustRefresh.Run(store, instance, null, TimeProvider.System, out _, CancellationToken.None)!;
        await mock.ControlAsync("__tuf", new { rotate = true });
        await mock.ControlAsync("__fault", new { path = "/tuf/2.root.json", status = 500, body = "no" });
        Assert.IsNull(TrustRefresh.Run(store, instance, null, TimeProvider.System, out _, CancellationToken.None));
        Assert.AreEqual(fetched.TrustedRoot.Sha256, TrustedRootChoice.Open(instance, store, null, 0).Root.Sha256);
    }

    [TestMethod]
    public void A_trusted_root_that_this_version_cannot_read_is_refused_and_what_was_there_before_counts()
    {
        using var scratch = new Scratch();
        using var repository = new TestRepository();
        var instance = TrustInstance.At(new Uri(repository.Metadata, "metadata/"), repository.FirstRoot);
        var store = new TrustStore(instance, scratch.At("SupplyChainSdk", "trust-1", "x"));
        var good = TrustedRoot.PublicGood.Content;
        TrustRefresh? Update(string root)
        {
            repository.Targets.Targets[TrustUpdate.TrustedRootName] = System.Text.Encoding.UTF8.GetBytes(root);
            repository.PublishNext();
            foreach (var (path, content) in repository.Files.Where(f => f.Key.StartsWith("targets/", StringComparison.Ordinal)).ToList())
                repository.Files[$"metadata/{path}"] = content;
            return TrustRefresh.Run(store, instance, null, new FixedTime(TestRepository.Now), out _, CancellationToken.None);
        }
        Assert.IsNotNull(Update(System.Text.Encoding.UTF8.GetString(good.AsSpan())));
        foreach (var root in new[] { "{}", "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot.v9+json\"}" })
        {
            Assert.IsNull(Update(root));
            Assert.AreEqual(TrustedRoot.PublicGood.Sha256, store.Read()!.Root.Sha256);
        }
    }

    [TestMethod]
    public void The_store_of_the_public_instance_is_never_passed_over_in_silence()
    {
        using var scratch = new Scratch();
        using var package = new AttestedPackage();
        string[] verify = ["verify", package.Path, "--certificate-identity", "a@example.com", "--certificate-oidc-issuer", "https://example.com"];
        Assert.DoesNotContain("SCSDK8032", In(scratch, verify).Error + In(scratch, verify).Output);

        var store = scratch.At("cache", "SupplyChainSdk", "trust-1", "sigstore.dev");
        Create(store);
        Assert.AreEqual("embedded", Json(In(scratch, "trust", "show", "--format", "json"))["origin"]!.ToString());
        File.WriteAllText(Path.Combine(store, "complete.json"), "{}");

        Assert.Contains("SCSDK8032", In(scratch, "trust", "show").Exits(Tool.Undecided).Error);
        var run = In(scratch, verify).Exits(Tool.Undecided);
        Assert.Contains("SCSDK8032", run.Output + run.Error);

        // Who names a file does not ask the store.
        File.WriteAllBytes(scratch.At("root.json"), TrustedRoot.PublicGood.Content.AsSpan());
        Assert.AreEqual("file", Json(In(scratch, "trust", "show", "--trusted-root", "root.json", "--format", "json"))["origin"]!.ToString());
        run = In(scratch, [.. verify, "--trusted-root", "root.json"]);
        Assert.DoesNotContain("SCSDK8032", run.Output + run.Error);
    }

    [TestMethod]
    [DataRow("sigstore.dev")]
    [DataRow("..")]
    [DataRow("../..")]
    public void A_store_that_others_may_enter_is_an_error(string open)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("The profile of a user is his alone.");
            return;
        }
        using var scratch = new Scratch();
        var store = scratch.At("cache", "SupplyChainSdk", "trust-1", "sigstore.dev");
        Create(store);
        Assert.AreEqual("embedded", Json(In(scratch, "trust", "show", "--format", "json"))["origin"]!.ToString());

        File.SetUnixFileMode(Path.GetFullPath(Path.Combine(store, open == "sigstore.dev" ? "." : open)), Private | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);

        var error = In(scratch, "trust", "show").Exits(Tool.Undecided).Error;
        Assert.Contains($"{Path.GetFullPath(Path.Combine(store, open == "sigstore.dev" ? "." : open))} may be entered by others (mode 750, needed is 700)", error);
    }

    [TestMethod]
    public void Without_an_update_the_embedded_one_counts_and_the_page_shows_it()
    {
        using var scratch = new Scratch();
        var run = In(scratch, "trust", "show").Exits(Tool.Yes);
        // After half a year without a release a note is below it.
        Assert.AreEqual(Normal(Page("trust show")), Normal(run.Output.Split("\nnote: ")[0]));

        var json = Json(In(scratch, "trust", "show", "--format", "json"));
        Assert.AreEqual("version origin reason name store sha256 currentUntil newestStart date isOld services", string.Join(' ', json.Select(m => m.Key)));
        Assert.AreEqual(TrustedRoot.PublicGood.Sha256, json["sha256"]!.ToString());
        Assert.AreEqual(TrustedRoot.PublicGood.Services.Length, json["services"]!.AsArray().Count);
        Assert.AreEqual("kind name operator validFrom validTo sha256", string.Join(' ', json["services"]![0]!.AsObject().Select(m => m.Key)));
        Assert.IsFalse(Directory.Exists(scratch.At("cache")), "nothing is written by showing");
    }

    [TestMethod]
    public void An_export_overwrites_nothing_unless_it_is_told_to_and_is_used_elsewhere()
    {
        using var scratch = new Scratch();
        using var mock = new MockServer();
        Run(scratch, mock, "update").Exits(Tool.Yes);
        scratch.Write("root.json", "there before");
        var refused = Run(scratch, mock, "export", "root.json").Exits(Tool.Undecided);
        Assert.Contains("SCSDK1019", refused.Error);
        Assert.Contains("--force", refused.Error);
        Assert.AreEqual("there before", File.ReadAllText(scratch.At("root.json")));
        Run(scratch, mock, "export", "root.json", "--force").Exits(Tool.Yes);
        Assert.HasCount(1, Directory.GetFiles(scratch.Folder), "nothing temporary is left");

        var shown = Json(In(scratch, "trust", "show", "--trusted-root", "root.json", "--format", "json"));
        Assert.AreEqual("file", shown["origin"]!.ToString());
        Assert.Contains(s => s!["kind"]!.ToString() == "transparencyLog", shown["services"]!.AsArray());
        // Judged by it alone: what it does not trust is refused.
        using var package = new CertifiedPackage();
        string[] verify = ["verify", package.Path, "--certificate-identity", TestInstance.Identity, "--certificate-oidc-issuer", TestInstance.Issuer, "--trusted-root"];
        In(scratch, [.. verify, package.At(CertifiedPackage.RootName)]).Exits(Tool.Yes);
        Assert.Contains("SCSDK8018", In(scratch, [.. verify, "root.json"]).Exits(Tool.No).Output);
        scratch.Write("broken.json", File.ReadAllText(scratch.At("root.json")).Replace("\"rawBytes\"", "\"rawBytse\"", StringComparison.Ordinal));
        Assert.Contains("SCSDK8021", In(scratch, "trust", "show", "--trusted-root", "broken.json").Exits(Tool.Undecided).Error);
        Assert.Contains("SCSDK8021", In(scratch, "trust", "show", "--trusted-root", "missing.json").Exits(Tool.Undecided).Error);
    }

    [TestMethod]
    public void A_store_that_is_older_than_what_is_embedded_does_not_count()
    {
        using var scratch = new Scratch();
        using var mock = new MockServer();
        var instance = TrustInstance.At(mock.Tuf, File.ReadAllBytes(mock.At("tuf_root.json")));
        var store = new TrustStore(instance, scratch.At("SupplyChainSdk", "trust-1", "x"));
        var fetched = TrustRefresh.Run(store, instance, null, TimeProvider.System, out _, CancellationToken.None)!.TrustedRoot;
        var version = store.Read()!.Version;

        // Also where the embedded one has a newer service: the repository trusts it no more.
        var more = JsonNode.Parse(fetched.Content.AsSpan())!;
        more["tlogs"]![0]!["publicKey"]!["validFor"]!["start"] = "2999-01-01T00:00:00Z";
        var embedded = TrustedRoot.Parse(System.Text.Encoding.UTF8.GetBytes(more.ToJsonString()));
        Assert.AreEqual(TrustedRootOrigin.Store, TrustedRootChoice.Open(instance, store, embedded, version - 1).Origin);
        Assert.AreEqual(TrustedRootOrigin.Store, TrustedRootChoice.Open(instance, store, embedded, version).Origin);

        var choice = TrustedRootChoice.Open(instance, store, embedded, version + 1);
        Assert.AreEqual(TrustedRootOrigin.Embedded, choice.Origin);
        Assert.AreEqual(fetched.Sha256, choice.Passed?.Sha256);
        Assert.Contains("is older", TrustedRootReport.Of(choice, DateTimeOffset.UtcNow).Reason);
    }

    [TestMethod]
    public void What_is_known_of_a_trusted_root_is_old_after_180_days()
    {
        using var scratch = new Scratch();
        using var mock = new MockServer();
        var instance = TrustInstance.At(mock.Tuf, File.ReadAllBytes(mock.At("tuf_root.json")));
        var store = new TrustStore(instance, scratch.At("SupplyChainSdk", "trust-1", "x"));
        var until = TrustRefresh.Run(store, instance, null, TimeProvider.System, out _, CancellationToken.None)!.CurrentUntil!.Value;
        var choice = TrustedRootChoice.Open(instance, store, null, 0);

        Assert.IsFalse(TrustedRootReport.Of(choice, until.AddDays(180)).IsOld);
        Assert.IsTrue(TrustedRootReport.Of(choice, until.AddDays(180).AddSeconds(1)).IsOld);
        Assert.AreEqual(until, choice.Date);
        // Of a file nobody said it: then the services tell how new it is.
        scratch.Write("root.json", System.Text.Encoding.UTF8.GetString(choice.Root.Content.AsSpan()));
        var file = TrustedRootChoice.Open(scratch.At("root.json"));
        Assert.IsNull(file.CurrentUntil);
        Assert.AreEqual(file.Root.NewestStart, file.Date);
        Assert.IsFalse(file.IsOld(file.Date!.Value.AddDays(180)));
        Assert.IsTrue(file.IsOld(file.Date!.Value.AddDays(181)));
    }

    [TestMethod]
    public void The_page_shows_an_update_as_it_is()
    {
        using var scratch = new Scratch();
        using var mock = new MockServer();
        Assert.AreEqual(Normal(Page("trust update")), Normal(Run(scratch, mock, "update").Exits(Tool.Yes).Output));
        Assert.AreEqual(Normal(Page("trust export")), Normal(Run(scratch, mock, "export", "trusted_root.json").Exits(Tool.Yes).Output));
    }

    private static async Task<string> TargetPathAsync(MockServer mock, string name)
    {
        using var http = new HttpClient();
        var targets = JsonNode.Parse(await http.GetStringAsync(new Uri(mock.Tuf, "1.targets.json")))!["signed"]!["targets"]![name]!;
        return $"/tuf/targets/{targets["hashes"]!["sha256"]}.{name}";
    }

    private static ToolRun Run(Scratch scratch, MockServer mock, params string[] arguments) =>
        In(scratch, ["trust", .. arguments, "--url", mock.Tuf.AbsoluteUri, "--root", mock.At("tuf_root.json")]);

    private static ToolRun In(Scratch scratch, params string[] arguments) => Tool.Finish(Tool.Start(
        Tool.Folder, scratch.Folder, [("XDG_CACHE_HOME", scratch.At("cache")), ("LOCALAPPDATA", scratch.At("cache")), ("NO_PROXY", "127.0.0.1")], arguments));

    private static JsonObject Json(ToolRun run) => JsonNode.Parse(run.Exits(Tool.Yes).Output)!.AsObject();

    private static void Create(string store)
    {
        foreach (var folder in new[] { Path.GetDirectoryName(Path.GetDirectoryName(store))!, Path.GetDirectoryName(store)!, store })
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, Private);
        }
    }

    // The block of docs/trust.md below a command, and what differs from run to run.
    private static string Page(string command)
    {
        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "trust.md")).ReplaceLineEndings("\n");
        return Regex.Match(page, $"```\n\\$ supplychain {command}[^\n]*\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
    }

    private static string Normal(string text)
    {
        var plain = Regex.Replace(text.ReplaceLineEndings("\n"), "[0-9a-f]{64}", "H");
        plain = Regex.Replace(plain, "(https?://)?(127\\.0\\.0\\.1:[0-9]+|tuf\\.example\\.com)(/tuf)?", "HOST");
        return Regex.Replace(Regex.Replace(plain, "kept in .*", "kept in"), "(until +)[0-9-]{10}", "$1D").Trim();
    }
}
