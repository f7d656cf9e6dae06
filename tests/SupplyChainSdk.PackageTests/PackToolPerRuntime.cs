using SupplyChainSdk.PackageTests.Infra;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests;

/// <summary>A tool with implementations per runtime: one project, one pack, a package for each runtime and one that points to them.</summary>
[TestClass]
public sealed class PackToolPerRuntime
{
    private static readonly string[] Packages = ["a.1.0.0.nupkg", "a.any.1.0.0.nupkg", "a.linux-x64.1.0.0.nupkg"];

    [TestMethod]
    [DataRow("<TargetFramework>net10.0</TargetFramework><RuntimeIdentifiers>linux-x64;any</RuntimeIdentifiers>")]
    [DataRow("<TargetFrameworks>net10.0</TargetFrameworks><RuntimeIdentifiers>linux-x64;any;win-x64</RuntimeIdentifiers><ToolPackageRuntimeIdentifiers>linux-x64;any</ToolPackageRuntimeIdentifiers>")]
    public void Each_package_has_its_own_bundle_and_SBOM(string runtimes)
    {
        using var consumer = Tool(runtimes);
        var output = consumer.PathOf("bin", "Release");
        var (secret, open) = consumer.Make("release");

        consumer.Run("pack", $"-p:SupplyChainSigningKey={secret}").Succeeds();

        CollectionAssert.AreEqual(
            Packages.SelectMany(package => (string[])[package, $"{package}.sigstore.json", $"{Path.GetFileNameWithoutExtension(package)}.cdx.json"]).Order(StringComparer.Ordinal).ToArray(),
            Evidence.Files(output));
        foreach (var package in Packages.Select(package => Path.Combine(output, package)))
        {
            consumer.Tool("verify", package, "--key", open).Ends(0).Says("SBOMs equal");
            var id = Path.GetFileName(package)[..^".1.0.0.nupkg".Length];
            Assert.AreEqual($"pkg:nuget/{id}@1.0.0", Evidence.Statement($"{package}.sigstore.json").GetProperty("subject")[0].GetProperty("uri").GetString());
            var sbom = Path.ChangeExtension(package, ".cdx.json");
            var root = Evidence.Json(sbom).GetProperty("metadata").GetProperty("component");
            Assert.AreEqual($"pkg:nuget/{id}@1.0.0", root.GetProperty("purl").GetString());
            CollectionAssert.AreEqual(Consumer.Entries(package).Where(entry => entry.EndsWith(".dll", StringComparison.Ordinal)).ToArray(),
                root.TryGetProperty("components", out var files) ? files.EnumerateArray().Select(file => file.GetProperty("name").GetString()).ToArray() : []);
            Oracles.AssertCycloneDx(sbom);
        }
        Assert.Contains("tools/net10.0/linux-x64/Newtonsoft.Json.dll", Consumer.Entries(Path.Combine(output, Packages[2])));

        // The bundle of one is none of another, and one byte makes it none of its own.
        consumer.Tool("verify", Path.Combine(output, Packages[1]), "--key", open, "--bundle", Path.Combine(output, $"{Packages[2]}.sigstore.json")).Ends(1, "error SCSDK8004");
        Evidence.Flip(Path.Combine(output, Packages[2]), 100);
        consumer.Tool("verify", Path.Combine(output, Packages[2]), "--key", open).Says("Not verified.");
    }

    [TestMethod]
    public void Without_its_key_none_of_the_packages_is_made()
    {
        using var consumer = Tool("<TargetFramework>net10.0</TargetFramework><RuntimeIdentifiers>linux-x64;any</RuntimeIdentifiers>");

        consumer.Run("pack", "-p:SupplyChainSigner=key").Fails("error SCSDK7003", "error SCSDK7003");

        Assert.IsEmpty(Evidence.Files(consumer.PathOf("bin", "Release")));
    }

    [TestMethod]
    public void A_package_of_one_runtime_that_changed_since_it_was_packed_fails_the_pack()
    {
        using var consumer = Tool("<TargetFramework>net10.0</TargetFramework><RuntimeIdentifiers>linux-x64;any</RuntimeIdentifiers>");
        consumer.Run("pack").Succeeds([.. Packages.Select(_ => "warning SCSDK7001")]);
        var output = consumer.PathOf("bin", "Release");
        Evidence.Flip(Path.Combine(output, Packages[2]), 100);

        // The package of the other runtime is as it was.
        consumer.Run("pack").Fails("error SCSDK7007", "error SCSDK7008", "warning SCSDK7001");

        Assert.DoesNotContain(Packages[2], Evidence.Files(output));
        Assert.DoesNotContain($"{Packages[2]}.intoto.unsigned.json", Evidence.Files(output));
    }

    // Framework-dependent, so that no runtime pack has to be downloaded.
    private static Consumer Tool(string runtimes) => new Consumer()
        .Project("a.csproj", $"{Consumer.Reference}<PackageReference Include=\"Newtonsoft.Json\" Version=\"13.0.4\" />",
            $"{runtimes}<OutputType>Exe</OutputType><PackAsTool>true</PackAsTool><PublishAot>false</PublishAot><SelfContained>false</SelfContained><UseAppHost>false</UseAppHost>")
        .Write("Program.cs", "class Program { static void Main() { } }").Lock().Commit();
}
