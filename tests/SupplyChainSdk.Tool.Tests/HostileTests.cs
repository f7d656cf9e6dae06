using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Packaging;

namespace SupplyChainSdk.Tool.Tests;

/// <summary>A package, a bundle and a statement by somebody who wants to write on the user's terminal or in the log of a CI system.</summary>
[TestClass]
public sealed class HostileTests
{
    private const string Hostile = "\u001b[2J\u001b[31mVerified.\u202E\r\n::set-output name=x::y\n##vso[task.setvariable variable=x]y\u2028\u0085";

    [TestMethod]
    public void A_statement_of_a_foreign_build_type_cannot_speak_for_itself()
    {
        using var package = new AttestedPackage(new Recipe
        {
            Statement = s =>
            {
                s["predicate"]!["buildDefinition"]!["buildType"] = Hostile + new string('x', 100_000);
                s["predicate"]!["runDetails"]!["builder"]!["id"] = Hostile + "  Verified by Contoso";
            },
        });
        foreach (var output in BothForms(package, Tool.Yes))
            Assert.Contains("Contoso", output);
        Assert.IsLessThan(10_000, Run(package, "text").Output.Length);
    }

    [TestMethod]
    public void A_statement_of_our_build_type_cannot_speak_for_itself()
    {
        using var package = new AttestedPackage(new Recipe
        {
            Statement = s =>
            {
                s["predicate"]!["buildDefinition"]!["internalParameters"]!["dotnetSdk"] = Hostile;
                s["predicate"]!["buildDefinition"]!["resolvedDependencies"]![0]!["uri"] = "git+" + Hostile;
            },
        });
        BothForms(package, Tool.Yes);
    }

    [TestMethod]
    public void A_refused_statement_cannot_speak_in_the_refusal()
    {
        foreach (var change in new Action<JsonObject>[]
        {
            s => s["predicateType"] = Hostile,
            s => s["_type"] = Hostile,
            s => s["predicate"]!["buildDefinition"]!["externalParameters"]![Hostile] = 1,
            s => s["subject"]![0]!["uri"] = Hostile,
            s => s["predicate"]!["buildDefinition"]!["externalParameters"]!["version"] = Hostile,
            s => s["predicate"]!["runDetails"]!["builder"]!["id"] = Hostile,
            s => s["predicate"]!["runDetails"]!["byproducts"]![4]!["name"] = Hostile,
            s => s["predicate"]!["runDetails"]!["byproducts"]![0]!["name"] = "gate:" + Hostile,
        })
        {
            using var package = new AttestedPackage(new Recipe { Statement = change });
            BothForms(package, Tool.No);
        }
    }

    [TestMethod]
    public void A_bundle_cannot_speak_in_the_refusal()
    {
        foreach (var change in new Action<JsonObject>[]
        {
            b => b["mediaType"] = Hostile,
            b => b[Hostile] = 1,
            b => b["verificationMaterial"]!["publicKey"]!["hint"] = Hostile,
        })
        {
            using var package = new AttestedPackage(new Recipe { Bundle = change });
            BothForms(package, Tool.No);
        }
    }

    [TestMethod]
    public void A_package_cannot_speak_when_it_is_inspected()
    {
        using var package = new AttestedPackage(new Recipe
        {
            MoreEntries =
            [
                .. Enumerable.Range(0, 40).Select(i => new RawEntry($"_manifest/{i}\u202E##vso[task]\u001b[2J.json", "{}")),
            ],
            Commit = "&#x9b;31m\u202E##vso[task.complete]",
        });
        foreach (var format in new[] { "text", "json" })
        {
            var run = Tool.RunIn(package.Folder, "inspect", AttestedPackage.Name, "--format", format).Exits(Tool.Yes);
            AssertSafe(run);
        }
        Assert.Contains("and 31 others", Tool.RunIn(package.Folder, "inspect", AttestedPackage.Name).Output);
    }

    [TestMethod]
    public void The_name_of_a_file_cannot_speak()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("File names of that kind do not exist here.");
        using var package = new AttestedPackage();
        var name = "\u001b[2J\n::set-output name=x::y\n##vso[x].nupkg";
        File.Copy(package.Path, package.At(name));
        foreach (var arguments in new string[][] { ["verify", name, "--key", "release.pub"], ["verify", "no" + name, "--key", "release.pub"], ["inspect", name], ["inspect", "no" + name], ["verify", name, "--key", name], ["verify", name, "no" + name, "--key", "release.pub"] })
        {
            AssertSafe(Tool.RunIn(package.Folder, arguments));
            AssertSafe(Tool.RunIn(package.Folder, [.. arguments, "--format", "json"]));
        }
    }

    private static List<string> BothForms(AttestedPackage package, int exit)
    {
        var outputs = new List<string>();
        foreach (var format in new[] { "text", "json" })
        {
            var run = Run(package, format).Exits(exit);
            AssertSafe(run);
            Assert.AreEqual(exit == Tool.Yes && format == "text", run.Output.Split('\n').Any(l => l.Trim() == "Verified."), run.Output);
            if (format == "json")
                JsonDocument.Parse(run.Output).Dispose();
            outputs.Add(run.Output);
        }
        return outputs;
    }

    private static ToolRun Run(AttestedPackage package, string format) =>
        Tool.RunIn(package.Folder, "verify", AttestedPackage.Name, "--key", "release.pub", "--format", format);

    private static void AssertSafe(ToolRun run)
    {
        var all = run.Output.ReplaceLineEndings("\n") + run.Error.ReplaceLineEndings("\n");
        Assert.AreNotEqual("", all);
        Assert.DoesNotContain("##", all);
        foreach (var line in all.Split('\n'))
            Assert.IsFalse(line.TrimStart().StartsWith("::", StringComparison.Ordinal), line);
        foreach (var rune in all.EnumerateRunes().Where(r => r.Value != '\n'))
        {
            Assert.IsFalse(Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator, $"U+{rune.Value:X4} in {all}");
        }
    }
}
