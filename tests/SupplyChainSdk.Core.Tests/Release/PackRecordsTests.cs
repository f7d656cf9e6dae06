using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Release;

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
    public void A_package_that_was_signed_in_between_is_told_the_right_order()
    {
        File.WriteAllBytes(_package, RawZip.Write(RawZip.Package()));
        _records.Record(_package, null, _evidence);
        Assert.IsNull(_records.Check(_package));

        File.WriteAllBytes(_package, PackageLayersTests.Sign(RawZip.Write(RawZip.Package())));

        Assert.AreEqual(Codes.PackageAlreadySigned, _records.Check(_package)?.Code);
        Assert.Contains("pack and attest, then 'dotnet nuget sign', then push", _records.Take(_package, _evidence).Changed!.Message);
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
    public void An_abandoned_package_is_moved_aside_and_the_one_of_before_stays()
    {
        var digest = Pack("packed");
        _records.Take(_package, _evidence);
        File.WriteAllText(_evidence.Bundle, "");
        _records.Abandon(_package, digest, _evidence);
        Assert.IsNull(_records.Check(_package), "as before this pack");
        Assert.IsTrue(File.Exists(_evidence.Bundle));

        _records.Take(_package, _evidence);
        File.WriteAllText(_package, "packed anew");
        _records.Abandon(_package, digest, _evidence);

        Assert.IsFalse(File.Exists(_package));
        Assert.IsFalse(File.Exists(_evidence.Bundle));
        Assert.AreEqual("packed anew", File.ReadAllText(Path.Combine(_folder, "obj", "unattested", "a.1.0.0.nupkg")));
    }

    private string Pack(string content)
    {
        File.WriteAllText(_package, content);
        _records.Record(_package, null, _evidence);
        var (digest, _) = _records.Take(_package, _evidence);
        _records.Record(_package, digest, _evidence);
        return digest!;
    }
}
