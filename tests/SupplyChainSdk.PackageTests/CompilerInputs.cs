using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>What the compiler was given is looked at when it has run: whatever came between the gates and the compiler is in its command line.</summary>
[TestClass]
public sealed class CompilerInputs
{
    private const string Library = "Lib.Given";
    private const string Changes = "Aaa.Given";

    // By a package whose targets come after ours.
    private static readonly Dictionary<string, (string Before, string[] Codes)> Attempts = new(StringComparer.Ordinal)
    {
        ["nothing"] = ("", []),
        ["swaps-an-assembly"] = ("<WriteLinesToFile File=\"$(NuGetPackageRoot)/lib.given/1.0.0/lib/netstandard2.0/Lib.dll\" Lines=\"swapped\" />", ["error SCSDK2014"]),
        ["adds-a-reference"] = ("<ItemGroup><ReferencePathWithRefAssemblies Include=\"obj/evil.dll\" /></ItemGroup>", ["error SCSDK2013"]),
        ["adds-an-analyzer"] = ("<ItemGroup><Analyzer Include=\"obj/evil.dll\" /></ItemGroup>", ["error SCSDK2013"]),
        ["adds-by-a-response-file"] = ("""
            <WriteLinesToFile File="obj/more.rsp" Lines="/r:obj/evil.dll" Overwrite="true" />
            <PropertyGroup><CompilerResponseFile>obj/more.rsp</CompilerResponseFile></PropertyGroup>
            """, ["error SCSDK2013", "error SCSDK2013"]),
        ["adds-a-file-of-elsewhere"] = ("<ItemGroup><AdditionalFiles Include=\"../elsewhere.txt\" /></ItemGroup>", ["error SCSDK2013"]),
        // Data, as generated sources are, which the compiler takes from there too.
        ["adds-a-file-of-obj"] = ("<ItemGroup><AdditionalFiles Include=\"obj/project.assets.json\" /></ItemGroup>", []),
        // Without a server the compiler reads its arguments from a file, where a line break in one begins another. The task tells of it without the line break.
        ["adds-by-a-line-break"] = ("""
            <PropertyGroup><UseSharedCompilation>false</UseSharedCompilation></PropertyGroup>
            <ItemGroup><Compile Remove="Class1.cs" /><Compile Include="Class1.cs%0a/analyzer:obj/evil.dll%0a#" /></ItemGroup>
            """, ["error SCSDK2024"]),
        ["keeps-a-line-break"] = ("""
            <PropertyGroup><UseSharedCompilation>true</UseSharedCompilation><NoWarn>$(NoWarn)%0a1591</NoWarn><DefineConstants>$(DefineConstants);%0aA</DefineConstants></PropertyGroup>
            """, []),
        ["compiles-without-a-server"] = ("<PropertyGroup><UseSharedCompilation>false</UseSharedCompilation></PropertyGroup><ItemGroup><Analyzer Include=\"obj/evil.dll\" /></ItemGroup>", ["error SCSDK2013"]),
        ["hides-the-command-line"] = ("<PropertyGroup><ProvideCommandLineArgs>false</ProvideCommandLineArgs></PropertyGroup>", ["error SCSDK2024"]),
    };

    [TestMethod]
    public void What_a_package_changes_between_the_gates_and_the_compiler_is_an_error_in_CI_and_is_never_attested()
    {
        using var consumer = Given();
        var lib = Path.Combine(consumer.Root, "packages", "lib.given", "1.0.0", "lib", "netstandard2.0", "Lib.dll");
        foreach (var (attempt, (_, codes)) in Attempts)
        {
            var build = consumer.With("CI", "true").With("Attempt", attempt).Run("build", "--no-restore");
            Assert.AreEqual(string.Join(", ", codes), string.Join(", ", build.Codes), $"{attempt}\n{build.Shown}");
            Assert.Contains("CheckCompilerInputs", build.Tasks, attempt);
            File.Copy(GivenPackage.Assembly, lib, overwrite: true);

            // Locally the same is found before anything is attested.
            var pack = consumer.Without("CI").Run("pack", "--no-restore");
            Assert.AreEqual(codes.Length == 0, pack.ExitCode == 0, $"{attempt}\n{pack.Shown}");
            Assert.DoesNotContain("CheckCompilerInputs", pack.Tasks, attempt);
            // Where every extracted file is compared as well, that says what was changed.
            foreach (var code in codes)
                Assert.Contains(code == "error SCSDK2014" ? "error SCSDK2011" : code, pack.Codes, $"{attempt}\n{pack.Shown}");
            Assert.AreEqual(codes.Length == 0, File.Exists(consumer.PathOf("bin", "Release", "a.1.0.0.nupkg")), attempt);
            File.Copy(GivenPackage.Assembly, lib, overwrite: true);
            foreach (var output in (string[])["bin", "obj/Debug", "obj/Release", "obj/supplychain"])
                Directory.Delete(consumer.PathOf(output), recursive: true);
        }
    }

    [TestMethod]
    public void A_local_build_keeps_the_record_and_loads_nothing_for_it()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        var record = consumer.PathOf("obj", "Debug", "net10.0", "a.csproj.SupplyChain.txt");

        CollectionAssert.AreEqual((string[])["CheckDependencies", "ReadPackagesAhead"], consumer.Run("build").Succeeds().Tasks);
        Assert.IsTrue(File.Exists(record));
        consumer.Run("build").Succeeds().FindsNothingChanged();

        // Without it, nobody would know: it is compiled again.
        File.Delete(record);
        Assert.Contains("Task \"Csc\"", consumer.Run("build").Succeeds().FindsNothingChanged().Output);
        Assert.IsTrue(File.Exists(record));

        consumer.Run("clean").Succeeds();
        Assert.IsFalse(File.Exists(record));
    }

    [TestMethod]
    public void A_package_without_a_record_of_its_compiler_is_not_attested()
    {
        using var consumer = new Consumer().Project("a.csproj", frameworks: "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>").Lock().Commit();
        var record = consumer.PathOf("obj", "Release", "netstandard2.0", "a.csproj.SupplyChain.txt");
        consumer.Run("build", "-c", "Release").Succeeds();
        consumer.Run("pack", "--no-build").Succeeds("warning SCSDK7001");

        File.AppendAllText(record, "argument=/r:obj/evil.dll\n");
        consumer.Run("pack", "--no-build").Fails("error SCSDK2024", "error SCSDK7008", "warning SCSDK7001");
        File.Delete(record);
        consumer.Run("pack", "--no-build").Fails("error SCSDK2024", "error SCSDK7008", "warning SCSDK7001");
        consumer.Run("pack").Succeeds("warning SCSDK7001");
    }

    [TestMethod]
    public void A_package_of_content_alone_needs_none()
    {
        using var consumer = new Consumer().Project("a.csproj", Consumer.Reference + "<None Include=\"notes.txt\" Pack=\"true\" PackagePath=\"\" />",
            "<TargetFramework>netstandard2.0</TargetFramework><IncludeBuildOutput>false</IncludeBuildOutput><NoWarn>$(NoWarn);NU5128</NoWarn>").Write("notes.txt", "").Lock().Commit();

        consumer.Run("pack", "--no-build").Succeeds("warning SCSDK7001");
        Assert.IsEmpty(Directory.GetFiles(consumer.PathOf("obj", "Release"), "*.SupplyChain.txt", SearchOption.AllDirectories));
    }

    [TestMethod]
    public void A_committed_assembly_is_accepted_and_a_changed_one_is_not()
    {
        using var consumer = new Consumer().Project("a.csproj", Consumer.Reference + "<Reference Include=\"Locator\"><HintPath>lib/Locator.dll</HintPath></Reference>");
        Directory.CreateDirectory(consumer.PathOf("lib"));
        consumer.Lock().Commit();
        File.Copy(GivenPackage.Assembly, consumer.PathOf("lib", "Locator.dll"));

        // Locally it is used, and said before CI says it; once, again while nothing changes, and no longer when it is committed.
        Assert.Contains("nothing vouches for the reference lib/Locator.dll: it is not committed. It is used here, but a build in CI stops there", consumer.Run("build").Succeeds("warning SCSDK2013").Output);
        consumer.Run("build", "--no-restore").Succeeds("warning SCSDK2013").Checks(0);
        consumer.Run("pack", "--no-restore").Fails("error SCSDK2013", "error SCSDK7008", "warning SCSDK7001");

        consumer.With("CI", "true");
        Assert.Contains("it is not committed", consumer.Run("build").Fails("error SCSDK2013").Output);
        consumer.Commit().Run("build").Succeeds();
        consumer.Without("CI").Run("build").Succeeds();
        consumer.Run("build", "--no-restore").Succeeds().FindsNothingChanged();
        consumer.With("CI", "true");
        File.AppendAllText(consumer.PathOf("lib", "Locator.dll"), "x");
        Assert.Contains("it differs from the committed one", consumer.Run("build").Fails("error SCSDK2013").Output);
        Assert.Contains("it differs from the committed one", consumer.Without("CI").Run("build").Succeeds("warning SCSDK2013").Output);
    }

    [TestMethod]
    public void Where_the_gate_only_warns_it_is_heard_once()
    {
        using var consumer = new Consumer().Project("a.csproj", Consumer.Reference + "<Reference Include=\"Locator\"><HintPath>lib/Locator.dll</HintPath></Reference>")
            .Write("supplychain.json", "{ \"version\": 1, \"integrity\": { \"enforce\": \"warning\" } }");
        Directory.CreateDirectory(consumer.PathOf("lib"));
        consumer.Lock().Commit();
        File.Copy(GivenPackage.Assembly, consumer.PathOf("lib", "Locator.dll"));

        consumer.Run("build", "-c", "Release").Succeeds();
        consumer.Run("pack").Succeeds("warning SCSDK2013", "warning SCSDK7001");
        consumer.With("CI", "true").Run("pack").Succeeds("warning SCSDK2013", "warning SCSDK7001");
        consumer.Run("pack", "--no-build").Succeeds("warning SCSDK2013", "warning SCSDK7001");
    }

    [TestMethod]
    public void A_declared_assembly_is_accepted_with_its_digest_alone()
    {
        using var consumer = new Consumer().Project("a.csproj", Consumer.Reference + "<Reference Include=\"Locator\"><HintPath>made/Locator.dll</HintPath></Reference>");
        Directory.CreateDirectory(consumer.PathOf("made"));
        Declare(consumer.Lock().With("CI", "true"), Evidence.Sha256(GivenPackage.Assembly)).Commit();
        File.Copy(GivenPackage.Assembly, consumer.PathOf("made", "Locator.dll"));
        consumer.Run("build").Succeeds();

        Assert.Contains("which is not the file that is declared", Declare(consumer, new string('0', 64)).Run("build").Fails("error SCSDK2013").Output);
    }

    [TestMethod]
    public void A_pack_of_a_workload_that_is_installed_elsewhere_is_accepted_when_it_is_declared()
    {
        using var consumer = new Consumer().Project("a.csproj", Consumer.Reference + "<Reference Include=\"Locator\"><HintPath>../workloads/packs/Contoso.Ref/1.0.0/ref/Locator.dll</HintPath></Reference>");
        var pack = Path.Combine(consumer.Root, "workloads", "packs", "Contoso.Ref", "1.0.0", "ref", "Locator.dll");
        Directory.CreateDirectory(Path.GetDirectoryName(pack)!);
        File.Copy(GivenPackage.Assembly, pack);
        consumer.Lock().With("CI", "true").With("DOTNETSDK_WORKLOAD_PACK_ROOTS", Path.Combine(consumer.Root, "workloads")).Write("supplychain.json", "{ \"version\": 1 }").Commit();
        consumer.Run("build").Fails("error SCSDK2013");

        consumer.Write("supplychain.json", $$"""
            { "version": 1, "integrity": { "inputs": [ { "file": "workload:Contoso.Ref/1.0.0/ref/Locator.dll", "sha256": "{{Evidence.Sha256(pack)}}", "reason": "the workload of Contoso" } ] } }
            """).Run("build").Succeeds();
        File.AppendAllText(pack, "x");
        Assert.Contains("which is not the file that is declared", consumer.Run("build").Fails("error SCSDK2013").Output);
        // Only there.
        consumer.Write("supplychain.json", "{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"file\": \"workload:Contoso.Ref/**/*.dll\", \"reason\": \"the workload of Contoso\" } ] } }").Run("build").Succeeds();
        consumer.Without("DOTNETSDK_WORKLOAD_PACK_ROOTS").Run("build").Fails("error SCSDK2013");
    }

    [TestMethod]
    public void Projects_of_the_same_build_and_analyzers_among_them_are_accepted()
    {
        using var consumer = new Consumer()
            .Project("A/A.csproj", Consumer.Reference + "<ProjectReference Include=\"../B/B.csproj\" /><ProjectReference Include=\"../G/G.csproj\" OutputItemType=\"Analyzer\" ReferenceOutputAssembly=\"false\" />",
                "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>")
            .Project("B/B.csproj", "<ProjectReference Include=\"../C/C.csproj\" />", "<TargetFramework>netstandard2.0</TargetFramework><BaseOutputPath>../out/B/</BaseOutputPath>")
            .Project("C/C.csproj", "", "<TargetFramework>netstandard2.0</TargetFramework>")
            .Project("G/G.csproj", "", "<TargetFramework>netstandard2.0</TargetFramework>")
            .Lock("A/A.csproj").Commit().With("CI", "true");

        var run = consumer.Run("build", "A/A.csproj").Succeeds();

        Assert.AreEqual(2, run.Tasks.Count(task => task == "CheckCompilerInputs"), run.Shown);
    }

    [TestMethod]
    [DataRow("a.fsproj", "Library.fs", "module Library\nlet one = 1\n", "<Compile Include=\"Library.fs\" />", "Microsoft.NET.Sdk")]
    [DataRow("a.vbproj", "Class1.vb", "Public Class Class1\nEnd Class\n", "", "Microsoft.NET.Sdk")]
    [DataRow("a.csproj", "Hello.razor", "<h1>Hello</h1>\n", "<FrameworkReference Include=\"Microsoft.AspNetCore.App\" />", "Microsoft.NET.Sdk.Razor")]
    public void Other_languages_are_looked_at_too(string project, string source, string code, string item, string sdk)
    {
        using var consumer = new Consumer().Project(project, Consumer.Reference + item).Write(source, code);
        File.Delete(consumer.PathOf("Class1.cs"));
        consumer.Write(project, File.ReadAllText(consumer.PathOf(project)).Replace("Microsoft.NET.Sdk", sdk, StringComparison.Ordinal)).Lock().Commit().With("CI", "true");
        consumer.Run("build").Succeeds();

        consumer.Write(project, File.ReadAllText(consumer.PathOf(project)).Replace("</Project>", """
              <Target Name="Add" BeforeTargets="CoreCompile"><Copy SourceFiles="@(ReferencePathWithRefAssemblies)" DestinationFolder="obj/evil" Condition="'%(Filename)' == 'System.Memory'" />
                <ItemGroup><ReferencePathWithRefAssemblies Include="obj/evil/System.Memory.dll" /></ItemGroup></Target>
            </Project>
            """, StringComparison.Ordinal));
        Assert.Contains("the reference obj/evil/System.Memory.dll", consumer.Run("build").Fails("error SCSDK2013").Output);
    }

    private static Consumer Declare(Consumer consumer, string sha256) => consumer.Write("supplychain.json", $$"""
        { "version": 1, "integrity": { "inputs": [ { "file": "made/Locator.dll", "sha256": "{{sha256}}", "reason": "a tool of ours makes it" } ] } }
        """);

    private static Consumer Given()
    {
        var targets = string.Concat(Attempts.Select(a => $"<Target Name=\"{a.Key}\" BeforeTargets=\"CoreCompile\" Condition=\"'$(Attempt)' == '{a.Key}'\">{a.Value.Before}</Target>"));
        var consumer = new Consumer().Offline()
            .Package(Library).WithAssembly(Library, "lib/netstandard2.0/Lib.dll")
            .Package(Changes, entries: ($"build/{Changes}.targets", $"<Project>{targets}</Project>"))
            .Project("a.csproj", Consumer.Reference + GivenPackage.Reference(Library) + GivenPackage.Reference(Changes))
            .Lock().Commit().Write("../elsewhere.txt", "");
        File.Copy(GivenPackage.Assembly, consumer.PathOf("obj", "evil.dll"));
        return consumer;
    }
}
