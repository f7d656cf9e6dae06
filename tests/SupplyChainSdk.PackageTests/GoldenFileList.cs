using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>Every file of the package. One more or less is a decision, made here.</summary>
[TestClass]
public sealed class GoldenFileList
{
    private const string Expected = """
        LICENSE
        README.md
        Sdk/Sdk.props
        Sdk/Sdk.targets
        SupplyChainSdk.nuspec
        build/SupplyChainSdk.CI.props
        build/SupplyChainSdk.Common.targets
        build/SupplyChainSdk.Compiler.targets
        build/SupplyChainSdk.Inner.targets
        build/SupplyChainSdk.Outer.targets
        build/SupplyChainSdk.Pack.targets
        build/SupplyChainSdk.props
        build/SupplyChainSdk.targets
        buildMultiTargeting/SupplyChainSdk.props
        buildMultiTargeting/SupplyChainSdk.targets
        buildTransitive/SupplyChainSdk.props
        buildTransitive/SupplyChainSdk.targets
        icon.png
        supplychain.schema.json
        tools/net10.0/SupplyChainSdk.Core.dll
        tools/net10.0/SupplyChainSdk.Sigstore.dll
        tools/net10.0/SupplyChainSdk.dll
        tools/net10.0/linux-x64/SupplyChainSdk.Core.dll
        tools/net10.0/linux-x64/SupplyChainSdk.Sigstore.dll
        tools/net10.0/linux-x64/SupplyChainSdk.dll
        """;

    [TestMethod]
    public void The_package_holds_these_files_and_no_others() =>
        Assert.AreEqual(Expected.ReplaceLineEndings("\n"), string.Join("\n", Consumer.Entries(TestFeed.Package)));

    [TestMethod]
    public void The_package_is_a_development_dependency_with_neither_dependencies_nor_a_lib_folder()
    {
        var nuspec = Consumer.Nuspec(TestFeed.Package);

        Assert.Contains("<developmentDependency>true</developmentDependency>", nuspec);
        Assert.DoesNotContain("<dependenc", nuspec);
        Assert.DoesNotContain("<frameworkReference", nuspec);
        Assert.Contains("<packageType name=\"MSBuildSdk\" />", nuspec);
    }
}
