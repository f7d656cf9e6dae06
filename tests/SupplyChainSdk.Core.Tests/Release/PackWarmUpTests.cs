using System.IO.Compression;
using SupplyChainSdk.Core.Tests.Sbom;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Core.Tests.Release;

[TestClass]
public sealed class PackWarmUpTests
{
    [TestMethod]
    public async Task It_goes_all_the_way_and_leaves_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("supplychain-").FullName;
        var archive = Path.Combine(folder, "a.nupkg");
        using (var zip = new ZipArchive(File.Create(archive), ZipArchiveMode.Create))
            zip.CreateEntry("a.nuspec");
        var reading = SbomSamples.Reading(SbomSamples.WidgetGraph);

        await PackWarmUp.Start(SbomSamples.WidgetGraph, new PackageReading([.. reading.Read.Select(p => p with { ArchivePath = archive })], []), folder);

        Assert.AreEqual(archive, Directory.EnumerateFileSystemEntries(folder).Single());
        Directory.Delete(folder, recursive: true);
    }

    [TestMethod]
    public async Task What_goes_wrong_stays_with_whoever_asks()
    {
        var warming = PackWarmUp.Start(SbomSamples.WidgetGraph, SbomSamples.Reading(SbomSamples.WidgetGraph), Path.GetTempPath());

        await Assert.ThrowsExactlyAsync<DirectoryNotFoundException>(() => warming);
    }
}
