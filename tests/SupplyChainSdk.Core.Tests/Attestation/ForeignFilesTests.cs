using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Tests;
using static SupplyChainSdk.Core.Tests.Attestation.ForeignStatement;

namespace SupplyChainSdk.Core.Tests.Attestation;

/// <summary>Files of several bundles, and the names that other tools give them: beside the package, in a folder, at an address; each with its tampered twin.</summary>
[TestClass]
public sealed class ForeignFilesTests
{
    private const string Beside = $"{AttestedPackage.Name}.sigstore.json";
    private const string Lined = $"{AttestedPackage.Name}.sigstore.jsonl";
    private const string OfGitHub = "attestation.json";

    [TestMethod]
    [DataRow(Lined)]
    [DataRow(OfGitHub)]
    [DataRow("sha256:")]
    [DataRow("sha256-")]
    [DataRow("sha512:")]
    [DataRow("signed sha256:")]
    public void It_is_found_beside_the_package_by_every_name_and_each_line_is_judged_by_itself(string name)
    {
        if (OperatingSystem.IsWindows() && name.EndsWith(':'))
            Assert.Inconclusive("No colon in names here.");
        using var package = new CertifiedPackage();
        File.Delete(package.At(Beside));
        if (name.StartsWith("signed", StringComparison.Ordinal))
            package.Write(AttestedPackage.Name, AttestedPackage.NuGetSign(AttestedPackage.Attest(package.Built, package.Bundle)));
        var layers = Layers(File.ReadAllBytes(package.Path));
        name = name switch
        {
            "sha512:" => $"sha512:{layers.AsDownloaded.Sha512.Hex}.jsonl",
            "signed sha256:" => $"sha256:{layers.AsDownloaded.Sha256.Hex}.jsonl",
            _ when name.StartsWith("sha", StringComparison.Ordinal) => $"{name}{layers.AsBuilt.Sha256.Hex}.jsonl",
            _ => name,
        };
        package.Write(name, Lines(package.Bundle, package.Sign()));
        var report = package.Verify();
        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        Assert.AreSequenceEqual([$"{name}, line 1", $"{name}, line 2"], report.Bundles.Where(b => b.Place == BundlePlace.Beside).Select(b => b.Name));

        package.Write(name, Lines(package.Bundle, Flip(package.Bundle)));
        var refused = package.Verify();
        Assert.AreEqual(VerificationResult.NotVerified, refused.Result);
        Assert.AreEqual($"{name}, line 2", refused.Bundles.Single(b => b.Verdict == BundleVerdict.Refused).Name);
        Assert.Contains("does not undo it", refused.Refusal!.Message);
    }

    [TestMethod]
    [DataRow("\n", "line 3", DisplayName = "an empty line")]
    [DataRow("{}\n", "line 3", DisplayName = "no bundle")]
    [DataRow("{", "line 3", DisplayName = "no end")]
    [DataRow("\uFEFF{}\n", "line 3", DisplayName = "a byte order mark")]
    public void A_line_that_is_no_bundle_is_refused(string more, string says)
    {
        using var package = new CertifiedPackage();
        package.Write(Lined, [.. Lines(package.Bundle, package.Bundle), .. System.Text.Encoding.UTF8.GetBytes(more)]);
        var report = package.Verify();
        Assert.AreEqual(Codes.BundleMalformed, report.Refusal?.Code);
        Assert.Contains($"{Lined}, {says} is not a Sigstore bundle", report.Refusal!.Message);
        package.Write(Lined, Lines(package.Bundle, package.Sign()));
        Assert.AreEqual(VerificationResult.Verified, package.Verify().Result);
    }

    [TestMethod]
    public void Lines_and_bytes_are_bounded_and_an_empty_file_is_no_file()
    {
        using var package = new CertifiedPackage();
        package.Write(Lined, Lines([.. Enumerable.Repeat(package.Bundle, 64)]));
        Assert.AreEqual(VerificationResult.Verified, package.Verify().Result);
        foreach (var (content, says) in new[]
        {
            (Lines([.. Enumerable.Repeat(package.Bundle, 65)]), "It has more than 64 lines"),
            (new byte[BundleLines.MaxBytes + 5], "It is larger than 4194304 bytes"),
            (Lines([package.Bundle, new byte[Sigstore.Bundle.MaxBytes + 1]]), "The bundle is larger than 1048576 bytes"),
            ([], "is not valid JSON"),
        })
        {
            package.Write(Lined, content);
            var report = package.Verify();
            Assert.AreEqual(Codes.BundleMalformed, report.Refusal?.Code);
            Assert.Contains(says, report.Refusal!.Message);
        }
        // One bundle has one file of its own name, and no line more.
        File.Delete(package.At(Lined));
        package.Write(Beside, Lines(package.Bundle, package.Bundle));
        Assert.AreEqual(Codes.BundleMalformed, package.Verify().Refusal?.Code);
    }

    [TestMethod]
    public void What_GitHub_writes_for_several_files_says_nothing_of_the_others_and_proves_nothing_without_a_line_of_its_own()
    {
        using var package = new CertifiedPackage();
        using var other = new CertifiedPackage(new Recipe { Id = "Contoso.Other", Statement = s => s["subject"]![0]!["name"] = "Contoso.Other.1.2.3.nupkg" });
        File.Delete(package.At(Beside));
        package.Write(OfGitHub, Lines(other.Bundle, package.Bundle));
        var report = package.Verify();
        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        Assert.AreSequenceEqual([BundleVerdict.OtherSubject, BundleVerdict.Verified], report.Bundles.Select(b => b.Verdict));

        package.Write(OfGitHub, Lines(other.Bundle));
        Assert.AreEqual((VerificationResult.NotVerified, Codes.SubjectMismatch), (package.Verify().Result, package.Verify().Refusal?.Code));
        // Called as this package, and of other bytes: that one is changed.
        using var changed = new CertifiedPackage(new Recipe { MoreEntries = [new("x.txt", "x")] });
        package.Write(OfGitHub, Lines(changed.Bundle, package.Bundle));
        Assert.Contains("differs from the attested package", package.Verify().Refusal!.Message);
        // In a file of the package's own name nothing is about another.
        package.Write(Lined, Lines(other.Bundle, package.Bundle));
        File.Delete(package.At(OfGitHub));
        Assert.AreEqual(Codes.SubjectMismatch, package.Verify().Refusal?.Code);
    }

    [TestMethod]
    public void Of_a_file_of_several_that_is_named_one_has_to_verify_and_the_others_may_be_somebody_elses()
    {
        using var package = new CertifiedPackage();
        using var other = new CertifiedPackage(new Recipe { Id = "Contoso.Other", Statement = s => s["subject"]![0]!["name"] = "Contoso.Other.1.2.3.nupkg" });
        foreach (var name in new[] { "named.jsonl", OfGitHub })
        {
            var named = package.Write(name, Lines(package.KeyBundle, other.Bundle, package.Bundle));
            var report = package.Verify(bundles: named);
            Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
            Assert.AreSequenceEqual([BundleVerdict.OtherSigner, BundleVerdict.OtherSubject, BundleVerdict.Verified], report.Bundles.Where(b => b.Place == BundlePlace.Named).Select(b => b.Verdict));

            package.Write(name, Lines(package.KeyBundle, other.Bundle));
            Assert.AreEqual(Codes.SignerUnexpected, package.Verify(bundles: named).Refusal?.Code);
            package.Write(name, Lines(package.KeyBundle, package.Bundle, Flip(package.Bundle)));
            Assert.AreEqual(VerificationResult.NotVerified, package.Verify(bundles: named).Result);
            File.Delete(named);
        }
        // A bundle of its own may be written over several lines there; a file of another name is one bundle.
        Assert.AreEqual(VerificationResult.Verified, package.Verify(bundles: package.Write(OfGitHub, System.Text.Encoding.UTF8.GetBytes(System.Text.Json.Nodes.JsonNode.Parse(package.Bundle)!.ToString()))).Result);
        Assert.AreEqual(Codes.BundleMalformed, package.Verify(bundles: package.Write("named.json", Lines(package.Bundle, package.Bundle))).Refusal?.Code);
    }

    [TestMethod]
    [DataRow("", Lined)]
    [DataRow("", OfGitHub)]
    [DataRow("", "sha256-")]
    [DataRow("contoso.widgets/1.2.3/", "contoso.widgets.1.2.3.nupkg.sigstore.jsonl")]
    [DataRow("contoso.widgets/1.2.3/", OfGitHub)]
    [DataRow("contoso.widgets/1.2.3/", "sha256-")]
    public void A_folder_has_it_by_the_same_names(string where, string name)
    {
        using var package = new CertifiedPackage();
        File.Delete(package.At(Beside));
        name = where + (name == "sha256-" ? $"{name}{Layers(package.Built).AsBuilt.Sha256.Hex}.jsonl" : name);
        package.Write($"store/{name}", Lines(package.Bundle, package.Sign()));
        var report = package.Verify(bundles: package.At("store"));
        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        Assert.AreSequenceEqual([$"{name}, line 1", $"{name}, line 2"], report.Bundles.Select(b => b.Name));
        package.Write($"store/{name}", Lines(package.Bundle, "{}"u8.ToArray()));
        Assert.AreEqual(Codes.BundleMalformed, package.Verify(bundles: package.At("store")).Refusal?.Code);
    }

    [TestMethod]
    [DataRow("contoso.widgets.1.2.3.nupkg.sigstore.jsonl")]
    [DataRow(OfGitHub)]
    [DataRow("sha256%3A")]
    public void An_address_has_it_by_the_same_names(string name)
    {
        using var package = new CertifiedPackage();
        File.Delete(package.At(Beside));
        var path = "/of/us/contoso.widgets/1.2.3/" + (name == "sha256%3A" ? $"{name}{Layers(package.Built).AsBuilt.Sha256.Hex}.jsonl" : name);
        var content = Lines(package.Bundle, package.Sign());
        using var server = new LocalServer(context =>
        {
            if (context.Request.RawUrl == path)
                context.Response.OutputStream.Write(content);
            else
                context.Response.StatusCode = 404;
        });
        var report = package.Verify(bundles: new Uri(server.Address, "of/us").AbsoluteUri);
        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        Assert.HasCount(2, report.Bundles);
        content = Lines(package.Bundle, Flip(package.Bundle));
        Assert.AreEqual(VerificationResult.NotVerified, package.Verify(bundles: new Uri(server.Address, "of/us").AbsoluteUri).Result);
    }
}
