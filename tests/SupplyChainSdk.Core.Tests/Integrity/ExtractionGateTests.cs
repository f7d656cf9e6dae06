using System.Collections.Immutable;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Integrity;

/// <summary>The findings of extracted files: one for each package and kind.</summary>
[TestClass]
public sealed class ExtractionGateTests
{
    private static readonly Location Line = new("/src/app/packages.lock.json", 41, 7);

    [TestMethod]
    public void The_extracted_package_passes()
    {
        using var extraction = new Extraction();
        Assert.AreEqual(GateOutcome.Passed, Check(extraction).Outcome);
        Assert.AreEqual(GateOutcome.Passed, Check(extraction, FileScope.All).Outcome);
    }

    [TestMethod]
    public void Files_of_one_kind_are_one_finding_with_the_first_names()
    {
        using var extraction = new Extraction(new("lib/a.dll", "a"), new("lib/b.dll", "b"), new("lib/c.dll", "c"), new("lib/d.dll", "d"), new("lib/e.dll", "e"));
        foreach (var name in "abcde")
            File.AppendAllText(extraction.At($"lib/{name}.dll"), "x");
        extraction.Write("build/x.targets", [1]);
        extraction.Write("build/\u202etxt.targets", [1]);

        var result = Check(extraction);
        Assert.AreEqual(GateOutcome.Failed, result.Outcome);
        Assert.AreEqual("SCSDK2011 SCSDK2012", string.Join(' ', result.Findings.Select(f => f.Code)));
        Assert.AreEqual("Contoso.Widgets 1.2.3 is not in the packages folder as it was extracted: lib/a.dll, lib/b.dll, lib/c.dll and 2 more were changed. "
            + "Builds use these files, and not the archive beside them, which is the locked one. "
            + $"Delete {extraction.Folder}, or all packages with 'dotnet nuget locals global-packages --clear', and run 'dotnet restore'; if it happens again, look for what changes it.", result.Findings[0].Message);
        Assert.Contains(@"build/x.targets and build/\u{202E}txt.targets are not in the package.", result.Findings[1].Message);
        Assert.IsTrue(result.Findings.All(f => f.Location == Line && f.Package == Extraction.Id));
    }

    [TestMethod]
    public void A_link_another_case_and_a_missing_file_are_the_same_code_and_not_the_same_finding()
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            Assert.Inconclusive("Names are compared without case here.");
        using var extraction = new Extraction(new("lib/b.dll", "b"), new("lib/c.dll", "c"));
        File.Move(extraction.At("lib/b.dll"), extraction.At("lib/B.dll"));
        File.Delete(extraction.At("lib/c.dll"));
        File.CreateSymbolicLink(extraction.At("lib/net10.0/link"), "/etc/hostname");
        var findings = Check(extraction).Findings;
        Assert.HasCount(3, findings);
        Assert.IsTrue(findings.All(f => f.Code == Codes.ExtractedFileDiffers));
        Assert.AreEqual(3, findings.DistinctBy(f => f.Fingerprint).Count());
        var all = string.Join('\n', findings.Select(f => f.Message));
        Assert.Contains("lib/B.dll differs from the package in the case of the name", all);
        Assert.Contains("lib/c.dll is missing.", all);
        Assert.Contains("lib/net10.0/link is a link, which NuGet does not make.", all);
    }

    [TestMethod]
    [DataRow(null, ".nupkg.metadata is missing")]
    [DataRow("", "cannot be used (not valid JSON")]
    [DataRow("[]", "it states no content hash")]
    [DataRow("{ \"contentHash\": 1 }", "it states no content hash")]
    [DataRow("{ \"contentHash\": \"x\" }", "is the base64 of 64 bytes")]
    [DataRow("{ \"contentHash\": \"HrC5BXdl00IP9zeV+0Z848QWPAoCr9P3bDEZguI+gkLcBKAOxix/tLEAAHC+UvDNPv4a2d18lOReHMOagPa+zQ==\" }", "records another content hash (HrC5…zQ==")]
    public void What_NuGet_recorded_has_to_be_there_and_to_be_of_the_archive(string? metadata, string message)
    {
        using var extraction = new Extraction();
        if (metadata is null)
            File.Delete(extraction.At(".nupkg.metadata"));
        else
            File.WriteAllText(extraction.At(".nupkg.metadata"), metadata);
        var finding = Check(extraction).Findings.Single();
        Assert.AreEqual(Codes.ExtractionRecordDiffers, finding.Code);
        Assert.Contains(message, finding.Message);
    }

    [TestMethod]
    public void An_archive_with_only_the_record_beside_it_does_not_pass()
    {
        using var extraction = new Extraction();
        foreach (var file in Directory.GetFiles(extraction.Folder, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".nupkg", StringComparison.Ordinal) && !f.EndsWith(".metadata", StringComparison.Ordinal)))
            File.Delete(file);
        Assert.AreEqual(Codes.ExtractedFileDiffers, Check(extraction).Findings.Single().Code);

        File.Delete(extraction.At("contoso.widgets.1.2.3.nupkg"));
        Assert.AreEqual(Codes.ArchiveMissing, Check(extraction).Findings.Single().Code);
    }

    [TestMethod]
    public void Beside_an_archive_that_is_not_the_locked_one_nothing_is_judged()
    {
        using var extraction = new Extraction();
        extraction.Write("contoso.widgets.1.2.3.nupkg", RawZip.Write([.. RawZip.Package(), new RawEntry("build/a.targets", "<Project/>")]));
        Assert.AreEqual(Codes.HashMismatch, Check(extraction).Findings.Single().Code);

        // Neither where what NuGet recorded agrees with it.
        var other = extraction.Read().Read.Single().ContentHash;
        File.WriteAllText(extraction.At(".nupkg.metadata"), $"{{ \"contentHash\": \"{other}\" }}");
        extraction.Write("build/a.targets", "<Project/>"u8.ToArray());
        Assert.AreEqual(Codes.HashMismatch, Check(extraction).Findings.Single().Code);
    }

    [TestMethod]
    public void The_policy_decides_what_is_looked_at_and_how_it_weighs()
    {
        using var extraction = new Extraction(new RawEntry("README.md", "read me"));
        extraction.Write("README.md", "Read me"u8.ToArray());
        Assert.AreEqual(GateOutcome.Passed, Check(extraction, FileScope.Used).Outcome);
        Assert.AreEqual(GateOutcome.Failed, Check(extraction, FileScope.All).Outcome);
        Assert.AreEqual(GateOutcome.Warned, Check(extraction, FileScope.All, Enforce.Warning).Outcome);
        extraction.Write("lib/x.dll", [1]);
        Assert.AreEqual(GateOutcome.Failed, Check(extraction, FileScope.Used).Outcome);
        Assert.AreEqual(GateOutcome.Passed, Check(extraction, FileScope.Hashes).Outcome);
    }

    private static GateResult Check(Extraction extraction, FileScope scope = FileScope.Used, Enforce enforce = Enforce.Error)
    {
        var policy = new EffectivePolicy([], [], Digest.Sha256Of([]), new(Enforce.Error, null), new(enforce, null), null) { FileScope = new(scope, null) };
        return IntegrityGate.Check(extraction.Graph, extraction.Read(scope), ImmutableDictionary<PackageId, LockedHash>.Empty.Add(Extraction.Id, new LockedHash(extraction.Hash, Line)), policy);
    }
}
