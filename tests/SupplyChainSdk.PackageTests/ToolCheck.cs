using System.Text.Json;
using SupplyChainSdk.PackageTests.Infra;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests;

/// <summary><c>supplychain check</c> and <c>sbom</c>: the gates from outside the build.</summary>
[TestClass]
public sealed class ToolCheck
{
    [TestMethod]
    public void A_project_a_solution_a_filter_and_a_folder_are_judged_and_what_cannot_be_is_named()
    {
        using var consumer = new Consumer().Offline().Project("src/a/a.csproj", inside: "").Project("src/b/b.csproj", inside: "")
            .Write("old/old.csproj", "<Project ToolsVersion=\"15.0\"><Import Project=\"$(MSBuildToolsPath)/Microsoft.CSharp.targets\" /></Project>")
            .Write("config/config.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />").Write("config/packages.config", "<packages />")
            .Write("native/native.vcxproj", "<Project />").Write("none/none.csproj", "<Project Sdk=\"Microsoft.Build.NoTargets/3.7.0\" />")
            .Write("sln/all.slnx", """<Solution><Project Path="../src/a/a.csproj" /><Project Path="../src/b/b.csproj" /><Project Path="../native/native.vcxproj" /></Solution>""")
            .Write("sln/some.slnf", """{ "solution": { "path": "all.slnx", "projects": ["../src/a/a.csproj"] } }""")
            .Write("sln/classic.sln", "Microsoft Visual Studio Solution File, Format Version 12.00\n"
                + "Project(\"{9A19103F-16F7-4668-BE54-9A1E7A4F7556}\") = \"b\", \"..\\src\\b\\b.csproj\", \"{00000000-0000-0000-0000-000000000001}\"\nEndProject\n");
        consumer.Tool("check", "src/a").Ends(2, "error SCSDK1014").Says("Run dotnet restore");
        consumer.RunPlain("restore", "src/a").Succeeds();
        consumer.RunPlain("restore", "src/b").Succeeds();

        consumer.Tool("check", "src/a/a.csproj").Ends(0).Says("1 project checked");
        consumer.Tool("check", "src").Ends(0).Says("2 projects checked");
        consumer.Tool("check", "sln/all.slnx").Ends(0, "warning SCSDK1008").Says("2 projects checked, 1 not judged").Says("native");
        consumer.Tool("check", "sln/some.slnf").Ends(0).Says("1 project checked");
        consumer.Tool("check", "sln/classic.sln").Ends(0).Says("1 project checked");
        consumer.Tool("check").Ends(0, "warning SCSDK1008", "warning SCSDK1008", "warning SCSDK1008", "warning SCSDK1008")
            .Says("packages.config").Says("old kind").Says("C++").Says("NoTargets");
        consumer.Tool("check", "native").Ends(2, "warning SCSDK1008");
        consumer.Tool("check", "sln").Ends(2).Says("several solutions");
        consumer.Tool("check", "nowhere").Ends(2).Says("'nowhere' is not there: name a project, a solution, or a folder.");
        foreach (var command in (string[])["check", "policy", "sbom", "init"])
            consumer.Tool(command, "--polcy").Ends(2).Says("--polcy");
        consumer.Tool("check", "--polcy").Says("--policy");
    }

    [TestMethod]
    public void Of_several_projects_those_without_a_policy_are_named()
    {
        const string Message = "info SCSDK1006: There is no supplychain.json from the project up to the repository root: "
            + "lock and integrity are checked; signatures, publishers, provenance, source and licences are not configured. To start one: supplychain init\n";
        string[] names = ["a", "b", "c", "d", "e"];
        using var consumer = new Consumer();
        foreach (var name in names)
            consumer.Project($"{name}/{name}.csproj", inside: "");
        consumer.Write("all.slnx", $"<Solution>{string.Concat(names.Select(name => $"<Project Path=\"{name}/{name}.csproj\" />"))}</Solution>").RunPlain("restore").Succeeds();
        consumer.Write("b/supplychain.json", """{ "version": 1 }""").Commit();

        Assert.StartsWith($"{Path.Combine("a", "a.csproj")}: {Message}", Text("a"));
        Assert.StartsWith("1 project checked", Text("b"));
        Assert.StartsWith($"{Path.Combine("a", "a.csproj")}, {Path.Combine("c", "c.csproj")}, {Path.Combine("d", "d.csproj")} and 1 more: {Message}", Text("."));

        var files = consumer.Tool("check", "--format", "json").Json().GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("file").GetString());
        Assert.AreEqual("a/a.csproj c/c.csproj d/d.csproj e/e.csproj", string.Join(' ', files));

        string Text(string path) => consumer.Tool("check", path).Ends(0).Output.ReplaceLineEndings("\n");
    }

    [TestMethod]
    public void A_missing_archive_is_said_once_by_its_cause_and_no_gate_that_needs_it_passes()
    {
        using var consumer = new Consumer().Offline().Package("Given.A").Project("a.csproj", GivenPackage.Reference("Given.A")).Lock();
        Policy("error", "error");
        consumer.Tool("check").Ends(0).Says("licenses   1 passed");
        File.Delete(consumer.Archive("Given.A"));

        Assert.AreEqual("integrity failed, licenses failed", Results("error SCSDK2007"));
        // Said as far as the cause is not said, or not as gravely.
        Policy("off", "error");
        Assert.AreEqual("integrity off, licenses failed", Results("error SCSDK3001"));
        Policy("warning", "error");
        Assert.AreEqual("integrity warned, licenses failed", Results("error SCSDK3001", "warning SCSDK2007"));
        Policy("warning", "warning");
        Assert.AreEqual("integrity warned, licenses warned", Results("warning SCSDK2007"));

        void Policy(string integrity, string licenses) => consumer.Write("supplychain.json",
            $$"""{ "version": 1, "integrity": { "enforce": "{{integrity}}" }, "licenses": { "enforce": "{{licenses}}", "deny": ["GPL-3.0-only"] } }""");

        string Results(params string[] codes)
        {
            consumer.Tool("check").Ends(codes.Any(c => c.StartsWith("error", StringComparison.Ordinal)) ? 1 : 0, codes);
            return string.Join(", ", consumer.Tool("check", "--format", "json").Json().GetProperty("gates").EnumerateArray().Skip(1).Where(g => g.GetProperty("result").GetString() != "notConfigured")
                .Select(g => $"{g.GetProperty("name").GetString()} {g.GetProperty("result").GetString()}"));
        }
    }

    [TestMethod]
    public void All_is_well_in_one_line_a_gate_and_whole_in_JSON()
    {
        using var consumer = new Consumer().Offline().Package("Given.Gpl", license: "GPL-3.0-only").Project("a.csproj", GivenPackage.Reference("Given.Gpl"))
            .Write("supplychain.json", """{ "version": 1, "licenses": { "deny": ["AGPL-3.0-only"] } }""").Lock().Commit();

        Assert.AreEqual("1 project checked.\n  lock       1 passed\n  integrity  1 passed\n  signatures 1 not configured\n  publishers 1 not configured\n  provenance 1 not configured\n  source     1 not configured\n  licenses   1 passed\n", consumer.Tool("check", "--ci").Ends(0).Output.ReplaceLineEndings("\n"));

        consumer.Write("supplychain.json", "{ \"version\": 1,\n  \"licenses\": { \"deny\": [\"GPL-3.0-only\"] } }");
        var run = consumer.Tool("check", "--format", "json");
        Assert.AreEqual(1, run.ExitCode, run.Output);
        var json = run.Json();
        Assert.AreEqual("lock passed, integrity passed, signatures notConfigured, publishers notConfigured, provenance notConfigured, source notConfigured, licenses failed",
            string.Join(", ", json.GetProperty("gates").EnumerateArray().Select(g => $"{g.GetProperty("name").GetString()} {g.GetProperty("result").GetString()}")));
        var finding = json.GetProperty("findings").EnumerateArray().Single();
        Assert.AreEqual("SCSDK3002 supplychain.json 2 26 pkg:nuget/Given.Gpl@1.0.0",
            $"{finding.GetProperty("code").GetString()} {finding.GetProperty("file").GetString()} {finding.GetProperty("line")} {finding.GetProperty("column")} {finding.GetProperty("purl").GetString()}");
    }

    [TestMethod]
    public void A_real_graph_of_171_packages_is_complete_and_right()
    {
        var locked = RealPackages.Locked(RealPackages.LargeLock);
        using var consumer = new Consumer().With("NUGET_PACKAGES", RealPackages.Folder);
        foreach (var file in Directory.EnumerateFiles(TestData.At("graphs", "large")))
            File.Copy(file, consumer.PathOf(Path.GetFileName(file)));
        consumer.RunPlain("restore", "--locked-mode").Succeeds();

        consumer.Tool("check", "--ci").Ends(0);
        consumer.Tool("sbom", "-o", "bom.json").Ends(0);
        using var bom = JsonDocument.Parse(File.ReadAllBytes(consumer.PathOf("bom.json")));
        var components = bom.RootElement.GetProperty("components").EnumerateArray().ToList();
        Assert.AreSequenceEqual(locked.Select(p => $"{p.Id} {p.Version} {p.ContentHash}").Order(StringComparer.Ordinal),
            components.Select(c => $"{c.GetProperty("name").GetString()} {c.GetProperty("version").GetString()} {ContentHashOf(c)}").Order(StringComparer.Ordinal));
        Assert.AreSequenceEqual(EdgesOf(RealPackages.LargeLock), bom.RootElement.GetProperty("dependencies").EnumerateArray()
            .Where(d => components.Any(c => c.GetProperty("bom-ref").GetString() == d.GetProperty("ref").GetString()))
            .SelectMany(d => d.TryGetProperty("dependsOn", out var on) ? on.EnumerateArray().Select(o => $"{Name(d.GetProperty("ref"))} {Name(o)}") : [])
            .Order(StringComparer.Ordinal));

        consumer.Write("supplychain.json", """{ "version": 1, "licenses": { "unknown": "error" } }""");
        var run = consumer.Tool("check", "--format", "json");
        Assert.AreEqual(1, run.ExitCode);
        var unknown = run.Json().GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("code").GetString()).ToList();
        Assert.AreEqual(71, unknown.Count(c => c == "SCSDK3001"), run.Output);
        Assert.HasCount(71, unknown);

        string Name(JsonElement reference) => components.Single(c => c.GetProperty("bom-ref").GetString() == reference.GetString()).GetProperty("name").GetString()!;
    }

    private static string? ContentHashOf(JsonElement component) => component.GetProperty("properties").EnumerateArray()
        .Single(p => p.GetProperty("name").GetString()!.EndsWith("contentHash", StringComparison.Ordinal)).GetProperty("value").GetString();

    // The lock names ids in the case of the nuspec that asks; a package has one name.
    private static List<string> EdgesOf(string lockFile)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(lockFile));
        var packages = document.RootElement.GetProperty("dependencies").EnumerateObject().Single().Value.EnumerateObject().ToList();
        var names = packages.ToDictionary(p => p.Name, p => p.Name, StringComparer.OrdinalIgnoreCase);
        return [.. packages.SelectMany(p => p.Value.TryGetProperty("dependencies", out var on) ? on.EnumerateObject().Select(o => $"{p.Name} {names[o.Name]}") : [])
            .Order(StringComparer.Ordinal)];
    }
}
