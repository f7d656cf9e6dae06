using SupplyChainSdk.PackageTests.Infra;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests;

/// <summary>
/// What the build files of a package can switch off: they are evaluated before any target of ours, so that a build alone cannot hold them off. Each attempt
/// either changes nothing, or a code of the build says so, or <c>supplychain check</c> does from outside; and nothing that did not pass is attested as passed.
/// The table in docs/threat-model.md has a row for each.
/// </summary>
[TestClass]
public sealed class SwitchOffByPackage
{
    /// <summary>What an attempt comes to in a CI build that has to fail with SCSDK2001.</summary>
    private enum Outcome
    {
        /// <summary>The build fails as it would without it.</summary>
        Fails,

        /// <summary>The build passes, and a warning says that something is switched off.</summary>
        Named,

        /// <summary>The build passes without a word; only the check from outside names the package.</summary>
        Silent,
    }

    private sealed record Attempt(string File, string Xml, Outcome Outcome, params string[] Codes);

    private static readonly string[] Ids = ["Aaa.Given", "Zzz.Given"];

    // The name is the row of the table.
    private static readonly Dictionary<string, Attempt> Attempts = new(StringComparer.Ordinal)
    {
        ["sets SupplyChainEnabled"] = new("props", "<PropertyGroup><SupplyChainEnabled>false</SupplyChainEnabled></PropertyGroup>", Outcome.Named, "warning SCSDK1010"),
        ["sets SupplyChainCI"] = new("props", "<PropertyGroup><SupplyChainCI>false</SupplyChainCI></PropertyGroup>", Outcome.Fails, "error SCSDK2001"),
        ["sets a private property"] = new("props", """
            <PropertyGroup>
              <_SupplyChainInCI>false</_SupplyChainInCI>
              <_SupplyChainActive>false</_SupplyChainActive>
              <_SupplyChainKind>is of no kind</_SupplyChainKind>
              <_SupplyChainPropsImported>$(MSBuildProjectFullPath)</_SupplyChainPropsImported>
              <_SupplyChainTasks>/nowhere.dll</_SupplyChainTasks>
            </PropertyGroup>
            """, Outcome.Fails, "error SCSDK2001"),
        ["sets private properties in its targets"] = new("targets",
            "<PropertyGroup><SupplyChainCI>false</SupplyChainCI><_SupplyChainInCI>false</_SupplyChainInCI><_SupplyChainCISigns>none</_SupplyChainCISigns></PropertyGroup>", Outcome.Fails, "error SCSDK2001"),
        ["removes the reference to the SDK"] = new("targets", "<ItemGroup><PackageReference Remove=\"SupplyChainSdk\" /></ItemGroup>", Outcome.Fails, "error SCSDK2001"),
        ["pretends to be a design-time build"] = new("props", """
            <PropertyGroup><DesignTimeBuild>true</DesignTimeBuild><SkipCompilerExecution>true</SkipCompilerExecution></PropertyGroup>
            <Target Name="CompileAfterAll" BeforeTargets="CoreCompile"><PropertyGroup><SkipCompilerExecution>false</SkipCompilerExecution></PropertyGroup></Target>
            """, Outcome.Fails, "error SCSDK2001"),
        ["pretends that our targets are imported"] = new("props", "<PropertyGroup><_SupplyChainTargetsImported>$(MSBuildProjectFullPath)</_SupplyChainTargetsImported></PropertyGroup>", Outcome.Silent),
        ["suppresses the code"] = new("props", "<PropertyGroup><NoWarn>$(NoWarn);SCSDK2001</NoWarn><MSBuildWarningsAsMessages>SCSDK2001</MSBuildWarningsAsMessages></PropertyGroup>",
            Outcome.Fails, "error SCSDK1011", "error SCSDK2001"),
        ["sets ContinueOnError"] = new("props", "<PropertyGroup><ContinueOnError>true</ContinueOnError></PropertyGroup>", Outcome.Fails, "error SCSDK1011", "error SCSDK2001"),
        ["empties SupplyChainCheckDependsOn"] = new("targets", "<PropertyGroup><SupplyChainCheckDependsOn /></PropertyGroup>", Outcome.Fails, "error SCSDK2001"),
        ["sets SupplyChainCI in its targets"] = new("targets", "<PropertyGroup><SupplyChainCI>false</SupplyChainCI></PropertyGroup>", Outcome.Fails, "error SCSDK2001"),
        ["switches the imports of packages off"] = new("props", "<PropertyGroup><ExcludeRestorePackageImports>true</ExcludeRestorePackageImports></PropertyGroup>", Outcome.Silent),
        ["switches the imports from obj off"] = new("props", "<PropertyGroup><ImportProjectExtensionTargets>false</ImportProjectExtensionTargets></PropertyGroup>", Outcome.Silent),
        ["redefines SupplyChainCheck"] = new("targets", "<Target Name=\"SupplyChainCheck\" />", Outcome.Silent),
        ["redefines _SupplyChainRunCheck"] = new("targets", "<Target Name=\"_SupplyChainRunCheck\" />", Outcome.Silent),
        ["redefines _SupplyChainCheckBeforeCompile"] = new("targets", "<Target Name=\"_SupplyChainCheckBeforeCompile\" />", Outcome.Silent),
        ["registers a task of our name"] = new("props", """
            <UsingTask TaskName="SupplyChainSdk.Tasks.CheckDependencies" TaskFactory="RoslynCodeTaskFactory" AssemblyFile="$(MSBuildToolsPath)/Microsoft.Build.Tasks.Core.dll">
              <Task><Code Type="Class" Language="cs"><![CDATA[
                namespace SupplyChainSdk.Tasks;
                public class CheckDependencies : Microsoft.Build.Utilities.Task
                {
                    public string ProjectFile { get; set; } public string SolutionFolder { get; set; } public string AssetsFile { get; set; } public string ExtensionsFolder { get; set; } public string PackageRoot { get; set; } public string[] References { get; set; }
                    public string LockFile { get; set; } public string[] Policies { get; set; } public bool IsCI { get; set; } public string Suppressions { get; set; }
                    public string ContinueOnErrorProperty { get; set; } public string WorkFolder { get; set; } public bool IsPacking { get; set; } public string Signer { get; set; } public string SigningKey { get; set; } public string TrustedRoot { get; set; } public string SigningConfig { get; set; } public string State { get; set; }
                    public override bool Execute() => true;
                }
                ]]></Code></Task>
            </UsingTask>
            """, Outcome.Silent),
    };

    [TestMethod]
    public void Each_attempt_fails_or_is_named_by_the_build_or_by_the_check_from_outside()
    {
        using var consumer = Given();
        var document = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "threat-model.md"));
        var wrong = new List<string>();
        foreach (var (name, attempt) in Attempts)
        {
            var run = consumer.With("Attempt", FileOf(name)).Run("build", "--no-restore");
            var found = run.ExitCode != 0 ? Outcome.Fails : run.Codes.Length > 0 ? Outcome.Named : Outcome.Silent;
            if (found != attempt.Outcome || !run.Codes.SequenceEqual(attempt.Codes))
                wrong.Add($"{name}: {found} {string.Join(", ", run.Codes)}\n{run.Shown}");
            if (!document.Contains($"| {name} | {Words(attempt)} |", StringComparison.Ordinal))
                wrong.Add($"docs/threat-model.md has no row | {name} | {Words(attempt)} |");
        }
        Assert.AreEqual("", string.Join("\n", wrong));

        // From outside, whatever the attempt is: every file of the package that names something of ours.
        var check = consumer.Tool("check").Ends(1, [.. Enumerable.Repeat("error SCSDK1012", Ids.Length * (Attempts.Count + 1)), "error SCSDK2001"]);
        foreach (var name in Attempts.Keys)
            check.Says(FileOf(name));
    }

    [TestMethod]
    public void A_package_that_empties_the_check_gets_no_attested_package()
    {
        using var consumer = Given().With("Attempt", FileOf("redefines SupplyChainCheck"));

        // Attesting asks no target of the build: it runs the gates itself.
        var pack = consumer.Run("pack", "--no-restore");

        Assert.AreNotEqual(0, pack.ExitCode, pack.Shown);
        Assert.Contains("error SCSDK2001", pack.Codes);
        Assert.IsFalse(File.Exists(consumer.PathOf("bin", "Release", "a.1.0.0.nupkg")), "an unattested package lies where a push step looks");
        Assert.IsEmpty(Directory.GetFiles(consumer.PathOf("bin", "Release"), "*.json"));
    }

    [TestMethod]
    public void A_package_that_empties_attesting_leaves_nothing_where_a_push_step_looks()
    {
        using var consumer = Given().Without("CI").With("Attempt", "no-attesting");

        Assert.DoesNotContain("AttestPackages", consumer.Run("pack", "--no-restore").Tasks);

        Assert.IsFalse(File.Exists(consumer.PathOf("bin", "Release", "a.1.0.0.nupkg")));
        Assert.IsEmpty(Directory.GetFiles(consumer.PathOf("bin", "Release"), "*.json"));
        Assert.IsTrue(File.Exists(consumer.PathOf("obj", "supplychain", "unattested", "a.1.0.0.nupkg")));
    }

    private static Consumer Given()
    {
        var files = Attempts.Select(a => ($"build/attempts/{FileOf(a.Key)}.{a.Value.File}", $"<Project>{a.Value.Xml}</Project>"))
            .Append(("build/attempts/no-attesting.targets", "<Project><Target Name=\"_SupplyChainAttestPackages\" /></Project>"));
        var consumer = new Consumer().Offline().With("CI", "true");
        // One that is imported before the SDK and one that is imported after it.
        foreach (var id in Ids)
        {
            consumer.Package(id, entries:
            [
                ($"build/{id}.props", Import("props")),
                ($"build/{id}.targets", Import("targets")),
                .. files,
            ]);
        }
        return consumer.Project("a.csproj", Consumer.Reference + string.Concat(Ids.Select(id => GivenPackage.Reference(id)))).Restored();

        static string Import(string kind) =>
            $"<Project><Import Project=\"$(MSBuildThisFileDirectory)attempts/$(Attempt).{kind}\" Condition=\"Exists('$(MSBuildThisFileDirectory)attempts/$(Attempt).{kind}')\" /></Project>";
    }

    private static string FileOf(string name) => name.Replace(' ', '-');

    private static string Words(Attempt attempt) => attempt.Outcome switch
    {
        Outcome.Fails => "the build fails",
        Outcome.Named => "the build warns",
        _ => "the build passes",
    } + string.Concat(attempt.Codes.Where(c => c != "error SCSDK2001").Select(c => $": [{c[^9..]}](diagnostics/{c[^9..]}.md)"));
}
