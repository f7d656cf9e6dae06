using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Attestation;

/// <summary>The further place of attestations that a caller names: a folder, or an address.</summary>
[TestClass]
public sealed class BundleStoreTests
{
    private const string Beside = $"{AttestedPackage.Name}.sigstore.json";
    private const string Layout = "contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg.sigstore.json";

    [TestMethod]
    [DataRow(Beside)]
    [DataRow(Layout)]
    public void A_folder_has_it_flat_or_by_id_and_version(string where)
    {
        using var package = new AttestedPackage();
        package.Delete(Beside);
        package.Write($"store/{where}", package.Bundle);
        var report = package.Verify(package.At("store"));

        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        Assert.AreEqual((BundlePlace.Store, where), (report.Bundles.Single().Place, report.Bundles.Single().Name));
    }

    [TestMethod]
    public void A_folder_is_looked_at_by_the_name_of_the_package_when_the_file_is_called_otherwise()
    {
        using var package = new AttestedPackage();
        package.Write($"store/{Beside}", package.Bundle);
        var lower = package.Write("cache/contoso.widgets.1.2.3.nupkg", package.Built);

        Assert.AreEqual(VerificationResult.Verified, PackageVerification.Verify(lower, package.At("store"), ExpectedSigner.Key(package.KeyPath), CancellationToken.None).Result);
    }

    [TestMethod]
    public void A_folder_without_it_adds_nothing_and_is_named_where_there_is_none_at_all()
    {
        using var package = new AttestedPackage();
        Directory.CreateDirectory(package.At("store"));
        Assert.AreEqual(VerificationResult.Verified, package.Verify(package.At("store")).Result);
        package.Delete(Beside);
        var refusal = package.Verify(package.At("store")).Refusal!;
        Assert.AreEqual(Codes.NoAttestation, refusal.Code);
        Assert.Contains($"or in {package.At("store")}", refusal.Message);
    }

    [TestMethod]
    [DataRow(Beside)]
    [DataRow(Layout)]
    public void A_damaged_one_in_a_folder_is_refused_although_another_verifies(string where)
    {
        using var package = new AttestedPackage();
        package.Write($"store/{where}", "{}");
        Assert.AreEqual(Codes.BundleMalformed, package.Verify(package.At("store")).Refusal?.Code);
        package.Write($"store/{(where == Beside ? Layout : Beside)}", package.Bundle);
        Assert.AreEqual(Codes.BundleMalformed, package.Verify(package.At("store")).Refusal?.Code);
    }

    [TestMethod]
    public void An_address_has_it_by_id_and_version()
    {
        using var package = new AttestedPackage();
        package.Delete(Beside);
        using var server = LocalServer.Of(new Dictionary<string, byte[]> { ["/of/us/" + Layout] = package.Bundle });
        foreach (var root in new[] { "of/us", "of/us/" })
        {
            var report = package.Verify(new Uri(server.Address, root).AbsoluteUri);
            Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
            Assert.AreEqual((BundlePlace.Store, new Uri(server.Address, "of/us/" + Layout).AbsoluteUri), (report.Bundles.Single().Place, report.Bundles.Single().Name));
        }
    }

    [TestMethod]
    public void The_kind_of_the_package_and_letters_of_any_alphabet_are_kept()
    {
        var asked = new List<string>();
        using var server = new LocalServer(context =>
        {
            lock (asked)
                asked.Add(context.Request.RawUrl!);
            context.Response.StatusCode = 404;
        });
        const string Folder = "/gr%C3%B6%C3%9Fe.widget/1.0.0-beta.1/";
        using var package = new AttestedPackage(new Recipe { Id = "Größe.Widget", Version = "1.0-Beta.1" });
        foreach (var name in new[] { "Größe.Widget.1.0.0-Beta.1.snupkg", "Größe.Widget.1.0.0-Beta.1.symbols.nupkg" })
        {
            var file = package.Write(name, package.Built);
            Assert.AreEqual(Codes.NoAttestation, PackageVerification.Verify(file, server.Address.AbsoluteUri, ExpectedSigner.Key(package.KeyPath), CancellationToken.None).Refusal?.Code);
        }
        // The package has one layer: nothing was appended to it.
        var digest = $"{Folder}sha256%3A{SupplyChainSdk.Inventory.Digest.Sha256Of(package.Built).Hex}.jsonl";
        Assert.AreSequenceEqual(
            [
                $"{Folder}gr%C3%B6%C3%9Fe.widget.1.0.0-beta.1.snupkg.sigstore.json", $"{Folder}gr%C3%B6%C3%9Fe.widget.1.0.0-beta.1.snupkg.sigstore.jsonl", $"{Folder}gr%C3%B6%C3%9Fe.widget.1.0.0-beta.1.snupkg.vsa.sigstore.json", $"{Folder}attestation.json", digest,
                $"{Folder}gr%C3%B6%C3%9Fe.widget.1.0.0-beta.1.symbols.nupkg.sigstore.json", $"{Folder}gr%C3%B6%C3%9Fe.widget.1.0.0-beta.1.symbols.nupkg.sigstore.jsonl", $"{Folder}gr%C3%B6%C3%9Fe.widget.1.0.0-beta.1.symbols.nupkg.vsa.sigstore.json", $"{Folder}attestation.json", digest,
            ],
            asked);
    }

    [TestMethod]
    public void An_address_without_it_adds_nothing()
    {
        using var package = new AttestedPackage();
        using var server = LocalServer.Of(new Dictionary<string, byte[]>());
        Assert.AreEqual(VerificationResult.Verified, package.Verify(server.Address.AbsoluteUri).Result);
        package.Delete(Beside);
        Assert.AreEqual(Codes.NoAttestation, package.Verify(server.Address.AbsoluteUri).Refusal?.Code);
    }

    [TestMethod]
    public void A_damaged_one_at_an_address_is_refused_although_another_verifies()
    {
        using var package = new AttestedPackage();
        using var server = LocalServer.Of(new Dictionary<string, byte[]> { ["/" + Layout] = "{}"u8.ToArray() });
        Assert.AreEqual(Codes.BundleMalformed, package.Verify(server.Address.AbsoluteUri).Refusal?.Code);
    }

    [TestMethod]
    [DataRow(500, 0)]
    [DataRow(403, 0)]
    [DataRow(200, (1 << 20) + 1)]
    public void An_address_that_does_not_answer_as_it_must_decides_nothing_although_another_verifies(int status, int length)
    {
        using var package = new AttestedPackage();
        using var server = new LocalServer(context =>
        {
            context.Response.StatusCode = status;
            context.Response.OutputStream.Write(new byte[length]);
        });
        AssertUndecided(package.Verify(server.Address.AbsoluteUri));
    }

    [TestMethod]
    [DataRow("http://example.com/attestations/")]
    [DataRow("https://user:secret@example.com/")]
    [DataRow("https://example.com/?x=y")]
    [DataRow("https://example.com/#x")]
    [DataRow("https://")]
    [DataRow("")]
    public void An_address_that_must_not_be_asked_decides_nothing(string address)
    {
        using var package = new AttestedPackage();
        var refusal = AssertUndecided(package.Verify(address));
        Assert.DoesNotContain("secret", refusal.Message);
    }

    private static Finding AssertUndecided(VerificationReport report)
    {
        Assert.AreEqual(VerificationResult.Undecided, report.Result);
        Assert.AreEqual(Codes.SourceUnusable, report.Refusal!.Code);
        return report.Refusal;
    }
}
