using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>The same commit gives the same bytes wherever and by whomever it is packed.</summary>
[TestClass]
public sealed class PackReproducible
{
    private static readonly string[] Files = ["a.1.0.0.cdx.json", "a.1.0.0.nupkg", "a.1.0.0.snupkg"];

    [TestMethod]
    public void Another_folder_time_zone_culture_umask_and_home_give_the_same_package_symbols_and_SBOM()
    {
        using var first = new Consumer("one").With("CI", "true")
            .Project("a.csproj", $"{Consumer.Reference}<PackageReference Include=\"Newtonsoft.Json\" Version=\"13.0.4\" />",
                "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks><IncludeSymbols>true</IncludeSymbols><SymbolPackageFormat>snupkg</SymbolPackageFormat>").Lock().Commit();
        using var second = new Consumer("another place é").With("CI", "true");
        DotNet.Process("git", second.Root, new Dictionary<string, string>(), "clone", "-q", first.Folder, second.Folder).Succeeds();
        var home = Directory.CreateDirectory(Path.Combine(second.Root, "home")).FullName;

        first.With("TZ", "UTC").With("LC_ALL", "C").RunPlain("pack", "-p:SupplyChainSigner=none").Succeeds();
        second.With("TZ", "Asia/Kathmandu").With("LC_ALL", "tr_TR.UTF-8").With("LANG", "tr_TR.UTF-8").With("HOME", home).With("DOTNET_CLI_HOME", home)
            .With("USER", "somebody").With("LOGNAME", "somebody");
        second.Shell("umask 077; exec dotnet pack -p:SupplyChainSigner=none -m:1 --disable-build-servers").Succeeds();

        CollectionAssert.AreEqual(Digests(first), Digests(second));

        // Another commit of the same files is another package: it names the commit.
        second.Git("-c", "user.name=Test", "-c", "user.email=test@example.com", "commit", "-q", "--allow-empty", "-m", "Empty");
        second.RunPlain("pack", "-p:SupplyChainSigner=none").Succeeds();
        Assert.AreNotEqual(Digests(first)[1], Digests(second)[1]);
    }

    [TestMethod]
    public void SOURCE_DATE_EPOCH_is_the_time_in_the_SBOM_and_in_the_archive_and_must_be_one()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        var output = consumer.PathOf("bin", "Release");

        consumer.With("SOURCE_DATE_EPOCH", "1700000000").Run("pack", "-p:SupplyChainSigner=none").Succeeds();
        Assert.AreEqual("2023-11-14T22:13:20Z", Time());
        using (var zip = System.IO.Compression.ZipFile.OpenRead(Path.Combine(output, "a.1.0.0.nupkg")))
        {
            foreach (var entry in zip.Entries)
                Assert.AreEqual(new DateTime(2023, 11, 14, 22, 13, 20), entry.LastWriteTime.DateTime, entry.FullName);
        }

        // Changed, and nothing else: packed again.
        consumer.With("SOURCE_DATE_EPOCH", "1600000000").Run("pack", "--no-build", "-p:SupplyChainSigner=none").Succeeds();
        Assert.AreEqual("2020-09-13T12:26:40Z", Time());
        var package = Evidence.Sha256(Path.Combine(output, "a.1.0.0.nupkg"));

        foreach (var wrong in (string[])["yesterday", "-1", "1.5", "99999999999999"])
            consumer.With("SOURCE_DATE_EPOCH", wrong).Run("pack", "--no-build", "-p:SupplyChainSigner=none").Fails("error SCSDK1017");
        Assert.AreEqual(package, Evidence.Sha256(Path.Combine(output, "a.1.0.0.nupkg")));

        string? Time() => Evidence.Json(Path.Combine(output, "a.1.0.0.cdx.json")).GetProperty("metadata").GetProperty("timestamp").GetString();
    }

    private static string[] Digests(Consumer consumer) =>
        [.. Files.Select(file => $"{file} {Evidence.Sha256(consumer.PathOf("bin", "Release", file))}")];
}
