using System.Collections.Immutable;
using System.Text.Json.Nodes;

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
            var stored = repository.Client(now: now).ReadStored()!;
            CollectionAssert.AreEqual((byte[])[1], stored.Read("a").ToArray());
            CollectionAssert.AreEqual((byte[])[2], stored.Read("b").ToArray());
            Assert.AreEqual(repository.Timestamp.Expires, stored.CurrentUntil);
            Assert.AreEqual(2, stored.TargetsVersion);
        }
        Assert.IsEmpty(repository.TakeRequests());
    }

    [TestMethod]
    public async Task What_was_never_fetched_or_is_not_listed_is_said()
    {
        using var repository = await Updated();
        await Refused.With(TufFailure.NotStored, () => Read(repository, "c"));
        await Refused.With(TufFailure.TargetNotFound, () => Read(repository, "nothing/listed"));
        Assert.IsNull(repository.Client().ReadStored()!.TryRead("neither"));
        await Refused.With(TufFailure.TargetNotFound, () => Read(repository, "neither"));
        Directory.Delete(repository.Store, recursive: true);
        Assert.IsNull(repository.Client().ReadStored());
        Assert.IsFalse(Directory.Exists(repository.Store), "Reading writes nothing.");
    }

    [TestMethod]
    public async Task A_store_is_verified_from_the_trusted_root_each_time()
    {
        using var repository = await Updated();
        Change(repository, state => Of(state, "targets", "a")["content"] = "CQ==");
        await Refused.With(TufFailure.HashMismatch, () => Read(repository, "a"));
        repository.Targets.Targets["a"] = [9];
        repository.Targets.Signers = [];
        repository.Publish();
        Change(repository, state => Of(state, "roles", "targets")["content"] = Convert.ToBase64String(repository.Files["metadata/2.targets.json"]));
        await Refused.With(TufFailure.SignatureThreshold, () => Read(repository, "a"));
    }

    [TestMethod]
    [DataRow("no role")]
    [DataRow("no JSON")]
    [DataRow("a name twice")]
    [DataRow("a member more")]
    [DataRow("a newer version")]
    [DataRow("no metadata")]
    [DataRow("empty")]
    public async Task A_state_that_is_not_what_was_written_is_damage(string damage)
    {
        using var repository = await Updated();
        var path = Path.Combine(repository.Store, "complete.json");
        switch (damage)
        {
            case "no role":
                Change(repository, state => state["roles"]!.AsArray().Clear());
                await Refused.With(TufFailure.NotStored, () => Read(repository, "a"));
                return;
            case "no JSON":
                File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
                break;
            case "a name twice":
                Change(repository, state => state["targets"]!.AsArray().Add(Of(state, "targets", "a").DeepClone()));
                break;
            case "a member more":
                Change(repository, state => state["more"] = 1);
                break;
            case "a newer version":
                Change(repository, state => state["version"] = 2);
                break;
            case "no metadata":
                Change(repository, state => Of(state, "roles", "targets")["content"] = "e30=");
                break;
            default:
                File.WriteAllBytes(path, []);
                break;
        }
        StringAssert.Contains((await Refused.With(TufFailure.StoreDamaged, () => Read(repository, "a"))).Message, "Delete its folder");
    }

    [TestMethod]
    public async Task A_forged_root_in_the_store_is_not_followed()
    {
        using var repository = await Updated();
        using var attacker = new TestRepository();
        attacker.NextRoot(() => { });
        attacker.Targets.Targets["a"] = [9];
        attacker.Publish();
        Change(repository, state =>
        {
            state["roots"]!.AsArray().Add(new JsonObject { ["name"] = "2", ["content"] = Convert.ToBase64String(attacker.Files["metadata/2.root.json"]) });
            Of(state, "roles", "targets")["content"] = Convert.ToBase64String(attacker.Files["metadata/1.targets.json"]);
            Of(state, "targets", "a")["content"] = "CQ==";
        });
        await Refused.With(TufFailure.SignatureThreshold, () => Read(repository, "a"));
        Change(repository, state => state["roots"]!.AsArray().RemoveAt(1));
        await Refused.With(TufFailure.SignatureThreshold, () => Read(repository, "a"));
    }

    [TestMethod]
    public async Task Targets_of_keys_that_a_newer_root_revoked_are_refused()
    {
        using var repository = await Updated();
        repository.NextRoot(repository.Targets.Rotate);
        // As a version of the caller that was built with the newer root.
        await Refused.With(TufFailure.SignatureThreshold, () => Task.Run(() => repository.Client(trustedRoot: 2).ReadStored()));
        repository.PublishNext();
        await Complete(repository);
        CollectionAssert.AreEqual((byte[])[1], repository.Client(trustedRoot: 2).ReadStored()!.Read("a").ToArray());
        CollectionAssert.AreEqual((byte[])[1], repository.Client().ReadStored()!.Read("a").ToArray());
    }

    [TestMethod]
    public async Task A_timestamp_of_keys_that_a_newer_root_replaced_says_nothing_of_today()
    {
        using var repository = await Updated();
        repository.NextRoot(repository.Timestamp.Rotate);
        Assert.IsNull(repository.Client(trustedRoot: 2).ReadStored()!.CurrentUntil);
        Assert.IsNotNull(repository.Client().ReadStored()!.CurrentUntil);
    }

    [TestMethod]
    [DataRow("2.root.json", "is not given")]
    [DataRow("3.root.json", "is not given")]
    [DataRow("root", "has expired")]
    [DataRow("root", "is not signed")]
    [DataRow("timestamp.json", "is not given")]
    [DataRow("timestamp", "has expired")]
    [DataRow("timestamp", "is not signed")]
    [DataRow("3.snapshot.json", "is not given")]
    [DataRow("snapshot", "has expired")]
    [DataRow("snapshot", "is not signed")]
    [DataRow("3.targets.json", "is not given")]
    [DataRow("targets", "has expired")]
    [DataRow("targets", "is not signed")]
    [DataRow("2.role.json", "is not given")]
    [DataRow("role", "has expired")]
    [DataRow("role", "is not signed")]
    [DataRow("a", "is not given")]
    [DataRow("a", "is another one")]
    [DataRow("b", "is not given")]
    [DataRow("nothing", "is only not completed")]
    public async Task Wherever_an_update_fails_what_was_complete_before_is_read_as_it_was(string file, string what)
    {
        using var repository = await Updated();
        var before = File.ReadAllBytes(Path.Combine(repository.Store, "complete.json"));
        // Everything is new, and the keys that vouched for the old are gone.
        repository.Targets.Targets["a"] = [11];
        var delegated = repository.Delegated[0];
        delegated.Targets["b"] = [12];
        delegated.Version++;
        var role = new[] { repository.Root, repository.Timestamp, repository.Snapshot, repository.Targets, delegated }.FirstOrDefault(r => r.Name == file);
        if (what == "has expired")
            role!.Expires = TestRepository.Now;
        if (what == "is not signed")
            role!.Signers = [];
        repository.NextRoot(() =>
        {
            repository.Targets.Rotate();
            repository.Timestamp.Rotate();
            repository.Snapshot.Rotate();
        });
        repository.PublishNext();
        repository.Intercept = (context, path) =>
        {
            if (what is not ("is not given" or "is another one") || !(path == $"metadata/{file}" || path.StartsWith("targets/", StringComparison.Ordinal) && path.EndsWith($".{file}", StringComparison.Ordinal)))
                return false;
            if (what == "is another one")
                context.Response.OutputStream.Write([99]);
            else
                context.Response.StatusCode = 500;
            return true;
        };

        if (what == "is only not completed")
        {
            await repository.DownloadAsync("a");
            await repository.DownloadAsync("b");
        }
        else
        {
            await Assert.ThrowsExactlyAsync<TufException>(() => Complete(repository));
        }

        CollectionAssert.AreEqual(before, File.ReadAllBytes(Path.Combine(repository.Store, "complete.json")));
        CollectionAssert.AreEqual((byte[])[1], repository.Client().ReadStored()!.Read("a").ToArray());
        CollectionAssert.AreEqual((byte[])[2], repository.Client().ReadStored()!.Read("b").ToArray());

        // And the next one that succeeds counts, whole.
        repository.Intercept = null;
        if (role is not null)
        {
            (role.Signers, role.Expires) = (null, TestRepository.Now.AddYears(50));
            if (role == delegated)
                delegated.Version++;
            if (role == repository.Root)
            {
                repository.PublishRoot();
                repository.NextRoot(() => { });
            }
            repository.PublishNext();
        }
        await Complete(repository);
        CollectionAssert.AreEqual((byte[])[11], repository.Client().ReadStored()!.Read("a").ToArray());
        CollectionAssert.AreEqual((byte[])[12], repository.Client().ReadStored()!.Read("b").ToArray());
    }

    [TestMethod]
    public async Task A_first_update_that_fails_leaves_nothing_to_read()
    {
        using var repository = new TestRepository();
        repository.Targets.Targets["a"] = [1];
        repository.PublishNext();
        await repository.DownloadAsync("a");
        Assert.IsNull(repository.Client().ReadStored());
    }

    [TestMethod]
    public async Task Whoever_reads_waits_for_no_update_and_sees_nothing_of_it()
    {
        using var repository = await Updated();
        using var update = await repository.Client().UpdateAsync();
        var reading = Task.Run(() => repository.Client().ReadStored()!.Read("a"));
        Assert.AreSame(reading, await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(20))), "it is read while the update holds the store");
        CollectionAssert.AreEqual((byte[])[1], (await reading).ToArray());
    }

    [TestMethod]
    public async Task A_process_that_is_killed_before_the_end_leaves_what_was_complete()
    {
        using var repository = await Updated();
        repository.Targets.Targets["a"] = [11];
        repository.NextRoot(repository.Targets.Rotate);
        repository.PublishNext();
        // As the process leaves it: everything of the next state but the state.
        await repository.DownloadAsync("a");
        File.WriteAllText(Path.Combine(repository.Store, ".0123.tuf-tmp"), "{\"half");
        CollectionAssert.AreEqual((byte[])[1], repository.Client().ReadStored()!.Read("a").ToArray());
    }

    private static async Task<TestRepository> Updated()
    {
        var repository = new TestRepository();
        repository.Targets.Targets["a"] = [1];
        repository.Targets.Targets["c"] = [3];
        repository.Delegate(repository.Targets, "role", TestRepository.Paths("b*", "nothing/*")).Targets["b"] = [2];
        repository.PublishNext();
        await Complete(repository);
        repository.TakeRequests();
        return repository;
    }

    private static async Task Complete(TestRepository repository)
    {
        using var update = await repository.Client().UpdateAsync();
        await update.DownloadAsync("a");
        await update.DownloadAsync("b");
        update.Complete();
    }

    private static void Change(TestRepository repository, Action<JsonObject> change)
    {
        var path = Path.Combine(repository.Store, "complete.json");
        var state = JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();
        change(state);
        File.WriteAllText(path, state.ToJsonString());
    }

    private static JsonNode Of(JsonObject state, string kind, string name) => state[kind]!.AsArray().Single(f => (string?)f!["name"] == name)!;

    private static Task<ImmutableArray<byte>> Read(TestRepository repository, string target) => Task.Run(() => repository.Client().ReadStored()!.Read(target));
}
