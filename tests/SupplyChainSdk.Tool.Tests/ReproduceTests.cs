using System.Text.Json.Nodes;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tool.Tests;

/// <summary><c>reproduce</c>: what of its environment a build takes in.</summary>
[TestClass]
public sealed class ReproduceTests
{
    [TestMethod]
    public void A_project_that_takes_in_its_folder_and_its_culture_is_named_with_what_differs()
    {
        using var project = new RebuildableProject("<Description>$(HOME) $([System.String]::Copy('TITLE').ToLower())</Description>", packs: false);

        var run = project.Supplychain("reproduce", "repo/src/Contoso.Lib", "--format", "json", "--statement", "reproduced.json").Exits(Tool.No);

        var json = JsonNode.Parse(run.Output)!;
        Assert.AreEqual("differs", json["result"]!.GetValue<string>());
        Assert.AreEqual("src/Contoso.Lib/Contoso.Lib.csproj", json["project"]!.GetValue<string>());
        Assert.AreEqual(Codes.NotReproducible.Id, json["finding"]!["code"]!.GetValue<string>());
        Assert.AreEqual(project.Commit, json["commit"]!.GetValue<string>());
        CollectionAssert.IsSubsetOf((string[])["Contoso.Lib.nuspec"], json["packages"]![0]!["differences"]!.AsArray().Select(d => d!["entry"]!.GetValue<string>()).ToArray());
        CollectionAssert.Contains(json["variations"]!.AsArray().Select(v => v!["second"]!.GetValue<string>()).ToArray(), "tr_TR.UTF-8");
        Assert.AreEqual("differs", project.Json("reproduced.json")["predicate"]!["result"]!.GetValue<string>());
        Assert.DoesNotContain(Path.GetTempPath(), project.Json("reproduced.json").ToJsonString());
    }

    [TestMethod]
    public void A_tree_with_changes_or_no_repository_is_said_and_nothing_is_packed()
    {
        using var project = new RebuildableProject(packs: false);
        project.Write("repo/src/Contoso.Lib/More.cs", "public class More { }\n");
        project.Write("reproduced.json", "an earlier one");

        var run = project.Supplychain("reproduce", "repo/src/Contoso.Lib", "--statement", "reproduced.json").Exits(Tool.Undecided);

        Assert.Contains($"error {Codes.RebuildUnknown}: src/Contoso.Lib/Contoso.Lib.csproj cannot be packed twice from one commit: the working tree is not that of the commit: src/Contoso.Lib/More.cs", run.Output);
        Assert.IsFalse(File.Exists(project.Ran));
        Assert.IsFalse(File.Exists(project.At("reproduced.json")));

        project.Write("alone/Contoso.Lib.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        Assert.Contains("the folder is in no git repository", project.Supplychain("reproduce", "alone").Exits(Tool.Undecided).Output);
    }
}
