using System.IO.Compression;
using SupplyChainSdk.PackageTests.Infra;
using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.PackageTests;

/// <summary>A package whose signature is taken off or is another's, after a good build: NuGet restores it in locked mode, and the gate stops the build.</summary>
[TestClass]
public sealed class SignedPackages
{
    private const string Id = "Newtonsoft.Json";
    private const string Version = "13.0.4";
    private const string Author = "db1bd14ac8a4fa504adef36d1ead72a14e3f61e937d80bf09dc27473c8682083";
    private const string Gallery = "1f4b311d9acc115c8dc8018b5a49e00fce6da8e2855f9f014ca6f34570bc482d";

    [TestMethod]
    public void A_signature_that_is_gone_or_anothers_stops_the_build_and_nothing_else_notices()
    {
        using var consumer = Consumer($$"""{ "packages": "Newtonsoft.*", "requireAuthor": true, "fingerprints": ["{{Author}}"] }, { "packages": "newtonsoft.json", "requireRepository": true, "owners": ["JamesNK"] }""").WithAuthor();
        consumer.Run("build").Succeeds();
        consumer.Tool("check", "--offline").Ends(0).Says("signatures 1 passed");
        Verify(consumer).Succeeds();

        // Stripped: the same content hash.
        Strip(consumer);
        consumer.RunPlain("restore", "--locked-mode", "--force").Succeeds();
        Assert.Contains("NU3004", Verify(consumer).Fails().Output);
        consumer.Run("build", "--no-restore").Fails("error SCSDK2021", "error SCSDK2021");
        consumer.Tool("check", "--offline").Ends(1, "error SCSDK2021", "error SCSDK2021").Says("no author signature").Says("no repository signature");

        // By somebody else, whom nobody vouches for.
        consumer.Sign(consumer.Archive(Id, Version));
        Extract(consumer.Archive(Id, Version));
        consumer.RunPlain("restore", "--locked-mode", "--force").Succeeds();
        Assert.Contains("NU3018", Verify(consumer).Fails().Output);
        consumer.Run("build", "--no-restore").Fails("error SCSDK2021", "error SCSDK2022", "error SCSDK2023");
        consumer.Tool("check", "--offline").Ends(1, "error SCSDK2021", "error SCSDK2022", "error SCSDK2023").Says("Author of the test").Says("NU3018");
    }

    [TestMethod]
    public void Another_publisher_stops_the_build_although_the_repository_is_the_right_one()
    {
        using var consumer = Consumer($$"""{ "packages": "Newtonsoft.*", "fingerprints": ["{{Gallery}}"] }""");
        // NuGet takes the package: the repository is one of the signers that it is told to trust, and that the author is none of them does not count (NuGet/Home#13336).
        var trust = Path.Combine(consumer.Root, "signers.config");
        File.WriteAllText(trust, $"""
            <configuration>
              <config><add key="signatureValidationMode" value="require" /></config>
              <trustedSigners>
                <author name="another"><certificate fingerprint="{new string('A', 64)}" hashAlgorithm="SHA256" allowUntrustedRoot="false" /></author>
                <repository name="gallery" serviceIndex="https://api.nuget.org/v3/index.json"><certificate fingerprint="{Gallery.ToUpperInvariant()}" hashAlgorithm="SHA256" allowUntrustedRoot="false" /></repository>
              </trustedSigners>
            </configuration>
            """);
        consumer.RunPlain("nuget", "verify", "--all", consumer.Archive(Id, Version), "--configfile", trust).Succeeds();
        consumer.Run("build", "--no-restore").Fails("error SCSDK2022");
    }

    [TestMethod]
    public void Drift_is_a_warning_of_every_build_and_an_error_where_a_rule_says_so()
    {
        using var consumer = Consumer("", """, "publishers": { }""");
        consumer.Run("build", "--no-restore").Succeeds("warning SCSDK5001");
        consumer.Tool("publishers", "prune").Ends(2).Says("publishers.json is not there, so there is nothing to prune.");
        consumer.Tool("publishers", "update", "--all", "--package", Id).Ends(2).Says("give one of them");
        consumer.Tool("publishers", "update", "--check").Ends(1).Says("Not up to date: 2 added");
        consumer.Tool("publishers", "update", "--check", "--format", "json").Ends(1).Says("\"result\": \"wouldChange\"").Says("\"change\": \"added\"").Says("\"inPolicy\": true");
        Assert.IsFalse(File.Exists(consumer.PathOf("publishers.json")));
        consumer.Tool("publishers", "update").Ends(0).Says("+ Newtonsoft.Json").Says("owners: 'dotnetfoundation', 'jamesnk', 'newtonsoft'").Says("no signature proves");
        consumer.Commit().Run("build", "--no-restore").Succeeds();
        consumer.Tool("publishers", "update", "--check").Ends(0).Says("Up to date: 2 entries");
        consumer.Tool("publishers", "prune").Ends(0).Says("Nothing to prune: every entry is of a package that these projects use (2 entries).");
        var file = consumer.PathOf("publishers.json");
        var good = File.ReadAllText(file);
        File.WriteAllText(file, good.Replace($"\"id\": \"{Id}\"", "\"id\": \"Gone\"", StringComparison.Ordinal));
        consumer.Tool("publishers", "prune", "--check").Ends(1).Says("To prune: 1 entry, which no package of these projects needs; 1 entry would stay.");
        consumer.Tool("publishers", "prune", "--format", "json").Ends(0).Says("\"result\": \"written\"").Says("\"change\": \"removed\"").Says("\"entries\": 1,");
        File.WriteAllText(file, good.Insert(2, "x"));
        consumer.Tool("publishers", "update").Ends(2, "error SCSDK5001").Says("publishers.json(");
        consumer.Tool("publishers", "prune", "--format", "json").Ends(2).Says("\"code\": \"SCSDK5001\"").Says("\"baselines\": []");
        File.WriteAllText(file, good);

        Strip(consumer);
        var drift = consumer.Run("build", "--no-restore").Succeeds("warning SCSDK5003");
        Assert.Contains("the author signature is gone, it was 'CN=Json.NET (.NET Foundation)", drift.Output);
        Assert.Contains("publishers.json(", drift.Output);
        // Nothing changed since: it is said again.
        consumer.Run("build", "--no-restore").Succeeds("warning SCSDK5003").Checks(0);

        // Who accepts it in the tree is still judged by the baseline of the target.
        consumer.Tool("publishers", "update").Ends(0).Says("author: none (was 'CN=Json.NET");
        consumer.Tool("check", "--offline").Ends(0);
        consumer.Tool("check", "--offline", "--base", "HEAD").Says("SCSDK5003");

        consumer.Git("checkout", "-q", "publishers.json");
        consumer.Write("supplychain.json", """{ "version": 1, "publishers": { "rules": [ { "packages": "Newtonsoft.*", "enforce": "error" } ] } }""");
        consumer.Run("build", "--no-restore").Fails("error SCSDK5003");
    }

    private static Consumer Consumer(string rules, string more = "")
    {
        var consumer = new Consumer().WithOwnPackages().Project("a.csproj", Infra.Consumer.Reference + GivenPackage.Reference(Id, Version))
            .Write("supplychain.json", $$"""{ "version": 1{{(rules.Length > 0 ? $$""", "signatures": { "rules": [ {{rules}} ] }""" : "")}}{{more}} }""").Lock();
        return consumer;
    }

    private static BuildRun Verify(Consumer consumer) => consumer.RunPlain("nuget", "verify", "--all", consumer.Archive(Id, Version));

    private static void Strip(Consumer consumer)
    {
        var archive = consumer.Archive(Id, Version);
        using (var input = File.OpenRead(archive))
        using (var output = File.Create(archive + ".stripped"))
            PackageLayers.CopyAsBuilt(input, output);
        File.Move(archive + ".stripped", archive, overwrite: true);
        Extract(archive);
    }

    // As restore would have left it: the signature is one of the files of the folder.
    private static void Extract(string archive)
    {
        var file = Path.Combine(Path.GetDirectoryName(archive)!, ".signature.p7s");
        File.Delete(file);
        using var zip = ZipFile.OpenRead(archive);
        zip.GetEntry(".signature.p7s")?.ExtractToFile(file);
    }
}
