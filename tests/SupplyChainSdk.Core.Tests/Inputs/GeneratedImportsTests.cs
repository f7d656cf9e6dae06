using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Core.Tests.Inputs;

/// <summary>The files that NuGet generates into <c>obj</c>, as NuGet 7.9 wrote them.</summary>
[TestClass]
public sealed class GeneratedImportsTests
{
    private const string Restore = "'$(ExcludeRestorePackageImports)' != 'true'";

    private const string Props = $"""
        <?xml version="1.0" encoding="utf-8" standalone="no"?>
        <Project ToolsVersion="14.0" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
          <PropertyGroup Condition=" {Restore} ">
            <RestoreSuccess Condition=" '$(RestoreSuccess)' == '' ">True</RestoreSuccess>
            <RestoreTool Condition=" '$(RestoreTool)' == '' ">NuGet</RestoreTool>
            <ProjectAssetsFile Condition=" '$(ProjectAssetsFile)' == '' ">$(MSBuildThisFileDirectory)project.assets.json</ProjectAssetsFile>
            <NuGetPackageRoot Condition=" '$(NuGetPackageRoot)' == '' ">/home/me/.nuget/packages/</NuGetPackageRoot>
            <NuGetPackageFolders Condition=" '$(NuGetPackageFolders)' == '' ">/home/me/.nuget/packages/;/fallback</NuGetPackageFolders>
            <NuGetProjectStyle Condition=" '$(NuGetProjectStyle)' == '' ">PackageReference</NuGetProjectStyle>
            <NuGetToolVersion Condition=" '$(NuGetToolVersion)' == '' ">7.0.0</NuGetToolVersion>
          </PropertyGroup>
          <ItemGroup Condition=" {Restore} ">
            <SourceRoot Include="/home/me/.nuget/packages/" />
            <SourceRoot Include="/fallback/" />
          </ItemGroup>
          <ItemGroup Condition=" '$(Language)' == 'C#' AND '$(TargetFramework)' == 'net10.0' AND {Restore} ">
            <Compile Include="$(NuGetPackageRoot)lib.content/1.0.0/contentFiles/cs/any/x.cs" Condition="Exists('$(NuGetPackageRoot)lib.content/1.0.0/contentFiles/cs/any/x.cs')">
              <NuGetPackageId>Lib.Content</NuGetPackageId>
              <NuGetPackageVersion>1.0.0</NuGetPackageVersion>
              <NuGetItemType>Compile</NuGetItemType>
              <Pack>false</Pack>
              <Private>False</Private>
              <Link>x.cs</Link>
            </Compile>
          </ItemGroup>
          <ImportGroup Condition=" '$(TargetFramework)' == 'netstandard2.1' AND {Restore} ">
            <Import Project="/fallback/fall.back/1.0.0/buildTransitive/Fall.Back.props" Condition="Exists('/fallback/fall.back/1.0.0/buildTransitive/Fall.Back.props')" />
          </ImportGroup>
          <PropertyGroup Condition=" '$(TargetFramework)' == 'net10.0' AND {Restore} ">
            <PkgLib_Content Condition=" '$(PkgLib_Content)' == '' ">/home/me/.nuget/packages/lib.content/1.0.0</PkgLib_Content>
          </PropertyGroup>
        </Project>
        """;

    [TestMethod]
    public void Every_path_of_what_NuGet_writes_is_found()
    {
        using var scratch = new Scratch();

        var named = GeneratedImports.Read(scratch.Write("obj/a.csproj.nuget.g.props", Props));

        CollectionAssert.AreEqual((string[])
        [
            $"AssetsFile {scratch.At("obj/project.assets.json")}", "PackageRoot /home/me/.nuget/packages/", "PackagesFolder /home/me/.nuget/packages/", "PackagesFolder /fallback", "PackagesFolder /home/me/.nuget/packages/",
            "PackagesFolder /fallback/", "Content /home/me/.nuget/packages/lib.content/1.0.0/contentFiles/cs/any/x.cs", "Import /fallback/fall.back/1.0.0/buildTransitive/Fall.Back.props",
            "Package /home/me/.nuget/packages/lib.content/1.0.0",
        ], named.Select(n => $"{n.Kind} {GeneratedImports.Resolve(n, "/home/me/.nuget/packages/")}").ToArray());
    }

    [TestMethod]
    [DataRow("<Project ToolsVersion=\"14.0\"", "<Project Sdk=\"Evil\" ToolsVersion=\"14.0\"")]
    [DataRow("<Project ToolsVersion=\"14.0\"", "<Project InitialTargets=\"Evil\" ToolsVersion=\"14.0\"")]
    [DataRow("</Project>", "<UsingTask TaskName=\"Evil\" AssemblyFile=\"/tmp/evil.dll\" /></Project>")]
    [DataRow("</Project>", "<Import Project=\"/fallback/x.props\" Condition=\"Exists('/fallback/x.props')\" /></Project>")]
    [DataRow("</Project>", "<ItemDefinitionGroup Condition=\" '$(Language)' == 'C#' \"><Compile><Link>x</Link></Compile></ItemDefinitionGroup></Project>")]
    [DataRow("<ImportGroup Condition=\" '$(TargetFramework)' == 'netstandard2.1' AND ", "<ImportGroup Condition=\" '$(TargetFramework)' == '$([System.IO.File]::ReadAllText(x))' AND ")]
    [DataRow("<ImportGroup Condition=\" '$(TargetFramework)' == 'netstandard2.1' AND ", "<ImportGroup Condition=\" '$(Other)' == 'netstandard2.1' AND ")]
    [DataRow("Condition=\"Exists('/fallback/", "Condition=\"true Or Exists('/fallback/")]
    [DataRow("Project=\"/fallback/fall.back/", "Sdk=\"Evil\" Project=\"/fallback/fall.back/")]
    [DataRow("Fall.Back.props", "*.props")]
    [DataRow("Fall.Back.props", "%2e%2e/x.props")]
    [DataRow("Fall.Back.props", "$(Evil).props")]
    [DataRow("Fall.Back.props", "a.props;b.props")]
    [DataRow("'$(RestoreTool)' == ''", "'$(RestoreTool)' != '$([System.Guid]::NewGuid())'")]
    [DataRow(">NuGet<", ">$([System.IO.File]::ReadAllText(x))<")]
    [DataRow(">NuGet<", "><Evil /><")]
    [DataRow("RestoreTool", "CscToolPath")]
    [DataRow("<Link>x.cs</Link>", "<Link>@(Compile)</Link>")]
    [DataRow("<Link>x.cs</Link>", "<PackagePath>lib</PackagePath>")]
    [DataRow("<SourceRoot Include=\"/fallback/\" />", "<SourceRoot Include=\"/fallback/\" Exclude=\"$(Evil)\" />")]
    [DataRow("<SourceRoot Include=\"/fallback/\" />", "<SourceRoot Remove=\"/fallback/\" />")]
    [DataRow("xmlns=\"http://schemas.microsoft.com/developer/msbuild/2003\"", "xmlns=\"urn:other\"")]
    [DataRow("<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"no\"?>", "<!DOCTYPE Project>")]
    public void What_NuGet_does_not_write_is_refused(string before, string after)
    {
        using var scratch = new Scratch();
        Assert.Contains(before, Props);

        var refused = Assert.ThrowsExactly<InvalidDataException>(() => GeneratedImports.Read(scratch.Write("obj/a.csproj.nuget.g.props", Props.Replace(before, after, StringComparison.Ordinal))));

        Assert.AreEqual(scratch.At("obj/a.csproj.nuget.g.props"), BadInput.Place(refused)!.File);
    }

    [TestMethod]
    public void A_file_that_MSBuild_would_import_is_found_whatever_its_case_and_no_other()
    {
        using var scratch = new Scratch();
        foreach (var name in (string[])["a.csproj.nuget.g.props", "a.csproj.nuget.g.targets", "a.csproj.evil.props", "A.csproj.x.TARGETS", "a.csproj.nuget.dgspec.json", "b.csproj.evil.props", "aa.csproj.evil.props", "a.csproj"])
            scratch.Write($"obj/{name}", "");

        var found = ProjectExtensions.Find(scratch.At("obj"), scratch.At("a.csproj"));

        CollectionAssert.AreEqual((string[])[scratch.At("obj/A.csproj.x.TARGETS"), scratch.At("obj/a.csproj.evil.props")], found.Others.ToArray());
        CollectionAssert.AreEqual((string[])[scratch.At("obj/a.csproj.nuget.g.props"), scratch.At("obj/a.csproj.nuget.g.targets")], found.Generated.ToArray());
        Assert.IsEmpty(ProjectExtensions.Find(scratch.At("none"), scratch.At("a.csproj")).Others);
    }
}
