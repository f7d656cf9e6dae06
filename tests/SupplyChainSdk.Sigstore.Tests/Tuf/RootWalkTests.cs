namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>From the trusted root to the newest, each signed as the one before it and it itself demand.</summary>
[TestClass]
public class RootWalkTests
{
    [TestMethod]
    public async Task An_expired_root_leads_to_the_newest()
    {
        using var repository = new TestRepository();
        repository.Root.Expires = TestRepository.Now.AddYears(-1);
        repository.PublishRoot();
        repository.NextRoot(repository.Root.Rotate);
        repository.NextRoot(() =>
        {
            repository.Root.Rotate();
            repository.Root.Expires = TestRepository.Now.AddDays(1);
        });
        Assert.AreEqual(3, (await repository.UpdateAsync()).Root);
        CollectionAssert.AreEqual(repository.Files["metadata/3.root.json"], File.ReadAllBytes(Path.Combine(repository.Store, "root.json")));
    }

    [TestMethod]
    public async Task An_expired_newest_root_is_kept_and_refused()
    {
        using var repository = new TestRepository();
        await repository.UpdateAsync();
        repository.NextRoot(() => repository.Root.Expires = TestRepository.Now);
        repository.PublishNext();
        var refused = await Refused.With(TufFailure.Expired, () => repository.UpdateAsync());
        StringAssert.Contains(refused.Message, "root.json version 2 expired at 2026-11-21T12:00:00Z");
        CollectionAssert.AreEqual(repository.Files["metadata/2.root.json"], File.ReadAllBytes(Path.Combine(repository.Store, "root.json")));
        StringAssert.Contains(File.ReadAllText(Path.Combine(repository.Store, "timestamp.json")), "\"version\":1");
    }

    [TestMethod]
    public async Task A_root_that_only_the_new_keys_signed_is_refused()
    {
        using var repository = new TestRepository();
        repository.Root.Version = 2;
        repository.Root.Rotate();
        repository.PublishRoot();
        var refused = await Refused.With(TufFailure.SignatureThreshold, () => repository.UpdateAsync());
        StringAssert.Contains(refused.Message, "signed by 0 of the 1 keys that root version 1 names, and 1 are needed");
    }

    [TestMethod]
    public async Task A_root_that_only_the_old_keys_signed_is_refused()
    {
        using var repository = new TestRepository();
        repository.Root.Signers = [.. repository.Root.Keys];
        repository.Root.Version = 2;
        repository.Root.Rotate();
        repository.PublishRoot();
        StringAssert.Contains((await Refused.With(TufFailure.SignatureThreshold, () => repository.UpdateAsync())).Message, "keys that it names");
    }

    [TestMethod]
    public async Task A_raised_threshold_must_be_reached_and_a_lowered_one_of_the_old_root_too()
    {
        using var repository = new TestRepository();
        repository.NextRoot(() =>
        {
            repository.Root.Keys.AddRange([TestKey.Ecdsa(), TestKey.Ecdsa()]);
            repository.Root.Threshold = 2;
            repository.Root.Signers = [.. repository.Root.Keys[..2]];
        });
        Assert.AreEqual(2, (await repository.UpdateAsync()).Root);
        repository.NextRoot(() =>
        {
            repository.Root.Threshold = 1;
            repository.Root.Signers = [repository.Root.Keys[0]];
        });
        await Refused.With(TufFailure.SignatureThreshold, () => repository.UpdateAsync());
        repository.Root.Signers = [repository.Root.Keys[0], repository.Root.Keys[2]];
        repository.PublishRoot();
        Assert.AreEqual(3, (await repository.UpdateAsync()).Root);
    }

    [TestMethod]
    [DataRow(3, TufFailure.WrongVersion)]
    [DataRow(1, TufFailure.WrongVersion)]
    public async Task A_root_of_another_version_than_the_next_is_refused(int version, TufFailure failure)
    {
        using var repository = new TestRepository();
        repository.Root.Version = version;
        var bytes = repository.PublishRoot();
        repository.Files["metadata/2.root.json"] = bytes;
        await Refused.With(failure, () => repository.UpdateAsync());
        StringAssert.Contains(File.ReadAllText(Path.Combine(repository.Store, "root.json")), "\"version\":1,");
    }

    [TestMethod]
    public async Task An_older_root_is_a_rollback()
    {
        using var repository = new TestRepository();
        repository.NextRoot(() => { });
        repository.NextRoot(() => { });
        repository.Files["metadata/4.root.json"] = repository.FirstRoot;
        await Refused.With(TufFailure.Rollback, () => repository.UpdateAsync());
    }

    [TestMethod]
    public async Task A_root_that_was_skipped_ends_the_walk()
    {
        using var repository = new TestRepository();
        repository.NextRoot(repository.Root.Rotate);
        repository.NextRoot(repository.Root.Rotate);
        repository.Files.TryRemove("metadata/2.root.json", out _);
        Assert.AreEqual(1, (await repository.UpdateAsync()).Root);
        CollectionAssert.DoesNotContain(repository.TakeRequests(), "3.root.json");
        repository.Files["metadata/2.root.json"] = repository.Files["metadata/3.root.json"];
        await Refused.With(TufFailure.SignatureThreshold, () => repository.UpdateAsync());
    }

    [TestMethod]
    public async Task Newer_roots_that_were_seen_cannot_be_withheld()
    {
        using var repository = new TestRepository();
        repository.NextRoot(() => { });
        Assert.AreEqual(2, (await repository.UpdateAsync()).Root);
        Directory.Delete(Path.Combine(repository.Store, "root_history"), recursive: true);
        Assert.AreEqual(2, (await repository.UpdateAsync()).Root, "The repository shows it again.");
        Directory.Delete(Path.Combine(repository.Store, "root_history"), recursive: true);
        repository.Files.TryRemove("metadata/2.root.json", out _);
        await Refused.With(TufFailure.Rollback, () => repository.UpdateAsync());
    }

    [TestMethod]
    public async Task A_trusted_root_that_is_unsigned_or_malformed_makes_no_request()
    {
        using var repository = new TestRepository();
        repository.Root.Signers = [];
        repository.PublishRoot();
        await Refused.With(TufFailure.SignatureThreshold, () => repository.UpdateAsync());
        repository.Root.Signers = null;
        repository.Root.Edit = signed => signed.Remove("version");
        repository.PublishRoot();
        await Refused.With(TufFailure.Malformed, () => repository.UpdateAsync());
        Assert.IsEmpty(repository.TakeRequests());
    }

    [TestMethod]
    public async Task At_most_256_roots_are_fetched_in_one_update()
    {
        using var repository = new TestRepository();
        for (var i = 0; i < 258; i++)
            repository.NextRoot(() => { });
        Assert.AreEqual(257, (await repository.UpdateAsync()).Root);
        Assert.AreEqual(259, (await repository.UpdateAsync()).Root);
    }

    [TestMethod]
    public async Task A_newer_trusted_root_goes_on_with_the_store_of_an_older_one()
    {
        using var repository = new TestRepository();
        await repository.UpdateAsync();
        repository.NextRoot(() => { });
        repository.NextRoot(() => { });
        repository.TakeRequests();
        Assert.AreEqual((3, 1, 1, 1), await repository.UpdateAsync(trustedRoot: 3));
        CollectionAssert.AreEqual((string[])["4.root.json", "timestamp.json"], repository.TakeRequests());
    }
}
