using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>Which delegated roles are asked for a target, in which order, and by whose keys they are verified.</summary>
[TestClass]
public class DelegationTests
{
    /// <summary>Delegator, delegated role and <c>!</c> for a terminating one, for every path; then the roles that a search for nothing asks for.</summary>
    [TestMethod]
    [DataRow("targets-A targets-B A-C A-D", "A C D B")]
    [DataRow("targets-A targets-B A-C C-D", "A C D B")]
    [DataRow("targets-A targets-B A-C! A-D C-E", "A C E")]
    [DataRow("targets-A! targets-B", "A")]
    [DataRow("targets-A targets-B B-C C-D D-B D-A", "A B C D")]
    [DataRow("targets-A targets-B B-C A-C", "A C B")]
    [DataRow("targets-A A-A", "A")]
    public async Task Roles_are_searched_depth_first_in_their_order(string graph, string expected)
    {
        using var repository = new TestRepository();
        foreach (var edge in graph.Split(' '))
        {
            var names = edge.TrimEnd('!').Split('-');
            var from = repository.Delegated.Find(role => role.Name == names[0]) ?? repository.Targets;
            repository.Delegate(from, names[1], edge.EndsWith('!') ? TestRepository.Terminating("*") : TestRepository.Paths("*"));
        }
        repository.PublishNext();
        await Refused.With(TufFailure.TargetNotFound, () => repository.DownloadAsync("nothing"));
        Assert.AreEqual(expected, string.Join(' ', repository.TakeRequests()[4..].Select(name => name.Split('.')[1])));
    }

    [TestMethod]
    [DataRow("doc/a.txt", true, "B")]
    [DataRow("doc/x/a.txt", false, "")]
    [DataRow("DOC/a.txt", false, "")]
    [DataRow("top.txt", true, "")]
    [DataRow("img/a.png", false, "C")]
    public async Task A_role_is_asked_only_for_what_its_whole_chain_is_trusted_with(string target, bool found, string asked)
    {
        using var repository = new TestRepository();
        repository.Targets.Targets["top.txt"] = [0];
        var b = repository.Delegate(repository.Targets, "B", TestRepository.Paths("doc/*.txt"));
        var c = repository.Delegate(repository.Targets, "C", TestRepository.Paths("img/?.png"));
        foreach (var path in (string[])["doc/a.txt", "doc/x/a.txt", "DOC/a.txt"])
            b.Targets[path] = [1];
        repository.Delegate(c, "D", TestRepository.Paths("img/*.jpg")).Targets["img/a.png"] = [2];
        repository.PublishNext();
        if (found)
            await repository.DownloadAsync(target);
        else
            await Refused.With(TufFailure.TargetNotFound, () => repository.DownloadAsync(target));
        Assert.AreEqual(asked, string.Join(' ', repository.TakeRequests()[4..].Where(path => path[0] != 't').Select(name => name.Split('.')[1])));
    }

    [TestMethod]
    public async Task The_first_role_that_lists_a_target_decides()
    {
        using var repository = new TestRepository();
        repository.Delegate(repository.Targets, "A", TestRepository.Paths("*")).Targets["a"] = [1];
        repository.Delegate(repository.Targets, "B", TestRepository.Paths("*")).Targets["a"] = [2];
        repository.PublishNext();
        CollectionAssert.AreEqual((byte[])[1], await repository.DownloadAsync("a"));
        repository.Targets.Targets["a"] = [3];
        repository.PublishNext();
        CollectionAssert.AreEqual((byte[])[3], await repository.DownloadAsync("a"));
    }

    [TestMethod]
    [DataRow(32, TufFailure.TargetNotFound)]
    [DataRow(33, TufFailure.TooManyRoles)]
    public async Task At_most_32_delegated_roles_are_asked(int count, TufFailure failure)
    {
        using var repository = new TestRepository();
        for (var i = 0; i < count; i++)
            repository.Delegate(repository.Targets, $"r{i}", TestRepository.Paths("*"));
        repository.PublishNext();
        await Refused.With(failure, () => repository.DownloadAsync("nothing"));
        Assert.HasCount(32, repository.TakeRequests()[4..]);
    }

    [TestMethod]
    public async Task Each_delegator_says_who_signs_also_for_a_role_that_is_stored()
    {
        using var repository = new TestRepository();
        var a = repository.Delegate(repository.Targets, "A", TestRepository.Paths("a/*"));
        repository.Delegate(repository.Targets, "B", TestRepository.Paths("b/*"));
        var shared = repository.Delegate(a, "shared", TestRepository.Paths("*/*"));
        repository.Delegated[1].Delegations.Add((new TestRole("shared"), TestRepository.Paths("*/*")));
        shared.Targets["a/x"] = [1];
        shared.Targets["b/x"] = [2];
        repository.PublishNext();
        CollectionAssert.AreEqual((byte[])[1], await repository.DownloadAsync("a/x"));
        await Refused.With(TufFailure.SignatureThreshold, () => repository.DownloadAsync("b/x"));
    }

    [TestMethod]
    public async Task A_delegated_role_that_is_expired_unsigned_unlisted_or_missing_ends_the_search()
    {
        using var repository = new TestRepository();
        var role = repository.Delegate(repository.Targets, "A", TestRepository.Paths("*"));
        role.Targets["a"] = [1];
        repository.Delegate(repository.Targets, "B", TestRepository.Paths("*")).Targets["a"] = [2];
        role.Expires = TestRepository.Now;
        repository.PublishNext();
        await Refused.With(TufFailure.Expired, () => repository.DownloadAsync("a"));
        Assert.IsFalse(File.Exists(Path.Combine(repository.Store, "A.json")));
        (role.Expires, role.Signers) = (TestRepository.Now.AddDays(1), []);
        repository.Publish();
        await Refused.With(TufFailure.SignatureThreshold, () => repository.DownloadAsync("a"));
        role.Signers = null;
        repository.Publish();
        repository.Files.TryRemove("metadata/1.A.json", out var bytes);
        await Refused.With(TufFailure.FileMissing, () => repository.DownloadAsync("a"));
        repository.Files["metadata/1.A.json"] = bytes!;
        CollectionAssert.AreEqual((byte[])[1], await repository.DownloadAsync("a"));
        await Refused.With(TufFailure.Expired, () => repository.DownloadAsync("a", TestRepository.Now.AddDays(2)));
        repository.Targets.Delegations.Insert(0, (new TestRole("unlisted"), TestRepository.Paths("*")));
        repository.PublishNext();
        repository.TakeRequests();
        await Refused.With(TufFailure.RoleNotListed, () => repository.DownloadAsync("a"));
        Assert.AreEqual("3.targets.json", repository.TakeRequests()[^1]);
    }

    [TestMethod]
    public async Task Hash_prefixes_say_which_paths_a_role_is_trusted_with()
    {
        using var repository = new TestRepository();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("dir/a.txt")));
        repository.Delegate(repository.Targets, "other", json => json["path_hash_prefixes"] = new JsonArray(hash[..3] + "x")).Targets["dir/a.txt"] = [9];
        repository.Delegate(repository.Targets, "bin", json => json["path_hash_prefixes"] = new JsonArray("zz", hash[..4])).Targets["dir/a.txt"] = [1];
        repository.Delegate(repository.Targets, "nothing", _ => { });
        repository.PublishNext();
        CollectionAssert.AreEqual((byte[])[1], await repository.DownloadAsync("dir/a.txt"));
        CollectionAssert.AreEqual((string[])["1.bin.json"], repository.TakeRequests()[4..^1]);
    }

    [TestMethod]
    [DataRow(1, "bins-0")]
    [DataRow(6, "bins-13")]
    [DataRow(8, "bins-4f")]
    [DataRow(10, "bins-13c")]
    [DataRow(32, "bins-4f0373b2")]
    public async Task Succinct_hash_bins_ask_for_one_bin(int bits, string bin)
    {
        using var repository = new TestRepository();
        var role = repository.Delegate(new TestRole("nobody"), bin, _ => { });
        role.Targets["some/target"] = [1];
        var bins = role.Membership();
        bins["bit_length"] = bits;
        bins["name_prefix"] = "bins";
        repository.Targets.HashBins = bins;
        repository.PublishNext();
        StringAssert.StartsWith(Convert.ToHexStringLower(SHA256.HashData("some/target"u8)), "4f0373b2");
        CollectionAssert.AreEqual((byte[])[1], await repository.DownloadAsync("some/target"));
        Assert.AreEqual($"1.{bin}.json", repository.TakeRequests()[4]);
    }

    [TestMethod]
    [DataRow("""{"keys":{},"roles":[],"succinct_roles":{"keyids":[],"threshold":1,"bit_length":1,"name_prefix":"x"}}""")]
    [DataRow("""{"keys":{}}""")]
    [DataRow("""{"keys":{},"succinct_roles":{"keyids":[],"threshold":1,"bit_length":33,"name_prefix":"x"}}""")]
    [DataRow("""{"keys":{},"succinct_roles":{"keyids":[],"threshold":1,"bit_length":0,"name_prefix":"x"}}""")]
    [DataRow("""{"keys":{},"roles":[{"name":"a","keyids":[],"threshold":1,"paths":[]},{"name":"a","keyids":[],"threshold":1,"paths":[]}]}""")]
    [DataRow("""{"keys":{},"roles":[{"name":"a","keyids":[],"threshold":1,"paths":[],"path_hash_prefixes":[]}]}""")]
    [DataRow("""{"keys":{},"roles":[{"name":"a","keyids":[],"threshold":0,"paths":[]}]}""")]
    [DataRow("""{"keys":{},"roles":[{"name":"timestamp","keyids":[],"threshold":1,"paths":[]}]}""")]
    [DataRow("""{"keys":{},"roles":[{"name":"Root","keyids":[],"threshold":1,"paths":[]}]}""")]
    [DataRow("""{"keys":{},"roles":[{"name":"","keyids":[],"threshold":1,"paths":[]}]}""")]
    public async Task Delegations_that_contradict_themselves_are_malformed(string delegations)
    {
        using var repository = new TestRepository();
        repository.Targets.Edit = signed => signed["delegations"] = JsonNode.Parse(delegations);
        repository.PublishNext();
        await Refused.With(TufFailure.Malformed, () => repository.UpdateAsync());
    }
}
