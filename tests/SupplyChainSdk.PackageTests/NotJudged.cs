using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>Projects of kinds whose packages cannot be read are named, not passed in silence.</summary>
[TestClass]
public sealed class NotJudged
{
    [TestMethod]
    [DataRow("<UsingMicrosoftNoTargetsSdk>true</UsingMicrosoftNoTargetsSdk>", "NoTargets")]
    [DataRow("<UsingMicrosoftTraversalSdk>true</UsingMicrosoftTraversalSdk>", "Traversal")]
    public void Projects_that_compile_nothing_are_named(string property, string kind)
    {
        using var consumer = new Consumer().Project("a.csproj", frameworks: "<TargetFramework>net10.0</TargetFramework>" + property);

        var run = consumer.Run("build").Succeeds("warning SCSDK1008").Checks(0);

        Assert.Contains(kind, run.Shown);
    }

    [TestMethod]
    public void A_real_NoTargets_project_is_named_by_the_build_and_by_the_tool()
    {
        using var consumer = new Consumer().WithOwnPackages().Write("a.csproj", $"""
            <Project Sdk="Microsoft.Build.NoTargets/3.7.0">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>{Consumer.Reference}</ItemGroup>
            </Project>
            """);

        Assert.Contains("NoTargets", consumer.Run("build").Succeeds("warning SCSDK1008").Checks(0).Shown);
        consumer.Tool("check").Ends(2, "warning SCSDK1008").Says("Microsoft.Build.NoTargets");

        // Of another SDK the same project is judged.
        consumer.Write("a.csproj", File.ReadAllText(consumer.PathOf("a.csproj")).Replace("Microsoft.Build.NoTargets/3.7.0", "Microsoft.NET.Sdk", StringComparison.Ordinal));
        consumer.Run("build").Succeeds("warning SCSDK2001").Checks(1);
        consumer.Tool("check").Ends(0, "warning SCSDK2001");
    }

    [TestMethod]
    [DataRow("packages.config", "packages.config")]
    [DataRow("other.txt", "SDK-style")]
    public void Legacy_projects_are_named(string file, string kind)
    {
        using var consumer = new Consumer().WithOwnPackages().Project("restore.csproj").Write(file, "<packages />");
        consumer.Run("restore", "restore.csproj").Succeeds();
        var build = Path.Combine(consumer.Root, "packages", "supplychainsdk", TestFeed.Version, "build");
        // As NuGet edits a project with packages.config: it imports build/ and nothing else.
        consumer.Write("legacy.proj", $"""
            <Project>
              <Import Project="{build}/SupplyChainSdk.props" />
              <Target Name="Build" />
              <Import Project="{build}/SupplyChainSdk.targets" />
            </Project>
            """);

        var run = consumer.Run("msbuild", "legacy.proj").Succeeds("warning SCSDK1008").Checks(0);

        Assert.Contains(kind, run.Shown);
    }

    [TestMethod]
    public void The_temporary_project_of_WPF_is_skipped_and_one_that_only_has_its_name_is_not()
    {
        using var consumer = new Consumer().Project("a_wpftmp.csproj").With("CI", "true");

        consumer.Run("build").Fails("error SCSDK2001").Checks(1);
        consumer.Run("build", "-p:_TargetAssemblyProjectName=a").Succeeds().RunsNothing();
    }
}
