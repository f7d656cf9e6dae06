using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>What the files in <c>obj</c> make the build import is what was compared: a copy of a package elsewhere, or another file, would run with nothing said of it.</summary>
[TestClass]
public sealed class GeneratedImports
{
    private const string Built = "Given.Build";
    private const string Ran = "not the compared file";

    [TestMethod]
    public void What_restore_writes_passes_and_nothing_is_looked_at_twice()
    {
        using var consumer = Given();
        consumer.Run("build", "--no-restore").Succeeds();
        consumer.Run("build", "--no-restore").Succeeds().FindsNothingChanged();
        consumer.Tool("check").Ends(0);
        consumer.With("CI", "true").Run("build", "--no-restore").Succeeds();
    }

    [TestMethod]
    public void A_copy_that_was_not_compared_is_imported_by_the_build_and_is_an_error_everywhere()
    {
        using var consumer = Given();
        consumer.Run("build", "--no-restore").Succeeds();
        var copy = Path.Combine(consumer.Root, "copy", "given.build", "1.0.0", "build");
        Directory.CreateDirectory(copy);
        File.WriteAllText(Path.Combine(copy, $"{Built}.targets"), Target);
        Edit(consumer, "targets", "$(NuGetPackageRoot)/given.build", Path.Combine(consumer.Root, "copy", "given.build"));

        // The package that was locked is where it was, and is not the one that runs.
        Assert.Contains(Ran, consumer.Run("build", "--no-restore").Fails("error SCSDK2026").Output);
        consumer.Tool("check").Ends(1, "error SCSDK2026").Says("obj/a.csproj.nuget.g.targets(").Says($"'{copy}/{Built}.targets'");
        consumer.With("CI", "true").Run("build", "--no-restore").Fails("error SCSDK2026");
        consumer.Without("CI");

        // As the message says: restore writes it again, also where it sees nothing else to do.
        Assert.DoesNotContain(Ran, consumer.Run("build").Succeeds().Output);
    }

    [TestMethod]
    public void A_property_that_leads_the_imports_elsewhere_is_an_error()
    {
        using var consumer = Given();
        consumer.Run("build", "--no-restore").Succeeds();
        var copy = Path.Combine(consumer.Root, "copy");
        consumer.Shell($"cp -r {Path.Combine(consumer.Root, "packages")} {copy}").Succeeds();
        File.WriteAllText(Path.Combine(copy, "given.build", "1.0.0", "build", $"{Built}.targets"), Target);

        var run = consumer.With("NuGetPackageRoot", copy + "/").Run("build", "--no-restore").Fails("error SCSDK2026");
        Assert.Contains(Ran, run.Output);
        Assert.Contains($"the property NuGetPackageRoot is '{copy}/'", run.Output);
        consumer.Without("NuGetPackageRoot").Run("build", "--no-restore").Succeeds();
    }

    [TestMethod]
    public void A_further_file_that_is_imported_by_its_name_is_an_error_unless_it_is_declared()
    {
        using var consumer = Given();
        consumer.Run("build", "--no-restore").Succeeds();
        consumer.Run("build", "--no-restore").Succeeds().FindsNothingChanged();
        consumer.Write("obj/a.csproj.tool.targets", Target);

        // It is noticed although nothing that was looked at changed.
        Assert.Contains(Ran, consumer.Run("build", "--no-restore").Fails("error SCSDK2026").Output);
        consumer.Tool("check").Ends(1, "error SCSDK2026").Says("obj/a.csproj.tool.targets");

        Declare(consumer, Evidence.Sha256(consumer.PathOf("obj", "a.csproj.tool.targets"))).Run("build", "--no-restore").Succeeds();
        consumer.Run("build", "--no-restore").Succeeds().FindsNothingChanged();
        File.AppendAllText(consumer.PathOf("obj", "a.csproj.tool.targets"), "\n");
        consumer.Run("build", "--no-restore").Fails("error SCSDK2026");
    }

    [TestMethod]
    [DataRow("targets", "</Project>", "<Target Name=\"Added\" BeforeTargets=\"Build\" /></Project>", "the element 'Target' there")]
    [DataRow("props", "</Project>", "<PropertyGroup Condition=\" '$(TargetFramework)' == 'net10.0' \"><CscToolPath Condition=\" '$(CscToolPath)' == '' \">/tmp</CscToolPath></PropertyGroup></Project>", "the element 'CscToolPath' there")]
    [DataRow("props", "'$(ExcludeRestorePackageImports)' != 'true'", "'$([System.IO.File]::ReadAllText(a))' != 'true'", "the element 'PropertyGroup' there")]
    [DataRow("targets", "/build/", "/build/%2e%2e/%2e%2e/", "the element 'Import' there")]
    [DataRow("targets", "/build/", "/build/../../../../../", "which is not where a package that was compared lies")]
    [DataRow("props", "PackageReference", "$([System.Environment]::MachineName)", "the element 'NuGetProjectStyle' there")]
    public void What_NuGet_does_not_write_is_an_error(string file, string before, string after, string says)
    {
        using var consumer = Given();
        Edit(consumer, file, before, after);
        consumer.Tool("check").Ends(1, "error SCSDK2026").Says(says);
    }

    private const string Target = $"<Project InitialTargets=\"Copied\"><Target Name=\"Copied\"><Message Importance=\"high\" Text=\"{Ran}\" /></Target></Project>";

    private static Consumer Given() => new Consumer().Offline()
        .Package(Built, entries: [($"build/{Built}.targets", "<Project />"), ($"buildTransitive/{Built}.props", "<Project />"), ("contentFiles/cs/any/Notes.cs", "// notes\n"), ("tools/run.sh", "")])
        .Project("a.csproj", Consumer.Reference + GivenPackage.Reference(Built)).Write("supplychain.json", "{ \"version\": 1 }").Lock().Commit();

    private static void Edit(Consumer consumer, string file, string before, string after)
    {
        var path = consumer.PathOf("obj", $"a.csproj.nuget.g.{file}");
        var text = File.ReadAllText(path);
        Assert.Contains(before, text);
        // Both the path and its condition.
        File.WriteAllText(path, text.Replace(before, after, StringComparison.Ordinal));
    }

    private static Consumer Declare(Consumer consumer, string sha256) => consumer.Write("supplychain.json", $$"""
        { "version": 1, "integrity": { "inputs": [ { "file": "obj/a.csproj.tool.targets", "sha256": "{{sha256}}", "reason": "a tool of ours writes it" } ] } }
        """);
}
