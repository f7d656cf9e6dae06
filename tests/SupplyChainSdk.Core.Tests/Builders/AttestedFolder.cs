using System.Collections.Immutable;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Core.Tests.Licensing;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>A packages folder with the package of a <see cref="CertifiedPackage"/> and one without an attestation; each as NuGet installs it, as far as archives go.</summary>
internal sealed class AttestedFolder : IDisposable
{
    public const string Place = "contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg";
    public static readonly PackageId Widgets = PackageId.Create("Contoso.Widgets", "1.2.3");
    public static readonly PackageId Plain = PackageId.Create("Plain", "1.0.0");
    private readonly Scratch _scratch = new();

    public AttestedFolder(byte[] package, byte[]? beside = null)
    {
        Package = package;
        Put(Place, package);
        Put("plain/1.0.0/plain.1.0.0.nupkg", RawZip.Write(RawZip.Package("Plain", "1.0.0")));
        if (beside is not null)
            Put(Place + ".sigstore.json", beside);
    }

    /// <summary>As it lies there.</summary>
    public byte[] Package { get; private set; }

    public string Folder => _scratch.At("packages");

    public static TrustedRoot Root { get; } = TrustedRoot.Parse(System.Text.Encoding.UTF8.GetBytes(CertifiedPackage.Instance.Root().ToJsonString()), "root.json");

    /// <summary>The package with its bundle inside.</summary>
    public static byte[] Inside(CertifiedPackage package) => AttestedPackage.Attest(package.Built, package.Bundle);

    public string At(string name) => _scratch.At([.. name.Split('/')]);

    public string Put(string place, byte[] content) => _scratch.Write($"packages/{place}", content);

    public void Replace(byte[] package) => Put(Place, Package = package);

    /// <summary>Of packages whose hash nobody knows.</summary>
    public PackageReading ReadAsIs() => PackageReader.Read(PackageReaderTests.Graph([Folder], PackageReaderTests.Node("Contoso.Widgets", "1.2.3"), PackageReaderTests.Node("Plain", "1.0.0")), default);

    public PackageReading Read() => PackageReader.Read(Graph, default);

    public DependencyGraph Graph => PackageReaderTests.Graph([Folder], PackageReaderTests.Node("Contoso.Widgets", "1.2.3", HashOf(Path.Combine(Folder, Place))), PackageReaderTests.Node("Plain", "1.0.0"));

    /// <summary>Of every package that may be attested.</summary>
    public ImmutableDictionary<PackageId, AttestationFacts> Verify(ProvenanceRules? rules = null, AttestationCache? cache = null, TrustedRoot? root = null) =>
        DependencyVerification.Run([.. Read().Read.Select(DependencyEvidence.Of).Where(e => e.MayBeAttested)], rules, root ?? Root, cache, default);

    public AttestationFacts Facts(ProvenanceRules? rules = null, AttestationCache? cache = null, TrustedRoot? root = null) => Verify(rules, cache, root)[Widgets];

    public static ProvenanceRules Rules(params ImmutableArray<ProvenanceRule> rules) => new(new Setting<Enforce>(Enforce.Error, null), rules, []);

    public static ProvenanceRule Rule(ProvenanceMode mode = ProvenanceMode.Require, string packages = "Contoso.*") => new(new PackagePattern(packages), mode, Given.At(5));

    public static ExpectedKey Key(string path)
    {
        var key = PublicKey.Load(path);
        return new ExpectedKey("release.pub", "release.pub", Given.At(6)) { Fingerprint = key.Fingerprint, SubjectPublicKeyInfo = key.SubjectPublicKeyInfo };
    }

    // As the lock file has it: without a NuGet signature.
    private static ContentHash HashOf(string path)
    {
        using var archive = PackageArchive.Open(path);
        return archive.Hash().Content;
    }

    public void Dispose() => _scratch.Dispose();
}
