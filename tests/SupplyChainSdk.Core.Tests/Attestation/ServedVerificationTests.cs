using SupplyChainSdk.Attestation;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Attestation;

/// <summary>What a source serves, verified and compared with what was released.</summary>
[TestClass]
public sealed class ServedVerificationTests
{
    private const string Beside = $"{AttestedPackage.Name}.sigstore.json";
    private static readonly PackageId Widgets = PackageId.Create("Contoso.Widgets", "1.2.3");

    [TestMethod]
    public void What_was_released_and_then_signed_by_the_feed_is_verified()
    {
        using var package = Released();
        var report = Serve(package, AttestedPackage.NuGetSign(Attested(package)));

        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        Assert.AreEqual((package.At("feed"), null), (report.Source, report.Path));
        Assert.AreSequenceEqual([BundlePlace.Inside, BundlePlace.Release], report.Bundles.Select(b => b.Place));
        Assert.AreEqual((AttestedPackage.Name, true, true, SignatureChange.Added),
            (report.Release!.ReleasedFile, report.Release.IsSameBeforeSigning, report.Release.IsSameAsBuilt, report.Release.Signature));
        Assert.HasCount(2, report.Sboms!.Equal, "the one beside the released package too");
    }

    [TestMethod]
    public void What_was_pushed_without_its_attestation_is_verified_with_the_bundle_of_the_release()
    {
        using var package = new AttestedPackage();
        var report = Serve(package, package.Built, released: package.Folder);

        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        Assert.AreEqual(BundlePlace.Release, report.Bundles.Single().Place);
        Assert.AreEqual(SignatureChange.None, report.Release!.Signature);
    }

    [TestMethod]
    public void Without_a_release_to_compare_with_the_attestation_inside_counts_alone()
    {
        using var package = new AttestedPackage();
        var report = Serve(package, Attested(package), released: null);
        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        Assert.IsNull(report.Release);
        Assert.AreEqual(Codes.NoAttestation, Serve(package, package.Built, released: null).Refusal?.Code);
    }

    [TestMethod]
    public void A_signed_release_is_kept_replaced_or_robbed_of_its_signature()
    {
        using var package = Released();
        var signed = AttestedPackage.NuGetSign(Attested(package));
        package.Write($"out/{AttestedPackage.Name}", signed);

        var report = Serve(package, signed);
        Assert.AreEqual((VerificationResult.Verified, SignatureChange.Kept), (report.Result, report.Release!.Signature));
        report = Serve(package, AttestedPackage.NuGetSign(Attested(package), "countersigned"));
        Assert.AreEqual((VerificationResult.Verified, SignatureChange.Replaced), (report.Result, report.Release!.Signature));
        report = Serve(package, Attested(package));
        AssertDiffers(report, "served without the signature that the released");
        Assert.AreEqual(SignatureChange.Removed, report.Release!.Signature);
    }

    [TestMethod]
    public void Another_attestation_by_the_same_key_is_not_the_release()
    {
        using var package = Released();
        var report = Serve(package, AttestedPackage.Attest(package.Built, package.AnotherBundle(new Recipe())));
        AssertDiffers(report, "has another attestation than the released");
        Assert.IsTrue(report.Release!.IsSameAsBuilt);
        AssertDiffers(Serve(package, package.Built), "or one has none");
    }

    [TestMethod]
    public void Another_package_that_the_same_key_attested_is_not_the_release()
    {
        using var package = Released();
        using var other = new AttestedPackage(new Recipe { MoreEntries = [new("lib/net10.0/more.dll", "more")] });
        File.Delete(package.At($"out/{Beside}"));
        var report = Serve(package, Attested(other));
        AssertDiffers(report, "is not the released");
        Assert.IsFalse(report.Release!.IsSameAsBuilt);

        // With the bundle of the release, its own attestation stands against it already.
        package.Write($"out/{Beside}", package.Bundle);
        Assert.AreEqual(Codes.SubjectMismatch, Serve(package, Attested(other)).Refusal?.Code);
    }

    [TestMethod]
    public void A_tampered_package_is_refused_as_such_and_the_comparison_is_still_shown()
    {
        using var package = Released();
        var tampered = Attested(package);
        tampered[tampered.AsSpan().IndexOf("xxxxxxxx"u8)] ^= 1;
        var report = Serve(package, tampered);

        Assert.AreEqual(Codes.SubjectMismatch, report.Refusal?.Code);
        Assert.IsFalse(report.Release!.IsSameBeforeSigning);
    }

    [TestMethod]
    public void Another_id_or_version_than_was_asked_for_is_refused_however_well_it_is_attested()
    {
        using var package = new AttestedPackage();
        package.Write("feed/contoso.widgets/1.2.4/contoso.widgets.1.2.4.nupkg", Attested(package));
        var report = ServedVerification.Verify(PackageId.Create("Contoso.Widgets", "1.2.4"), Request(package, released: null), CancellationToken.None);
        Assert.AreEqual(Codes.StatementContradicts, report.Refusal?.Code);

        // Its id alone is what was asked for with the version in it.
        using var odd = new AttestedPackage(new Recipe { Id = "Contoso.Widgets.1.2.3", Statement = s => s["subject"]![0]!["uri"] = "pkg:nuget/Contoso.Widgets.1.2.3@1.2.3" });
        report = Serve(odd, Attested(odd), released: null);
        Assert.AreEqual(Codes.StatementContradicts, report.Refusal?.Code, report.Refusal?.Message);
        Assert.Contains("is not what its name says", report.Refusal!.Message);
    }

    [TestMethod]
    public void What_the_source_does_not_have_decides_nothing()
    {
        using var package = Released();
        Directory.CreateDirectory(package.At("feed"));
        AssertUndecided(Codes.PackageNotServed, ServedVerification.Verify(Widgets, Request(package, package.At("out")), CancellationToken.None), "Contoso.Widgets 1.2.3 is not on");
    }

    [TestMethod]
    public void What_was_not_released_here_or_cannot_be_read_decides_nothing()
    {
        using var package = Released();
        File.Delete(package.At($"out/{AttestedPackage.Name}"));
        AssertUndecided(Codes.InputUnreadable, Serve(package, package.Built), "there is no such file");
        Directory.Delete(package.At("out"), recursive: true);
        AssertUndecided(Codes.InputUnreadable, Serve(package, package.Built), "there is no such folder");
        package.Write($"out/{AttestedPackage.Name}", "not a package");
        Assert.AreEqual(Codes.PackageMalformed, Serve(package, package.Built).Refusal?.Code);
    }

    [TestMethod]
    public void A_source_that_is_not_there_decides_nothing()
    {
        using var package = Released();
        AssertUndecided(Codes.InputUnreadable, ServedVerification.Verify(Widgets, Request(package, package.At("out")), CancellationToken.None), "no such file");
        using var server = new LocalServer(context => context.Response.StatusCode = 503);
        using var feed = new Feed(FeedSource.At($"{server.Address}index.json"));
        AssertUndecided(Codes.SourceUnusable, ServedVerification.Verify(Widgets, Request(package, package.At("out")) with { Feed = feed }, CancellationToken.None), "answers 503");
    }

    [TestMethod]
    public void A_package_is_waited_for_until_it_is_there()
    {
        using var package = Released();
        Directory.CreateDirectory(package.At("feed"));
        var said = 0;
        var report = ServedVerification.Verify(Widgets, Request(package, package.At("out")) with
        {
            Wait = TimeSpan.FromSeconds(30),
            Waiting = _ =>
            {
                if (++said == 1)
                    package.Write($"feed/{AttestedPackage.Name}", Attested(package));
            },
        }, CancellationToken.None);

        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        Assert.AreEqual(1, said);
    }

    [TestMethod]
    public void Without_an_expectation_nothing_is_downloaded()
    {
        using var package = Released();
        using var server = new LocalServer(_ => Assert.Fail("It was asked."));
        using var feed = new Feed(FeedSource.At($"{server.Address}index.json"));
        AssertUndecided(Codes.NoExpectation, ServedVerification.Verify(Widgets, Request(package, null) with { Feed = feed, Signer = ExpectedSigner.Key(null) }, CancellationToken.None), "--key");
    }

    // In out/ as it was pushed, with its bundle and SBOM beside it.
    private static AttestedPackage Released()
    {
        var package = new AttestedPackage();
        package.Write($"out/{AttestedPackage.Name}", Attested(package));
        package.Write($"out/{Beside}", package.Bundle);
        package.Write($"out/{AttestedPackage.SbomBeside}", File.ReadAllBytes(package.At(AttestedPackage.SbomBeside)));
        return package;
    }

    private static byte[] Attested(AttestedPackage package) => AttestedPackage.Attest(package.Built, package.Bundle);

    private static VerificationReport Serve(AttestedPackage package, byte[] served) => Serve(package, served, package.At("out"));

    private static VerificationReport Serve(AttestedPackage package, byte[] served, string? released)
    {
        package.Write($"feed/{AttestedPackage.Name}", served);
        return ServedVerification.Verify(Widgets, Request(package, released), CancellationToken.None);
    }

    private static ServedRequest Request(AttestedPackage package, string? released) => new() { Feed = new Feed(FeedSource.At(package.At("feed"))), Signer = ExpectedSigner.Key(package.KeyPath), Released = released };

    private static void AssertDiffers(VerificationReport report, string reason)
    {
        Assert.AreEqual(Codes.ReleaseDiffers, report.Refusal?.Code, report.Refusal?.Message);
        Assert.AreEqual(VerificationResult.NotVerified, report.Result);
        Assert.Contains(reason, report.Refusal!.Message);
        Assert.IsEmpty(report.NotChecked);
    }

    private static void AssertUndecided(DiagnosticCode code, VerificationReport report, string reason)
    {
        Assert.AreEqual(code, report.Refusal?.Code, report.Refusal?.Message);
        Assert.AreEqual(VerificationResult.Undecided, report.Result);
        Assert.Contains(reason, report.Refusal!.Message);
    }
}
