namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>The command line of the TUF conformance suite: what it asks for, leaves behind and ends with.</summary>
[TestClass]
public class ConformanceCommandTests
{
    [TestMethod]
    public void Init_refresh_and_download()
    {
        using var repository = new TestRepository();
        repository.Targets.Targets["path/to/a.txt"] = [1, 2, 3];
        repository.PublishNext();
        ConformanceRun.Init(repository, repository.Store);
        Assert.IsEmpty(repository.TakeRequests());
        AssertTrusted(repository, "root");
        Assert.AreEqual((0, ""), ConformanceRun.Run(repository, repository.Store, "refresh"));
        CollectionAssert.AreEqual((string[])["2.root.json", "timestamp.json", "2.snapshot.json", "2.targets.json"], repository.TakeRequests());
        AssertTrusted(repository, "root", "snapshot", "targets", "timestamp");
        Assert.AreEqual((0, ""), Download(repository, "path/to/a.txt"));
        Assert.HasCount(3, repository.TakeRequests());
        CollectionAssert.AreEqual((byte[])[1, 2, 3], File.ReadAllBytes(Directory.GetFiles(repository.At("downloads")).Single()));
        Assert.AreEqual((0, ""), Download(repository, "path/to/a.txt"));
        CollectionAssert.AreEqual((string[])["2.root.json", "timestamp.json"], repository.TakeRequests());
        ConformanceRun.Init(repository, repository.Store);
        AssertTrusted(repository, "root", "snapshot", "targets", "timestamp");
    }

    [TestMethod]
    public void What_fails_ends_with_1_and_says_why()
    {
        using var repository = new TestRepository();
        ConformanceRun.Init(repository, repository.Store);
        var (exitCode, error) = Download(repository, "nothing");
        Assert.AreEqual(1, exitCode);
        StringAssert.StartsWith(error, "TargetNotFound: No role that is trusted with the target 'nothing' lists it.");
        repository.Timestamp.Signers = [];
        repository.PublishNext();
        Assert.AreEqual(1, ConformanceRun.Run(repository, repository.Store, "refresh").ExitCode);
        Assert.AreEqual(1, ConformanceRun.Run(repository, repository.At("empty"), "refresh").ExitCode);
        Assert.AreEqual(1, ConformanceRun.Run(repository, repository.Store, "--unknown", "x", "refresh").ExitCode);
    }

    [TestMethod]
    public void A_malformed_root_makes_no_request_and_a_good_one_after_it_begins_anew()
    {
        using var repository = new TestRepository();
        var good = repository.FirstRoot;
        repository.Files["metadata/1.root.json"] = "{}"u8.ToArray();
        ConformanceRun.Init(repository, repository.Store);
        Assert.AreEqual(1, ConformanceRun.Run(repository, repository.Store, "refresh").ExitCode);
        Assert.IsEmpty(repository.TakeRequests());
        repository.Files["metadata/1.root.json"] = good;
        ConformanceRun.Init(repository, repository.Store);
        Assert.AreEqual((0, ""), ConformanceRun.Run(repository, repository.Store, "refresh"));
    }

    private static (int, string) Download(TestRepository repository, string target) => ConformanceRun.Run(
        repository, repository.Store,
        "--target-name", target, "--target-dir", repository.At("downloads"), "--target-base-url", repository.TargetFiles.AbsoluteUri, "download");

    private static void AssertTrusted(TestRepository repository, params string[] roles) => CollectionAssert.AreEqual(
        roles, Directory.GetFiles(repository.Store, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal).ToArray());
}
