using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>An MSBuild that cannot run the tasks says so in one error. It is a real one, 17.7, in a program that hosts it.</summary>
[TestClass]
public sealed class OldMSBuild
{
    [TestMethod]
    public void It_is_named_and_nothing_is_checked()
    {
        using var consumer = new Consumer().Project("restore.csproj");
        consumer.RunPlain("restore").Succeeds();
        var build = Path.Combine(TestFeed.SharedPackages, "supplychainsdk", TestFeed.Version, "build");
        // No more than what the targets ask for: an old MSBuild cannot read the .NET SDK of today.
        consumer.Write("judged/a.proj", $"""
                <Project>
                  <UsingTask TaskName="Error" AssemblyFile="$(MSBuildBinPath)/Microsoft.Build.Tasks.Core.dll" />
                  <PropertyGroup><UsingMicrosoftNETSdk>true</UsingMicrosoftNETSdk></PropertyGroup>
                  <Import Project="{build}/SupplyChainSdk.props" />
                  <Import Project="{build}/SupplyChainSdk.targets" />
                </Project>
                """)
            .Write("host/host.csproj", """
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
                  <ItemGroup><PackageReference Include="Microsoft.Build" Version="17.7.2" /><PackageReference Include="Microsoft.Build.Tasks.Core" Version="17.7.2" /></ItemGroup>
                </Project>
                """)
            .Write("host/Program.cs", """
                using Microsoft.Build.Execution;
                using Microsoft.Build.Framework;
                using Microsoft.Build.Logging;

                var result = BuildManager.DefaultBuildManager.Build(new BuildParameters { Loggers = [new ConsoleLogger(LoggerVerbosity.Detailed)] },
                    new BuildRequestData(args[0], new Dictionary<string, string>(), null, ["SupplyChainCheck"], null));
                return result.OverallResult == BuildResultCode.Success ? 0 : 1;
                """);

        Assert.Contains("MSBuild 17.7.2 cannot run SupplyChainSdk", consumer.RunPlain("run", "--project", "host", "--", consumer.PathOf("judged", "a.proj")).Fails("error SCSDK1009").RunsNothing().Output);

        // The MSBuild of this SDK runs it, and there are no packages to be judged.
        consumer.Run("msbuild", "judged/a.proj", "-t:SupplyChainCheck").Fails("error SCSDK1014").Checks(1);
    }
}
