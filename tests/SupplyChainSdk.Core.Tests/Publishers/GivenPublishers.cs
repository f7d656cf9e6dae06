using System.Collections.Immutable;
using System.Text;
using SupplyChainSdk.Core.Tests.Licensing;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Publishers;

namespace SupplyChainSdk.Core.Tests.Publishers;

/// <summary>Publishers, baselines and policies made in memory.</summary>
internal static class GivenPublishers
{
    public const string BaselinePath = "/repo/App/publishers.json";
    public const string Gallery = "https://feed.test/v3/index.json";

    public static SignerCertificate Alice { get; } = new("CN=Alice", Digest.Sha256Of("alice"u8));

    public static SignerCertificate GalleryCertificate { get; } = new("CN=Gallery", Digest.Sha256Of("gallery"u8));

    public static SignerCertificate Mallory { get; } = new("CN=Mallory", Digest.Sha256Of("mallory"u8));

    /// <summary>Signed by author and repository, claims a source repository.</summary>
    public static Publisher Same { get; } = new(Alice, Gallery, ["alice", "bob"], "https://github.com/alice/foo", null) { RepositoryCertificate = GalleryCertificate };

    public static PublisherEntry Entry(string id, Publisher? publisher = null, DateOnly? until = null, string? comment = null, int line = 4, string path = BaselinePath) =>
        new(id, publisher ?? Same, until, comment, new Location(path, line, 5));

    public static PublisherBaselines Baselines(params PublisherEntry[] entries) => PublisherBaselines.None with { Entries = [.. entries] };

    /// <summary>A package as it was read: what its nuspec claims.</summary>
    public static PackageFacts Facts(string id, Publisher publisher) => Given.Package(id, "MIT") with
    {
        Nuspec = Given.Nuspec(null) with
        {
            ProjectUrl = publisher.Project,
            Repository = publisher.SourceRepository is { } url ? new NuspecRepository("git", url, null, null) : null,
        },
    };

    /// <summary>The signatures by which a publisher is proven.</summary>
    public static PackageSignatures Signatures(Publisher publisher, params ImmutableArray<string> problems) => new(
        publisher.Author is { } author ? new AuthorSignature(author, []) : null,
        publisher.Repository is { } repository ? new RepositorySignature(publisher.RepositoryCertificate ?? GalleryCertificate, repository, publisher.Owners, []) : null, problems);

    public static PublisherRules Rules(Enforce enforce = Enforce.Warning, int? minimumAge = null, params (string Packages, Enforce Enforce)[] rules) => new(
        new Setting<Enforce>(enforce, Given.At(6)), [new Setting<string>(BaselinePath, Given.At(6))], minimumAge is { } days ? new Setting<int>(days, Given.At(7)) : null,
        [.. rules.Select(r => new PublisherRule(new PackagePattern(r.Packages), r.Enforce, Given.At(8)))]);

    public static EffectivePolicy PolicyOf(PublisherRules? rules) => Given.Policy(null) with { Publishers = rules };

    /// <summary>Rules with the content of their baseline.</summary>
    public static PublisherRules WithContent(this PublisherRules rules, string? content, int? days = null) => rules with
    {
        Files = ImmutableDictionary<string, BaselineFile>.Empty.Add(BaselinePath, new BaselineFile("App/publishers.json", days, content is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(content))),
    };

    public static PublishedPackage Published(string id, Publisher? publisher = null, bool isDirect = true, string version = "1.0.0") => new(PackageId.Create(id, version), isDirect, publisher ?? Same);
}
