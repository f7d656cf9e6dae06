namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>The local store: shared by processes, left behind by ones that died, damaged.</summary>
[TestClass]
public class LocalStoreTests
{
    [TestMethod]
    public async Task Updates_at_the_same_time_all_succeed_and_only_the_first_fetches()
    {
        using var repository = new TestRepository();
        repository.Targets.Targets["a"] = [.. Enumerable.Range(0, 10_000).Select(i => (byte)i)];
        repository.PublishNext();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => repository.DownloadAsync("a"))));
        var requests = repository.TakeRequests();
        Assert.AreEqual(1, requests.Count(path => path == "2.snapshot.json"));
        Assert.AreEqual(1, requests.Count(path => path.StartsWith("targets/", StringComparison.Ordinal)));
        Assert.AreEqual(8, requests.Count(path => path == "timestamp.json"));
    }

    [TestMethod]
    public async Task Processes_share_one_store_while_the_repository_changes()
    {
        using var repository = new TestRepository();
        await repository.UpdateAsync();
        ConformanceRun.Init(repository, repository.At("shared"));
        var processes = Enumerable.Range(0, 4).Select(_ => ConformanceRun.Start(repository, repository.At("shared"), "refresh")).ToList();
        while (processes.Exists(process => !process.HasExited))
        {
            repository.PublishNext();
            await Task.Delay(20);
        }
        foreach (var process in processes)
            Assert.AreEqual(0, process.ExitCode, process.StandardError.ReadToEnd());
        processes.ForEach(process => process.Dispose());
        using var update = await repository.Client(store: repository.At("shared")).UpdateAsync();
        Assert.AreEqual(repository.Timestamp.Version, update.TimestampVersion);
        Assert.IsEmpty(Directory.GetFiles(repository.At("shared"), ".*.tuf-tmp"));
    }

    [TestMethod]
    public async Task A_store_that_another_update_holds_is_busy_and_free_when_that_ends()
    {
        using var repository = new TestRepository();
        var waiting = new TufClient(new TufRepository(repository.Metadata, repository.TargetFiles, repository.FirstRoot), repository.Store, time: new FixedTime(TestRepository.Now))
        {
            LockTimeout = TimeSpan.FromMilliseconds(200),
        };
        using (await repository.Client().UpdateAsync())
        {
            await Refused.With(TufFailure.StoreBusy, () => waiting.UpdateAsync());
            Assert.IsNull(waiting.ReadStored(), "who reads does not wait");
        }
        using var update = await waiting.UpdateAsync();
        Assert.AreEqual(1, update.RootVersion);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public async Task What_is_left_behind_is_not_looked_for_behind_links()
    {
        using var repository = new TestRepository();
        await repository.UpdateAsync();
        var (outside, inside) = (repository.At("outside/.a.tuf-tmp"), Path.Combine(repository.Store, "root_history", ".a.tuf-tmp"));
        foreach (var path in (string[])[outside, inside])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
        Directory.CreateSymbolicLink(Path.Combine(repository.Store, "out"), repository.At("outside"));
        // Two of them make 2^n ways round.
        foreach (var name in (string[])["round", "around"])
            Directory.CreateSymbolicLink(Path.Combine(repository.Store, name), repository.Store);
        await repository.UpdateAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.IsTrue(File.Exists(outside));
        Assert.IsFalse(File.Exists(inside));
    }

    [TestMethod]
    public async Task A_process_that_was_killed_leaves_a_store_that_the_next_one_uses()
    {
        using var repository = new TestRepository();
        repository.PublishNext();
        using var reached = new ManualResetEventSlim();
        using var over = new ManualResetEventSlim();
        repository.Intercept = (_, path) =>
        {
            if (path != "metadata/2.targets.json")
                return false;
            reached.Set();
            over.Wait();
            return false;
        };
        ConformanceRun.Init(repository, repository.Store);
        using var process = ConformanceRun.Start(repository, repository.Store, "refresh");
        Assert.IsTrue(reached.Wait(TimeSpan.FromSeconds(30)));
        process.Kill();
        process.WaitForExit();
        over.Set();
        repository.Intercept = null;
        File.WriteAllText(Path.Combine(repository.Store, ".0123.tuf-tmp"), "{\"half");
        Assert.AreEqual((1, 2, 2, 2), await repository.UpdateAsync());
        Assert.IsFalse(File.Exists(Path.Combine(repository.Store, ".0123.tuf-tmp")));
        (repository.Timestamp.Version, repository.Snapshot.Version, repository.Targets.Version) = (1, 1, 1);
        repository.Publish();
        await Refused.With(TufFailure.Rollback, () => repository.UpdateAsync());
    }

    [TestMethod]
    [DataRow("timestamp.json")]
    [DataRow("snapshot.json")]
    [DataRow("root.json")]
    public async Task A_damaged_file_that_guards_against_rollback_is_not_passed_over(string name)
    {
        using var repository = new TestRepository();
        repository.PublishNext();
        await repository.UpdateAsync();
        var path = Path.Combine(repository.Store, name);
        var whole = File.ReadAllBytes(path);
        foreach (var damaged in (byte[][])[[], whole[..^10], [.. whole, .. new byte[1]]])
        {
            File.WriteAllBytes(path, damaged);
            StringAssert.Contains((await Refused.With(TufFailure.StoreDamaged, () => repository.UpdateAsync())).Message, "Delete its folder");
        }
        File.WriteAllBytes(path, whole);
        Assert.AreEqual((1, 2, 2, 2), await repository.UpdateAsync());
    }

    [TestMethod]
    public async Task A_damaged_file_that_can_be_fetched_again_is_fetched_again()
    {
        using var repository = new TestRepository();
        repository.NextRoot(() => { });
        repository.Delegate(repository.Targets, "A", TestRepository.Paths("*")).Targets["a"] = [1];
        repository.PublishNext();
        await repository.DownloadAsync("a");
        foreach (var name in (string[])["targets.json", "A.json", "targets/a", "root_history/2.root.json"])
            File.WriteAllText(Path.Combine(repository.Store, name), "{");
        repository.TakeRequests();
        CollectionAssert.AreEqual((byte[])[1], await repository.DownloadAsync("a"));
        CollectionAssert.AreEqual(
            (string[])["2.root.json", "3.root.json", "timestamp.json", "2.targets.json", "1.A.json"], repository.TakeRequests()[..^1]);
    }

    [TestMethod]
    public async Task A_mark_of_new_keys_counts_only_once_their_root_is_there()
    {
        using var repository = new TestRepository();
        repository.PublishNext();
        await repository.UpdateAsync();
        // As if the process had died after the mark and before the root.
        File.WriteAllText(Path.Combine(repository.Store, "rotated"), "2");
        repository.Timestamp.Version = 1;
        repository.Publish();
        await Refused.With(TufFailure.Rollback, () => repository.UpdateAsync());
        repository.NextRoot(() => { });
        Assert.AreEqual((2, 1, 2, 2), await repository.UpdateAsync());
        Assert.IsFalse(File.Exists(Path.Combine(repository.Store, "rotated")));
    }

    [TestMethod]
    public async Task The_store_of_another_repository_is_refused()
    {
        using var repository = new TestRepository();
        using var other = new TestRepository();
        await repository.UpdateAsync();
        await Refused.With(TufFailure.StoreDamaged, async () => (await other.Client(store: repository.Store).UpdateAsync()).Dispose());
    }

    [TestMethod]
    public async Task A_folder_that_cannot_be_written_is_said()
    {
        using var repository = new TestRepository();
        File.WriteAllText(repository.Store, "a file");
        await Refused.With(TufFailure.StoreUnusable, () => repository.UpdateAsync());
        File.Delete(repository.Store);
    }
}
