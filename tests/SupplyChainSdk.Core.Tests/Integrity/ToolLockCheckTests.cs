using System.Collections.Immutable;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Core.Tests.Licensing;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Integrity;

[TestClass]
public sealed class ToolLockCheckTests
{
    private const string Pack = "Microsoft.NETCore.App.Crossgen2.linux-x64";

    private static readonly Location Explicit = new("supplychain.json", 1, 1);

    [TestMethod]
    public void What_is_locked_and_the_same_passes_and_one_byte_is_found()
    {
        using var tree = new Tree();
        tree.Lock();
        Assert.AreEqual("", tree.Check());

        tree.Install("Contoso.Sdk", "another byte");
        Assert.Contains("error SCSDK2017 4: The MSBuild SDK Contoso.Sdk 1.0.0 in the packages folder is not the package that was locked (content hash ", tree.Check());

        tree.Install("Contoso.Sdk");
        Assert.AreEqual("", tree.Check());
        tree.Install(Pack, "another byte");
        Assert.Contains($"error SCSDK2017 15: The pack of the .NET SDK {Pack} 1.0.0 in the packages folder is not the package that was locked", tree.Check());
    }

    [TestMethod]
    public void An_entry_that_is_missing_is_an_error_and_one_that_this_project_does_not_use_is_nothing()
    {
        using var tree = new Tree();
        tree.Lock(Entry(ToolLockKind.Tool, "Nobody.Uses", null), Entry(ToolLockKind.DotNetSdkPack, "Microsoft.NETCore.App.Crossgen2.win-x64", "10.0.400"));
        Assert.AreEqual("", tree.Check());

        tree.Lock(without: "Contoso.Data");
        Assert.StartsWith("error SCSDK2017 0: The downloaded package Contoso.Data 1.0.0 is used but is not in supplychain.lock.json. If the change is wanted, run 'supplychain lock'", tree.Check());
        Assert.StartsWith("warning SCSDK2017", tree.Check(Enforce.Warning));
        Assert.AreEqual("", tree.Check(Enforce.Off));
    }

    [TestMethod]
    public void Another_version_is_found_at_the_entry()
    {
        using var tree = new Tree();
        tree.Lock();
        tree.Scratch.Write("global.json", "{ \"msbuild-sdks\": { \"Contoso.Sdk\": \"2.0.0\" } }");

        Assert.StartsWith("error SCSDK2017 4: The MSBuild SDK Contoso.Sdk 2.0.0 is used, but 1.0.0 is locked.", tree.Check());
    }

    [TestMethod]
    public void A_pack_that_another_SDK_adds_is_a_warning_that_names_both()
    {
        using var tree = new Tree();
        tree.Lock(without: Pack, further: Entry(ToolLockKind.DotNetSdkPack, Pack.Replace("linux", "win", StringComparison.Ordinal), "10.0.400"));

        Assert.AreEqual($"warning SCSDK2017 0: The .NET SDK 10.0.401 adds {Pack} 1.0.0 by itself, and supplychain.lock.json does not hold it (it was written with .NET SDK 10.0.400). "
            + "Run 'supplychain lock' here, read the difference and commit the file.", tree.Check());
    }

    [TestMethod]
    public void Without_a_lock_what_the_project_names_is_a_warning_and_is_that_whatever_file_says_how_the_lock_weighs()
    {
        using var tree = new Tree();

        Assert.StartsWith("warning SCSDK2015 0: There is no supplychain.lock.json", tree.Check());
        Assert.Contains("MSBuild SDK Contoso.Sdk 1.0.0, local tool Contoso.Tool 1.0.0, downloaded package Contoso.Data 1.0.0: ", tree.Check());
        Assert.StartsWith("warning SCSDK2015", tree.Check(isCI: true));
        // As without the section, so that taking it out of a policy changes nothing.
        Assert.StartsWith("warning SCSDK2015", tree.Check(isCI: true, origin: Explicit));
        Assert.StartsWith("warning SCSDK2015", tree.Check(origin: Explicit));
        Assert.StartsWith("warning SCSDK2015", tree.Check(Enforce.Warning, isCI: true, origin: Explicit));

        // What is left is what the .NET SDK adds, and an SDK that vouches for itself.
        tree.Scratch.Write("global.json", "{ \"msbuild-sdks\": { \"Contoso.Sdk\": \"1.0.0\" } }");
        tree.Scratch.Write("a.csproj", "<Project><Sdk Name=\"SupplyChainSdk\" Version=\"0.1.0\" /></Project>");
        File.Delete(tree.Scratch.At("dotnet-tools.json"));
        tree.Downloads = [PackageId.Create(Pack, "1.0.0")];
        Assert.StartsWith($"information SCSDK2015 0: There is no supplychain.lock.json, so nothing states which bytes were meant of {Pack} 1.0.0, which the .NET SDK 10.0.401 adds by itself.", tree.Check(isCI: true, origin: Explicit));
        tree.Downloads = [];
        Assert.AreEqual("", tree.Check(isCI: true, origin: Explicit));
    }

    [TestMethod]
    public void A_broken_lock_and_a_broken_manifest_are_errors_and_no_pass()
    {
        using var tree = new Tree();
        tree.Lock();
        tree.Scratch.Write("dotnet-tools.json", "{");
        Assert.StartsWith("error SCSDK2016 1: It cannot be known which MSBuild SDKs and local tools are used: the file ends here", tree.Check());

        tree.Scratch.Write(ToolLock.FileName, "{ \"version\": 7 }");
        Assert.StartsWith("error SCSDK2016 1: supplychain.lock.json cannot be read: this version is not known; known is 1.", tree.Check());
    }

    [TestMethod]
    public void A_tool_that_is_not_restored_is_not_compared_and_one_without_its_archive_is()
    {
        using var tree = new Tree();
        tree.Lock();
        File.Delete(tree.Archive("contoso.tool"));
        Assert.Contains("error SCSDK2017 7: The local tool Contoso.Tool 1.0.0 cannot be compared with its locked hash: ", tree.Check());

        Directory.Delete(Path.GetDirectoryName(tree.Archive("contoso.tool"))!, recursive: true);
        Assert.AreEqual("", tree.Check());

        // An SDK had to be there for the project to be evaluated.
        Directory.Delete(Path.GetDirectoryName(tree.Archive("contoso.sdk"))!, recursive: true);
        Assert.Contains("The MSBuild SDK Contoso.Sdk 1.0.0 cannot be compared", tree.Check());
    }

    [TestMethod]
    public void What_a_tool_runs_on_this_kind_of_machine_is_locked_too_and_only_a_warning_when_another_kind_was()
    {
        using var tree = new Tree();
        const string Settings = """<DotNetCliTool Version="2"><RuntimeIdentifierPackages><RuntimeIdentifierPackage RuntimeIdentifier="linux-x64" Id="Contoso.Tool.linux-x64" /><RuntimeIdentifierPackage RuntimeIdentifier="win-x64" Id="Contoso.Tool.win-x64" /></RuntimeIdentifierPackages></DotNetCliTool>""";
        tree.Install("Contoso.Tool", Settings, "tools/net10.0/any/DotnetToolSettings.xml");
        tree.Install("Contoso.Tool.linux-x64");
        tree.Lock();
        Assert.AreEqual("", tree.Check());

        tree.Install("Contoso.Tool.linux-x64", "another byte");
        Assert.Contains("error SCSDK2017 8: The local tool Contoso.Tool.linux-x64 1.0.0 in the packages folder is not the package that was locked", tree.Check());

        tree.Lock(without: "Contoso.Tool.linux-x64");
        Assert.StartsWith("warning SCSDK2017 1: The local tool Contoso.Tool.linux-x64 1.0.0 is used but is not in supplychain.lock.json.", tree.Check());

        var other = ToolLockTests.Entry(ToolLockKind.Tool, "Contoso.Tool.win-x64", "1.0.0", Assets.HashA);
        var used = ToolLockTests.Entry(ToolLockKind.Tool, "Contoso.Tool", "1.0.0", Assets.HashA);
        Assert.HasCount(2, ToolLockRecorder.Merge(new ToolLock([other]), [used], isWhole: true, "linux-x64").Entries);
        Assert.HasCount(1, ToolLockRecorder.Merge(new ToolLock([other]), [used with { Package = PackageId.Create("Contoso.Tool", "2.0.0") }], isWhole: true, "linux-x64").Entries);
    }

    [TestMethod]
    public void An_SDK_and_a_tool_are_taken_from_the_global_folder_and_a_download_from_that_of_the_project()
    {
        using var tree = new Tree { OwnFolder = "own" };
        foreach (var id in (string[])["Contoso.Sdk", "Contoso.Tool", "Contoso.Data", Pack])
            tree.Install(id, into: "own");
        tree.Lock();
        Assert.AreEqual("", tree.Check());

        // A good copy in RestorePackagesPath is not what MSBuild imports and what runs.
        tree.Install("Contoso.Sdk", "poisoned");
        tree.Install("Contoso.Tool", "poisoned");
        tree.Install("Contoso.Data", "not used");
        Assert.AreEqual("Contoso.Sdk Contoso.Tool", string.Join(' ', tree.Check().Split('\n').Select(line => line.Contains("Contoso.Sdk", StringComparison.Ordinal) ? "Contoso.Sdk" : line.Contains("Contoso.Tool", StringComparison.Ordinal) ? "Contoso.Tool" : line)));

        tree.Install("Contoso.Sdk");
        tree.Install("Contoso.Tool");
        tree.Install("Contoso.Data", "poisoned", into: "own");
        Assert.Contains("The downloaded package Contoso.Data 1.0.0 in the packages folder is not the package that was locked", tree.Check());
        Assert.DoesNotContain("Contoso.Sdk", tree.Check());
    }

    [TestMethod]
    [DataRow("Contoso.Sdk", "MSBuild SDK")]
    [DataRow("Contoso.Tool", "local tool")]
    [DataRow("Contoso.Data", "downloaded package")]
    [DataRow(Pack, "pack of the .NET SDK")]
    public void An_extracted_file_that_is_changed_added_or_gone_is_found_although_the_archive_is_locked(string id, string word)
    {
        using var tree = new Tree();
        foreach (var each in (string[])["Contoso.Sdk", "Contoso.Tool", "Contoso.Data", Pack])
        {
            tree.Install(each, "x", "build/x.props");
            tree.Extract(each);
        }
        var props = tree.Scratch.At("packages", id.ToLowerInvariant(), "1.0.0", "build", "x.props");
        // Without a lock they are compared with the archive that lies there.
        Assert.AreEqual("", tree.Integrity().Findings);
        tree.Extract(id, "poisoned");
        Assert.StartsWith("error SCSDK2011 ", tree.Integrity().Findings);
        Assert.Contains($"The {word} {id} 1.0.0 is not in the packages folder as it was extracted: build/x.props was changed. Builds use these files, and not the archive beside them. "
            + $"Delete …/packages/{id.ToLowerInvariant()}/1.0.0, or all packages with 'dotnet nuget locals global-packages --clear', and run '{(word == "local tool" ? "dotnet tool restore" : "dotnet restore")}'; if", tree.Integrity().Findings.Replace('\\', '/'));

        tree.Lock();
        Assert.AreEqual("", tree.Check());
        Assert.Contains($"The {word} {id} 1.0.0 is not in the packages folder as it was extracted: build/x.props was changed. Builds use these files, and not the archive beside them, which is the locked one. ", tree.Integrity().Findings.Replace('\\', '/'));
        Assert.StartsWith("warning SCSDK2011", tree.Integrity(integrity: Enforce.Warning).Findings);
        Assert.AreEqual("", tree.Integrity(integrity: Enforce.Off).Findings);
        Assert.AreEqual("", tree.Integrity(FileScope.Hashes).Findings);
        Assert.Contains(props, tree.Integrity().Paths);

        tree.Extract(id);
        Assert.AreEqual("", tree.Integrity().Findings);
        var added = tree.Scratch.Write($"packages/{id.ToLowerInvariant()}/1.0.0/build/y.targets", "<Project />");
        Assert.StartsWith("error SCSDK2012", tree.Integrity().Findings);
        File.Delete(added);
        File.Delete(tree.Scratch.At("packages", id.ToLowerInvariant(), "1.0.0", ".nupkg.metadata"));
        // What restore records beside a package, NuGet goes by; what dotnet tool leaves there, nobody does.
        Assert.AreEqual(id == "Contoso.Tool" ? "" : "error SCSDK2025", string.Join(' ', tree.Integrity().Findings.Split(' ').Take(2)));
    }

    [TestMethod]
    public void Of_another_archive_the_lock_gate_speaks_and_the_integrity_gate_where_that_is_silent_or_softer()
    {
        using var tree = new Tree();
        tree.Downloads = [];
        File.Delete(tree.Scratch.At("dotnet-tools.json"));
        tree.Install("Contoso.Sdk", "x", "build/x.props");
        tree.Extract("Contoso.Sdk");
        tree.Lock();
        tree.Install("Contoso.Sdk", "y", "build/x.props");
        Assert.StartsWith("error SCSDK2017", tree.Check());
        Assert.AreEqual("", tree.Integrity().Findings);
        Assert.Contains("error SCSDK2011", tree.Integrity(locked: Enforce.Warning).Findings);
        Assert.Contains("error SCSDK2011", tree.Integrity(locked: Enforce.Off).Findings);

        File.Delete(tree.Archive("contoso.sdk"));
        Assert.AreEqual("", tree.Integrity().Findings);
        Assert.StartsWith("error SCSDK2007", tree.Integrity(locked: Enforce.Off).Findings);
        File.Delete(tree.Scratch.At(ToolLock.FileName));
        Assert.StartsWith("error SCSDK2007", tree.Integrity().Findings);
        // What a condition leaves out is in no folder, and nothing of it can run.
        Directory.Delete(Path.GetDirectoryName(tree.Archive("contoso.sdk"))!, recursive: true);
        Assert.AreEqual("", tree.Integrity().Findings);
    }

    [TestMethod]
    public void In_CI_the_lock_must_be_the_committed_one()
    {
        using var tree = new Tree();
        tree.Lock();
        GitRepository.Commit(tree.Scratch);
        Assert.AreEqual("", tree.Check(isCI: true));

        tree.Install("Contoso.Sdk", "another byte");
        tree.Lock();
        Assert.AreEqual("", tree.Check());
        Assert.AreEqual("error SCSDK2005 0: supplychain.lock.json is not the one of the commit that is built, so it proves nothing. Commit the file that 'supplychain lock' writes.", tree.Check(isCI: true));
        // Taking it away does not make the difference a warning.
        File.Delete(tree.Scratch.At(ToolLock.FileName));
        Assert.StartsWith("error SCSDK2005 0: supplychain.lock.json is not the one of the commit that is built", tree.Check(isCI: true));
        tree.Lock();
        GitRepository.Git(tree.Scratch.Folder, "rm", "-q", "--cached", ToolLock.FileName);
        GitRepository.Git(tree.Scratch.Folder, "commit", "-q", "-m", "two");
        Assert.StartsWith("error SCSDK2005 0: supplychain.lock.json is not in the commit that is built", tree.Check(isCI: true));
    }

    [TestMethod]
    public void The_lock_lies_beside_the_outermost_policy()
    {
        using var scratch = new Scratch();
        scratch.Write("src/a/a.csproj", "<Project />");
        GitRepository.Commit(scratch);
        string Place() => Path.GetRelativePath(scratch.Folder, ToolLockInput.PathFor(PolicyFolders.Of(scratch.At("src", "a"), null))).Replace('\\', '/');

        Assert.AreEqual("supplychain.lock.json", Place());
        scratch.Write("src/a/supplychain.json", "{}");
        Assert.AreEqual("src/a/supplychain.lock.json", Place());
        scratch.Write("src/supplychain.json", "{}");
        Assert.AreEqual("src/supplychain.lock.json", Place());
    }

    [TestMethod]
    public void A_policy_that_is_added_further_out_takes_no_lock_away()
    {
        using var tree = new Tree();
        GitRepository.Commit(tree.Scratch);
        tree.Scratch.Write("src/a.csproj", "<Project><Sdk Name=\"Contoso.Sdk\" Version=\"1.0.0\" /></Project>");
        tree.Scratch.Write("src/supplychain.json", "{}");
        tree.Lock();
        File.Move(tree.Scratch.At(ToolLock.FileName), tree.Scratch.At("src", ToolLock.FileName));
        Assert.AreEqual("", tree.Check(project: "src/a.csproj"));

        tree.Scratch.Write("supplychain.json", "{}");
        Assert.StartsWith("error SCSDK2015 0: …/src/supplychain.lock.json does not count, because the lock lies beside the outermost supplychain.json, which is in …. Move it there", tree.Check(project: "src/a.csproj"));
        Assert.StartsWith("warning SCSDK2015", tree.Check(Enforce.Warning, project: "src/a.csproj"));
        File.Move(tree.Scratch.At("src", ToolLock.FileName), tree.Scratch.At(ToolLock.FileName));
        Assert.AreEqual("", tree.Check(project: "src/a.csproj"));
    }

    [TestMethod]
    public void Findings_of_SDKs_and_tools_decide_the_result_of_the_lock_gate()
    {
        var passed = GateResult.Of("lock", Enforce.Error, []);
        var finding = ToolLockFindings.Missing(Severity.Warning, "/l", [new BuildTool(ToolLockKind.Tool, PackageId.Create("a", "1.0.0"), null, Explicit)]);

        Assert.AreEqual(GateOutcome.Passed, ToolLockCheck.Joined(passed, []).Outcome);
        Assert.AreEqual(GateOutcome.Warned, ToolLockCheck.Joined(passed, [finding]).Outcome);
        Assert.AreEqual(GateOutcome.Failed, ToolLockCheck.Joined(passed, [finding with { Severity = Severity.Error }]).Outcome);
    }

    private static ToolLockEntry Entry(ToolLockKind kind, string id, string? sdk) => ToolLockTests.Entry(kind, id, "1.0.0", Assets.HashC, sdk);

    /// <summary>A project with an MSBuild SDK, a tool, a download and a pack, all in a packages folder of its own.</summary>
    private sealed class Tree : IDisposable
    {
        public Tree()
        {
            Scratch.Write("a.csproj", "<Project><Sdk Name=\"Contoso.Sdk\" /></Project>");
            Scratch.Write("global.json", "{ \"msbuild-sdks\": { \"Contoso.Sdk\": \"1.0.0\" } }");
            Scratch.Write("dotnet-tools.json", "{ \"version\": 1, \"tools\": { \"Contoso.Tool\": { \"version\": \"1.0.0\", \"commands\": [] } } }");
            Scratch.Write(".gitignore", "packages/\nown/\n");
            Scratch.Write("nuget.config", "<configuration><config><add key=\"globalPackagesFolder\" value=\"packages\" /></config></configuration>");
            foreach (var id in (string[])["Contoso.Sdk", "Contoso.Tool", "Contoso.Data", Pack])
                Install(id);
        }

        public Scratch Scratch { get; } = new();

        public ImmutableArray<PackageId> Downloads { get; set; } = [PackageId.Create("Contoso.Data", "1.0.0"), PackageId.Create(Pack, "1.0.0")];

        private DependencyGraph Graph => new(Scratch.At("a.csproj"), "a", "1.0.0", [new TargetGraph("net10.0", null, [], [])], [Scratch.At(OwnFolder)], [], false)
        {
            Downloads = Downloads,
            DotNetSdkVersion = "10.0.401",
        };

        /// <summary>The packages folder of the project, RestorePackagesPath.</summary>
        public string OwnFolder { get; set; } = "packages";

        public string Archive(string id) => Scratch.At("packages", id, "1.0.0", $"{id}.1.0.0.nupkg");

        public void Install(string id, string content = "x", string entry = "notes.txt", string into = "packages")
        {
            var folder = id.ToLowerInvariant();
            Scratch.Write($"{into}/{folder}/1.0.0/{folder}.1.0.0.nupkg", RawZip.Write([.. RawZip.Package(id, "1.0.0"), new RawEntry(entry, content)]));
        }

        public void Lock(params ToolLockEntry[] further) => Lock("", further);

        public void Lock(string without, params ToolLockEntry[] further)
        {
            var packages = ToolPackage.Read(BuildTools.Read(Scratch.At("a.csproj"), [Scratch.Folder], Graph).Tools, FileScope.Hashes, null, default);
            Scratch.Write(ToolLock.FileName, new ToolLock(packages.Where(p => p.Tool.Package.Id != without).Select(p => new ToolLockEntry(p.Tool.Kind, p.Tool.Package, p.Tool.DotNetSdk, p.Facts!.ContentHash)).Concat(further)).Write());
        }

        public string Check(Enforce enforce = Enforce.Error, bool isCI = false, Location? origin = null, string project = "a.csproj")
        {
            var policy = Given.Policy(null) with { Lock = new Setting<Enforce>(enforce, origin) };
            var use = ToolUse.Of(Scratch.At(project), null, Graph);
            var findings = ToolLockCheck.Run(use, use.Read(policy, false, null, default), isCI, isCI ? GitSource.Read(Scratch.Folder) : GitState.Without(GitOutcome.NotAsked, ""), policy);
            return string.Join('\n', findings.Where(f => f.Code != Codes.LockNotDecidable)
                .Select(f => $"{f.Severity.ToString().ToLowerInvariant()} {f.Code} {f.Location!.Line}: {f.Message.Replace(Scratch.Folder, "…", StringComparison.Ordinal)}"));
        }

        /// <summary>Extracts a package as NuGet does, and changes nothing of its archive.</summary>
        public void Extract(string id, string content = "x")
        {
            var folder = $"packages/{id.ToLowerInvariant()}/1.0.0";
            foreach (var entry in RawZip.Package(id, "1.0.0").Where(e => !e.Name.StartsWith("_rels/", StringComparison.Ordinal) && e.Name != "[Content_Types].xml"))
                Scratch.Write($"{folder}/{(entry.Name == $"{id}.nuspec" ? entry.Name.ToLowerInvariant() : entry.Name.Replace("%2B", "+", StringComparison.Ordinal))}", entry.Content);
            Scratch.Write($"{folder}/build/x.props", content);
            using var archive = PackageArchive.Open(Archive(id.ToLowerInvariant()));
            Scratch.Write($"{folder}/.nupkg.metadata", $$"""{ "version": 2, "contentHash": "{{archive.Hash(default).Content.Base64}}", "source": "x" }""");
        }

        /// <summary>What the integrity gate finds of tools, and the paths that a local check looks at.</summary>
        public (string Findings, ImmutableArray<string> Paths) Integrity(FileScope files = FileScope.Used, Enforce locked = Enforce.Error, Enforce integrity = Enforce.Error)
        {
            var policy = Given.Policy(null) with { Lock = new Setting<Enforce>(locked, null), Integrity = new Setting<Enforce>(integrity, null), FileScope = new Setting<FileScope>(files, null) };
            var use = ToolUse.Of(Scratch.At("a.csproj"), null, Graph);
            var tools = use.Read(policy, false, null, default);
            var gate = ToolIntegrity.AddTo(integrity == Enforce.Off ? GateResult.Skipped(IntegrityGate.Name, GateOutcome.Off, integrity) : GateResult.Of(IntegrityGate.Name, integrity, []), use, tools, new PackageReading([], []), policy);
            return (string.Join('\n', gate.Findings.Select(f => $"{f.Severity.ToString().ToLowerInvariant()} {f.Code} {f.Location!.Line}: {f.Message.Replace(Scratch.Folder, "…", StringComparison.Ordinal)}")), [.. tools.SelectMany(t => t.Paths)]);
        }

        public void Dispose() => Scratch.Dispose();
    }
}
