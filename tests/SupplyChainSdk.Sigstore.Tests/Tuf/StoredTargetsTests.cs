using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>What an update left, read without a network.</summary>
[TestClass]
public class StoredTargetsTests
{
    [TestMethod]
    public async Task What_was_fetched_is_read_without_a_request_years_after_everything_expired()
    {
        using var repository = await Updated();
        foreach (var now in (DateTimeOffset[])[TestRepository.Now, TestRepository.Now.AddYears(60)])
        {
            CollectionAssert.AreEqual((byte[])[1], repository.Client(now: now).ReadStored("a").ToArray());
            CollectionAssert.AreEqual((byte[])[2], repository.Client(now: now).ReadStored("b").ToArray());
        }
        Assert.IsEmpty(repository.TakeRequests());
    }

    [TestMethod]
    public async Task What_was_never_fetched_or_is_not_listed_is_said()
    {
        using var repository = await Updated();
        await Refused.With(TufFailure.NotStored, () => Read(repository, "c"));
        await Refused.With(TufFailure.TargetNotFound, () => Read(repository, "nothing/listed"));
        Directory.Delete(repository.Store, recursive: true);
        await Refused.With(TufFailure.NotStored, () => Read(repository, "a"));
        Assert.IsFalse(Directory.Exists(repository.Store), "Reading writes nothing.");
    }

    [TestMethod]
    public async Task A_store_is_verified_from_the_trusted_root_each_time()
    {
        using var repository = await Updated();
        File.WriteAllBytes(Path.Combine(repository.Store, "targets", "a"), [9]);
        await Refused.With(TufFailure.HashMismatch, () => Read(repository, "a"));
        repository.Targets.Targets["a"] = [9];
        repository.Targets.Signers = [];
        repository.Publish();
        File.WriteAllBytes(Path.Combine(repository.Store, "targets.json"), repository.Files["metadata/2.targets.json"]);
        await Refused.With(TufFailure.SignatureThreshold, () => Read(repository, "a"));
        File.WriteAllText(Path.Combine(repository.Store, "targets.json"), "{");
        await Refused.With(TufFailure.StoreDamaged, () => Read(repository, "a"));
    }

    [TestMethod]
    public async Task A_forged_root_in_the_store_is_not_followed()
    {
        using var repository = await Updated();
        using var attacker = new TestRepository();
        attacker.NextRoot(() => { });
        attacker.Targets.Targets["a"] = [9];
        attacker.Publish();
        Directory.CreateDirectory(Path.Combine(repository.Store, "root_history"));
        foreach (var name in (string[])["root.json", "root_history/2.root.json"])
            File.WriteAllBytes(Path.Combine(repository.Store, name), attacker.Files["metadata/2.root.json"]);
        File.WriteAllBytes(Path.Combine(repository.Store, "targets.json"), attacker.Files["metadata/1.targets.json"]);
        File.WriteAllBytes(Path.Combine(repository.Store, "targets", "a"), [9]);
        await Refused.With(TufFailure.SignatureThreshold, () => Read(repository, "a"));
    }

    [TestMethod]
    public async Task Targets_of_keys_that_a_newer_root_revoked_are_refused()
    {
        using var repository = await Updated();
        repository.NextRoot(repository.Targets.Rotate);
        repository.Timestamp.Signers = [];
        repository.PublishNext();
        await Refused.With(TufFailure.SignatureThreshold, () => repository.UpdateAsync());
        await Refused.With(TufFailure.SignatureThreshold, () => Read(repository, "a"));
    }

    [TestMethod]
    public async Task An_update_that_fails_leaves_what_was_there_and_does_not_answer_in_its_place()
    {
        using var repository = await Updated();
        repository.Timestamp.Expires = TestRepository.Now;
        repository.PublishNext();
        await Refused.With(TufFailure.Expired, () => repository.DownloadAsync("a"));
        CollectionAssert.AreEqual((byte[])[1], repository.Client().ReadStored("a").ToArray());
    }

    private static async Task<TestRepository> Updated()
    {
        var repository = new TestRepository();
        repository.Targets.Targets["a"] = [1];
        repository.Targets.Targets["c"] = [3];
        repository.Delegate(repository.Targets, "role", TestRepository.Paths("*")).Targets["b"] = [2];
        repository.PublishNext();
        await repository.DownloadAsync("a");
        await repository.DownloadAsync("b");
        repository.TakeRequests();
        return repository;
    }

    private static Task<ImmutableArray<byte>> Read(TestRepository repository, string target) => Task.Run(() => repository.Client().ReadStored(target));
}
