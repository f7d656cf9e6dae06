using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using SupplyChainSdk.Core.Tests.Inputs;
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
        for (var round = 0; round < 300; round++)
        {
            var built = GeneratedPackages.Next(random);
            var bundle = GeneratedPackages.NextBundle(random);
            var attested = Attest(built, bundle);
            var signed = Sign(attested);
            AreSame(built, Strip(built));
            AreSame(built, Strip(attested));
            AreSame(built, Strip(signed));
            AreSame(built, Strip(Sign(built)));
            AreSame(attested, Strip(signed, keepAttestation: true));
            var layers = Read(signed);
            Assert.AreEqual((Digests(signed), Digests(attested), Digests(built)), (layers.AsDownloaded, layers.WithoutSignature, layers.AsBuilt));
            AreSame(bundle, layers.Attestation!.Value.ToArray());
            AreEntries(built, signed, [AppendedEntry.AttestationName, AppendedEntry.SignatureName]);
        }

        // Another reader, with the names that it sees.
        static void AreEntries(byte[] before, byte[] after, string[] appended)
        {
            using var one = new ZipArchive(new MemoryStream(before));
            using var other = new ZipArchive(new MemoryStream(after));
            CollectionAssert.AreEqual(one.Entries.Select(e => e.FullName).Concat(appended).ToList(), other.Entries.Select(e => e.FullName).ToList());
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
        Refuse(PackageDefect.SizeRefused, () => Attest(built, Largest(1)));
        Assert.AreEqual(PackageLayers.MaxAttestation, Read(Attest(built, Largest(0))).Attestation!.Value.Length);

        static byte[] Largest(int more) => [(byte)'{', .. new byte[PackageLayers.MaxAttestation - 2 + more], (byte)'}'];
    }

    [TestMethod]
    [DataRow("{}\n")]
    [DataRow(" {}")]
    [DataRow("\uFEFF{}")]
    [DataRow("{}\0")]
    [DataRow("[{}]")]
    public void What_is_not_one_object_from_the_first_byte_to_the_last_is_neither_appended_nor_read(string content)
    {
        var built = RawZip.Write(RawZip.Package());
        Refuse(PackageDefect.AttestationNotOneObject, () => Attest(built, Encoding.UTF8.GetBytes(content)));
        Refuse(PackageDefect.AttestationNotOneObject, () => Read(RawZip.Write([.. RawZip.Package(), RawEntry.Attestation(content)])));
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
    [DataRow(".signature.p7")]
    [DataRow("signature.p7s")]
    [DataRow("lib/.signature.p7s")]
    [DataRow("_manifest/attestation.sigstore.json.txt")]
    [DataRow("_manifest/attestation.sigstore")]
    [DataRow("_manifests/attestation.sigstore.json")]
    [DataRow("manifest/attestation.sigstore.json")]
    [DataRow("_manifest/sub/attestation.sigstore.json")]
    [DataRow("_manifest/sigstore.json")]
    [DataRow("ü_manifest/attestation.sigstore.json")]
    public void A_name_that_nothing_takes_for_a_reserved_one_is_a_name_like_any_other(string name)
    {
        var built = RawZip.Write([.. RawZip.Package(), new(name, "x")]);
        CollectionAssert.AreEqual(built, Strip(Sign(Attest(built))));
    }

    [TestMethod]
    public void A_directory_that_would_end_like_zip64_without_what_was_appended_is_refused()
    {
        byte[] locator = [0x50, 0x4b, 6, 7, .. new byte[16]];
        var last = new RawEntry("last", "x") { Comment = Encoding.Latin1.GetString(locator) };
        Refuse(PackageDefect.Zip64, () => Read(RawZip.Write([last, RawEntry.Attestation()])));
        Refuse(PackageDefect.Zip64, () => Read(RawZip.Write([last, RawEntry.Signature()])));
        Assert.IsTrue(Read(RawZip.Write([last, new("b", "b"), RawEntry.Attestation(), RawEntry.Signature()])).HasSignature);
    }

    [TestMethod]
    [DataRow(".Signature.p7s")]
    [DataRow("./.signature.p7s")]
    [DataRow("%2esignature.p7s")]
    [DataRow("_manifest/Attestation.sigstore.json")]
    [DataRow("_manifest%2Fattestation.sigstore.json")]
    [DataRow("_manifest//attestation.sigstore.json")]
    [DataRow("\uFF0Esignature.p7s")]
    [DataRow(".signature.p7s ")]
    [DataRow(".signature.p7s\u200D")]
    [DataRow("./.\uFF53ignature.p7s:$DATA")]
    [DataRow(".\u017Fignature.p7s")]
    [DataRow("_manifest. ./attestation.sigstore.json")]
    [DataRow("_manifest/\u202E/attestation.sigstore.json")]
    [DataRow("_manifest/attestation.sigstore.json\U000E0001")]
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
        // 300 MB that no disk has to hold: a stored entry of zeros, whose checksum nobody asks for.
        const uint length = 300 << 20;
        using var scratch = new Scratch();
        using (var sparse = File.Create(scratch.At("built")))
        {
            sparse.Write(ZipRecords.Local("large", ZipRecords.FirstTime, 0, length));
            sparse.Position += length;
            var start = sparse.Position;
            var central = ZipRecords.Central("large", ZipRecords.FirstTime, ZipRecords.PlainMadeBy, 0, length, 0);
            sparse.Write(central);
            sparse.Write(ZipRecords.End(1, central.Length, start));
        }
        using var built = Open("built");
        var before = GC.GetAllocatedBytesForCurrentThread();
        using (var attested = File.Create(scratch.At("attested")))
            PackageLayers.AppendAttestation(built, Bundle, attested);
        using (var file = Open("attested"))
        {
            var layers = PackageLayers.Read(file);
            Assert.IsTrue(layers.HasAttestation);
            PackageLayers.CopyAsBuilt(file, Stream.Null);
        }
        Assert.IsLessThan(2 << 20, GC.GetAllocatedBytesForCurrentThread() - before);

        FileStream Open(string name) => new(scratch.At(name), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
    }

    [TestMethod]
    public void Every_package_of_the_large_graph_strips_to_what_was_signed_and_has_the_hash_that_NuGet_computes()
    {
        var packages = RealPackages.Locked(RealPackages.LargeLock);
        Assert.HasCount(171, packages);
        Parallel.ForEach(packages, package =>
        {
            var path = RealPackages.Archive(package.Id, package.Version);
            var signed = File.ReadAllBytes(path);
            var uploaded = Strip(signed);
            Assert.IsLessThan(signed.Length, uploaded.Length, package.Id);
            // The signature states the digest of what it signed, in ASCII.
            var attested = Encoding.ASCII.GetBytes($"2.16.840.1.101.3.4.2.1-Hash:{Convert.ToBase64String(SHA256.HashData(uploaded))}\n");
            Assert.IsGreaterThan(0, signed.AsSpan().IndexOf(attested), package.Id);
            Assert.AreEqual(package.ContentHash, NuGetContentHash(path), package.Id);
            Assert.AreEqual(package.ContentHash, Convert.ToBase64String(SHA512.HashData(uploaded)), package.Id);
            Assert.AreEqual(Digests(uploaded), Read(signed).WithoutSignature, package.Id);
            AreSame(uploaded, Strip(Sign(Attest(uploaded))));
        });
    }

    [TestMethod]
    public void The_hash_that_NuGet_computes_of_an_attested_and_signed_package_is_ours()
    {
        using var scratch = new Scratch();
        foreach (var package in new[] { HostilePackages.Default.Accepted["attested"](), HostilePackages.Default.Accepted["attested and signed"]() })
        {
            var path = scratch.Write("a.nupkg", package);
            Assert.AreEqual(Convert.ToBase64String(Convert.FromHexString(Read(package).WithoutSignature.Sha512.Hex)), NuGetContentHash(path));
        }
    }

    // As restore computes it: from the archive, and of the whole file where that says that there is no signature.
    private static string NuGetContentHash(string path)
    {
        using var reader = new NuGet.Packaging.PackageArchiveReader(path);
        return reader.GetContentHash(default, () => Convert.ToBase64String(SHA512.HashData(File.ReadAllBytes(path))));
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

    // As CollectionAssert, for megabytes.
    private static void AreSame(byte[] expected, byte[] actual) => Assert.IsTrue(expected.AsSpan().SequenceEqual(actual), $"{expected.Length} and {actual.Length} bytes");

    private static PackageLayers Read(byte[] package) => PackageLayers.Read(new MemoryStream(package));

    private static PackageDigests Digests(byte[] bytes) =>
        new(SupplyChainSdk.Inventory.Digest.Sha256(SHA256.HashData(bytes)), SupplyChainSdk.Inventory.Digest.Sha512(SHA512.HashData(bytes)));

    private static void Refuse(PackageDefect defect, Action read)
    {
        var refusal = Assert.ThrowsExactly<PackageFormatException>(read);
        Assert.AreEqual(defect, refusal.Defect, refusal.Message);
    }
}
