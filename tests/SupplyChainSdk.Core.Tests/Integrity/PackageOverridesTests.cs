using System.Collections.Immutable;
using System.Text.RegularExpressions;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Integrity;

[TestClass]
public sealed class PackageOverridesTests
{
    private static readonly Location Line = new("/src/app/packages.lock.json", 41, 7);

    [TestMethod]
    [DataRow("build/A.props", "<Project><PropertyGroup><SupplyChainEnabled>false</SupplyChainEnabled></PropertyGroup></Project>", "SupplyChainEnabled")]
    [DataRow("BuildTransitive/A.targets", "<Project><Target Name=\"supplychaincheck\" /></Project>", "supplychaincheck")]
    [DataRow("buildMultiTargeting/A.targets", "<Project><Target Name=\"X\" AfterTargets=\"_SupplyChainRunCheck;Build\" /></Project>", "_SupplyChainRunCheck")]
    [DataRow("Sdk/Sdk.props", "<Project TreatAsLocalProperty=\"SupplyChainCI\" />", "SupplyChainCI")]
    [DataRow("tools/more.props", "<Project><PropertyGroup><SupplyChainSigner>none</SupplyChainSigner></PropertyGroup></Project>", "SupplyChainSigner")]
    [DataRow("build/A.props", "<Project><UsingTask TaskName=\"SupplyChainSdk.Tasks.CheckDependencies\" AssemblyFile=\"x.dll\" /></Project>", "SupplyChainSdk.Tasks.CheckDependencies")]
    [DataRow("build/A.props", "<Project><UsingTask TaskName=\"CheckDependencies\" AssemblyFile=\"x.dll\" /></Project>", "CheckDependencies")]
    [DataRow("build/A.targets", "<Project><Target Name=\"X\"><CreateProperty Value=\"false\"><Output TaskParameter=\"Value\" PropertyName=\"SupplyChainEnabled\" /></CreateProperty></Target></Project>", "SupplyChainEnabled")]
    [DataRow("build/A.props", "<Project><PropertyGroup><NoWarn>$(NoWarn);scsdk2003</NoWarn></PropertyGroup></Project>", "scsdk2003")]
    [DataRow("build/A.props", "<Project><PropertyGroup><NuGetLockFilePath>$(MSBuildThisFileDirectory)lock.json</NuGetLockFilePath></PropertyGroup></Project>", "NuGetLockFilePath")]
    [DataRow("build/A.props", "<Project><PropertyGroup><SupplyChainEnabled>false", "SupplyChainEnabled")]
    [DataRow("build/A.props", "<Project><PropertyGroup><ExcludeRestorePackageImports>true</ExcludeRestorePackageImports></PropertyGroup></Project>", "ExcludeRestorePackageImports")]
    [DataRow("build/A.targets", "<Project><Target Name=\"X\"><CreateProperty Value=\"a\"><Output TaskParameter=\"Value\" PropertyName=\"projectAssetsFile\" /></CreateProperty></Target></Project>", "projectAssetsFile")]
    public void A_build_file_that_names_what_is_ours_is_found(string entry, string content, string name)
    {
        var finding = Check(entry, content).Single();

        Assert.AreEqual(Codes.PackageSetsProperties, finding.Code);
        Assert.AreEqual(Severity.Error, finding.Severity);
        Assert.AreEqual(Line, finding.Location);
        Assert.AreEqual($"Contoso.Widgets 1.2.3 changes how SupplyChainSdk works: its {entry} names {name}. No package has a reason to. Remove the package, and ask its publisher.", finding.Message);
    }

    [TestMethod]
    public void Every_task_of_ours_is_found_by_the_last_part_of_its_name()
    {
        var names = Directory.EnumerateFiles(Path.Combine(TestData.Repository, "build"), "*.targets")
            .SelectMany(f => Regex.Matches(File.ReadAllText(f), "<UsingTask TaskName=\"SupplyChainSdk[.]Tasks[.]([A-Za-z]+)\"")).Select(m => m.Groups[1].Value).ToList();
        Assert.IsNotEmpty(names);
        foreach (var name in names)
            Assert.Contains($"names {name}.", Check("build/A.props", $"<Project><UsingTask TaskName=\"{name}\" AssemblyFile=\"x.dll\" /></Project>").Single().Message);
    }

    [TestMethod]
    [DataRow("build/A.props", "<Project><PropertyGroup><SupplyChainTransitive>true</SupplyChainTransitive></PropertyGroup><ItemGroup><SupplyChainPolicy Include=\"$(MSBuildThisFileDirectory)supplychain.json\" /></ItemGroup></Project>")]
    [DataRow("build/A.props", "<Project><!-- SupplyChainEnabled --><PropertyGroup Condition=\"'$(SupplyChainEnabled)' == ''\"><Other>true</Other></PropertyGroup></Project>")]
    [DataRow("build/A.targets", "<Project><Target Name=\"X\" Condition=\"'$(ExcludeRestorePackageImports)' == ''\"><CreateProperty Value=\"$(ProjectAssetsFile)\"><Output TaskParameter=\"Value\" PropertyName=\"Other\" /></CreateProperty></Target></Project>")]
    [DataRow("build/A.props", "<Project><UsingTask TaskName=\"Contoso.SupplyChain.Tool\" AssemblyFile=\"x.dll\" /></Project>")]
    [DataRow("lib/net10.0/A.xml", "<doc><SupplyChainEnabled /></doc>")]
    [DataRow("build/A.txt", "<Project><PropertyGroup><SupplyChainEnabled>false</SupplyChainEnabled></PropertyGroup></Project>")]
    public void What_an_organisation_may_set_and_what_is_no_build_file_is_not(string entry, string content) =>
        Assert.IsEmpty(Check(entry, content));

    [TestMethod]
    [DataRow("$(MSBuildThisFileDirectory)more.dat")]
    [DataRow("$(MSBuildThisFileDirectory)..\\tools\\more.dat")]
    public void What_a_build_file_imports_is_read_whatever_its_name(string import)
    {
        var finding = Check(("build/A.props", $"<Project><Import Project=\"{import}\" /></Project>"),
            ("tools/more.dat", "<Project><PropertyGroup><SupplyChainSigner>none</SupplyChainSigner></PropertyGroup></Project>"), ("tools/other.dat", "<SupplyChainSigner />")).Single();

        StringAssert.Contains(finding.Message, "its tools/more.dat names SupplyChainSigner", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_large_file_in_the_build_folder_that_nothing_imports_is_not_read() =>
        Assert.IsEmpty(Check("build/netstandard2.0/ref/netstandard.xml", new string(' ', 5 << 20)));

    [TestMethod]
    public void A_build_file_that_cannot_be_read_is_an_error_of_its_package()
    {
        var finding = Check("build/A.props", new string(' ', 5 << 20)).Single();

        Assert.AreEqual(Codes.ArchiveMalformed, finding.Code);
        Assert.AreEqual(Line, finding.Location);
        StringAssert.Contains(finding.Message, "build/A.props", StringComparison.Ordinal);
    }

    private static ImmutableArray<Finding> Check(string entry, string content) => Check((entry, content));

    private static ImmutableArray<Finding> Check(params (string Name, string Content)[] entries)
    {
        using var scratch = new Scratch();
        var path = scratch.Write("contoso.widgets.1.2.3.nupkg", RawZip.Write([.. RawZip.Package(), .. entries.Select(e => new RawEntry(e.Name, e.Content))]));
        using var archive = PackageArchive.Open(path);
        var (hash, file) = archive.Hash();
        var id = PackageId.Create("Contoso.Widgets", "1.2.3");
        var facts = new PackageFacts(new ResolvedPackage(id, DependencyKind.Direct, false, hash, "contoso.widgets/1.2.3", []), path, hash, file, false, archive.ReadNuspec());
        return PackageOverrides.Check(new PackageReading([facts], []),
            ImmutableDictionary<PackageId, LockedHash>.Empty.Add(id, new LockedHash(hash, Line)), CancellationToken.None);
    }
}
