using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>The ways in: package, <c>Sdk</c> element, both, <c>GlobalPackageReference</c>.</summary>
[TestClass]
public sealed class Doors
{
    private static string SdkElement(string frameworks, string inside = "") => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <Sdk Name="SupplyChainSdk" Version="{TestFeed.Version}" />
          <PropertyGroup>{frameworks}</PropertyGroup>
          <ItemGroup>{inside}</ItemGroup>
        </Project>
        """;

    [TestMethod]
    [DataRow("<TargetFramework>net10.0</TargetFramework>")]
    [DataRow("<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>")]
    public void The_Sdk_element_asks_for_a_lock_file_gates_once_and_attests(string frameworks)
    {
        using var consumer = new Consumer().Write("a.csproj", SdkElement(frameworks)).Write("a.cs", "public class A { }");

        consumer.Run("build").Succeeds().Checks(1);
        Assert.IsTrue(File.Exists(consumer.PathOf("packages.lock.json")));
        consumer.Commit();

        Assert.Contains("AttestPackages", consumer.Run("pack").Tasks);
    }

    [TestMethod]
    public void The_Sdk_element_restores_in_locked_mode_in_CI()
    {
        using var consumer = new Consumer().Write("a.csproj", SdkElement("<TargetFramework>net10.0</TargetFramework>")).Write("a.cs", "public class A { }");
        consumer.Run("restore").Succeeds();
        consumer.Commit().With("CI", "true");

        consumer.Run("build").Succeeds().Checks(1);
        consumer.Write("a.csproj", SdkElement("<TargetFramework>net10.0</TargetFramework>", Consumer.Reference));
        Assert.Contains("NU1004", consumer.Run("build").Output);
    }

    [TestMethod]
    [DataRow("<TargetFramework>net10.0</TargetFramework>")]
    [DataRow("<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>")]
    public void Both_doors_gate_once_without_a_word_about_it(string frameworks)
    {
        using var consumer = new Consumer().Write("a.csproj", SdkElement(frameworks, Consumer.Reference)).Write("a.cs", "public class A { }");

        var run = consumer.Run("build").Succeeds().Checks(1);

        Assert.DoesNotContain("MSB4011", run.Shown);
        var pack = consumer.Commit().Run("pack");
        Assert.AreEqual(1, pack.Tasks.Count(task => task == "AttestPackages"), pack.Shown);
    }

    [TestMethod]
    public void A_global_reference_with_central_versions_gates_every_project()
    {
        using var consumer = new Consumer()
            .Write("Directory.Packages.props", $"""
                <Project>
                  <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
                  <ItemGroup><GlobalPackageReference Include="SupplyChainSdk" Version="{TestFeed.Version}" /></ItemGroup>
                </Project>
                """)
            .Project("a.csproj", inside: "").Lock().Commit();

        consumer.Run("build").Succeeds().Checks(1);
        Assert.DoesNotContain("SupplyChainSdk", Consumer.Nuspec(Packed(consumer)));
    }

    [TestMethod]
    public void A_project_without_any_door_is_left_alone()
    {
        using var consumer = new Consumer().Project("a.csproj", inside: "").With("CI", "true");

        consumer.Run("build").Succeeds().RunsNothing();
    }

    private static string Packed(Consumer consumer)
    {
        consumer.Run("pack");
        return consumer.PathOf("bin", "Release", "a.1.0.0.nupkg");
    }
}
