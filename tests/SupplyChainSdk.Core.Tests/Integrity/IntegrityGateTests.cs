using System.Collections.Immutable;
using System.Security.Cryptography;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Integrity;

[TestClass]
public sealed class IntegrityGateTests
{
    private static readonly byte[] Built = RawZip.Write(RawZip.Package());
    private static readonly byte[] Package = PackageLayersTests.Sign(Built);
    private static readonly ContentHash Right = ContentHash.Of(SHA512.HashData(Built));
    private static readonly ContentHash Wrong = ContentHash.Of(new byte[64]);
    private static readonly PackageId Widget = PackageId.Create("Contoso.Widgets", "1.2.3");
    private static readonly Location Line = new("/src/app/packages.lock.json", 41, 7);

    [TestMethod]
    public void The_locked_package_passes()
    {
        var result = Check(Package, Locked(Right));
        Assert.AreEqual(GateOutcome.Passed, result.Outcome);
        Assert.AreEqual("integrity", result.Gate);
        Assert.IsEmpty(result.Findings);
    }

    [TestMethod]
    public void One_changed_byte_is_found_at_the_line_of_the_lock()
    {
        var changed = (byte[])Package.Clone();
        changed[45] ^= 1;
        var result = Check(changed, Locked(Right), out var path);
        Assert.AreEqual(GateOutcome.Failed, result.Outcome);
        var finding = result.Findings.Single();
        Assert.AreEqual(Codes.HashMismatch, finding.Code);
        Assert.AreEqual(Line, finding.Location);
        Assert.AreEqual(Widget, finding.Package);
        var found = ContentHash.Of(SHA512.HashData(PackageLayersTests.Strip(changed)));
        Assert.AreEqual(
            $"Contoso.Widgets 1.2.3 in the packages folder is not the package that was locked (content hash {found.Short}, locked {Right.Short}). "
            + $"It was changed after the download, or came from another source. Delete {path} and run 'dotnet restore'; if it happens again, compare the sources: supplychain check --against-source", finding.Message);
    }

    [TestMethod]
    public void Another_signature_on_the_same_content_passes() =>
        Assert.AreEqual(GateOutcome.Passed, Check(RawZip.Write([.. RawZip.Package(), RawEntry.Signature("another signature")]), Locked(Right)).Outcome);

    [TestMethod]
    public void A_changed_lock_is_found_although_restore_recorded_the_right_hash()
    {
        var finding = Check(Package, Locked(Wrong), assets: Right).Findings.Single();
        Assert.AreEqual(Codes.HashMismatch, finding.Code);
        StringAssert.Contains(finding.Message, Wrong.Short, StringComparison.Ordinal);
    }

    [TestMethod]
    public void Without_a_lock_the_hash_that_restore_recorded_is_compared_and_the_finding_says_so()
    {
        Assert.AreEqual(GateOutcome.Passed, Check(Package, null, assets: Right).Outcome);
        var finding = Check(Package, null, assets: Wrong).Findings.Single();
        Assert.AreEqual(Codes.HashMismatch, finding.Code);
        Assert.AreEqual(new Location("/src/app/app.csproj"), finding.Location);
        StringAssert.Contains(finding.Message, "no lock file states one", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_package_that_the_lock_leaves_out_is_still_compared_with_what_restore_recorded()
    {
        var other = ImmutableDictionary<PackageId, LockedHash>.Empty.Add(PackageId.Create("Other", "1.0.0"), new LockedHash(Right, Line));
        Assert.AreEqual(GateOutcome.Passed, Check(Package, other, assets: Right).Outcome);
        Assert.AreEqual(GateOutcome.Failed, Check(Package, other, assets: Wrong).Outcome);
    }

    [TestMethod]
    public void A_package_that_nothing_states_a_hash_of_does_not_pass() =>
        StringAssert.Contains(Check(Package, null).Findings.Single().Message, "cannot be compared with anything", StringComparison.Ordinal);

    [TestMethod]
    public void An_archive_that_could_not_be_read_never_passes()
    {
        foreach (var (problem, code) in new[] { (PackageProblem.Missing, Codes.ArchiveMissing), (PackageProblem.Malformed, Codes.ArchiveMalformed), (PackageProblem.Unreadable, Codes.PackageFolderUnreadable) })
        {
            var graph = PackageReaderTests.Graph(["/packages"], PackageReaderTests.Node("Contoso.Widgets", "1.2.3", Right));
            var reading = new PackageReading([], [new PackageFailure(graph.Packages[0], problem, "/packages/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg", "of a reason")]);
            var finding = IntegrityGate.Check(graph, reading, Locked(Right), Policy(Enforce.Error)).Findings.Single();
            Assert.AreEqual(code, finding.Code);
            Assert.AreEqual(Line, finding.Location);
            StringAssert.Contains(finding.Message, "of a reason", StringComparison.Ordinal);
            Assert.AreEqual(GateOutcome.Warned, IntegrityGate.Check(graph, reading, Locked(Right), Policy(Enforce.Warning)).Outcome);
        }
    }

    [TestMethod]
    public void A_package_that_was_not_looked_at_is_an_error_of_the_caller()
    {
        var graph = PackageReaderTests.Graph(["/packages"], PackageReaderTests.Node("Contoso.Widgets", "1.2.3", Right));
        Assert.ThrowsExactly<ArgumentException>(() => IntegrityGate.Check(graph, new PackageReading([], []), Locked(Right), Policy(Enforce.Error)));
    }

    [TestMethod]
    public void Extracted_files_that_were_not_looked_at_are_an_error_of_the_caller()
    {
        using var scratch = new Scratch();
        scratch.Write("contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg", Package);
        var graph = PackageReaderTests.Graph([scratch.Folder], PackageReaderTests.Node("Contoso.Widgets", "1.2.3", Right));
        var reading = PackageReader.Read(graph, default);
        Assert.AreEqual(GateOutcome.Passed, IntegrityGate.Check(graph, reading, null, Policy(Enforce.Error)).Outcome);
        Assert.ThrowsExactly<ArgumentException>(() => IntegrityGate.Check(graph, reading, null, Policy(Enforce.Error) with { FileScope = new(FileScope.Used, null) }));
    }

    [TestMethod]
    public void The_policy_decides_how_findings_weigh()
    {
        Assert.AreEqual(GateOutcome.Failed, Check(Package, Locked(Wrong)).Outcome);
        Assert.AreEqual(GateOutcome.Warned, Check(Package, Locked(Wrong), enforce: Enforce.Warning).Outcome);
        var off = Check(Package, Locked(Wrong), enforce: Enforce.Off);
        Assert.AreEqual(GateOutcome.Off, off.Outcome);
        Assert.IsEmpty(off.Findings);
    }

    [TestMethod]
    public void Two_spellings_of_one_id_are_found()
    {
        var graph = new DependencyGraph("/src/app/app.csproj", "app", "1.0.0",
            [new TargetGraph("net10.0", null, [PackageReaderTests.Node("Contoso.Widgets", "1.2.3", Right)], []),
             new TargetGraph("net9.0", null, [PackageReaderTests.Node("contoso.widgets", "1.2.3", Right)], [])], ["/packages"], [], false);
        var findings = Check(graph);
        Assert.AreEqual(Codes.IdsDifferInCase, findings.Single().Code);
        StringAssert.Contains(findings.Single().Message, "Contoso.Widgets 1.2.3 and contoso.widgets 1.2.3", StringComparison.Ordinal);
        Assert.IsEmpty(Check(PackageReaderTests.Graph(["/packages"], PackageReaderTests.Node("Contoso.Widgets", "1.2.3", Right), PackageReaderTests.Node("Contoso.Widgets", "2.0.0", Right))));

        static ImmutableArray<Finding> Check(DependencyGraph graph) => IntegrityGate.Check(graph,
            new PackageReading([.. graph.Packages.Select(p => new PackageFacts(p, "/packages/x.nupkg", Right, Right.ToDigest(), true, null!))], []), null, Policy(Enforce.Error)).Findings;
    }

    [TestMethod]
    public void The_fingerprint_stays_while_the_same_package_is_wrong()
    {
        var first = Check(Package, Locked(Wrong)).Findings.Single();
        var moved = Check(Package, ImmutableDictionary<PackageId, LockedHash>.Empty.Add(Widget, new LockedHash(Wrong, new Location("/other/packages.lock.json", 5))), enforce: Enforce.Warning).Findings.Single();
        Assert.AreEqual(first.Fingerprint, moved.Fingerprint);
    }

    private static GateResult Check(byte[] package, ImmutableDictionary<PackageId, LockedHash>? locked, ContentHash? assets = null, Enforce enforce = Enforce.Error) =>
        Check(package, locked, out _, assets, enforce);

    private static GateResult Check(
        byte[] package, ImmutableDictionary<PackageId, LockedHash>? locked, out string folder, ContentHash? assets = null, Enforce enforce = Enforce.Error)
    {
        using var scratch = new Scratch();
        folder = Path.GetDirectoryName(scratch.Write("contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg", package))!;
        var graph = PackageReaderTests.Graph([scratch.Folder], PackageReaderTests.Node("Contoso.Widgets", "1.2.3", assets));
        return IntegrityGate.Check(graph, PackageReader.Read(graph, default), locked, Policy(enforce));
    }

    private static ImmutableDictionary<PackageId, LockedHash> Locked(ContentHash hash) =>
        ImmutableDictionary<PackageId, LockedHash>.Empty.Add(Widget, new LockedHash(hash, Line));

    // The archives alone; ExtractionGateTests has the files beside them.
    private static EffectivePolicy Policy(Enforce integrity) =>
        new([], [], Digest.Sha256Of([]), new Setting<Enforce>(Enforce.Error, null), new Setting<Enforce>(integrity, null), null) { FileScope = new(FileScope.Hashes, null) };
}
