using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Release;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Release;

[TestClass]
public sealed class PackRecordsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("records-").FullName;
    private readonly PackRecords _records;
    private readonly string _package;
    private readonly EvidenceFiles _evidence;

    public PackRecordsTests()
    {
        _records = new PackRecords(Path.Combine(_folder, "obj"));
        _package = Path.Combine(_folder, "a.1.0.0.nupkg");
        _evidence = new EvidenceFiles(_package, null);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void A_package_that_was_recorded_passes_and_one_changed_byte_does_not()
    {
        Pack("packed");
        Assert.IsNull(_records.Check(_package));

        File.WriteAllText(_package, "pAcked");

        Assert.AreEqual(Codes.PackageChangedSincePack, _records.Check(_package)?.Code);
        Assert.AreEqual(Codes.PackageChangedSincePack, _records.Take(_package, _evidence).Changed?.Code);
    }

    [TestMethod]
    public void A_package_that_was_signed_since_is_vouched_for_and_keeps_its_evidence()
    {
        var attested = PackageLayersTests.Attest(RawZip.Write(RawZip.Package()));
        File.WriteAllBytes(_package, attested);
        _records.Record(_package, null, _evidence);
        File.WriteAllText(_evidence.Bundle, "");
        var signed = PackageLayersTests.Sign(attested);
        File.WriteAllBytes(_package, signed);

        // Pack after pack, and also after one that was cancelled.
        for (var pack = 0; pack < 2; pack++)
        {
            Assert.IsNull(_records.Check(_package));
            var (digest, changed) = _records.Take(_package, _evidence);
            Assert.AreEqual((Digest.Sha256Of(attested).Hex, null), (digest, changed));
            if (pack == 0)
                _records.Record(_package, digest, _evidence);
            else
                Assert.IsNull(_records.Abandon(_package, digest, _evidence, Project));
        }

        Assert.IsNull(_records.Check(_package));
        CollectionAssert.AreEqual(signed, File.ReadAllBytes(_package));
        Assert.IsTrue(File.Exists(_evidence.Bundle));
    }

    [TestMethod]
    public void Another_package_that_is_signed_is_told_the_right_order()
    {
        var built = RawZip.Write(RawZip.Package());
        File.WriteAllBytes(_package, PackageLayersTests.Attest(built));
        _records.Record(_package, null, _evidence);
        File.WriteAllText(_evidence.Bundle, "");

        // Its attestation was taken off before it was signed.
        File.WriteAllBytes(_package, PackageLayersTests.Sign(built));

        Assert.AreEqual(Codes.PackageAlreadySigned, _records.Check(_package)?.Code);
        Assert.Contains("pack and attest, then 'dotnet nuget sign', then push", _records.Take(_package, _evidence).Changed!.Message);
        _records.Record(_package, Digest.Sha256Of(PackageLayersTests.Attest(built)).Hex, _evidence);
        Assert.IsFalse(File.Exists(_evidence.Bundle));
    }

    [TestMethod]
    public void A_package_that_nobody_recorded_is_deleted_with_its_evidence_whatever_its_time()
    {
        File.WriteAllText(_package, "from somewhere");
        File.SetLastWriteTimeUtc(_package, DateTime.UtcNow.AddYears(1));
        File.WriteAllText(_evidence.Bundle, "");
        Assert.AreEqual(Codes.PackageChangedSincePack, _records.Check(_package)?.Code);

        Assert.AreEqual((null, null), _records.Take(_package, _evidence));

        Assert.IsFalse(File.Exists(_package));
        Assert.IsFalse(File.Exists(_evidence.Bundle));
        Assert.AreEqual(Codes.AttestationFailed, _records.Check(_package)?.Code, "it is missing");
    }

    [TestMethod]
    public void Evidence_stays_beside_the_package_that_it_is_about_and_goes_with_another()
    {
        var digest = Pack("packed");
        File.WriteAllText(_evidence.Bundle, "");
        Assert.AreEqual((digest, null), _records.Take(_package, _evidence));
        _records.Record(_package, digest, _evidence);
        Assert.IsTrue(File.Exists(_evidence.Bundle));

        File.WriteAllText(_package, "packed anew");
        _records.Record(_package, digest, _evidence);

        Assert.IsFalse(File.Exists(_evidence.Bundle));
    }

    [TestMethod]
    public void An_unfinished_pack_vouches_for_nothing()
    {
        var digest = Pack("packed");
        _records.Take(_package, _evidence);
        File.WriteAllText(_package, "packed anew");

        // The process was killed here. A record of the earlier package would now call the later one changed.
        Assert.AreEqual((null, null), _records.Take(_package, _evidence));
        Assert.IsFalse(File.Exists(_package));
        Assert.IsNotNull(digest);
    }

    [TestMethod]
    public void What_attesting_made_of_a_package_is_vouched_for_and_nothing_is_while_it_does()
    {
        Pack("packed");

        _records.Rewrite(_package, () =>
        {
            Assert.IsNotNull(_records.Check(_package), "stopped here, it is packed anew");
            File.WriteAllText(_package, "attested");
            return Digest.Sha256Of("attested"u8);
        });

        Assert.IsNull(_records.Check(_package));
        File.WriteAllText(_package, "packed");
        Assert.AreEqual(Codes.PackageChangedSincePack, _records.Check(_package)?.Code, "what it was before is a change like any other");
    }

    [TestMethod]
    public void A_package_whose_rewriting_failed_is_vouched_for_by_nobody()
    {
        Pack("packed");

        Assert.Throws<IOException>(() => _records.Rewrite(_package, () => throw new IOException()));

        Assert.AreEqual((null, null), _records.Take(_package, _evidence));
        Assert.IsFalse(File.Exists(_package));
    }

    [TestMethod]
    public void An_abandoned_package_is_moved_aside_and_the_one_of_before_stays()
    {
        var digest = Pack("packed");
        _records.Take(_package, _evidence);
        File.WriteAllText(_evidence.Bundle, "");
        Assert.IsNull(_records.Abandon(_package, digest, _evidence, Project));
        Assert.IsNull(_records.Check(_package), "as before this pack");
        Assert.IsTrue(File.Exists(_evidence.Bundle));

        _records.Take(_package, _evidence);
        File.WriteAllText(_package, "packed anew");
        Assert.AreEqual(Codes.AttestationFailed, _records.Abandon(_package, digest, _evidence, Project)?.Code);

        Assert.IsFalse(File.Exists(_package));
        Assert.IsFalse(File.Exists(_evidence.Bundle));
        Assert.AreEqual("packed anew", File.ReadAllText(Path.Combine(_folder, "obj", "unattested", "a.1.0.0.nupkg")));
    }

    [TestMethod]
    public void The_evidence_about_a_package_that_the_pack_lost_goes()
    {
        var digest = Pack("packed");
        _records.Take(_package, _evidence);
        File.WriteAllText(_evidence.Bundle, "");
        File.Delete(_package);

        Assert.IsNull(_records.Abandon(_package, digest, _evidence, Project));

        Assert.IsFalse(File.Exists(_evidence.Bundle));
    }

    [TestMethod]
    public void A_package_that_obj_does_not_take_loses_the_name_that_a_push_step_looks_for()
    {
        Pack("packed");
        File.WriteAllText(_evidence.Bundle, "");
        File.WriteAllText(Path.Combine(_folder, "obj", "unattested"), "a file where a folder is needed");

        Assert.Contains("it was moved to a.1.0.0.nupkg.unattested", _records.PutAside(_package, _evidence, Project)!.Message);

        Assert.IsFalse(File.Exists(_package));
        Assert.IsFalse(File.Exists(_evidence.Bundle));
        Assert.AreEqual("packed", File.ReadAllText($"{_package}.unattested"));
    }

    [TestMethod]
    public void On_a_full_disk_no_part_of_a_package_is_left()
    {
        Pack(new string('p', 3 * Environment.SystemPageSize));
        using var disk = SmallDisk.On(Path.Combine(_folder, "obj", "unattested"));
        disk.LeaveFree(2);

        Assert.Contains("a.1.0.0.nupkg.unattested", _records.PutAside(_package, _evidence, Project)!.Message);
        Assert.AreEqual("", string.Join(' ', disk.Files()));
        Assert.IsFalse(File.Exists(_package));

        File.Move($"{_package}.unattested", _package);
        disk.LeaveFree(3);
        Assert.Contains(Path.Combine("obj", "unattested", "a.1.0.0.nupkg"), _records.PutAside(_package, _evidence, Project)!.Message);
        Assert.AreEqual("a.1.0.0.nupkg", string.Join(' ', disk.Files()));
        Assert.IsFalse(File.Exists($"{_package}.unattested"));
    }

    private string Project => Path.Combine(_folder, "a.csproj");

    private string Pack(string content)
    {
        File.WriteAllText(_package, content);
        _records.Record(_package, null, _evidence);
        var (digest, _) = _records.Take(_package, _evidence);
        _records.Record(_package, digest, _evidence);
        return digest!;
    }
}
