using System.Xml.Linq;
using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>CoreCompile is not the only target that starts a compiler, and with it the analyzers and generators of packages.</summary>
[TestClass]
public sealed class Compilers
{
    [TestMethod]
    public void The_check_comes_before_every_target_of_the_SDK_that_gives_analyzers_to_a_compiler()
    {
        using var consumer = new Consumer().Project("a.csproj");
        var sdk = consumer.RunPlain("msbuild", "-getProperty:MSBuildToolsPath").Succeeds().Output.Trim();
        var compiling = Directory.EnumerateFiles(sdk, "*.targets", new EnumerationOptions { RecurseSubdirectories = true, MatchCasing = MatchCasing.CaseInsensitive })
            .SelectMany(file => XDocument.Load(file).Descendants().Where(task => task.Attribute("Analyzers") is not null && task.Name.LocalName != "ResolvePackageFileConflicts"))
            .Select(task => task.Ancestors().First(element => element.Name.LocalName == "Target").Attribute("Name")!.Value).Distinct().ToArray();
        CollectionAssert.IsSubsetOf((string[])["CoreCompile", "GenerateTemporaryTargetAssembly", "XamlPreCompile"], compiling, "what is looked for is found");

        consumer.RunPlain("restore").Succeeds();
        var ours = XDocument.Load(Path.Combine(TestFeed.SharedPackages, "supplychainsdk", TestFeed.Version, "build", "SupplyChainSdk.Inner.targets"));
        var before = ours.Descendants().Single(target => (string?)target.Attribute("Name") == "_SupplyChainCheckBeforeCompile").Attribute("BeforeTargets")!.Value.Split(';');
        Assert.AreEqual("", string.Join(", ", compiling.Except(before)));
    }

    [TestMethod]
    [DataRow("CoreCompile")]
    [DataRow("XamlPreCompile")]
    public void No_such_target_runs_unchecked(string target)
    {
        using var consumer = new Consumer().Project("a.csproj").With("CI", "true");
        consumer.RunPlain("restore").Succeeds();

        var run = consumer.Run("msbuild", $"-t:{target}").Fails("error SCSDK2001").Checks(1);

        Assert.DoesNotContain("Task \"Csc\"", run.Output);
    }
}
