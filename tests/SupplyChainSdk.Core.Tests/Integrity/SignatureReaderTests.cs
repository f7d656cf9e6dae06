using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Integrity;

/// <summary>Real signatures of real packages, verified offline against the roots of the .NET SDK, in a process that is not in the SDK's folder.</summary>
[TestClass]
public sealed class SignatureReaderTests
{
    private const string Gallery = "https://api.nuget.org/v3/index.json";
    private const string JsonNet = "db1bd14ac8a4fa504adef36d1ead72a14e3f61e937d80bf09dc27473c8682083";
    private const string GallerySince2024 = "1f4b311d9acc115c8dc8018b5a49e00fce6da8e2855f9f014ca6f34570bc482d";
    private const string GalleryOf2018 = "0e5f38f57dc1bcc806d8494f4f90fbcedd988b46760709cbeec6f4219aa6157d";

    [TestMethod]
    [DataRow("Newtonsoft.Json", "13.0.4", JsonNet, GallerySince2024, "dotnetfoundation jamesnk newtonsoft")]
    [DataRow("Dapper", "2.1.86", null, GallerySince2024, "Dapper marc.gravell nick.craver")]
    [DataRow("NETStandard.Library", "1.6.1", null, GalleryOf2018, "Microsoft dotnetframework")]
    public void A_real_signature_is_proven_and_says_who(string id, string version, string? author, string repository, string owners)
    {
        var found = Verify(RealPackages.Download(id, version));
        Assert.IsEmpty(found.AllProblems, string.Join('\n', found.AllProblems));
        Assert.AreEqual(author, found.ProvenAuthor?.Certificate.Sha256.Hex);
        Assert.AreEqual(repository, found.ProvenRepository?.Certificate.Sha256.Hex);
        Assert.AreEqual(Gallery, found.ProvenRepository?.ServiceIndex);
        Assert.AreEqual(owners, string.Join(' ', found.ProvenRepository?.Owners ?? []));
    }

    [TestMethod]
    public void Every_package_of_the_large_graph_is_proven()
    {
        var nodes = RealPackages.Locked(RealPackages.LargeLock).Select(p => PackageReaderTests.Node(p.Id, p.Version, ContentHash.Parse(p.ContentHash))).ToArray();
        var found = SignatureReader.Verify(PackageReader.Read(PackageReaderTests.Graph([RealPackages.Folder], nodes), default).Read, null, default);
        Assert.HasCount(171, found);
        Assert.AreEqual("", string.Join('\n', found.Where(f => !f.Value.AllProblems.IsEmpty).Select(f => $"{f.Key}: {f.Value.AllProblems[0]}")));
        Assert.AreEqual(72, found.Values.Count(s => s.ProvenAuthor is not null && s.ProvenRepository is not null));
        Assert.AreEqual(99, found.Values.Count(s => s.Author is null && s.ProvenRepository is not null));
    }

    [TestMethod]
    public void A_signature_that_was_taken_off_is_none_although_the_content_hash_is_the_same()
    {
        using var scratch = new Scratch();
        var (signed, stripped) = (RealPackages.Download("Newtonsoft.Json", "13.0.4"), scratch.At("stripped.nupkg"));
        Strip(signed, stripped);
        Assert.AreEqual(Hash(signed), Hash(stripped));
        Assert.AreEqual(PackageSignatures.None, Verify(stripped));
    }

    [TestMethod]
    public void Content_that_the_signature_is_not_about_proves_nothing()
    {
        using var scratch = new Scratch();
        var content = File.ReadAllBytes(RealPackages.Download("Newtonsoft.Json", "13.0.4"));
        content[^(content.Length / 2)] ^= 1;
        var found = Verify(scratch.Write("changed.nupkg", content));
        Assert.IsNull(found.ProvenAuthor);
        Assert.IsNull(found.ProvenRepository);
        // The signatures themselves are as they were.
        Assert.IsTrue(found.Author!.IsValid);
        StringAssert.StartsWith(found.Problems.Single(), "NU3008: ", StringComparison.Ordinal);
    }

    [TestMethod]
    public void An_author_whom_nobody_vouches_for_is_read_and_not_trusted()
    {
        using var scratch = new Scratch();
        using var signer = new TestSigner("CN=Mallory");
        signer.SignAsAuthor(Unsigned(scratch), scratch.At("signed.nupkg"));
        var found = Verify(scratch.At("signed.nupkg"));
        Assert.AreEqual(("CN=Mallory", signer.Fingerprint), (found.Author?.Certificate.Subject, found.Author?.Certificate.Sha256.Hex));
        Assert.IsNull(found.ProvenAuthor);
        Assert.IsNull(found.Repository);
        Assert.IsEmpty(found.Problems);
        StringAssert.StartsWith(found.Author!.Problems[0], "NU3018: ", StringComparison.Ordinal);
        Assert.IsFalse(found.AllProblems.Any(p => p.Contains('\n', StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_repository_whom_nobody_vouches_for_proves_no_owners()
    {
        using var scratch = new Scratch();
        using var signer = new TestSigner("CN=A repository");
        signer.SignAsRepository(Unsigned(scratch), scratch.At("signed.nupkg"), "jamesnk", "Contoso");
        var found = Verify(scratch.At("signed.nupkg"));
        Assert.AreEqual("Contoso jamesnk", string.Join(' ', found.Repository!.Owners));
        Assert.AreEqual("https://feed.test/v3/index.json", found.Repository.ServiceIndex);
        Assert.IsNull(found.ProvenRepository);
    }

    [TestMethod]
    public void Whoever_claims_to_be_nuget_org_with_another_certificate_is_not_trusted_unless_the_policy_names_it()
    {
        using var scratch = new Scratch();
        using var signer = new TestSigner("CN=NuGet.org Repository by Microsoft") { ServiceIndex = Gallery };
        signer.SignAsRepository(Unsigned(scratch), scratch.At("signed.nupkg"), "Microsoft");
        signer.SignAsAuthor(scratch.At("unsigned.nupkg"), scratch.At("author.nupkg"));
        signer.SignAsRepository(scratch.At("author.nupkg"), scratch.At("counter.nupkg"), "Microsoft");
        foreach (var file in (string[])["signed.nupkg", "counter.nupkg"])
        {
            var found = Verify(scratch.At(file)).Repository!;
            Assert.AreEqual($"the repository signature claims to be nuget.org's, but its certificate {signer.Fingerprint} is none of those that nuget.org has published", found.Problems[^1]);
            var others = Verify(scratch.At(file), Named("Other.*", signer)).Repository!;
            Assert.AreEqual(found.Problems[^1], others.Problems[^1], "named for other packages");
            // That no root vouches for it stays.
            var named = Verify(scratch.At(file), Named("Any", signer)).Repository!;
            Assert.AreEqual(string.Join('\n', found.Problems[..^1]), string.Join('\n', named.Problems));
        }

        static SignatureRules Named(string packages, TestSigner signer) => new(new Setting<Enforce>(Enforce.Error, null),
            [SignatureGateTests.Rule(packages) with { RepositoryFingerprints = [Digest.Parse("sha256", signer.Fingerprint)] }]);
    }

    [TestMethod]
    [DataRow("https://api.nuget.org/v3/index.json")]
    [DataRow("HTTPS://API.NuGet.ORG:443/V3/other.json?x")]
    [DataRow("http://www.nuget.org./api/v2")]
    [DataRow("https://nuget.org/")]
    public void An_address_of_nuget_org_needs_its_certificate(string address)
    {
        Assert.IsNotNull(NuGetOrg.Problem(address, Digest.Sha256Of("mallory"u8), []));
        foreach (var certificate in NuGetOrg.Certificates)
            Assert.IsNull(NuGetOrg.Problem(address, certificate, []));
    }

    [TestMethod]
    [DataRow("https://feed.test/v3/index.json")]
    [DataRow("https://api.nuget.org.feed.test/v3/index.json")]
    [DataRow("https://notnuget.org/v3/index.json")]
    public void An_address_elsewhere_claims_nothing_of_nuget_org(string address) => Assert.IsNull(NuGetOrg.Problem(address, Digest.Sha256Of("mallory"u8), []));

    [TestMethod]
    public void Each_signature_is_judged_for_itself()
    {
        using var scratch = new Scratch();
        using var author = new TestSigner("CN=Mallory");
        using var repository = new TestSigner("CN=A repository");
        author.SignAsAuthor(Unsigned(scratch), scratch.At("author.nupkg"));
        repository.SignAsRepository(scratch.At("author.nupkg"), scratch.At("both.nupkg"), "contoso");
        var found = Verify(scratch.At("both.nupkg"));
        Assert.AreEqual(author.Fingerprint, found.Author?.Certificate.Sha256.Hex);
        Assert.AreEqual(repository.Fingerprint, found.Repository?.Certificate.Sha256.Hex);
        Assert.IsFalse(found.Author!.IsValid);
        Assert.IsFalse(found.Repository!.IsValid);
        StringAssert.Contains(found.Author.Problems[0], "author primary signature", StringComparison.Ordinal);
        StringAssert.Contains(found.Repository.Problems[0], "repository countersignature", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_signature_that_is_not_one_is_a_problem_and_not_none()
    {
        using var scratch = new Scratch();
        var path = scratch.Write("signed.nupkg", Packaging.RawZip.Write([.. Packaging.RawZip.Package(), Packaging.RawEntry.Signature("no signature at all")]));
        var found = Verify(path);
        Assert.IsNull(found.Author);
        Assert.HasCount(1, found.Problems);
    }

    [TestMethod]
    public void Nothing_is_asked_for_no_package() => Assert.IsEmpty(SignatureReader.Verify([], null, default));

    public static void Strip(string signed, string stripped)
    {
        using var input = File.OpenRead(signed);
        using var output = File.Create(stripped);
        PackageLayers.CopyAsBuilt(input, output);
    }

    private static string Unsigned(Scratch scratch)
    {
        Strip(RealPackages.Download("Dapper", "2.1.86"), scratch.At("unsigned.nupkg"));
        return scratch.At("unsigned.nupkg");
    }

    private static string Hash(string path)
    {
        using var archive = PackageArchive.Open(path);
        return archive.Hash().Content.Base64;
    }

    public static PackageSignatures Verify(string path, bool isSigned, SignatureRules? named = null)
    {
        var id = PackageId.Create("Any", "1.0.0");
        var facts = new PackageFacts(new ResolvedPackage(id, DependencyKind.Direct, false, null, "", []), path, ContentHash.Of(new byte[64]), Digest.Sha512(new byte[64]), isSigned,
            Licensing.Given.Nuspec(null));
        return SignatureReader.Verify([facts], named, default)[id];
    }

    private static PackageSignatures Verify(string path, SignatureRules? named = null)
    {
        using var archive = PackageArchive.Open(path);
        return Verify(path, archive.IsSigned, named);
    }
}
