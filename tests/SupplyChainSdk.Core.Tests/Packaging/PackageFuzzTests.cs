using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Core.Tests.Packaging;

/// <summary>A small package, attested and signed, with every byte of it changed in turn.</summary>
[TestClass]
public sealed class PackageFuzzTests
{
    private static readonly byte[] Package = PackageLayersTests.Sign(PackageLayersTests.Attest(RawZip.Write(RawZip.Package())));
    private static readonly PackageLayers Original = PackageLayers.Read(new MemoryStream(Package));

    [TestMethod]
    public void A_changed_byte_is_refused_or_changes_the_digests_of_every_layer_it_lies_in()
    {
        var (accepted, refused) = (0, 0);
        var signatureMadeBy = Package.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 4;
        for (var at = 0; at < Package.Length; at++)
        {
            foreach (var mask in new byte[] { 0x01, 0x08, 0x80, 0xFF })
            {
                var changed = (byte[])Package.Clone();
                changed[at] ^= mask;
                if (TryRead(changed) is not { } layers)
                {
                    refused++;
                    continue;
                }
                accepted++;
                Assert.AreNotEqual(Original.AsDownloaded, layers.AsDownloaded, $"byte {at} ^ {mask}");
                var onlyOfTheSignature = at == signatureMadeBy || at == signatureMadeBy + 1;
                Assert.AreEqual(onlyOfTheSignature, Original.WithoutSignature == layers.WithoutSignature, $"byte {at} ^ {mask}");
                Assert.AreEqual(onlyOfTheSignature, Original.AsBuilt == layers.AsBuilt, $"byte {at} ^ {mask}");
            }
        }
        Assert.IsGreaterThan(1000, refused);
        Assert.IsGreaterThan(100, accepted);
    }

    [TestMethod]
    public void A_package_cut_short_anywhere_is_refused()
    {
        for (var length = 0; length < Package.Length; length++)
            Assert.IsNull(TryRead(Package[..length]), $"{length} bytes");
    }

    [TestMethod]
    public void A_byte_put_in_or_taken_out_anywhere_is_refused()
    {
        for (var at = 0; at <= Package.Length; at++)
        {
            Assert.IsNull(TryRead([.. Package[..at], 0, .. Package[at..]]), $"put in at {at}");
            if (at < Package.Length)
                Assert.IsNull(TryRead([.. Package[..at], .. Package[(at + 1)..]]), $"taken out at {at}");
        }
    }

    [TestMethod]
    public void A_run_of_zeros_anywhere_is_refused_or_changes_the_digests()
    {
        for (var at = 0; at + 8 <= Package.Length; at++)
        {
            var changed = (byte[])Package.Clone();
            changed.AsSpan(at, 8).Clear();
            if (!changed.AsSpan().SequenceEqual(Package) && TryRead(changed) is { } layers)
                Assert.AreNotEqual(Original.AsDownloaded, layers.AsDownloaded, $"at {at}");
        }
    }

    // Only this exception is a refusal; any other one fails the test.
    private static PackageLayers? TryRead(byte[] package)
    {
        try
        {
            return PackageLayers.Read(new MemoryStream(package));
        }
        catch (PackageFormatException)
        {
            return null;
        }
    }
}
