using System.Text.Json.Nodes;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Core.Tests.Inputs;

[TestClass]
public sealed class BuildToolsTests
{
    [TestMethod]
    public void Every_way_to_name_an_MSBuild_SDK_is_found_with_the_version_that_counts()
    {
        using var scratch = new Scratch();
        scratch.Write("global.json", "{ \"msbuild-sdks\": { \"Nobody.Asks\": \"1.0\", \"contoso.pinned\": \"9.9\" } }");
        scratch.Write("src/global.json", "{ // the nearest counts\n  \"msbuild-sdks\": { \"Contoso.Pinned\": \"1.2\", \"Contoso.Both\": \"1.0.0\", },\n}");
        scratch.Write("Directory.Build.props", "<Project><Sdk Name=\"Contoso.Above\" Version=\"3.0.0\" /></Project>");
        scratch.Write("build/common.props", "<Project><ImportGroup><Import Project=\"x.props\" Sdk=\"Contoso.Imported\" Version=\"4.0.0-rc.1+meta\" /></ImportGroup></Project>");
        scratch.Write("outside.props", "<Project><Sdk Name=\"Contoso.Outside\" Version=\"1.0.0\" /></Project>");
        var project = scratch.Write("src/a.csproj", """
            <Project Sdk="Microsoft.NET.Sdk/10.0.100; Contoso.Inline/1.0 ;Contoso.Min/min=5.0">
              <Sdk Name="Contoso.Pinned" />
              <Sdk Name="Contoso.Both" Version="2.0.0" />
              <PropertyGroup><Sdk>Contoso.Property</Sdk></PropertyGroup>
              <Import Project="$(MSBuildThisFileDirectory)..\build\common.props" />
              <Import Project="$(Unknown)/other.props" />
            </Project>
            """);

        var tools = BuildTools.Read(project, [scratch.Folder, scratch.At("src")], null);

        Assert.AreEqual("Contoso.Above 3.0.0 Directory.Build.props 1 | Contoso.Both 2.0.0 a.csproj 3 | Contoso.Imported 4.0.0-rc.1 common.props 1 | Contoso.Inline 1.0.0 a.csproj 1 | Contoso.Pinned 1.2.0 global.json 2", Shown(tools));
        Assert.HasCount(0, tools.Unread);
        Assert.Contains(scratch.At("src", "global.json"), tools.Probed);
        // What a folder says that the project is not in says nothing about it.
        Assert.AreEqual("Contoso.Both 2.0.0 a.csproj 3 | Contoso.Inline 1.0.0 a.csproj 1 | Contoso.Pinned 1.2.0 global.json 2", Shown(BuildTools.Read(project, [scratch.At("src")], null)));
    }

    [TestMethod]
    [DataRow("src/a.csproj.user")]
    [DataRow("Directory.Solution.props")]
    [DataRow("src/Directory.Solution.targets")]
    [DataRow("Directory.Packages.props")]
    public void A_file_that_MSBuild_imports_by_its_name_names_SDKs_too(string file)
    {
        using var scratch = new Scratch();
        var project = scratch.Write("src/a.csproj", "<Project />");
        Assert.AreEqual("", Shown(BuildTools.Read(project, [scratch.Folder, scratch.At("src")], null)));
        scratch.Write(file, "<Project><Import Project=\"Sdk.props\" Sdk=\"Contoso.Sdk\" Version=\"1.0.0\" /></Project>");

        Assert.AreEqual($"Contoso.Sdk 1.0.0 {Path.GetFileName(file)} 1", Shown(BuildTools.Read(project, [scratch.Folder, scratch.At("src")], null)));
    }

    [TestMethod]
    public void The_nearest_manifest_that_names_a_tool_counts_and_a_root_ends_the_search()
    {
        using var scratch = new Scratch();
        scratch.Write("dotnet-tools.json", Manifest(false, "far", "1.0.0"));
        scratch.Write(".config/dotnet-tools.json", Manifest(false, "contoso.tool", "1.0.0"));
        scratch.Write("src/dotnet-tools.json", Manifest(false, "Contoso.Tool", "2.0"));
        var project = scratch.Write("src/a/a.csproj", "<Project />");
        string[] folders = [scratch.Folder, scratch.At("src"), scratch.At("src", "a")];

        Assert.AreEqual("Contoso.Tool 2.0.0 dotnet-tools.json 1 | far 1.0.0 dotnet-tools.json 1", Shown(BuildTools.Read(project, [.. folders], null)));

        scratch.Write("src/.config/dotnet-tools.json", Manifest(true, "near", "1.0.0"));
        Assert.AreEqual("near 1.0.0 dotnet-tools.json 1", Shown(BuildTools.Read(project, [.. folders], null)));
    }

    [TestMethod]
    [DataRow("global.json", "{ \"msbuild-sdks\": { \"A\": \"1.0.0\", \"a\": \"1.0.0\" } }", "'a' stands twice in one object")]
    [DataRow("global.json", "{ \"msbuild-sdks\": { \"A\": 1 } }", "'A' must be a string")]
    [DataRow("global.json", "{ \"msbuild-sdks\": [", "the file ends here")]
    [DataRow("dotnet-tools.json", "{ \"version\": 2, \"tools\": {} }", "a manifest of tools has the version 1")]
    [DataRow("dotnet-tools.json", "{ \"version\": 1, \"tools\": { \"a\": { } } }", "the tool 'a' has no version")]
    [DataRow("dotnet-tools.json", "{ \"version\": 1, \"tools\": { \"../a\": { \"version\": \"1.0.0\" } } }", "is not a package id")]
    [DataRow("Directory.Build.props", "<Project><Sdk", "not valid XML")]
    [DataRow("Directory.Build.props", "<Project><Import Project=\"x\" Sdk=\"Contoso.Sdk\" Version=\"$(V)\" /></Project>", "the MSBuild SDK 'Contoso.Sdk' has the version '$(V)'")]
    public void What_cannot_be_read_is_said_with_its_place_and_never_nothing(string file, string content, string expected)
    {
        using var scratch = new Scratch();
        var project = scratch.Write("a.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        Assert.HasCount(0, BuildTools.Read(project, [scratch.Folder], null).Unread);
        scratch.Write(file, content);

        var unread = BuildTools.Read(project, [scratch.Folder], null).Unread.Single();

        Assert.Contains(expected, unread.Reason);
        Assert.AreEqual(scratch.At(file), unread.Place.File);
        Assert.AreNotEqual(0, unread.Place.Line);
    }

    [TestMethod]
    public void Downloads_and_references_of_the_SDK_are_told_from_those_of_the_project()
    {
        using var scratch = new Scratch();
        var graph = Assets.Graph(a =>
        {
            a.Framework()["downloadDependencies"] = JsonNode.Parse("""
                [ { "name": "Microsoft.NETCore.App.Crossgen2.linux-x64", "version": "[10.0.12, 10.0.12]" }, { "name": "Contoso.Data", "version": "[1.0.0, 1.0.0];[2.0.0, 2.0.0]" } ]
                """);
            a.Framework()["runtimeIdentifierGraphPath"] = "/usr/share/dotnet/sdk/10.0.401/PortableRuntimeIdentifierGraph.json";
            a.Framework()["dependencies"]!["Tools"]!["autoReferenced"] = true;
        });

        var tools = BuildTools.Read(scratch.Write("a.csproj", "<Project />"), [scratch.Folder], graph).Tools;

        Assert.AreEqual("PackageDownload Contoso.Data 1.0.0 , PackageDownload Contoso.Data 2.0.0 , DotNetSdkPack Microsoft.NETCore.App.Crossgen2.linux-x64 10.0.12 10.0.401, DotNetSdkReference Tools 3.0.0-rc.1 10.0.401",
            string.Join(", ", tools.Select(t => $"{t.Kind} {t.Package} {t.DotNetSdk}")));
        Assert.ThrowsExactly<InvalidDataException>(() => Assets.Graph(a => a.Framework()["downloadDependencies"] = JsonNode.Parse("""[ { "name": "Contoso.Data", "version": "[1.0.0, 2.0.0]" } ]""")));
    }

    [TestMethod]
    [DataRow("Microsoft.NETCore.App.Host.osx-arm64", true, "osx-arm64")]
    [DataRow("microsoft.netcore.app.runtime.mono.linux-musl-x64", true, "linux-musl-x64")]
    [DataRow("runtime.win-x64.Microsoft.DotNet.ILCompiler", true, "win-x64")]
    [DataRow("Microsoft.NETCore.App.Ref", true, null)]
    [DataRow("Microsoft.NET.ILLink.Tasks", true, null)]
    [DataRow("Microsoft.NETCore.Apps.Runtime.linux-x64", false, "linux-x64")]
    [DataRow("Contoso.Microsoft.NETCore.App.Ref", false, null)]
    public void Packs_of_the_SDK_are_known_by_their_names(string id, bool isPack, string? runtime)
    {
        Assert.AreEqual(isPack, DotNetSdkPackages.IsPack(id));
        Assert.AreEqual(runtime, DotNetSdkPackages.RuntimeOf(id));
    }

    private static string Manifest(bool isRoot, string id, string version) =>
        $$"""{ "version": 1, "isRoot": {{(isRoot ? "true" : "false")}}, "tools": { "{{id}}": { "version": "{{version}}", "commands": ["x"], "rollForward": false } } }""";

    private static string Shown(BuildTools tools) => string.Join(" | ", tools.Tools.Select(t => $"{t.Package} {Path.GetFileName(t.Place.File)} {t.Place.Line}"));
}
