using System.Collections.Immutable;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Publishers;

/// <summary>Who published a package: what its signatures prove, and apart from it what the package says of itself.</summary>
/// <param name="Author">Certified: the certificate of the author signature; null when nothing is proven.</param>
/// <param name="Repository">Certified: the address of the repository that signed; null when nothing is proven.</param>
/// <param name="Owners">Certified: who the package belongs to at that repository, sorted.</param>
/// <param name="SourceRepository">Claimed by the nuspec: where its source is; null when absent.</param>
/// <param name="Project">Claimed by the nuspec: its web page; null when absent.</param>
public sealed record Publisher(SignerCertificate? Author, string? Repository, ImmutableArray<string> Owners, string? SourceRepository, string? Project)
{
    /// <summary>Certified: the certificate of the repository signature, which alone says who that repository is; null when nothing is proven.</summary>
    public SignerCertificate? RepositoryCertificate { get; init; }

    /// <summary>By whom its attestations are; null where that is not remembered, or not known.</summary>
    public AttestationMemory? Attested { get; init; }

    private const int MaxText = 1000;
    private const int MaxShown = 10;

    /// <summary>The publisher of a package that was read. A signature that does not verify proves nothing and is left out.</summary>
    /// <param name="package">The package.</param>
    /// <param name="signatures">Its signatures.</param>
    /// <param name="facts">What its attestations say; null where nobody looked.</param>
    public static Publisher Of(PackageFacts package, PackageSignatures signatures, AttestationFacts? facts) => new(
        signatures.ProvenAuthor?.Certificate, signatures.ProvenRepository?.ServiceIndex, signatures.ProvenRepository?.Owners ?? [],
        Claim(package.Nuspec.Repository?.Url), Claim(package.Nuspec.ProjectUrl))
    {
        RepositoryCertificate = signatures.ProvenRepository?.Certificate,
        Attested = AttestationMemory.Of(facts),
    };

    /// <summary>What is different now, in a fixed order; empty when the publisher is the same.</summary>
    public ImmutableArray<PublisherChange> ChangesTo(Publisher now)
    {
        var changes = ImmutableArray.CreateBuilder<PublisherChange>();
        if (Author?.Sha256 != now.Author?.Sha256)
            changes.Add(new(PublisherField.Author, Show(Author), ShowWhole(now.Author)));
        if (!string.Equals(Repository, now.Repository, StringComparison.Ordinal))
            changes.Add(new(PublisherField.Repository, Show(Repository), Show(now.Repository)));
        else if (RepositoryCertificate?.Sha256 != now.RepositoryCertificate?.Sha256)
            changes.Add(new(PublisherField.RepositoryCertificate, Show(RepositoryCertificate), ShowWhole(now.RepositoryCertificate)));
        // Without a repository signature there are no owners to compare: that it is gone is said.
        if (string.Equals(Repository, now.Repository, StringComparison.Ordinal) && !Owners.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(now.Owners))
            changes.Add(new(PublisherField.Owners, Show(Owners), Show(now.Owners)));
        if (!SourceAddress.IsSame(SourceRepository, now.SourceRepository))
            changes.Add(new(PublisherField.SourceRepository, Show(SourceRepository), Show(now.SourceRepository)));
        if (!SourceAddress.IsSame(Project, now.Project))
            changes.Add(new(PublisherField.Project, Show(Project), Show(now.Project)));
        return changes.ToImmutable();
    }

    /// <summary>What is different of its attestations; empty where one of both does not know them.</summary>
    public ImmutableArray<AttestationChange> AttestationChangesTo(Publisher now) => Attested is { } was && now.Attested is { } found ? was.ChangesTo(found) : [];

    /// <summary>All that is known, each as if it were new.</summary>
    public ImmutableArray<PublisherChange> Known =>
    [
        .. new PublisherChange[]
        {
            new(PublisherField.Author, null, Show(Author)), new(PublisherField.Repository, null, Show(Repository)),
            new(PublisherField.RepositoryCertificate, null, Show(RepositoryCertificate)), new(PublisherField.Owners, null, Show(Owners)),
            new(PublisherField.SourceRepository, null, Show(SourceRepository)), new(PublisherField.Project, null, Show(Project)),
        }.Where(known => known.Now is not null),
    ];

    private static string? Claim(string? text) => text is null ? null : Printable.Bounded(text, MaxText);

    private static string? Show(SignerCertificate? signer) => signer is null ? null : $"{Printable.Quoted(signer.Subject)} (certificate {Printable.Short(signer.Sha256.Hex)})";

    // The one that has to be compared with what a publisher announces.
    private static string? ShowWhole(SignerCertificate? signer) => signer is null ? null : $"{Printable.Quoted(signer.Subject)} (certificate {signer.Sha256.Hex})";

    private static string? Show(string? text) => text is null ? null : Printable.Quoted(text);

    private static string? Show(ImmutableArray<string> owners) => owners.IsEmpty ? null : Printable.List(owners.Select(Printable.Quoted), MaxShown);
}

/// <summary>What of a publisher can change.</summary>
public enum PublisherField
{
    /// <summary>The author's certificate.</summary>
    Author,

    /// <summary>The repository that signs.</summary>
    Repository,

    /// <summary>The certificate of a repository whose address is the same.</summary>
    RepositoryCertificate,

    /// <summary>The owners at the repository.</summary>
    Owners,

    /// <summary>The source repository that the package names.</summary>
    SourceRepository,

    /// <summary>The web page that the package names.</summary>
    Project,
}

/// <summary>One thing that is different.</summary>
/// <param name="Field">What.</param>
/// <param name="Was">For people; null for nothing.</param>
/// <param name="Now">For people; null for nothing.</param>
public sealed record PublisherChange(PublisherField Field, string? Was, string? Now)
{
    /// <summary>Whether a signature is what changed, and not what somebody claims.</summary>
    public bool IsOfSignature => Field is PublisherField.Author or PublisherField.Repository or PublisherField.RepositoryCertificate;

    /// <summary>For people, both values named.</summary>
    public override string ToString() => (Was, Now) switch
    {
        (_, null) => $"{Name} is gone, it was {Was}",
        (null, _) => $"{Name} is now {Now}, and there was none",
        _ => $"{Name} is now {Now}, it was {Was}",
    };

    private string Name => Field switch
    {
        PublisherField.Author => "the author signature",
        PublisherField.Repository => "the repository signature",
        PublisherField.RepositoryCertificate => "the certificate of the repository, which repositories renew every few years,",
        PublisherField.Owners => "the set of owners",
        PublisherField.SourceRepository => "the source repository that it names",
        _ => "the project page that it names",
    };
}
