using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Integrity;

/// <summary>What real feeds on this machine and folders serve, against what is locked.</summary>
[TestClass]
public sealed class SourceDownloadTests
{
    private const string Id = "Contoso.Widgets";
    private static readonly byte[] First = RestoredProject.Package(Id);
    private static readonly byte[] Other = RestoredProject.Package(Id, "other");

    [TestMethod]
    public void A_feed_that_serves_what_is_locked_passes_whatever_it_appended()
    {
        using var feed = new AskedFeed().With(Id, "1.0.0", PackageLayersTests.Sign(First));
        using var project = new RestoredProject().Source("feed", feed.Index).Locks(Id, First);

        var result = project.Check();

        Assert.AreEqual((GateOutcome.Passed, "againstSource", Enforce.Error), (result.Outcome, result.Gate, result.Enforce));
        Assert.AreSequenceEqual(["/v3/index.json", "/v3/content/contoso.widgets/1.0.0/contoso.widgets.1.0.0.nupkg"], feed.Asked);
    }

    [TestMethod]
    public void Another_package_at_the_feed_is_found_although_lock_and_cache_agree()
    {
        using var feed = new AskedFeed().With(Id, "1.0.0", First);
        using var project = new RestoredProject().Source("feed", feed.Index).Locks(Id, Other);

        var result = project.Check();

        Assert.AreEqual(GateOutcome.Failed, result.Outcome);
        var finding = result.Findings.Single();
        Assert.AreEqual((Codes.SourceDiffers, Severity.Error, 41), (finding.Code, finding.Severity, finding.Location!.Line));
        Assert.StartsWith($"{Id} 1.0.0 as feed serves it is not the package that was locked (content hash {RestoredProject.HashOf(First).Short}, locked {RestoredProject.HashOf(Other).Short}).", finding.Message);
        Assert.AreEqual(GateOutcome.Warned, project.Check(Enforce.Warning).Outcome);
    }

    [TestMethod]
    [DataRow(ToolLockKind.MSBuildSdk)]
    [DataRow(ToolLockKind.Tool)]
    [DataRow(ToolLockKind.PackageDownload)]
    [DataRow(ToolLockKind.DotNetSdkPack)]
    public void What_the_lock_of_SDKs_and_tools_holds_is_asked_for_as_well(ToolLockKind kind)
    {
        const string Tool = "Contoso.Tool";
        var good = RestoredProject.Package(Tool);
        using var feed = new AskedFeed().With(Id, "1.0.0", First).With(Tool, "1.0.0", good);
        using var project = new RestoredProject().Source("feed", feed.Index).Locks(Id, First).LocksTool(kind, Tool, good, 7);
        using var alone = new RestoredProject().Source("feed", feed.Index).LocksTool(kind, Tool, RestoredProject.Package(Tool, "poisoned"), 8);
        using var nowhere = new RestoredProject().Source("feed", feed.Index).LocksTool(kind, "Contoso.Gone", good, 9);

        Assert.AreEqual(GateOutcome.Passed, project.Check().Outcome);
        Assert.Contains("/v3/content/contoso.tool/1.0.0/contoso.tool.1.0.0.nupkg", feed.Asked);

        // The twin: lock and packages folder agree on other bytes, in a project that has no other package.
        var finding = alone.Check().Findings.Single();
        Assert.AreEqual((Codes.SourceDiffers, Severity.Error, "/src/supplychain.lock.json", 8), (finding.Code, finding.Severity, finding.Location!.File, finding.Location.Line));
        Assert.AreEqual((Codes.SourceDiffers, 9), nowhere.Check().Findings.Select(f => (f.Code, f.Location!.Line)).Single());
    }

    [TestMethod]
    [DataRow(ToolLockKind.MSBuildSdk)]
    [DataRow(ToolLockKind.Tool)]
    [DataRow(ToolLockKind.PackageDownload)]
    public void What_is_used_and_not_locked_is_asked_for_and_compared_with_the_packages_folder(ToolLockKind kind)
    {
        const string Tool = "Contoso.Tool";
        using var feed = new AskedFeed().With(Tool, "1.0.0", RestoredProject.Package(Tool));
        using var project = new RestoredProject().Source("feed", feed.Index).UsesTool(kind, Tool, RestoredProject.Package(Tool));
        using var poisoned = new RestoredProject().Source("feed", feed.Index).UsesTool(kind, Tool, RestoredProject.Package(Tool, "poisoned"));
        using var gone = new RestoredProject().Source("feed", feed.Index).UsesTool(kind, "Contoso.Gone", RestoredProject.Package(Tool));

        Assert.AreEqual(GateOutcome.Passed, project.Check().Outcome);
        var finding = poisoned.Check().Findings.Single();
        Assert.AreEqual((Codes.SourceDiffers, Severity.Error), (finding.Code, finding.Severity));
        Assert.Contains("as feed serves it is not the package in the packages folder", finding.Message);
        Assert.AreEqual(Codes.SourceDiffers, gone.Check().Findings.Single().Code);
    }

    [TestMethod]
    public void SDKs_and_tools_are_asked_of_the_sources_that_they_come_from_and_not_of_those_of_the_restore_alone()
    {
        const string Tool = "Contoso.Tool";
        var good = RestoredProject.Package(Tool);
        using var feed = new AskedFeed().With(Tool, "1.0.0", RestoredProject.Package(Tool, "served now"));
        using var project = new RestoredProject().Source("feed", feed.Index).Locks(Id, First).LocksTool(ToolLockKind.MSBuildSdk, Tool, good, 7);
        Directory.CreateDirectory(project.At("restored"));
        project.RestoredFrom = [project.At("restored")];
        project.Put("restored", Id, First);
        // The source of the restore has the locked one; that of nuget.config, from which SDKs are taken, does not.
        project.Put("restored", Tool, good);

        Assert.AreEqual((Codes.SourceDiffers, 7), project.Check().Findings.Select(f => (f.Code, f.Location!.Line)).Single());

        // The twin, and a source that does not answer: no pass.
        feed.With(Tool, "1.0.0", good);
        Assert.AreEqual(GateOutcome.Passed, project.Check().Outcome);
        feed.Instead = (context, _) => (context.Response.StatusCode = 500) > 0;
        var failed = project.Check();
        Assert.AreEqual((GateOutcome.NotRun, Codes.SourceNotAsked), (failed.Outcome, failed.Findings.Single().Code));
    }

    [TestMethod]
    [DataRow(true, GateOutcome.Passed)]
    [DataRow(false, GateOutcome.Failed)]
    public void A_folder_is_a_source_as_well(bool same, GateOutcome outcome)
    {
        using var project = new RestoredProject().Locks(Id, First);
        project.Folder("feed");
        project.Folder("empty");
        project.Put("feed", Id, same ? First : Other);

        Assert.AreEqual(outcome, project.Check().Outcome);
    }

    [TestMethod]
    public void A_version_that_no_list_names_is_downloaded_all_the_same()
    {
        using var feed = new AskedFeed().With(Id, "1.0.0", First);
        feed.Unlisted.Add("1.0.0");
        using var project = new RestoredProject().Source("feed", feed.Index).Locks(Id, First);

        Assert.AreEqual(GateOutcome.Passed, project.Check().Outcome);
        feed.With(Id, "1.0.0", Other);
        Assert.AreEqual(GateOutcome.Failed, project.Check().Outcome);
    }

    [TestMethod]
    public void A_package_that_no_source_has_is_no_pass()
    {
        using var feed = new AskedFeed().With(Id, "1.0.1", First);
        using var project = new RestoredProject().Source("feed", feed.Index).Locks(Id, First);
        project.Folder("folder");

        var result = project.Check();

        Assert.AreEqual((GateOutcome.Failed, Codes.SourceDiffers), (result.Outcome, result.Findings.Single().Code));
        Assert.Contains("no source that may serve it has it (feed, folder)", result.Findings[0].Message);
    }

    [TestMethod]
    public void A_source_that_is_down_decides_nothing_even_where_another_agrees()
    {
        string index;
        using (var gone = new AskedFeed())
            index = gone.Index;
        using var feed = new AskedFeed().With(Id, "1.0.0", First);
        using var project = new RestoredProject().Source("feed", feed.Index).Source("gone", index).Locks(Id, First);

        var result = project.Check();

        Assert.AreEqual((GateOutcome.NotRun, Codes.SourceNotAsked, Severity.Error), (result.Outcome, result.Findings.Single().Code, result.Findings[0].Severity));
        Assert.StartsWith($"gone gave no answer, and {Id} 1.0.0 cannot be compared with it: ", result.Findings[0].Message);
        Assert.Contains("lock.againstSource", result.Findings[0].Message);
        Assert.AreEqual(GateOutcome.Warned, project.Check(Enforce.Warning).Outcome);
    }

    [TestMethod]
    public void A_server_error_is_asked_again_and_a_refusal_is_not()
    {
        using var feed = new AskedFeed().With(Id, "1.0.0", First);
        var left = 2;
        feed.Instead = (context, path) =>
        {
            if (!path.EndsWith(".nupkg", StringComparison.Ordinal) || left-- <= 0)
                return false;
            context.Response.StatusCode = left == 1 ? 500 : 503;
            context.Response.OutputStream.Write("half of a package"u8);
            return true;
        };
        using var project = new RestoredProject().Source("feed", feed.Index).Locks(Id, First);
        Assert.AreEqual(GateOutcome.Passed, project.Check().Outcome);
        Assert.HasCount(4, feed.Asked);

        // One time more than there are retries.
        left = 3;
        Assert.Contains("answers 503", project.Check().Findings.Single().Message);

        feed.Asked.Clear();
        feed.Instead = (context, path) => path.EndsWith(".nupkg", StringComparison.Ordinal) && (context.Response.StatusCode = 403) == 403;
        Assert.Contains("answers 403: it wants credentials", project.Check().Findings.Single().Message);
        Assert.AreEqual(1, feed.Asked.Count(path => path.EndsWith(".nupkg", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_connection_that_breaks_in_the_middle_is_asked_again_from_the_start()
    {
        using var feed = new AskedFeed().With(Id, "1.0.0", First);
        var left = 1;
        feed.Instead = (context, path) =>
        {
            if (!path.EndsWith(".nupkg", StringComparison.Ordinal) || left-- <= 0)
                return false;
            context.Response.ContentLength64 = First.Length;
            context.Response.OutputStream.Write(First.AsSpan(0, First.Length / 2));
            context.Response.OutputStream.Flush();
            context.Response.Abort();
            return true;
        };
        using var project = new RestoredProject().Source("feed", feed.Index).Locks(Id, First);

        Assert.AreEqual(GateOutcome.Passed, project.Check().Outcome);
    }

    [TestMethod]
    public void An_answer_without_end_is_cut_and_one_that_does_not_come_is_not_waited_for()
    {
        using var feed = new AskedFeed();
        using var project = new RestoredProject().Source("feed", feed.Index).Locks(Id, First);
        project.Limits = project.Limits with { MaxPackageBytes = 100_000, MaxSilence = TimeSpan.FromSeconds(1), Pauses = [] };
        feed.Instead = (context, path) =>
        {
            if (!path.EndsWith(".nupkg", StringComparison.Ordinal))
                return false;
            context.Response.SendChunked = true;
            for (var sent = 0; sent < 100_000_000; sent += 10_000)
                context.Response.OutputStream.Write(new byte[10_000]);
            return true;
        };
        var tooLarge = project.Check();
        Assert.AreEqual(GateOutcome.NotRun, tooLarge.Outcome);
        Assert.Contains("larger than 100000 bytes", tooLarge.Findings.Single().Message);

        using var end = new ManualResetEventSlim();
        feed.Instead = (_, path) => path.EndsWith(".nupkg", StringComparison.Ordinal) && end.Wait(TimeSpan.FromSeconds(30));
        Assert.Contains("sent nothing for 1 seconds", project.Check().Findings.Single().Message);

        project.Limits = project.Limits with { MaxSilence = TimeSpan.FromMinutes(1), MaxTime = TimeSpan.FromSeconds(1) };
        Assert.Contains("longer than 1 seconds", project.Check().Findings.Single().Message);
        end.Set();
    }

    [TestMethod]
    public void Silence_is_waited_for_once_and_a_quick_failure_is_asked_again()
    {
        using var feed = new AskedFeed();
        using var end = new ManualResetEventSlim();
        using var project = new RestoredProject().Source("feed", feed.Index).Locks(Id, First);
        project.Limits = project.Limits with { MaxSilence = TimeSpan.FromSeconds(1) };
        int Asked() => feed.Asked.Count(path => path.EndsWith(".nupkg", StringComparison.Ordinal));

        feed.Instead = (_, path) => path.EndsWith(".nupkg", StringComparison.Ordinal) && end.Wait(TimeSpan.FromSeconds(30));
        Assert.Contains("sent nothing for 1 seconds", project.Check().Findings.Single().Message);
        Assert.AreEqual(1, Asked());

        // Silent in the middle of an answer is silent as well.
        feed.Asked.Clear();
        feed.Instead = (context, path) =>
        {
            if (!path.EndsWith(".nupkg", StringComparison.Ordinal))
                return false;
            context.Response.SendChunked = true;
            context.Response.OutputStream.Write(new byte[100]);
            context.Response.OutputStream.Flush();
            return end.Wait(TimeSpan.FromSeconds(30));
        };
        Assert.Contains("sent nothing for 1 seconds", project.Check().Findings.Single().Message);
        Assert.AreEqual(1, Asked());
        end.Set();

        feed.Asked.Clear();
        feed.Instead = (context, path) => path.EndsWith(".nupkg", StringComparison.Ordinal) && (context.Response.StatusCode = 503) == 503;
        Assert.Contains("answers 503", project.Check().Findings.Single().Message);
        Assert.AreEqual(3, Asked());
    }

    [TestMethod]
    public void Cancelling_is_no_answer()
    {
        using var feed = new AskedFeed();
        using var cancel = new CancellationTokenSource();
        using var end = new ManualResetEventSlim();
        feed.Instead = (_, _) =>
        {
            cancel.Cancel();
            return end.Wait(TimeSpan.FromSeconds(30));
        };
        using var project = new RestoredProject().Source("feed", feed.Index).Locks(Id, First).Write();

        Assert.Throws<OperationCanceledException>(() => project.Ask(cancel.Token));
        end.Set();
    }

    [TestMethod]
    public void A_source_that_goes_on_failing_is_asked_no_more()
    {
        using var feed = new AskedFeed();
        feed.Instead = (context, path) => path.EndsWith(".nupkg", StringComparison.Ordinal) && (context.Response.StatusCode = 500) == 500;
        using var project = new RestoredProject().Source("feed", feed.Index);
        for (var number = 0; number < 30; number++)
            project.Locks($"{Id}.N{number:00}", First);
        project.Limits = project.Limits with { Concurrency = 1, MaxFailures = 2, Pauses = [] };

        var result = project.Check();

        Assert.AreEqual(GateOutcome.NotRun, result.Outcome);
        Assert.AreEqual(2, feed.Asked.Count(path => path.EndsWith(".nupkg", StringComparison.Ordinal)));
        Assert.Contains("feed gave no answer, and 29 packages cannot be compared with it: ", string.Join('\n', result.Findings.Select(f => f.Message)));
    }

    [TestMethod]
    [DataRow("from nuget.config", "right", GateOutcome.Passed)]
    [DataRow("from nuget.config", "wrong", GateOutcome.NotRun)]
    [DataRow("from a variable", "right", GateOutcome.Passed)]
    [DataRow("none", "", GateOutcome.NotRun)]
    public void Credentials_are_those_of_nuget_config(string kind, string password, GateOutcome outcome)
    {
        Environment.SetEnvironmentVariable("SCSDK_SOURCE_PASSWORD", "right");
        using var feed = new AskedFeed().With(Id, "1.0.0", First).For("reader", "right");
        using var project = new RestoredProject().Source("feed", feed.Index).Locks(Id, First);
        if (kind != "none")
            project.Credentials = $"<packageSourceCredentials><feed><add key=\"Username\" value=\"reader\" /><add key=\"ClearTextPassword\" value=\"{(kind == "from a variable" ? "%SCSDK_SOURCE_PASSWORD%" : password)}\" /></feed></packageSourceCredentials>";

        var result = project.Check();

        Assert.AreEqual(outcome, result.Outcome, result.Findings.FirstOrDefault()?.Message);
        if (outcome == GateOutcome.NotRun)
            Assert.Contains("answers 401: it wants credentials, or does not want these", result.Findings.Single().Message);
    }

    [TestMethod]
    public void What_a_feed_sends_that_is_no_package_or_no_feed_decides_nothing()
    {
        using var feed = new AskedFeed().With(Id, "1.0.0", "<html>Sign in</html>"u8.ToArray());
        using var project = new RestoredProject().Source("feed", feed.Index).Locks(Id, First);
        Assert.Contains($"what it sends for {Id} 1.0.0 is no package", project.Check().Findings.Single().Message);

        feed.Instead = (context, path) =>
        {
            context.Response.OutputStream.Write("<feed/>"u8);
            return true;
        };
        var result = project.Check();
        Assert.AreEqual(GateOutcome.NotRun, result.Outcome);
        Assert.Contains("no service index of a NuGet v3 feed", result.Findings.Single().Message);
    }

    [TestMethod]
    public void What_cannot_vouch_is_not_asked()
    {
        using var project = new RestoredProject().Source("plain", "http://feed.example.com/v3/index.json").Locks(Id, First);
        Assert.Contains("is not encrypted", project.Check().Findings.Single().Message);

        using var itself = new RestoredProject().Locks(Id, First);
        itself.Folder("packages");
        itself.Put("packages", Id, First);
        Assert.Contains("vouches for nothing", itself.Check().Findings.Single().Message);

        // By another name, by the folder of one package alone, and as a fallback folder.
        using var linked = new RestoredProject().Locks(Id, First);
        linked.Put("packages/contoso.widgets/1.0.0", Id, First);
        File.CreateSymbolicLink(linked.At("link"), linked.At("packages"));
        Assert.Contains("vouches for nothing", linked.Source("link", linked.At("link")).Check().Findings.Single().Message);
        using var inside = new RestoredProject().Locks(Id, First);
        inside.Put("packages/contoso.widgets/1.0.0", Id, First);
        Assert.Contains("vouches for nothing", inside.Source("inside", inside.At("packages/contoso.widgets")).Check().Findings.Single().Message);
        using var fallback = new RestoredProject().Locks(Id, First);
        fallback.Put("packages/contoso.widgets/1.0.0", Id, First);
        fallback.Fallback = [fallback.At("packages")];
        Assert.Contains("vouches for nothing", fallback.Check().Findings.Single().Message);

        using var missing = new RestoredProject().Source("missing", "/nowhere/at/all").Locks(Id, First);
        Assert.Contains("there is no folder /nowhere/at/all", missing.Check().Findings.Single().Message);
    }

    [TestMethod]
    public void Without_what_restore_recorded_nothing_is_decided()
    {
        using var project = new RestoredProject().Locks(Id, First).Write();
        File.Delete(project.ConfigFile);
        var result = project.Judge(project.Ask());
        Assert.AreEqual(GateOutcome.NotRun, result.Outcome);
        Assert.Contains("which is not there any more or may not be read", result.Findings.Single().Message);

        File.WriteAllText(project.ConfigFile, "<configuration>");
        Assert.AreEqual(GateOutcome.NotRun, project.Judge(project.Ask()).Outcome);

        File.WriteAllText(project.AssetsFile, "{}");
        Assert.Contains("does not record the sources", project.Judge(project.Ask()).Findings.Single().Message);
        File.WriteAllText(project.AssetsFile, """{ "project": { "restore": { "sources": {}, "configFilePaths": [] } } }""");
        Assert.AreEqual(GateOutcome.Failed, project.Judge(project.Ask()).Outcome, "no source at all serves nothing");
    }

    [TestMethod]
    public void Nothing_is_read_from_the_caches_of_NuGet_and_nothing_stays()
    {
        using var feed = new AskedFeed().With(Id, "1.0.0", First);
        using var project = new RestoredProject().Source("feed", feed.Index).Locks(Id, First);
        Assert.AreEqual(GateOutcome.Passed, project.Check().Outcome);
        var before = feed.Asked.Count;

        feed.With(Id, "1.0.0", Other);
        Assert.AreEqual(GateOutcome.Failed, project.Check().Outcome);
        Assert.AreEqual(2 * before, feed.Asked.Count, "the service index is asked again as well");
    }

    [TestMethod]
    public async Task Resources_of_NuGet_are_asked_through_the_same_sources()
    {
        using var feed = new AskedFeed().With(Id, "1.0.0", First).For("reader", "right");
        using var project = new RestoredProject().Source("feed", feed.Index);
        project.Credentials = "<packageSourceCredentials><feed><add key=\"Username\" value=\"reader\" /><add key=\"ClearTextPassword\" value=\"right\" /></feed></packageSourceCredentials>";
        using var sources = PackageSources.Open(project.Write().AssetsFile);

        var versions = await sources.All.Single().GetResourceAsync<NuGet.Protocol.Core.Types.FindPackageByIdResource>(CancellationToken.None);

        var found = await versions!.GetAllVersionsAsync(Id, sources.Uncached, NuGet.Common.NullLogger.Instance, CancellationToken.None);
        Assert.AreEqual("1.0.0", string.Join(", ", found));
    }
}
