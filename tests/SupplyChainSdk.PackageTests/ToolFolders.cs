using System.IO.Compression;
using NuGet.Client;
using NuGet.ContentModel;
using NuGet.Frameworks;
using NuGet.RuntimeModel;
using SupplyChainSdk.PackageTests.Infra;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests;

/// <summary>The tool is in its package twice; which folder is used where is NuGet's choice, by the rules of the .NET SDK's own graph of runtimes.</summary>
[TestClass]
public sealed class ToolFolders
{
    [TestMethod]
    public void Compiled_ahead_where_that_runs_and_for_any_platform_elsewhere()
    {
        using var consumer = new Consumer();
        var configuration = SupplyChainTool.Assembly.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        DotNet.Run(TestData.Repository, new Dictionary<string, string>(), "pack", Path.Combine("src", "SupplyChainSdk.Tool"), "--no-build", "-c", configuration, "-o", consumer.Feed).Succeeds();
        using var package = ZipFile.OpenRead(Directory.GetFiles(consumer.Feed).Single());
        var conventions = new ManagedCodeConventions(JsonRuntimeFormat.ReadRuntimeGraph(Path.Combine(Path.GetDirectoryName(typeof(RuntimeGraph).Assembly.Location)!, "PortableRuntimeIdentifierGraph.json")));
        var content = new ContentItemCollection();
        content.Load(package.Entries.Select(e => e.FullName).ToList());

        string Folder(string runtime) => string.Join(' ', content.FindBestItemGroup(
                conventions.Criteria.ForFrameworkAndRuntime(NuGetFramework.Parse("net10.0"), runtime), conventions.Patterns.ToolsAssemblies)!
            .Items.Select(i => Path.GetDirectoryName(i.Path)!.Replace('\\', '/')).Distinct());

        foreach (var runtime in (string[])["linux-x64", "linux-musl-x64"])
            Assert.AreEqual("tools/net10.0/linux-x64", Folder(runtime), runtime);
        foreach (var runtime in (string[])["linux-arm64", "linux-musl-arm64", "osx-x64", "osx-arm64", "win-x64", "win-arm64"])
            Assert.AreEqual("tools/net10.0/any", Folder(runtime), runtime);
    }
}
