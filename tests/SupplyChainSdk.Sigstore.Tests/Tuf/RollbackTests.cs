using System.Text.Json.Nodes;

namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>Rollback, freeze, fast-forward, mix-and-match: signed metadata that is not the newest, or does not belong together.</summary>
[TestClass]
public class RollbackTests
{
    [TestMethod]
    public async Task An_older_timestamp_is_refused()
    {
        using var repository = await UpdatedTwice();
        repository.Timestamp.Version = 1;
        repository.Publish();
        await Refused.With(TufFailure.Rollback, () => repository.UpdateAsync());
        Assert.AreEqual("timestamp.json", repository.TakeRequests()[^1]);
        Assert.AreEqual(2, Stored(repository, "timestamp"));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_newer_timestamp_with_an_older_snapshot_is_refused(bool hashes)
    {
        using var repository = await UpdatedTwice(hashes);
        repository.Timestamp.Version = 3;
        repository.Snapshot.Version = 1;
        repository.Publish();
        await Refused.With(TufFailure.Rollback, () => repository.UpdateAsync());
        Assert.AreEqual((2L, 2L), (Stored(repository, "timestamp"), Stored(repository, "snapshot")));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task A_newer_snapshot_with_older_targets_is_refused_also_when_the_stored_one_is_no_longer_listed(bool hashes)
    {
        using var repository = await UpdatedTwice(hashes);
        (repository.Timestamp.Version, repository.Snapshot.Version, repository.Targets.Version) = (3, 3, 1);
        repository.Publish();
        var refused = await Refused.With(TufFailure.Rollback, () => repository.UpdateAsync());
        StringAssert.Contains(refused.Message, "'targets.json' version 1, and listed version 2 before");
        Assert.AreEqual((3L, 2L, 2L), (Stored(repository, "timestamp"), Stored(repository, "snapshot"), Stored(repository, "targets")));
        await Refused.With(TufFailure.Rollback, () => repository.UpdateAsync());
    }

    [TestMethod]
    public async Task A_delegated_role_cannot_go_back_and_cannot_go_away()
    {
        using var repository = new TestRepository();
        var role = repository.Delegate(repository.Targets, "role", TestRepository.Paths("*"));
        role.Version = 5;
        repository.PublishNext();
        await repository.UpdateAsync();
        role.Version = 4;
        repository.PublishNext();
        await Refused.With(TufFailure.Rollback, () => repository.UpdateAsync());
        repository.Delegated.Clear();
        repository.PublishNext();
        StringAssert.Contains((await Refused.With(TufFailure.RoleRemoved, () => repository.UpdateAsync())).Message, "'role.json'");
    }

    [TestMethod]
    public async Task A_lost_timestamp_does_not_let_an_older_snapshot_in()
    {
        using var repository = await UpdatedTwice();
        File.Delete(Path.Combine(repository.Store, "timestamp.json"));
        repository.Snapshot.Version = 1;
        repository.Timestamp.Version = 1;
        repository.Publish();
        await Refused.With(TufFailure.Rollback, () => repository.UpdateAsync());
    }

    [TestMethod]
    public async Task Another_timestamp_of_the_same_version_changes_nothing()
    {
        using var repository = new TestRepository();
        await repository.UpdateAsync();
        repository.TakeRequests();
        repository.Timestamp.Edit = signed => signed["meta"]!["snapshot.json"]!["version"] = 100;
        repository.Publish();
        Assert.AreEqual((1, 1, 1, 1), await repository.UpdateAsync());
        CollectionAssert.AreEqual((string[])["2.root.json", "timestamp.json"], repository.TakeRequests());
    }

    [TestMethod]
    [DataRow("timestamp", 1)]
    [DataRow("snapshot", 1)]
    [DataRow("targets", 1)]
    public async Task Metadata_that_has_expired_is_refused_and_what_was_accepted_before_it_stays(string name, int before)
    {
        using var repository = new TestRepository();
        await repository.UpdateAsync();
        Role(repository, name).Expires = TestRepository.Now;
        repository.PublishNext();
        StringAssert.Contains((await Refused.With(TufFailure.Expired, () => repository.UpdateAsync())).Message, $"{name}.json version 2 expired");
        Assert.AreEqual(before, Stored(repository, name));
        Role(repository, name).Expires = TestRepository.Now.AddSeconds(1);
        repository.PublishNext();
        Assert.AreEqual((1, 3, 3, 3), await repository.UpdateAsync());
    }

    [TestMethod]
    public async Task A_frozen_repository_is_refused_when_its_timestamp_expires_and_an_expired_store_takes_newer_metadata()
    {
        using var repository = new TestRepository();
        repository.Timestamp.Expires = TestRepository.Now.AddDays(7);
        repository.PublishNext();
        await repository.UpdateAsync();
        var later = TestRepository.Now.AddDays(8);
        StringAssert.Contains((await Refused.With(TufFailure.Expired, () => repository.UpdateAsync(now: later))).Message, "timestamp.json");
        repository.Timestamp.Expires = TestRepository.Now.AddDays(14);
        repository.PublishNext();
        Assert.AreEqual((1, 3, 3, 3), await repository.UpdateAsync(now: later));
    }

    [TestMethod]
    [DataRow("timestamp")]
    [DataRow("snapshot")]
    public async Task After_a_fast_forward_attack_new_keys_let_the_versions_go_back(string rotated)
    {
        using var repository = new TestRepository();
        (repository.Timestamp.Version, repository.Snapshot.Version, repository.Targets.Version) = (1000, 1000, 1000);
        repository.Publish();
        await repository.UpdateAsync();
        (repository.Timestamp.Version, repository.Snapshot.Version, repository.Targets.Version) = (2, 2, 2);
        repository.Publish();
        await Refused.With(TufFailure.Rollback, () => repository.UpdateAsync());
        repository.NextRoot(Role(repository, rotated).Rotate);
        repository.Publish();
        Assert.AreEqual((2, 2, 2, 2), await repository.UpdateAsync());
        repository.PublishNext();
        Assert.AreEqual((2, 3, 3, 3), await repository.UpdateAsync());
        repository.Timestamp.Version = 2;
        repository.Publish();
        await Refused.With(TufFailure.Rollback, () => repository.UpdateAsync());
    }

    [TestMethod]
    public async Task The_recovery_also_works_when_the_update_that_saw_the_new_keys_failed()
    {
        using var repository = new TestRepository();
        (repository.Timestamp.Version, repository.Snapshot.Version) = (1000, 1000);
        repository.Publish();
        await repository.UpdateAsync();
        repository.NextRoot(() =>
        {
            repository.Snapshot.Rotate();
            repository.Root.Expires = TestRepository.Now;
        });
        await Refused.With(TufFailure.Expired, () => repository.UpdateAsync());
        Assert.AreEqual(1000, Stored(repository, "timestamp"), "Nothing is dropped while the newest root has expired.");
        repository.NextRoot(() => repository.Root.Expires = TestRepository.Now.AddDays(1));
        (repository.Timestamp.Version, repository.Snapshot.Version) = (2, 2);
        repository.Publish();
        Assert.AreEqual((3, 2, 2, 1), await repository.UpdateAsync());
    }

    [TestMethod]
    public async Task Keys_that_are_only_added_do_not_let_versions_go_back()
    {
        using var repository = await UpdatedTwice();
        repository.NextRoot(() => repository.Timestamp.Keys.Add(TestKey.Ecdsa()));
        repository.Timestamp.Version = 1;
        repository.Publish();
        await Refused.With(TufFailure.Rollback, () => repository.UpdateAsync());
    }

    [TestMethod]
    public async Task Metadata_of_another_version_than_listed_is_refused()
    {
        using var repository = new TestRepository();
        repository.Snapshot.Version = 7;
        repository.Publish();
        repository.Timestamp.Version = 2;
        repository.Timestamp.Edit = signed => signed["meta"]!["snapshot.json"]!["version"] = 8;
        repository.Publish();
        repository.Files["metadata/8.snapshot.json"] = repository.Files["metadata/7.snapshot.json"];
        await Refused.With(TufFailure.WrongVersion, () => repository.UpdateAsync());
        Assert.IsFalse(File.Exists(Path.Combine(repository.Store, "snapshot.json")));
    }

    [TestMethod]
    [DataRow("snapshot")]
    [DataRow("targets")]
    public async Task Signed_metadata_from_another_day_does_not_mix(string name)
    {
        using var repository = new TestRepository { ListHashes = true };
        (repository.Timestamp.Version, repository.Snapshot.Version, repository.Targets.Version) = (2, 2, 2);
        Role(repository, name).Edit = signed => signed["x-other"] = true;
        repository.Publish();
        var other = repository.Files[$"metadata/2.{name}.json"];
        Role(repository, name).Edit = null;
        repository.Publish();
        var genuine = repository.Files[$"metadata/2.{name}.json"];
        repository.Files[$"metadata/2.{name}.json"] = other;
        await Refused.With(TufFailure.TooLarge, () => repository.UpdateAsync());
        repository.Files[$"metadata/2.{name}.json"] = genuine[..^1];
        await Refused.With(TufFailure.LengthMismatch, () => repository.UpdateAsync());
        repository.Files[$"metadata/2.{name}.json"] = [.. genuine[..^1], (byte)' '];
        await Refused.With(TufFailure.HashMismatch, () => repository.UpdateAsync());
        repository.Files[$"metadata/2.{name}.json"] = genuine;
        Assert.AreEqual((1, 2, 2, 2), await repository.UpdateAsync());
    }

    [TestMethod]
    public async Task Hashes_of_unknown_kinds_are_not_taken_for_checked()
    {
        using var repository = new TestRepository { ListHashes = true };
        repository.Timestamp.Edit = signed => signed["meta"]!["snapshot.json"]!["hashes"] = new JsonObject { ["md5"] = "00" };
        repository.PublishNext();
        await Refused.With(TufFailure.UnknownHash, () => repository.UpdateAsync());
    }

    private static TestRole Role(TestRepository repository, string name) =>
        name switch { "timestamp" => repository.Timestamp, "snapshot" => repository.Snapshot, _ => repository.Targets };

    private static long Stored(TestRepository repository, string name) =>
        (long)JsonNode.Parse(File.ReadAllBytes(Path.Combine(repository.Store, $"{name}.json")))!["signed"]!["version"]!;

    private static async Task<TestRepository> UpdatedTwice(bool hashes = false)
    {
        var repository = new TestRepository { ListHashes = hashes };
        await repository.UpdateAsync();
        repository.PublishNext();
        await repository.UpdateAsync();
        return repository;
    }
}
