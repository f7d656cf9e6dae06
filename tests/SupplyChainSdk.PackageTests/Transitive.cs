using SupplyChainSdk.PackageTests.Infra;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests;

/// <summary>Where the package is only a dependency of a dependency.</summary>
[TestClass]
public sealed class Transitive
{
    [TestMethod]
    public void Handing_the_SDK_on_by_mistake_fails_the_pack()
    {
        using var consumer = new Consumer().Project("leaky.csproj", "<PackageReference Include=\"SupplyChainSdk\" Version=\"$(TestVersion)\" />").Lock().Commit();

        consumer.Run("pack").Fails("error SCSDK1013");

        Assert.IsFalse(File.Exists(consumer.PathOf("bin", "Release", "leaky.1.0.0.nupkg")));
    }

    [TestMethod]
    [DataRow("<TargetFramework>net10.0</TargetFramework>")]
    [DataRow("<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>")]
    public void A_consumer_of_a_leaky_library_builds_and_packs_untouched(string frameworks)
    {
        using var consumer = new Consumer();
        consumer.Project("leaky/leaky.csproj", "<PackageReference Include=\"SupplyChainSdk\" Version=\"$(TestVersion)\" />",
            "<TargetFramework>netstandard2.0</TargetFramework><SupplyChainEnabled>false</SupplyChainEnabled><PackageId>Leaky</PackageId><PackageVersion>$(TestVersion)</PackageVersion>");
        consumer.Run("pack", "leaky", "-o", consumer.Feed).Succeeds();
        consumer.Project("app/app.csproj", "<PackageReference Include=\"Leaky\" Version=\"$(TestVersion)\" />", frameworks).With("CI", "true");

        consumer.Run("build", "app").Succeeds().RunsNothing();
        consumer.Run("pack", "app").Succeeds().RunsNothing();
        consumer.Run("clean", "app").Succeeds().RunsNothing();

        Assert.Contains("buildTransitive/SupplyChainSdk.targets", File.ReadAllText(consumer.PathOf("app", "obj", "app.csproj.nuget.g.targets")).Replace('\\', '/'),
            "the library does leak, or this test proves nothing");
        Assert.IsFalse(Directory.Exists(consumer.PathOf("app", "obj", "supplychain")));
        var property = consumer.RunPlain("msbuild", "app", "-getProperty:ContinuousIntegrationBuild", "-getProperty:DeterministicSourcePaths", "-t:ResolveReferences", "-p:TargetFramework=net10.0");
        Assert.DoesNotContain("true", property.Output);
    }

    [TestMethod]
    [DataRow("Contoso.Single")]
    [DataRow("Contoso.Multi")]
    public void A_project_that_names_only_the_build_package_of_its_organisation_is_gated_and_attested(string sample)
    {
        using var consumer = new Consumer();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(TestData.Repository, "samples"), "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(Path.Combine(TestData.Repository, "samples"), file);
            if (!path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
                consumer.Write(path, File.ReadAllText(file));
        }
        consumer.With("SupplyChainSdkVersion", TestFeed.Version).With("ContosoBuildVersion", TestFeed.Version);
        consumer.Lock("Contoso.Build").Run("pack", "Contoso.Build", "-o", consumer.Feed);
        var package = Path.Combine(consumer.Feed, $"Contoso.Build.{TestFeed.Version}.nupkg");
        Assert.Contains("id=\"SupplyChainSdk\"", Consumer.Nuspec(package));
        consumer.Lock(sample);

        var build = consumer.Run("build", sample).Checks(1);

        Assert.AreEqual(0, build.ExitCode, build.Shown);
        Assert.Contains("AttestPackages", consumer.Run("pack", sample).Tasks);
        var policies = consumer.RunPlain("msbuild", sample, "-getItem:SupplyChainPolicy").Output.Replace('\\', '/');
        Assert.Contains("/policy/supplychain.json", policies);
    }
}
