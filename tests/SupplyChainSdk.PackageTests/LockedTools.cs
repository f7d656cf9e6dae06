using System.IO.Compression;
using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary><c>supplychain.lock.json</c>: MSBuild SDKs, local tools and downloads, really restored and built; and what explains and reproduces a lock.</summary>
[TestClass]
public sealed class LockedTools
{
    private const string GlobalJson = """{ "msbuild-sdks": { "Contoso.Sdk": "1.0.0" } }""";

    [TestMethod]
    public void What_is_recorded_passes_one_changed_byte_stops_and_a_bumped_version_is_explained()
    {
        using var consumer = Consumer();
        consumer.Run("build").Succeeds("warning SCSDK2015");
        consumer.Tool("lock").Ends(2, "error SCSDK2016").Says("Run 'dotnet tool restore' first.");
        Assert.IsFalse(File.Exists(consumer.PathOf("supplychain.lock.json")));
        consumer.RunPlain("tool", "restore").Succeeds();

        consumer.Tool("lock", "--check").Ends(1).Says("Nothing was written.");
        Assert.IsFalse(File.Exists(consumer.PathOf("supplychain.lock.json")));
        consumer.Tool("lock").Ends(0).Says("+ MSBuild SDK: Contoso.Sdk 1.0.0 ").Says("+ local tool: Contoso.Tool 1.0.0 ").Says("+ downloaded package: Contoso.Data 1.0.0 ");
        consumer.Tool("lock", "--check").Ends(0).Says("Unchanged.");
        consumer.Commit().Run("build").Succeeds().Checks(1);
        consumer.Run("build").Succeeds().FindsNothingChanged();
        consumer.Tool("check", "--ci").Ends(0).Says("lock       1 passed");

        foreach (var id in (string[])["Contoso.Sdk", "Contoso.Tool", "Contoso.Data"])
        {
            var whole = File.ReadAllBytes(consumer.Archive(id));
            consumer.Tamper(id);
            consumer.Tool("check").Ends(1, "error SCSDK2017").Says(" 1.0.0 in the packages folder is not the package that was locked");
            consumer.Run("build", "--no-restore").Fails("error SCSDK2017");
            // No second lock makes it right.
            var locked = File.ReadAllText(consumer.PathOf("supplychain.lock.json"));
            consumer.Tool("lock").Ends(1, "error SCSDK2017").Says("Nothing was written");
            Assert.AreEqual(locked, File.ReadAllText(consumer.PathOf("supplychain.lock.json")));
            File.WriteAllBytes(consumer.Archive(id), whole);
        }
        consumer.Tool("check").Ends(0);

        consumer.Write("global.json", GlobalJson.Replace("1.0.0", "2.0.0", StringComparison.Ordinal)).RunPlain("restore").Succeeds();
        consumer.Run("build", "--no-restore").Fails("error SCSDK2017");
        consumer.Tool("lock").Ends(0).Says("- MSBuild SDK: Contoso.Sdk 1.0.0 ").Says("+ MSBuild SDK: Contoso.Sdk 2.0.0 ");
        consumer.Run("build").Succeeds();
        consumer.Tool("lock", "--explain").Ends(0).Says("~ Contoso.Sdk 1.0.0 → 2.0.0: another version of the MSBuild SDK is named now, in global.json or in a project");
        consumer.Tool("check", "--ci").Ends(1, "error SCSDK2005");
    }

    [TestMethod]
    public void A_lock_is_reproduced_from_an_empty_folder_differs_when_it_was_changed_and_cannot_be_with_a_floating_version()
    {
        using var consumer = new Consumer().Offline().Package("Given.A", dependency: "Given.B").Package("Given.B").Package("Given.A", "1.1.0", dependency: "Given.B").Package("Given.B", "1.1.0")
            .Project("lib/lib.csproj", GivenPackage.Reference("Given.B")).Project("a/a.csproj", GivenPackage.Reference("Given.A") + "<ProjectReference Include=\"../lib/lib.csproj\" />").Lock("a").Commit();
        var assets = File.ReadAllBytes(consumer.PathOf("a", "obj", "project.assets.json"));

        consumer.Tool("lock", "a", "--reproduce").Ends(0).Says("reproduced: resolving again gives the same bytes");
        CollectionAssert.AreEqual(assets, File.ReadAllBytes(consumer.PathOf("a", "obj", "project.assets.json")));
        Assert.AreEqual("", consumer.Program("git", "status", "--porcelain").Output);

        var path = consumer.PathOf("a", "packages.lock.json");
        var locked = File.ReadAllText(path);
        File.WriteAllText(path, locked.Replace("\"1.0.0\"", "\"1.1.0\"", StringComparison.Ordinal));
        consumer.Tool("lock", "a", "--reproduce").Ends(1).Says("differs: resolving again gives another lock file").Says("~ Given.A 1.1.0 → 1.0.0: ");
        consumer.Tool("lock", "a", "--explain").Ends(0).Says("Given.A 1.0.0 → 1.1.0");

        // Other bytes under one version are an alarm.
        File.WriteAllText(path, locked);
        var hash = locked.IndexOf("contentHash\": \"", StringComparison.Ordinal) + 15;
        File.WriteAllText(path, locked[..hash] + (locked[hash] == 'A' ? 'B' : 'A') + locked[(hash + 1)..]);
        consumer.Tool("lock", "a", "--explain").Ends(1).Says("! Given.A 1.0.0: the same version with other content");
        consumer.Tool("lock", "a", "--reproduce").Ends(1).Says("! Given.A 1.0.0: the same version with other content");
        File.WriteAllText(path, locked);

        consumer.Project("a/a.csproj", GivenPackage.Reference("Given.A", "1.*"));
        consumer.RunPlain("restore", "a", "--force-evaluate").Succeeds();
        consumer.Tool("lock", "a", "--reproduce").Ends(2).Says("cannot be reproduced: what a source has today decides the version of Given.A [1.*, ); ask for exact versions");
        consumer.Tool("lock", "a", "--explain").Says("~ Given.A 1.0.0 → 1.1.0: the project asks for [1.*, ), no longer for [1.0.0, )");
    }

    [TestMethod]
    public void What_the_SDK_adds_by_itself_is_recorded_with_its_version_and_only_a_warning_when_it_is_missing()
    {
        using var consumer = new Consumer().Package("Contoso.Data").WithOwnPackages()
            .Project("a.csproj", Infra.Consumer.Reference + "<PackageDownload Include=\"Contoso.Data\" Version=\"[1.0.0]\" />").Lock();
        // As the .NET SDK adds it; the packs themselves may not be on the feed of a closed network.
        consumer.Package("Microsoft.NETCore.App.Crossgen2.linux-x64").Write("Directory.Build.targets",
            "<Project><ItemGroup><PackageDownload Include=\"Microsoft.NETCore.App.Crossgen2.linux-x64\" Version=\"[1.0.0]\" /></ItemGroup></Project>").RunPlain("restore").Succeeds();

        consumer.Tool("lock").Ends(0).Says($"+ pack of the .NET SDK {SdkVersion(consumer)}: Microsoft.NETCore.App.Crossgen2.linux-x64 1.0.0 ");
        consumer.Run("build", "--no-restore").Succeeds();
        var whole = File.ReadAllBytes(consumer.Archive("Microsoft.NETCore.App.Crossgen2.linux-x64"));
        consumer.Tamper("Microsoft.NETCore.App.Crossgen2.linux-x64");
        consumer.Run("build", "--no-restore").Fails("error SCSDK2017");
        File.WriteAllBytes(consumer.Archive("Microsoft.NETCore.App.Crossgen2.linux-x64"), whole);

        var locked = File.ReadAllLines(consumer.PathOf("supplychain.lock.json"));
        File.WriteAllText(consumer.PathOf("supplychain.lock.json"), string.Join('\n', locked).Replace("linux-x64", "win-x64", StringComparison.Ordinal));
        consumer.Run("build", "--no-restore").Succeeds("warning SCSDK2017");
        consumer.Tool("lock", "--check").Ends(1).Says("+ pack of the .NET SDK");
    }

    private static string SdkVersion(Consumer consumer) => consumer.RunPlain("--version").Succeeds().Output.Trim();

    private static Consumer Consumer()
    {
        var consumer = new Consumer().Offline().Package("Contoso.Data");
        foreach (var version in (string[])["1.0.0", "2.0.0"])
            consumer.Package("Contoso.Sdk", version, entries: [("Sdk/Sdk.props", "<Project />"), ("Sdk/Sdk.targets", "<Project />")]);
        LocalTool(Path.Combine(consumer.Feed, "Contoso.Tool.1.0.0.nupkg"));
        return consumer.Write("global.json", GlobalJson)
            .Write(".config/dotnet-tools.json", """{ "version": 1, "isRoot": true, "tools": { "contoso.tool": { "version": "1.0.0", "commands": ["contoso-tool"] } } }""")
            .Write("a.csproj", $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <Sdk Name="Contoso.Sdk" />
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
                  <ItemGroup>{Infra.Consumer.Reference}<PackageDownload Include="Contoso.Data" Version="[1.0.0]" /></ItemGroup>
                </Project>
                """)
            .Write("a.cs", "public class A { }").Lock();
    }

    // A package of the type that 'dotnet tool restore' takes.
    private static void LocalTool(string path)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Add("Contoso.Tool.nuspec", """
            <package><metadata><id>Contoso.Tool</id><version>1.0.0</version><authors>Test</authors><description>Given by a test.</description>
              <packageTypes><packageType name="DotnetTool" /></packageTypes></metadata></package>
            """);
        Add("tools/net10.0/any/DotnetToolSettings.xml", """
            <DotNetCliTool Version="1"><Commands><Command Name="contoso-tool" EntryPoint="t.dll" Runner="dotnet" /></Commands></DotNetCliTool>
            """);
        Add("tools/net10.0/any/t.dll", new string('n', 100));

        void Add(string name, string content)
        {
            using var writer = new StreamWriter(zip.CreateEntry(name, CompressionLevel.NoCompression).Open());
            writer.Write(content);
        }
    }
}
