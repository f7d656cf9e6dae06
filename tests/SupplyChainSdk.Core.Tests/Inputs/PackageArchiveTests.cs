using System.Security.Cryptography;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Inputs;

[TestClass]
public sealed class PackageArchiveTests
{
    [TestMethod]
    public void A_package_that_the_registry_signed_has_the_hashes_that_NuGet_computes()
    {
        using var archive = PackageArchive.Open(RealPackages.Download("Newtonsoft.Json", "13.0.3"));
        var (content, file) = archive.Hash();
        Assert.AreEqual("HrC5BXdl00IP9zeV+0Z848QWPAoCr9P3bDEZguI+gkLcBKAOxix/tLEAAHC+UvDNPv4a2d18lOReHMOagPa+zQ==", content.Base64);
        Assert.AreEqual("mbJSvHfRxfX3tR/U6n1WU+mWHXswYc+SB/hkOpx8yZZe68hNZGfymJu0cjsaJEkVzCMqePiU6LdIyogqfIn7kg==", file.Base64);
        Assert.IsTrue(archive.IsSigned);
        Assert.AreEqual("MIT", archive.ReadNuspec().License!.Value);
        Assert.IsTrue(archive.Entries.Contains("lib/portable-net45+win8+wp8+wpa81/Newtonsoft.Json.dll") || archive.Entries.Contains("lib/net45/Newtonsoft.Json.dll"));
    }

    [TestMethod]
    public void A_package_signed_by_NuGet_strips_to_the_attested_one()
    {
        using var scratch = new Scratch();
        var built = RawZip.Write(RawZip.Package());
        var attested = PackageLayersTests.Attest(built);
        var package = scratch.Write("Contoso.Widgets.1.2.3.nupkg", attested);
        scratch.WriteCertificate("signer.pfx");
        RealPackages.Dotnet(scratch.Folder, "nuget", "sign", package, "--certificate-path", "signer.pfx", "--certificate-password", "test", "--overwrite");

        var signed = File.ReadAllBytes(package);
        Assert.IsGreaterThan(attested.Length, signed.Length);
        CollectionAssert.AreEqual(attested, PackageLayersTests.Strip(signed, keepAttestation: true));
        CollectionAssert.AreEqual(built, PackageLayersTests.Strip(signed));
        using var archive = PackageArchive.Open(package);
        Assert.AreEqual(Convert.ToBase64String(SHA512.HashData(attested)), archive.Hash().Content.Base64);
    }

    [TestMethod]
    public void Without_a_signature_the_content_hash_is_that_of_the_file()
    {
        using var scratch = new Scratch();
        var package = RawZip.Write(RawZip.Package());
        using var archive = PackageArchive.Open(scratch.Write("a.nupkg", package));
        var (content, file) = archive.Hash();
        Assert.AreEqual(Convert.ToBase64String(SHA512.HashData(package)), content.Base64);
        Assert.AreEqual(content.ToDigest(), file);
        Assert.IsFalse(archive.IsSigned);
    }

    [TestMethod]
    public void An_attestation_belongs_to_the_content_that_NuGet_hashes()
    {
        using var scratch = new Scratch();
        var attested = PackageLayersTests.Attest(RawZip.Write(RawZip.Package()));
        using var archive = PackageArchive.Open(scratch.Write("a.nupkg", PackageLayersTests.Sign(attested)));
        Assert.AreEqual(Convert.ToBase64String(SHA512.HashData(attested)), archive.Hash().Content.Base64);
    }

    [TestMethod]
    public void A_foreign_entry_with_the_name_of_an_attestation_does_not_hinder_hashing()
    {
        using var scratch = new Scratch();
        var package = RawZip.Write([RawEntry.Attestation() with { Method = 8 }, .. RawZip.Package()]);
        using var archive = PackageArchive.Open(scratch.Write("a.nupkg", PackageLayersTests.Sign(package)));
        Assert.AreEqual(Convert.ToBase64String(SHA512.HashData(package)), archive.Hash().Content.Base64);
    }

    [TestMethod]
    public void One_changed_byte_changes_both_hashes()
    {
        using var scratch = new Scratch();
        var package = PackageLayersTests.Sign(RawZip.Write(RawZip.Package()));
        using var archive = PackageArchive.Open(scratch.Write("a.nupkg", package));
        package[45] ^= 1;
        using var changed = PackageArchive.Open(scratch.Write("b.nupkg", package));
        Assert.AreNotEqual(archive.Hash().Content, changed.Hash().Content);
        Assert.AreNotEqual(archive.Hash().File, changed.Hash().File);
    }

    [TestMethod]
    public void Entries_are_read_by_the_path_they_are_extracted_to()
    {
        using var scratch = new Scratch();
        using var archive = PackageArchive.Open(scratch.Write("a.nupkg", RawZip.Write(RawZip.Package())));
        Assert.AreEqual("Contoso.Widgets.nuspec;[Content_Types].xml;_rels/.rels;lib/net10.0/_._;lib/net10.0/a+b.dll", string.Join(';', archive.Entries));
        Assert.AreEqual(300, archive.ReadEntry("lib/net10.0/A+b.dll", 300)!.Length);
        Assert.IsNull(archive.ReadEntry("lib/net10.0/a%2Bb.dll", 300));
        Assert.AreEqual(PackageDefect.SizeRefused, Assert.ThrowsExactly<PackageFormatException>(() => archive.ReadEntry("lib/net10.0/a+b.dll", 299)).Defect);
    }

    [TestMethod]
    public void The_nuspec_is_the_only_one_in_the_root()
    {
        using var scratch = new Scratch();
        Assert.AreEqual("Contoso.Widgets", Nuspec([.. RawZip.Package(), new("content/other.nuspec", "<x/>")]).Id);
        Refuse(PackageDefect.NuspecMissing, [new("lib/a.nuspec", "<x/>")]);
        Refuse(PackageDefect.NuspecAmbiguous, [.. RawZip.Package(), new("Other.NUSPEC", "<x/>")]);
        Refuse(PackageDefect.SizeRefused, [new("a.nuspec", new string(' ', NuspecReader.MaxBytes + 1))]);

        Nuspec Nuspec(RawEntry[] entries)
        {
            using var archive = PackageArchive.Open(scratch.Write(Guid.NewGuid() + ".nupkg", RawZip.Write(entries)));
            return archive.ReadNuspec();
        }

        void Refuse(PackageDefect defect, RawEntry[] entries) =>
            Assert.AreEqual(defect, Assert.ThrowsExactly<PackageFormatException>(() => Nuspec(entries)).Defect);
    }

    [TestMethod]
    public void A_refused_archive_is_closed_again()
    {
        using var scratch = new Scratch();
        var path = scratch.Write("a.nupkg", new byte[10]);
        Assert.ThrowsExactly<PackageFormatException>(() => PackageArchive.Open(path));
        using var writer = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.AreEqual(10, writer.Length);
    }
}
