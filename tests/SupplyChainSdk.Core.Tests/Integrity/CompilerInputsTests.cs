using System.Collections.Immutable;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Integrity;

/// <summary>What vouches for a file that the compiler was given, each with a twin for which nothing does.</summary>
[TestClass]
public sealed class CompilerInputsTests
{
    private const string InPackage = "packages/contoso.widgets/1.2.3/lib/net10.0/a+b.dll";
    private const CompilerInputKind Reference = CompilerInputKind.Reference;
    private static readonly PackageId Widget = PackageId.Create("Contoso.Widgets", "1.2.3");
    private static readonly byte[] Archive = RawZip.Write(RawZip.Package());
    private static readonly string Content = new('x', 300);

    [TestMethod]
    [DataRow(FileScope.Hashes)]
    [DataRow(FileScope.Used)]
    public void A_file_of_the_locked_package_passes(FileScope scope)
    {
        using var source = new Source { Scope = scope };
        Assert.IsEmpty(source.Check(Reference, InPackage));
    }

    [TestMethod]
    [DataRow(FileScope.Hashes)]
    [DataRow(FileScope.Used)]
    public void A_changed_an_added_and_a_removed_file_of_a_package_are_found(FileScope scope)
    {
        using var source = new Source { Scope = scope };
        source.Write(InPackage, Content.Replace("xx", "xy", StringComparison.Ordinal));
        var changed = source.Check(Reference, InPackage).Single();
        Assert.AreEqual(Codes.CompilerInputChanged, changed.Code);
        Assert.AreEqual(Widget, changed.Package);
        StringAssert.Contains(changed.Message, "the reference lib/net10.0/a+b.dll in the folder of Contoso.Widgets 1.2.3, and its content is not that of the package", StringComparison.Ordinal);

        File.Delete(source.At(InPackage));
        Assert.AreEqual(Codes.CompilerInputChanged, source.Check(Reference, InPackage).Single().Code);

        source.Write("packages/contoso.widgets/1.2.3/lib/net10.0/evil.dll", Content);
        StringAssert.Contains(source.Check(CompilerInputKind.Analyzer, "packages/contoso.widgets/1.2.3/lib/net10.0/evil.dll").Single().Message, "the package holds no such file", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_package_whose_archive_changed_with_it_is_found()
    {
        using var source = new Source();
        source.Write(InPackage, "evil");
        source.Scratch.Write("packages/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg",
            RawZip.Write([.. RawZip.Package().Select(e => e.Name.EndsWith("a%2Bb.dll", StringComparison.Ordinal) ? new RawEntry(e.Name, "evil") : e)]));

        StringAssert.Contains(source.Check(Reference, InPackage).Single().Message, "the archive beside it is not the locked one", StringComparison.Ordinal);

        File.Delete(source.At("packages/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg"));
        StringAssert.Contains(source.Check(Reference, InPackage).Single().Message, "its archive cannot be compared", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_package_beside_the_graph_is_compared_with_its_archive_and_that_with_its_own_lock()
    {
        using var source = new Source();
        var file = source.Install("Pack.Ref", "8.0.1");
        StringAssert.Contains(source.Check(Reference, file).Single().Message, "pack.ref/8.0.1 is a package that this project did not restore", StringComparison.Ordinal);

        var id = PackageId.Create("Pack.Ref", "8.0.1");
        foreach (var locked in (ContentHash?[])[null, ContentHash.Of(System.Security.Cryptography.SHA512.HashData(RawZip.Write(RawZip.Package("Pack.Ref", "8.0.1"))))])
        {
            source.Beside = ImmutableDictionary<PackageId, ContentHash?>.Empty.Add(id, locked);
            Assert.IsEmpty(source.Check(Reference, file));
        }
        source.Beside = ImmutableDictionary<PackageId, ContentHash?>.Empty.Add(id, ContentHash.Of(new byte[64]));
        StringAssert.Contains(source.Check(Reference, file).Single().Message, "the archive beside it is not the locked one", StringComparison.Ordinal);

        source.Beside = ImmutableDictionary<PackageId, ContentHash?>.Empty.Add(id, null);
        source.Write(file, "evil");
        StringAssert.Contains(source.Check(Reference, file).Single().Message, "its content is not that of the package", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_link_out_of_a_package_is_what_it_leads_to()
    {
        using var source = new Source();
        source.Write("elsewhere/evil.dll", Content);
        File.Delete(source.At(InPackage));
        File.CreateSymbolicLink(source.At(InPackage), source.At("elsewhere/evil.dll"));

        Assert.AreEqual(Codes.CompilerInputUnknown, source.Check(Reference, InPackage).Single().Code);
    }

    [TestMethod]
    public void A_file_of_the_SDK_passes_and_one_beside_it_does_not()
    {
        using var source = new Source();
        source.Write("dotnet/packs/P/1.0/ref/a.dll", "");
        source.Write("dotnet/elsewhere/a.dll", "");
        Assert.IsEmpty(source.Check(Reference, "dotnet/packs/P/1.0/ref/a.dll"));
        Assert.AreEqual(Codes.CompilerInputUnknown, source.Check(Reference, "dotnet/elsewhere/a.dll").Single().Code);
    }

    [TestMethod]
    public void The_output_of_a_project_of_this_source_passes_and_that_of_one_in_obj_or_in_a_package_does_not()
    {
        using var source = new Source();
        source.Write("repo/B/bin/B.dll", "");
        foreach (var project in (string[])["repo/B/B.csproj", "repo/App/obj/Evil.csproj", "packages/contoso.widgets/1.2.3/Evil.csproj"])
            source.Write(project, "<Project />");

        Assert.IsEmpty(source.Check(Reference, "repo/B/bin/B.dll", "repo/B/B.csproj"));
        Assert.IsNotEmpty(source.Check(Reference, "repo/B/bin/B.dll"));
        Assert.IsNotEmpty(source.Check(Reference, "repo/B/bin/B.dll", "repo/B/Gone.csproj"));
        Assert.IsNotEmpty(source.Check(Reference, "repo/B/bin/B.dll", "repo/App/obj/Evil.csproj"));
        Assert.IsNotEmpty(source.Check(Reference, "repo/B/bin/B.dll", "packages/contoso.widgets/1.2.3/Evil.csproj"));

        source.Projects = [source.At("repo/B/Gone.csproj")];
        Assert.IsEmpty(source.Check(Reference, "repo/B/bin/B.dll", "repo/B/Gone.csproj"));
    }

    [TestMethod]
    public void A_committed_assembly_passes_and_one_that_is_not_or_that_changed_does_not()
    {
        using var source = new Source();
        source.Write("repo/lib/a.dll", "one");
        source.Write("repo/lib/b c.dll", "stored elsewhere");
        source.Commit(("repo/lib/b c.dll", $"version https://git-lfs.github.com/spec/v1\noid sha256:{Digest.Sha256Of("stored elsewhere"u8).Hex}\nsize 16\n"));

        Assert.IsEmpty(source.Check(Reference, "repo/lib/a.dll"));
        Assert.IsEmpty(source.Check(Reference, "repo/lib/b c.dll"));

        source.Write("repo/lib/a.dll", "two");
        StringAssert.Contains(source.Check(Reference, "repo/lib/a.dll").Single().Message, "it differs from the committed one", StringComparison.Ordinal);
        GitRepository.Git(source.At("repo"), "update-index", "--assume-unchanged", "lib/a.dll");
        Assert.IsNotEmpty(source.Check(CompilerInputKind.Analyzer, "repo/lib/a.dll"));
        source.Write("repo/lib/b c.dll", "stored elsewherE");
        Assert.IsNotEmpty(source.Check(Reference, "repo/lib/b c.dll"));

        source.Write("repo/lib/new.dll", "one");
        StringAssert.Contains(source.Check(Reference, "repo/lib/new.dll").Single().Message, "the reference ../lib/new.dll".Replace("../lib", source.At("repo/lib"), StringComparison.Ordinal), StringComparison.Ordinal);
        source.Write("repo/App/obj/evil.dll", "one");
        StringAssert.Contains(source.Check(CompilerInputKind.Analyzer, "repo/App/obj/evil.dll").Single().Message, "the analyzer obj/evil.dll, and nothing vouches for it: it lies where the build writes", StringComparison.Ordinal);
        Assert.IsNotEmpty(source.Check(CompilerInputKind.ResponseFile, "repo/App/obj/evil.dll"));
    }

    [TestMethod]
    public void Without_a_repository_an_assembly_in_the_project_passes_except_where_builds_write()
    {
        using var source = new Source();
        foreach (var file in (string[])["repo/App/lib/a.dll", "repo/App/obj/a.dll", "repo/App/bin/a.dll", "repo/lib/a.dll"])
            source.Write(file, "");

        Assert.IsEmpty(source.Check(Reference, "repo/App/lib/a.dll"));
        Assert.IsNotEmpty(source.Check(Reference, "repo/App/obj/a.dll"));
        Assert.IsNotEmpty(source.Check(Reference, "repo/App/bin/a.dll"));
        Assert.IsNotEmpty(source.Check(Reference, "repo/lib/a.dll"));
        source.Solution = source.At("repo");
        Assert.IsEmpty(source.Check(Reference, "repo/lib/a.dll"));
    }

    [TestMethod]
    public void A_repository_that_cannot_be_asked_vouches_for_nothing()
    {
        using var source = new Source();
        source.Write("repo/App/lib/a.dll", "");
        source.Write("repo/.git", "gitdir: /nowhere");

        StringAssert.Contains(source.Check(Reference, "repo/App/lib/a.dll").Single().Message, "whether it is committed cannot be known", StringComparison.Ordinal);
    }

    [TestMethod]
    public void An_additional_file_may_lie_anywhere_in_the_repository_and_nowhere_else()
    {
        using var source = new Source();
        foreach (var file in (string[])["repo/stylecop.json", "repo/App/obj/made.txt", "elsewhere/x.txt"])
            source.Write(file, "");
        source.Commit();

        Assert.IsEmpty(source.Check(CompilerInputKind.AdditionalFile, "repo/stylecop.json"));
        Assert.IsEmpty(source.Check(CompilerInputKind.AdditionalFile, "repo/App/obj/made.txt"));
        Assert.AreEqual(Codes.CompilerInputUnknown, source.Check(CompilerInputKind.AdditionalFile, "elsewhere/x.txt").Single().Code);
        StringAssert.Contains(source.Check(CompilerInputKind.AdditionalFile, "repo/gone.txt").Single().Message, "it is not there any more", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_declared_file_passes_with_its_digest_or_by_its_pattern()
    {
        using var source = new Source();
        source.Write("repo/App/obj/made/a.dll", "one");
        source.Commit();
        DeclaredInput Declared(string file, Digest? sha256) =>
            new(file, sha256, "a tool makes it", source.At("repo"), new Location(source.At("repo/supplychain.json"), 4, 7));
        Digest right = Digest.Sha256Of("one"u8), wrong = Digest.Sha256Of("two"u8);

        foreach (var (declared, passes) in ((DeclaredInput, bool)[])
        [
            (Declared("App/obj/made/a.dll", right), true), (Declared("App/obj/made/a.dll", wrong), false), (Declared("App/obj/made/b.dll", right), false),
            (Declared("App/obj/*/*.dll", null), true), (Declared("**/a.dll", null), true), (Declared("App/obj/*.dll", null), false), (Declared("**/made/**/a.dll", right), true),
            (Declared("App/**/*.dll", right), true), (Declared("App/**/*.txt", null), false),
        ])
        {
            source.Declared = [declared];
            Assert.AreEqual(passes, source.Check(Reference, "repo/App/obj/made/a.dll").IsEmpty, $"{declared.File} {declared.Sha256}");
        }
        source.Declared = [Declared("App/obj/made/a.dll", wrong)];
        var finding = source.Check(Reference, "repo/App/obj/made/a.dll").Single();
        Assert.AreEqual(4, finding.Location!.Line);
        StringAssert.Contains(finding.Message, $"sha256 {Printable.Short(right.Hex)}, declared {Printable.Short(wrong.Hex)}", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_declaration_reaches_no_file_outside_its_folder()
    {
        using var source = new Source();
        source.Write("elsewhere/made/a.dll", "one");
        source.Commit();
        foreach (var pattern in (string[])["**/a.dll", "**/made/**/a.dll", "**/*.dll"])
        {
            source.Declared = [new(pattern, null, "r", source.At("repo"), new Location(source.At("repo/supplychain.json"), 4, 7))];
            Assert.HasCount(1, source.Check(Reference, "elsewhere/made/a.dll"), pattern);
            source.Declared = [new(pattern, null, "r", source.At("elsewhere"), new Location(source.At("repo/supplychain.json"), 4, 7))];
            Assert.IsEmpty(source.Check(Reference, "elsewhere/made/a.dll"), pattern);
        }
    }

    [TestMethod]
    public void A_file_of_a_workload_elsewhere_passes_when_it_is_declared_as_one()
    {
        using var source = new Source();
        source.Write("workloads/packs/Contoso.Ref/1.0.0/ref/a.dll", "one");
        source.Commit();
        DeclaredInput Declared(string file, Digest? sha256) => new(file, sha256, "a workload", source.At("repo"), new Location(source.At("repo/supplychain.json"), 4, 7));
        source.Workloads = SdkFolders.OfWorkloads(name => name == "DOTNETSDK_WORKLOAD_PACK_ROOTS" ? $"{source.At("none")}{Path.PathSeparator}{source.At("workloads")}" : name == "HOME" ? "relative" : null);
        foreach (var (declared, passes) in ((DeclaredInput?, bool)[])
        [
            (null, false), (Declared("workload:Contoso.Ref/1.0.0/ref/a.dll", Digest.Sha256Of("one"u8)), true), (Declared("workload:Contoso.Ref/1.0.0/ref/a.dll", Digest.Sha256Of("two"u8)), false),
            (Declared("workload:Contoso.Ref/1.0.0/**/*.dll", null), true), (Declared("workload:Contoso.Ref/2.0.0/**/*.dll", null), false), (Declared("Contoso.Ref/1.0.0/**/*.dll", null), false),
        ])
        {
            source.Declared = declared is null ? [] : [declared];
            Assert.AreEqual(passes, source.Check(Reference, "workloads/packs/Contoso.Ref/1.0.0/ref/a.dll").IsEmpty, declared?.File);
        }
        source.Declared = [Declared("workload:**/*.dll", null)];
        source.Write("repo/obj/Contoso.Ref/a.dll", "one");
        Assert.HasCount(1, source.Check(Reference, "repo/obj/Contoso.Ref/a.dll"), "it is no pack of a workload");
        Assert.AreEqual(source.At("home/.dotnet/packs"), SdkFolders.OfWorkloads(name => name == "HOME" ? source.At("home") : null).Single());
    }

    [TestMethod]
    public void Files_of_one_folder_are_one_finding_and_the_policy_says_how_it_weighs()
    {
        using var source = new Source { Enforce = Enforce.Warning };
        source.Write("elsewhere/a.dll", "");
        source.Write("elsewhere/b.dll", "");

        var finding = source.Check([new CompilerInput(Reference, source.At("elsewhere/b.dll")), new CompilerInput(Reference, source.At("elsewhere/a.dll"))]).Single();
        Assert.AreEqual(Severity.Warning, finding.Severity);
        StringAssert.Contains(finding.Message, "a.dll and 1 more, and nothing vouches for them", StringComparison.Ordinal);
    }

    [TestMethod]
    public void The_running_SDK_is_found_without_asking_a_property()
    {
        var folders = SdkFolders.OfThisProcess();
        Assert.HasCount(3, folders);
        Assert.IsTrue(typeof(object).Assembly.Location.StartsWith(folders[2] + Path.DirectorySeparatorChar, StringComparison.Ordinal), folders[2]);
    }

    /// <summary>A repository with one project that refers to one package, beside a packages folder and a .NET installation.</summary>
    private sealed class Source : IDisposable
    {
        public Source()
        {
            Install(Widget.Id, Widget.Version);
            Write("repo/App/App.csproj", "<Project />");
            Write("repo/App/obj/project.assets.json", "{}");
        }

        public Scratch Scratch { get; } = new();

        public ImmutableDictionary<PackageId, ContentHash?> Beside { get; set; } = ImmutableDictionary<PackageId, ContentHash?>.Empty;

        public ImmutableArray<string> Projects { get; set; } = [];

        public ImmutableArray<DeclaredInput> Declared { get; set; } = [];

        public ImmutableArray<string> Workloads { get; set; } = [];

        public string? Solution { get; set; }

        public Enforce Enforce { get; init; } = Enforce.Error;

        public FileScope Scope { get; init; } = FileScope.Hashes;

        public string At(string path) => Scratch.At(path.Split('/'));

        public string Write(string path, string content) => Scratch.Write(path, content);

        /// <summary>Returns the path of its only assembly.</summary>
        public string Install(string id, string version)
        {
            var folder = $"packages/{id}/{version}".ToLowerInvariant();
            Scratch.Write($"{folder}/{id}.{version}.nupkg".ToLowerInvariant(), RawZip.Write(RawZip.Package(id, version)));
            Write($"{folder}/.nupkg.metadata", "{}");
            Write($"{folder}/lib/net10.0/a+b.dll", Content);
            return $"{folder}/lib/net10.0/a+b.dll";
        }

        public void Commit(params (string Path, string Content)[] otherwise)
        {
            var kept = otherwise.Select(o => (o.Path, Content: File.ReadAllText(At(o.Path)))).ToList();
            foreach (var (path, content) in otherwise)
                Write(path, content);
            Write("repo/.gitignore", "bin/\nobj/\n");
            GitRepository.Git(At("repo"), "init", "-q");
            GitRepository.Git(At("repo"), "add", "-A");
            GitRepository.Git(At("repo"), "commit", "-q", "-m", "one");
            foreach (var (path, content) in kept)
                Write(path, content);
        }

        public ImmutableArray<Finding> Check(CompilerInputKind kind, string path, string? project = null) =>
            Check([new CompilerInput(kind, At(path), project is null ? null : At(project))]);

        public ImmutableArray<Finding> Check(ImmutableArray<CompilerInput> inputs)
        {
            var locked = ContentHash.Of(System.Security.Cryptography.SHA512.HashData(Archive));
            var graph = PackageReaderTests.Graph([At("packages")], PackageReaderTests.Node(Widget.Id, Widget.Version, locked)) with { Projects = Projects };
            var policy = new EffectivePolicy([], [], Digest.Sha256Of([]), new Setting<Enforce>(Enforce.Error, null), new Setting<Enforce>(Enforce, null), null) { DeclaredInputs = Declared };
            var sorted = SortedInputs.Of(inputs, graph.PackageFolders);
            var context = new CompilerContext(At("repo/App/App.csproj"), Solution, [At("repo/App/obj")], graph, Beside, null, policy, GitSource.Read(At("repo/App")),
                [At("dotnet/packs")])
            { WorkloadFolders = Workloads };
            return CompilerInputs.Check(sorted, PackageReader.Read(graph.PackageFolders, sorted.Of(graph), Scope, null, default), context, default);
        }

        public void Dispose() => Scratch.Dispose();
    }
}
