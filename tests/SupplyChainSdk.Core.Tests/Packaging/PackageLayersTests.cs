using System.Security.Cryptography;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Packaging;

[TestClass]
public sealed class PackageLayersTests
{
    private static readonly byte[] Bundle = """{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}"""u8.ToArray();

    [TestMethod]
    public void Every_layer_has_the_digests_that_the_package_had_then()
    {
        var built = RawZip.Write(RawZip.Package());
        var attested = Attest(built);
        var signed = Sign(attested);

        var layers = Read(signed);
        Assert.AreEqual(Digests(signed), layers.AsDownloaded);
        Assert.AreEqual(Digests(attested), layers.WithoutSignature);
        Assert.AreEqual(Digests(built), layers.AsBuilt);
        Assert.IsTrue(layers.HasSignature && layers.HasAttestation);
        CollectionAssert.AreEqual(Bundle, layers.Attestation!.Value.ToArray());
        CollectionAssert.AreEqual(built, Strip(signed));
        CollectionAssert.AreEqual(attested, Strip(signed, keepAttestation: true));
    }

    [TestMethod]
    public void A_package_with_nothing_appended_is_one_layer()
    {
        var built = RawZip.Write(RawZip.Package());
        var layers = Read(built);
        Assert.AreEqual(Digests(built), layers.AsDownloaded);
        Assert.AreEqual(layers.AsDownloaded, layers.WithoutSignature);
        Assert.AreEqual(layers.AsDownloaded, layers.AsBuilt);
        Assert.IsFalse(layers.HasSignature || layers.HasAttestation);
        CollectionAssert.AreEqual(built, Strip(built));
    }

    [TestMethod]
    public void A_signed_package_that_was_never_attested_strips_to_what_was_signed()
    {
        var built = RawZip.Write(RawZip.Package());
        var layers = Read(Sign(built));
        Assert.AreEqual(Digests(built), layers.WithoutSignature);
        Assert.AreEqual(Digests(built), layers.AsBuilt);
        Assert.IsFalse(layers.HasAttestation);
    }

    [TestMethod]
    public void Stripping_takes_back_what_appending_did_whatever_the_package()
    {
        var random = new Random(20260101);
        for (var round = 0; round < 200; round++)
        {
            var built = RawZip.Write(Enumerable.Range(0, random.Next(12)).Select(i => new RawEntry($"file{i}/{new string('é', random.Next(5))}", Bytes(random.Next(3000)))
            {
                Method = (ushort)(random.Next(2) * 8),
                Descriptor = (Descriptor)random.Next(4),
                Extra = random.Next(3) == 0 ? [10, 0, 2, 0, 1, 2] : [],
                Comment = random.Next(4) == 0 ? "comment" : "",
            }));
            var bundle = Bytes(random.Next(1, 5000));
            var attested = Attest(built, bundle);
            CollectionAssert.AreEqual(built, Strip(attested));
            CollectionAssert.AreEqual(built, Strip(Sign(attested)));
            CollectionAssert.AreEqual(attested, Strip(Sign(attested), keepAttestation: true));
            CollectionAssert.AreEqual(bundle, Read(Sign(attested)).Attestation!.Value.ToArray());
        }

        byte[] Bytes(int length)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            return bytes;
        }
    }

    [TestMethod]
    public void What_is_appended_is_a_plain_stored_entry_of_1980()
    {
        var built = RawZip.Write(RawZip.Package());
        CollectionAssert.AreEqual(RawZip.Write([.. RawZip.Package(), RawEntry.Attestation()]), Attest(built));
    }

    [TestMethod]
    public void A_signed_an_attested_and_an_oversized_input_are_not_attested()
    {
        var built = RawZip.Write(RawZip.Package());
        Refuse(PackageDefect.AlreadySigned, () => Attest(Sign(built)));
        Refuse(PackageDefect.AlreadyAttested, () => Attest(Attest(built)));
        Refuse(PackageDefect.SizeRefused, () => Attest(built, []));
        Refuse(PackageDefect.SizeRefused, () => Attest(built, new byte[PackageLayers.MaxAttestation + 1]));
        Assert.AreEqual(PackageLayers.MaxAttestation, Read(Attest(built, new byte[PackageLayers.MaxAttestation])).Attestation!.Value.Length);
    }

    [TestMethod]
    public void Nothing_is_written_when_a_package_is_refused()
    {
        var output = new MemoryStream();
        Refuse(PackageDefect.AlreadySigned, () => PackageLayers.AppendAttestation(new MemoryStream(Sign(RawZip.Write(RawZip.Package()))), Bundle, output));
        Refuse(PackageDefect.NotAZipArchive, () => PackageLayers.CopyAsBuilt(new MemoryStream(new byte[100]), output));
        Assert.AreEqual(0, output.Length);
    }

    [TestMethod]
    public void A_package_that_would_become_zip64_is_not_attested()
    {
        var most = Enumerable.Range(0, ushort.MaxValue - 1).Select(i => new RawEntry($"{i}", "") { Method = 0 });
        Refuse(PackageDefect.Zip64, () => Attest(RawZip.Write(most)));
        var oneLess = RawZip.Write(most.Skip(1));
        CollectionAssert.AreEqual(oneLess, Strip(Attest(oneLess)));
    }

    [TestMethod]
    public void An_entry_after_the_signature_is_refused() =>
        Refuse(PackageDefect.SignatureNotLast, () => Read(RawZip.Write([.. RawZip.Package(), RawEntry.Signature(), new("lib/late.dll", "late")])));

    [TestMethod]
    public void An_entry_after_the_signature_that_only_the_directory_places_before_it_is_refused() =>
        Refuse(PackageDefect.SignatureNotLast, () =>
            Read(RawZip.Write([new("a", "a"), RawEntry.Signature(), new("lib/late.dll", "late")], centralOrder: [0, 2, 1])));

    [TestMethod]
    public void An_attestation_that_was_added_after_the_signature_is_refused() =>
        Refuse(PackageDefect.SignatureNotLast, () => Read(RawZip.Write([.. RawZip.Package(), RawEntry.Signature(), RawEntry.Attestation()])));

    [TestMethod]
    public void An_entry_after_the_attestation_is_refused() =>
        Refuse(PackageDefect.AttestationNotLast, () => Read(RawZip.Write([.. RawZip.Package(), RawEntry.Attestation(), new("lib/late.dll", "late"), RawEntry.Signature()])));

    [TestMethod]
    [DataRow(".Signature.p7s")]
    [DataRow("./.signature.p7s")]
    [DataRow("%2esignature.p7s")]
    [DataRow("_manifest/Attestation.sigstore.json")]
    [DataRow("_manifest%2Fattestation.sigstore.json")]
    [DataRow("_manifest//attestation.sigstore.json")]
    public void A_name_that_only_resembles_a_reserved_one_is_refused(string name) =>
        Refuse(PackageDefect.NameReserved, () => Read(RawZip.Write([.. RawZip.Package(), RawEntry.Attestation() with { Name = name }])));

    [TestMethod]
    public void Only_time_and_made_by_of_a_signature_may_vary()
    {
        var built = RawZip.Write(RawZip.Package());
        foreach (var signature in new[] { RawEntry.Signature() with { Time = 0x1234_5678 }, RawEntry.Signature() with { MadeBy = 0x0314 } })
            Assert.AreEqual(Digests(built), Read(RawZip.Write([.. RawZip.Package(), signature])).AsBuilt);
        foreach (var signature in Varied(RawEntry.Signature()))
            Refuse(PackageDefect.SignatureNotAsAppended, () => Read(RawZip.Write([.. RawZip.Package(), signature])));
    }

    [TestMethod]
    public void Nothing_of_an_attestation_may_vary()
    {
        var attestation = RawEntry.Attestation();
        Assert.IsTrue(Read(RawZip.Write([.. RawZip.Package(), attestation])).HasAttestation);
        foreach (var other in Varied(attestation).Append(attestation with { Time = 0x0021_0001 }).Append(attestation with { MadeBy = 0x0314 }))
            Refuse(PackageDefect.AttestationNotAsAppended, () => Read(RawZip.Write([.. RawZip.Package(), other])));
    }

    [TestMethod]
    public void The_content_of_an_appended_entry_matches_its_checksum_and_its_limit()
    {
        Refuse(PackageDefect.ContentDamaged, () => Read(RawZip.Write([.. RawZip.Package(), RawEntry.Signature() with { LocalCrc = 1, CentralCrc = 1 }])));
        Refuse(PackageDefect.ContentDamaged, () => Read(RawZip.Write([.. RawZip.Package(), RawEntry.Attestation() with { LocalCrc = 1, CentralCrc = 1 }])));
        var large = new string('x', PackageLayers.MaxAttestation + 1);
        Refuse(PackageDefect.SizeRefused, () => Read(RawZip.Write([.. RawZip.Package(), RawEntry.Signature(large)])));
        Refuse(PackageDefect.SizeRefused, () => Read(RawZip.Write([.. RawZip.Package(), RawEntry.Attestation(large)])));
    }

    [TestMethod]
    public void Memory_does_not_grow_with_the_package()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Sign(Attest(RawZip.Write([new RawEntry("large", new byte[96 << 20]) { Method = 0 }]))));
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var before = GC.GetAllocatedBytesForCurrentThread();
            PackageLayers.Read(file);
            PackageLayers.CopyAsBuilt(file, Stream.Null);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.IsLessThan(2 << 20, allocated);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void Appending_to_every_real_package_and_stripping_gives_the_package_back()
    {
        var count = 0;
        foreach (var (id, version, _) in RealPackages.Locked(RealPackages.LargeLock).Where(p => new FileInfo(RealPackages.Archive(p.Id, p.Version)).Length < 3 << 20))
        {
            var signed = File.ReadAllBytes(RealPackages.Archive(id, version));
            var uploaded = Strip(signed);
            Assert.IsLessThan(signed.Length, uploaded.Length, id);
            CollectionAssert.AreEqual(uploaded, Strip(Sign(Attest(uploaded))), id);
            count++;
        }
        Assert.IsGreaterThan(140, count);
    }

    private static IEnumerable<RawEntry> Varied(RawEntry entry) =>
    [
        entry with { Flags = 0x800 },
        entry with { Method = 8 },
        entry with { Attributes = 0x81A4_0000 },
        entry with { Extra = [10, 0, 0, 0] },
        entry with { LocalExtra = [10, 0, 0, 0] },
        entry with { Comment = "c" },
        entry with { Descriptor = Descriptor.Bare },
        entry with { Descriptor = Descriptor.SignedAndFilledIn },
    ];

    internal static byte[] Attest(byte[] package, byte[]? bundle = null)
    {
        var output = new MemoryStream();
        PackageLayers.AppendAttestation(new MemoryStream(package), bundle ?? Bundle, output);
        return output.ToArray();
    }

    /// <summary>Appends what has the form of a signature.</summary>
    internal static byte[] Sign(byte[] package)
    {
        var output = new MemoryStream();
        ArchiveLayers.Read(new MemoryStream(package), attested: false).Append(".signature.p7s", "not really a signature"u8.ToArray(), 0x5B75_39C3, 20, output, default);
        return output.ToArray();
    }

    internal static byte[] Strip(byte[] package, bool keepAttestation = false)
    {
        var output = new MemoryStream();
        PackageLayers.CopyAsBuilt(new MemoryStream(package), output, keepAttestation);
        return output.ToArray();
    }

    private static PackageLayers Read(byte[] package) => PackageLayers.Read(new MemoryStream(package));

    private static PackageDigests Digests(byte[] bytes) =>
        new(SupplyChainSdk.Inventory.Digest.Sha256(SHA256.HashData(bytes)), SupplyChainSdk.Inventory.Digest.Sha512(SHA512.HashData(bytes)));

    private static void Refuse(PackageDefect defect, Action read)
    {
        var refusal = Assert.ThrowsExactly<PackageFormatException>(read);
        Assert.AreEqual(defect, refusal.Defect, refusal.Message);
    }
}
