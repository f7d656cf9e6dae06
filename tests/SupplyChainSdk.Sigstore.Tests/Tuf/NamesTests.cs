namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>Names of roles and targets as parts of addresses and as names of local files.</summary>
[TestClass]
public class NamesTests
{
    [TestMethod]
    [DataRow("?", "1.%3F.json")]
    [DataRow("#", "1.%23.json")]
    [DataRow("/delegatedrole", "1.%2Fdelegatedrole.json")]
    [DataRow("../delegatedrole", "1...%2Fdelegatedrole.json")]
    [DataRow("..", "1....json")]
    [DataRow(".", "1...json")]
    [DataRow("a/b%2Fc d+é", "1.a%2Fb%252Fc%20d%2B%C3%A9.json")]
    [DataRow("..\\..\\x", "1...%5C..%5Cx.json")]
    [DataRow("nul", "1.nul.json")]
    public async Task A_role_is_asked_for_and_stored_under_its_encoded_name(string name, string request)
    {
        using var repository = new TestRepository();
        repository.Delegate(repository.Targets, name, TestRepository.Paths("*")).Targets["a"] = [1];
        repository.PublishNext();
        CollectionAssert.AreEqual((byte[])[1], await repository.DownloadAsync("a"));
        Assert.AreEqual(request, repository.TakeRequests()[4]);
        Assert.HasCount(5, Directory.GetFiles(repository.Store, "*.json"));
        CollectionAssert.AreEqual((string[])["store"], Directory.GetFileSystemEntries(Path.GetDirectoryName(repository.Store)!).Select(p => Path.GetFileName(p)).ToArray());
        await repository.DownloadAsync("a");
        CollectionAssert.AreEqual((string[])["2.root.json", "timestamp.json"], repository.TakeRequests(), "What is stored is found again.");
    }

    [TestMethod]
    [DataRow("complete")]
    [DataRow("Complete")]
    public async Task A_role_called_like_the_file_of_what_is_complete_changes_nothing_of_that(string name)
    {
        using var repository = new TestRepository();
        repository.Targets.Targets["a"] = [1];
        repository.PublishNext();
        using (var update = await repository.Client().UpdateAsync())
        {
            await update.DownloadAsync("a");
            update.Complete();
        }
        repository.Delegate(repository.Targets, name, TestRepository.Paths("*")).Targets["b"] = [2];
        repository.PublishNext();
        CollectionAssert.AreEqual((byte[])[2], await repository.DownloadAsync("b"));
        CollectionAssert.AreEqual((byte[])[1], repository.Client().ReadStored()!.Read("a").ToArray());
        Assert.HasCount(1, Directory.GetFiles(repository.Store, "*", new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive }).Where(path => Path.GetFileName(path).StartsWith("complete", StringComparison.OrdinalIgnoreCase)));
        repository.TakeRequests();
        await repository.DownloadAsync("b");
        CollectionAssert.AreEqual((string[])["2.root.json", "timestamp.json"], repository.TakeRequests(), "What is stored is found again.");
    }

    [TestMethod]
    public async Task A_role_with_a_name_too_long_for_a_file_is_stored()
    {
        using var repository = new TestRepository();
        repository.Delegate(repository.Targets, new string('/', 100), TestRepository.Paths("*")).Targets["a"] = [1];
        repository.PublishNext();
        await repository.DownloadAsync("a");
        await repository.DownloadAsync("a");
        Assert.HasCount(8, repository.TakeRequests());
    }

    [TestMethod]
    [DataRow("../a")]
    [DataRow("a/../../b")]
    [DataRow("a/.")]
    [DataRow("..")]
    public async Task A_target_that_leads_elsewhere_is_refused(string target)
    {
        using var repository = new TestRepository();
        repository.Targets.Targets[target] = [1];
        repository.PublishNext();
        await Refused.With(TufFailure.UnsafeName, () => repository.DownloadAsync(target));
        Assert.AreEqual("2.targets.json", repository.TakeRequests()[^1]);
    }

    [TestMethod]
    [DataRow("..%2fa", "%252fa")]
    [DataRow("a b?c#d\\e", "a%20b%3Fc%23d%5Ce")]
    [DataRow("/etc/passwd", "/etc/")]
    [DataRow("C:\\x", "C%3A%5Cx")]
    public async Task Other_targets_are_asked_for_by_their_encoded_names_and_stay_in_their_folder(string target, string request)
    {
        using var repository = new TestRepository();
        repository.Targets.Targets[target] = [1];
        repository.PublishNext();
        CollectionAssert.AreEqual((byte[])[1], await repository.DownloadAsync(target));
        StringAssert.Contains(repository.TakeRequests()[^1], request);
        Assert.HasCount(1, Directory.GetFileSystemEntries(Path.Combine(repository.Store, "targets")));
    }
}
