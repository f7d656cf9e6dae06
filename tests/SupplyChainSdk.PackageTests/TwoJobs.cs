using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>docs/two-job-release.md: one job builds and has no key, the other has the key and builds nothing.</summary>
[TestClass]
public sealed class TwoJobs
{
    private const string Package = "a.1.0.0.nupkg";
    private const string Symbols = "a.1.0.0.snupkg";

    [TestMethod]
    public void What_the_first_job_leaves_the_second_attests_with_nothing_but_the_files_and_the_key()
    {
        using var build = new Consumer().With("CI", "true")
            .Project("a.csproj", frameworks: "<TargetFramework>net10.0</TargetFramework><IncludeSymbols>true</IncludeSymbols><SymbolPackageFormat>snupkg</SymbolPackageFormat><Version>1.0+metadata</Version>")
            // A build with the key asks the sources, one without does not, and the statements would differ in that.
            .Write("supplychain.json", """{ "version": 1, "lock": { "againstSource": "off" } }""").Lock().Commit();
        var commit = DotNet.Process("git", build.Folder, new Dictionary<string, string>(), "rev-parse", "HEAD").Output.Trim();
        // Not into the repository, whose tree would no longer be that of the commit.
        build.Run("pack", "-o", "../out", "-p:SupplyChainSigner=none").Succeeds();
        CollectionAssert.AreEqual(
            (string[])["a.1.0.0.cdx.json", Package, $"{Package}.intoto.unsigned.json", Symbols, $"{Symbols}.intoto.unsigned.json"], Evidence.Files(build.PathOf("..", "out")));
        var built = File.ReadAllBytes(build.PathOf("..", "out", Package));

        using var release = new Consumer("release").With("CI", "true");
        foreach (var file in Directory.GetFiles(build.PathOf("..", "out")))
            File.Copy(file, release.PathOf(Path.GetFileName(file)));
        var (secret, open) = release.Make("release");
        release.With("RELEASE_KEY", File.ReadAllText(secret));
        File.Delete(secret);

        // Changed on the way, or of another commit: refused, and nothing is signed.
        string[] attest = ["attest", Package, "--key", "env:RELEASE_KEY"];
        Evidence.Flip(release.PathOf(Package), built.Length / 2);
        Assert.AreEqual(1, release.Tool(attest).ExitCode);
        File.WriteAllBytes(release.PathOf(Package), built);
        release.Tool([.. attest, "--commit", new string('0', 40)]).Ends(1, "error SCSDK7012");
        Assert.DoesNotContain($"{Package}.sigstore.json", Evidence.Files(release.Folder));

        foreach (var file in (string[])[Package, Symbols])
            release.Tool("attest", file, "--key", "env:RELEASE_KEY", "--commit", commit).Ends(0);

        CollectionAssert.AreEqual((string[])["a.1.0.0.cdx.json", Package, $"{Package}.sigstore.json", Symbols, $"{Symbols}.sigstore.json"], Evidence.Files(release.Folder));
        CollectionAssert.AreEqual(built, Evidence.AsBuilt(release.PathOf(Package)));
        CollectionAssert.AreEqual(File.ReadAllBytes(release.PathOf($"{Package}.sigstore.json")), Evidence.Entry(release.PathOf(Package), Evidence.Attestation));
        Assert.DoesNotContain(Evidence.Attestation, Consumer.Entries(release.PathOf(Symbols)));
        Assert.IsTrue(release.OpenSslAccepts(release.PathOf($"{Package}.sigstore.json"), open));
        foreach (var file in (string[])[Package, Symbols])
            release.Tool("verify", file, "--key", open).Ends(0).Says("Verified.");

        // And what a build with the key would have said: the same statement.
        build.Run("pack", "-o", "../out", $"-p:SupplyChainSigningKey={build.Make("other").Private}").Succeeds();
        CollectionAssert.AreEqual(Evidence.Payload(build.PathOf("..", "out", $"{Package}.sigstore.json")), Evidence.Payload(release.PathOf($"{Package}.sigstore.json")));
    }

    [TestMethod]
    public void A_package_of_the_output_folder_that_was_attested_there_is_not_packed_over_in_silence()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        var package = consumer.PathOf("bin", "Release", Package);
        consumer.Run("pack", "-p:SupplyChainSigner=none").Succeeds();
        consumer.Tool("attest", package, "--key", consumer.Make("release").Private).Ends(0);

        consumer.Run("pack", "--no-build", "-p:SupplyChainSigner=none").Fails("error SCSDK7007", "error SCSDK7008");
    }
}
