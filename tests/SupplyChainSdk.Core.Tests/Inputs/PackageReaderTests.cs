using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Inputs;

[TestClass]
public sealed class PackageReaderTests
{
    private static readonly byte[] Package = PackageLayersTests.Sign(RawZip.Write(RawZip.Package()));

    [TestMethod]
    public void Every_package_of_the_large_graph_has_the_content_hash_that_its_lock_file_states()
    {
        var nodes = RealPackages.Locked(RealPackages.LargeLock).Select(p => Node(p.Id, p.Version, ContentHash.Parse(p.ContentHash))).ToArray();
        var reading = PackageReader.Read(Graph([RealPackages.Folder], nodes), default);
        Assert.IsEmpty(reading.Failed, string.Join('\n', reading.Failed));
        Assert.HasCount(171, reading.Read);
        foreach (var package in reading.Read)
        {
            Assert.AreEqual(package.Package.ContentHash, package.ContentHash, package.Package.Id.ToString());
            Assert.AreEqual(File.ReadAllText(package.ArchivePath + ".sha512"), package.FileSha512.Base64, package.Package.Id.ToString());
            Assert.IsTrue(package.IsSigned);
        }
        CollectionAssert.AreEqual(reading.Read.Select(p => p.Package.Id).Order().ToList(), reading.Read.Select(p => p.Package.Id).ToList());
    }

    [TestMethod]
    public void A_package_is_read_from_the_folder_that_NuGet_lays_out()
    {
        using var scratch = new Scratch();
        var path = scratch.Write("contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg", Package);
        var reading = Read(scratch, "Contoso.Widgets", "1.2.3");
        Assert.IsEmpty(reading.Failed);
        Assert.AreEqual(path, reading.Read.Single().ArchivePath);
        Assert.AreEqual("Contoso.Widgets", reading.Read.Single().Nuspec.Id);
    }

    [TestMethod]
    public void The_first_package_folder_that_has_the_package_counts_even_when_its_archive_is_gone()
    {
        using var scratch = new Scratch();
        scratch.Write("second/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg", Package);
        var graph = Graph([scratch.At("first"), scratch.At("second")], [Node("Contoso.Widgets", "1.2.3")]);
        Assert.HasCount(1, PackageReader.Read(graph, default).Read);
        // NuGet sees nothing in an empty folder.
        Directory.CreateDirectory(scratch.At("first/contoso.widgets/1.2.3"));
        Assert.AreEqual(scratch.At("second/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg"), PackageReader.Read(graph, default).Read.Single().ArchivePath);
        scratch.Write("first/contoso.widgets/1.2.3/.nupkg.metadata", "{}"u8.ToArray());
        var failure = PackageReader.Read(graph, default).Failed.Single();
        Assert.AreEqual(PackageProblem.Missing, failure.Problem);
        Assert.AreEqual(scratch.At("first/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg"), failure.Path);
    }

    [TestMethod]
    [DataRow(".nupkg.metadata", true)]
    [DataRow("contoso.widgets.1.2.3.nupkg.sha512", true)]
    [DataRow("lib/net10.0/contoso.widgets.dll", false)]
    [DataRow("another.1.2.3.nupkg.sha512", false)]
    public void An_earlier_copy_counts_by_either_record_of_NuGet_and_without_one_nothing_is_known(string file, bool counts)
    {
        using var scratch = new Scratch();
        var later = scratch.Write("second/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg", Package);
        scratch.Write("second/contoso.widgets/1.2.3/.nupkg.metadata", "{}"u8.ToArray());
        // The same folder twice, and spelled in another way, is one copy.
        var graph = Graph([scratch.At("first"), scratch.At("first") + "/", scratch.At("second")], [Node("Contoso.Widgets", "1.2.3")]);
        Assert.AreEqual(later, PackageReader.Read(graph, default).Read.Single().ArchivePath);

        var record = scratch.Write("first/contoso.widgets/1.2.3/" + file, "evil"u8.ToArray());
        var earlier = scratch.At("first/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg");
        var failure = PackageReader.Read(graph, default).Failed.Single();
        Assert.AreEqual((counts ? PackageProblem.Missing : PackageProblem.Incomplete, earlier), (failure.Problem, failure.Path));

        // With its archive it is the one that is read, or still not known, however good it is.
        scratch.Write("first/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg", Package);
        var reading = PackageReader.Read(graph, default);
        Assert.AreEqual(counts, reading.Failed.IsEmpty);
        if (counts)
            Assert.AreEqual(earlier, reading.Read.Single().ArchivePath);
        else
            Assert.AreEqual(Codes.ExtractionRecordDiffers, IntegrityFindings.Unread(Severity.Error, reading.Failed.Single(), new Location("a.csproj")).Code);

        // Where there is no other, it is read, and the missing record is a finding of its own.
        Directory.Delete(scratch.At("second"), recursive: true);
        Assert.AreEqual(earlier, PackageReader.Read(graph, default).Read.Single().ArchivePath);
        File.Delete(record);
        Assert.AreEqual(earlier, PackageReader.Read(graph, default).Read.Single().ArchivePath);
    }

    [TestMethod]
    public void What_was_passed_over_is_watched_in_every_earlier_folder()
    {
        var graph = Graph(["/first", "/second/", "/third"], [Node("Contoso.Widgets", "1.2.3")]);
        var package = graph.Packages.Single();
        string[] Of(string root) => [$"{root}/contoso.widgets/1.2.3", $"{root}/contoso.widgets/1.2.3/.nupkg.metadata", $"{root}/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg.sha512"];
        string Archive(string root) => $"{root}/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg";
        string Paths(string? archive) => string.Join('\n', PackageLocation.PassedOver(graph.PackageFolders, package, archive).Select(p => p.Replace(Path.GetPathRoot(p)!, "/", StringComparison.Ordinal).Replace('\\', '/')));

        Assert.AreEqual("", Paths(Path.GetFullPath(Archive("/first"))));
        Assert.AreEqual(string.Join('\n', [.. Of("/first"), .. Of("/second")]), Paths(Path.GetFullPath(Archive("/third"))));
        Assert.AreEqual(string.Join('\n', [.. Of("/first"), .. Of("/second"), .. Of("/third")]), Paths(null));
    }

    [TestMethod]
    public void A_package_in_no_folder_is_missing_at_its_place_in_the_first()
    {
        using var scratch = new Scratch();
        var failure = PackageReader.Read(Graph([scratch.At("first"), scratch.At("second")], [Node("Contoso.Widgets", "1.2.3")]), default).Failed.Single();
        Assert.AreEqual(PackageProblem.Missing, failure.Problem);
        Assert.AreEqual(scratch.At("first/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg"), failure.Path);
    }

    [TestMethod]
    public void An_archive_that_is_no_package_is_malformed()
    {
        foreach (var content in new[] { [], Package[..^1], Package[..100], "not a zip"u8.ToArray(), RawZip.Write([new("../evil", "x")]), RawZip.Write([new("lib/a", "x")]),
            RawZip.Write([new("a.nuspec", "<package>")]) })
        {
            using var scratch = new Scratch();
            scratch.Write("contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg", content);
            var failure = Read(scratch, "Contoso.Widgets", "1.2.3").Failed.Single();
            Assert.AreEqual(PackageProblem.Malformed, failure.Problem, failure.Detail);
            Assert.IsFalse(failure.Detail.EndsWith('.'));
        }
    }

    [TestMethod]
    [DataRow("contoso.WIDGETS", "1.2.3", true)]
    [DataRow("Contoso.Widgets", "1.2.3.0", true)]
    [DataRow("Contoso.Widgets", "01.2.3+build", true)]
    [DataRow("Contoso.Gadget", "1.2.3", false)]
    [DataRow("Contoso.Widgets", "1.2.4", false)]
    [DataRow("Contoso.Widgets", "1.2.3-beta", false)]
    public void The_nuspec_is_of_the_package_that_was_asked_for(string id, string version, bool expected)
    {
        using var scratch = new Scratch();
        scratch.Write("contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg", RawZip.Write(RawZip.Package(id, version)));
        var reading = Read(scratch, "Contoso.Widgets", "1.2.3");
        Assert.AreEqual(expected, reading.Failed.IsEmpty);
        if (!expected)
        {
            Assert.AreEqual(PackageProblem.Malformed, reading.Failed.Single().Problem);
            Assert.AreEqual($"its nuspec is that of {id} {version}", reading.Failed.Single().Detail);
        }
    }

    [TestMethod]
    [DataRow("../elsewhere")]
    [DataRow("a/../../elsewhere")]
    [DataRow("/elsewhere")]
    [DataRow(".")]
    public void A_package_outside_its_package_folder_is_not_read(string relative)
    {
        using var scratch = new Scratch();
        scratch.Write("elsewhere/contoso.widgets.1.2.3.nupkg", Package);
        scratch.Write("packages/contoso.widgets.1.2.3.nupkg", Package);
        var failure = PackageReader.Read(Graph([scratch.At("packages")], [Node("Contoso.Widgets", "1.2.3", folder: relative)]), default).Failed.Single();
        Assert.AreEqual(PackageProblem.Malformed, failure.Problem);
        Assert.AreEqual("the assets file places it outside the package folder", failure.Detail);
    }

    [TestMethod]
    public void What_may_not_be_read_is_not_taken_for_missing()
    {
        using var scratch = new Scratch();
        // A folder in place of the file is refused to every account, the administrator's too.
        Directory.CreateDirectory(scratch.At("contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg"));
        Assert.AreEqual(PackageProblem.Unreadable, Read(scratch, "Contoso.Widgets", "1.2.3").Failed.Single().Problem);
        // A link to itself cannot be looked into.
        File.CreateSymbolicLink(scratch.At("loop"), scratch.At("loop"));
        Assert.AreEqual(PackageProblem.Unreadable, PackageReader.Read(Graph([scratch.At("loop")], [Node("A", "1.0.0")]), default).Failed.Single().Problem);
    }

    [TestMethod]
    [TestCategory("Unprivileged")]
    public void A_package_folder_without_permission_is_unreadable()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Inconclusive("Permissions do not bind this account.");
            return;
        }
        using var scratch = new Scratch();
        scratch.Write("contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg", Package);
        foreach (var closed in new[] { "contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg", "contoso.widgets/1.2.3", "contoso.widgets", "." })
        {
            var mode = File.GetUnixFileMode(scratch.At(closed));
            File.SetUnixFileMode(scratch.At(closed), UnixFileMode.None);
            Assert.AreEqual(PackageProblem.Unreadable, Read(scratch, "Contoso.Widgets", "1.2.3").Failed.Single().Problem, closed);
            File.SetUnixFileMode(scratch.At(closed), mode);
        }
    }

    [TestMethod]
    public void Cancelling_ends_the_reading()
    {
        using var scratch = new Scratch();
        scratch.Write("contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg", Package);
        Assert.ThrowsExactly<OperationCanceledException>(
            () => PackageReader.Read(Graph([scratch.Folder], [Node("Contoso.Widgets", "1.2.3")]), new CancellationToken(canceled: true)));
    }

    private static PackageReading Read(Scratch scratch, string id, string version) => PackageReader.Read(Graph([scratch.Folder], [Node(id, version)]), default);

    internal static GraphNode Node(string id, string version, ContentHash? hash = null, string? folder = null) =>
        new(PackageId.Create(id, version), NodeKind.Package, DependencyKind.Direct, false, hash, folder ?? $"{id}/{version}".ToLowerInvariant(), []);

    internal static DependencyGraph Graph(string[] folders, params GraphNode[] nodes) =>
        new("/src/app/app.csproj", "app", "1.0.0", [new TargetGraph("net10.0", null, nodes, [])], folders, [], restoredLocked: false);
}
