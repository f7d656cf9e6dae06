using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Core.Tests.Release;

[TestClass]
public sealed class PackageRewriteTests : IDisposable
{
    private static readonly byte[] Built = RawZip.Write(RawZip.Package());
    private static readonly byte[] One = "{\"bundle\":1}"u8.ToArray();
    private static readonly byte[] Two = "{\"bundle\":22}"u8.ToArray();

    private readonly string _folder = Directory.CreateTempSubdirectory("rewrite-").FullName;
    private readonly string _package;

    public PackageRewriteTests() => _package = Path.Combine(_folder, "a.1.0.0.nupkg");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void An_attestation_comes_is_replaced_and_goes_and_the_package_is_the_same()
    {
        File.WriteAllBytes(_package, Built);
        Assert.IsNull(Plan(null));

        Write(One, AttestedPackage.Attest(Built, One));
        Assert.IsNull(Plan(One));
        Write(Two, AttestedPackage.Attest(Built, Two));
        Write(null, Built);
    }

    [TestMethod]
    public void What_became_another_package_in_between_is_not_touched()
    {
        foreach (var (before, attestation) in (ReadOnlySpan<(byte[], byte[]?)>)[(Built, One), (AttestedPackage.Attest(Built, One), Two), (AttestedPackage.Attest(Built, One), null)])
        {
            File.WriteAllBytes(_package, before);
            var rewrite = Plan(attestation)!;
            var other = RawZip.Write([.. RawZip.Package(), new RawEntry("other.txt", "")]);
            File.WriteAllBytes(_package, other);

            Assert.Contains("changed while it was attested", Assert.Throws<UnwritableException>(() => rewrite.Write(CancellationToken.None)).Message);
            Unchanged(other);
        }
    }

    [TestMethod]
    public void A_signature_that_came_in_between_is_not_lost()
    {
        var attested = AttestedPackage.Attest(Built, One);
        foreach (var attestation in (byte[]?[])[Two, null])
        {
            File.WriteAllBytes(_package, attested);
            var rewrite = Plan(attestation)!;
            File.WriteAllBytes(_package, AttestedPackage.NuGetSign(attested));

            Assert.Throws<UnwritableException>(() => rewrite.Write(CancellationToken.None));
            Unchanged(AttestedPackage.NuGetSign(attested));
        }

        File.WriteAllBytes(_package, Built);
        var first = Plan(One)!;
        File.WriteAllBytes(_package, AttestedPackage.NuGetSign(Built));
        Assert.AreEqual(PackageDefect.AlreadySigned, Assert.Throws<PackageFormatException>(() => first.Write(CancellationToken.None)).Defect);
        Unchanged(AttestedPackage.NuGetSign(Built));
    }

    [TestMethod]
    public void Cancelled_it_leaves_the_package_and_nothing_else()
    {
        File.WriteAllBytes(_package, Built);

        Assert.Throws<OperationCanceledException>(() => Plan(One)!.Write(new CancellationToken(canceled: true)));

        Unchanged(Built);
    }

    private PackageRewrite? Plan(byte[]? attestation)
    {
        using var file = File.OpenRead(_package);
        return PackageRewrite.Plan(_package, PackageLayers.Read(file), attestation);
    }

    private void Write(byte[]? attestation, byte[] expected)
    {
        var digests = Plan(attestation)!.Write(CancellationToken.None);
        Unchanged(expected);
        Assert.AreEqual(PackageLayers.Read(new MemoryStream(expected)).AsDownloaded, digests);
    }

    private void Unchanged(byte[] expected)
    {
        CollectionAssert.AreEqual(expected, File.ReadAllBytes(_package));
        Assert.AreEqual("a.1.0.0.nupkg", string.Join(' ', Directory.GetFiles(_folder).Select(Path.GetFileName)));
    }
}
