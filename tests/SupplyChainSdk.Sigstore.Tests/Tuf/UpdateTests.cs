using System.Text.Json.Nodes;

namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>Updates from a repository that is as it should be, and which requests they make.</summary>
[TestClass]
public class UpdateTests
{
    [TestMethod]
    public async Task The_first_update_asks_for_each_role_once()
    {
        using var repository = new TestRepository();
        Assert.AreEqual((1, 1, 1, 1), await repository.UpdateAsync());
        CollectionAssert.AreEqual((string[])["2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"], repository.TakeRequests());
    }

    [TestMethod]
    public async Task An_update_without_news_asks_for_the_next_root_and_the_timestamp_only()
    {
        using var repository = new TestRepository();
        await repository.UpdateAsync();
        repository.TakeRequests();
        Assert.AreEqual((1, 1, 1, 1), await repository.UpdateAsync());
        CollectionAssert.AreEqual((string[])["2.root.json", "timestamp.json"], repository.TakeRequests());
    }

    [TestMethod]
    public async Task News_are_fetched()
    {
        using var repository = new TestRepository();
        await repository.UpdateAsync();
        repository.TakeRequests();
        repository.NextRoot(() => { });
        repository.PublishNext();
        Assert.AreEqual((2, 2, 2, 2), await repository.UpdateAsync());
        CollectionAssert.AreEqual(
            (string[])["2.root.json", "3.root.json", "timestamp.json", "2.snapshot.json", "2.targets.json"], repository.TakeRequests());
        Assert.AreEqual((2, 2, 2, 2), await repository.UpdateAsync());
        CollectionAssert.AreEqual((string[])["3.root.json", "timestamp.json"], repository.TakeRequests(), "The walk goes on from where it was.");
    }

    [TestMethod]
    public async Task Metadata_is_stored_byte_by_byte_as_it_came()
    {
        using var repository = new TestRepository();
        var timestamp = repository.Files["metadata/timestamp.json"] = [.. repository.Files["metadata/timestamp.json"], .. "\n  \n"u8];
        await repository.UpdateAsync();
        CollectionAssert.AreEqual(timestamp, File.ReadAllBytes(Path.Combine(repository.Store, "timestamp.json")));
        CollectionAssert.AreEqual(repository.FirstRoot, File.ReadAllBytes(Path.Combine(repository.Store, "root.json")));
        string[] names = [.. Directory.GetFiles(repository.Store).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual((string[])[".lock", "root.json", "snapshot.json", "targets.json", "timestamp.json"], names);
    }

    [TestMethod]
    public async Task Without_consistent_snapshots_files_have_their_plain_names()
    {
        using var repository = new TestRepository { ConsistentSnapshot = false };
        repository.Files.Clear();
        repository.Targets.Targets["dir/a.txt"] = [1, 2, 3];
        repository.PublishRoot();
        repository.Publish();
        CollectionAssert.AreEqual((byte[])[1, 2, 3], await repository.DownloadAsync("dir/a.txt"));
        CollectionAssert.AreEqual(
            (string[])["2.root.json", "timestamp.json", "snapshot.json", "targets.json", "targets/dir/a.txt"], repository.TakeRequests());
    }

    [TestMethod]
    public async Task A_target_that_is_stored_is_not_asked_for_again_and_a_changed_one_is()
    {
        using var repository = new TestRepository();
        repository.Targets.Targets["dir/a.txt"] = [1, 2, 3];
        repository.PublishNext();
        CollectionAssert.AreEqual((byte[])[1, 2, 3], await repository.DownloadAsync("dir/a.txt"));
        StringAssert.StartsWith(repository.TakeRequests()[^1], "targets/dir/039058c6");
        CollectionAssert.AreEqual((byte[])[1, 2, 3], await repository.DownloadAsync("dir/a.txt"));
        Assert.AreEqual("timestamp.json", repository.TakeRequests()[^1]);
        File.WriteAllBytes(Path.Combine(repository.Store, "targets", "dir%2Fa.txt"), [1, 2, 4]);
        CollectionAssert.AreEqual((byte[])[1, 2, 3], await repository.DownloadAsync("dir/a.txt"));
        StringAssert.StartsWith(repository.TakeRequests()[^1], "targets/dir/039058c6");
        repository.Targets.Targets["dir/a.txt"] = [9];
        repository.PublishNext();
        CollectionAssert.AreEqual((byte[])[9], await repository.DownloadAsync("dir/a.txt"));
        Assert.AreEqual(1, Directory.GetFiles(Path.Combine(repository.Store, "targets")).Length);
    }

    [TestMethod]
    public async Task Unknown_members_are_signed_and_ignored()
    {
        using var repository = new TestRepository();
        Action<JsonObject> extend = signed => signed["x-\u00e9 new \"thing\\"] = JsonNode.Parse("""{"b":[1,-7,true,null,"\n\u2028\ud83d\ude00"],"a":{}}""");
        foreach (var role in (TestRole[])[repository.Root, repository.Timestamp, repository.Snapshot, repository.Targets])
            role.Edit = extend;
        repository.NextRoot(() => { });
        repository.PublishNext();
        Assert.AreEqual((2, 2, 2, 2), await repository.UpdateAsync());
    }

    [TestMethod]
    public async Task An_unknown_member_that_was_changed_breaks_the_signature()
    {
        using var repository = new TestRepository();
        repository.Timestamp.Edit = signed => signed["x-new"] = 1;
        repository.Timestamp.Tamper = file => file["signed"]!["x-new"] = 2;
        repository.Publish();
        await Refused.With(TufFailure.SignatureThreshold, () => repository.UpdateAsync());
    }

    [TestMethod]
    public async Task Hashes_and_lengths_of_metadata_are_taken_when_listed()
    {
        using var repository = new TestRepository { ListHashes = true };
        repository.PublishNext();
        Assert.AreEqual((1, 2, 2, 2), await repository.UpdateAsync());
        repository.TakeRequests();
        repository.PublishNext();
        Assert.AreEqual((1, 3, 3, 3), await repository.UpdateAsync());
    }

    [TestMethod]
    public async Task A_target_that_nobody_lists_is_not_found_and_the_metadata_is_updated_nevertheless()
    {
        using var repository = new TestRepository();
        await Refused.With(TufFailure.TargetNotFound, () => repository.DownloadAsync("nothing"));
        CollectionAssert.AreEqual((string[])["2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"], repository.TakeRequests());
        Assert.IsTrue(File.Exists(Path.Combine(repository.Store, "targets.json")));
    }
}
