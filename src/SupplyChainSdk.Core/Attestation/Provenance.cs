using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Attestation;

/// <summary>
/// What a build says about a file that it packed: the input of an SLSA provenance v1 predicate. Everything in it is claimed by the
/// build; the signature says who claims it.
/// </summary>
public sealed record Provenance
{
    /// <summary>The type of the predicate.</summary>
    public const string PredicateType = "https://slsa.dev/provenance/v1";

    /// <summary>What the parameters mean: docs/buildtypes/dotnet-pack-v1.md.</summary>
    public const string BuildType = "https://github.com/supplychainsdk/supplychainsdk/blob/main/docs/buildtypes/dotnet-pack-v1.md";

    /// <summary>The builder of every statement that no certificate of a workflow vouches for, whatever the environment says: it can claim SLSA Build L1 and no more.</summary>
    public const string LocalBuilder = "https://github.com/supplychainsdk/supplychainsdk/blob/main/docs/builders/local.md";

    /// <summary>The project that was packed.</summary>
    public required BuildParameters Parameters { get; init; }

    /// <summary>What built it.</summary>
    public required BuildEnvironment Environment { get; init; }

    /// <summary>Who built it: the local builder, unless a certificate says which workflow it was.</summary>
    public string BuilderId { get; init; } = LocalBuilder;

    /// <summary>Null when the project lies in no git repository.</summary>
    public required SourceRevision? Source { get; init; }

    /// <summary>Every package of the graph, shipped or not.</summary>
    public required ImmutableArray<ResolvedMaterial> Packages { get; init; }

    /// <summary>Each gate of the invocation that attests.</summary>
    public required ImmutableArray<GateResult> Gates { get; init; }

    /// <summary>The digest of the effective policy; null when there is none.</summary>
    public required Digest? PolicyDigest { get; init; }

    /// <summary>The SBOMs, with their place in the package or beside it.</summary>
    public required ImmutableArray<Byproduct> Sboms { get; init; }
}

/// <summary>What a caller chose: the external parameters.</summary>
/// <param name="Project">The project file relative to the repository root, forward slashes; its file name when there is no repository.</param>
/// <param name="Configuration">Such as <c>Release</c>.</param>
/// <param name="TargetFrameworks">In the order of the project.</param>
/// <param name="Version">The version of the package.</param>
public sealed record BuildParameters(string Project, string Configuration, ImmutableArray<string> TargetFrameworks, string Version);

/// <summary>The tools that built it: internal parameters.</summary>
/// <param name="Sdk">Version of the .NET SDK.</param>
/// <param name="MSBuild">Version of MSBuild.</param>
/// <param name="NuGet">Version of NuGet.</param>
/// <param name="Runtime">Version of the runtime that ran the build.</param>
/// <param name="OperatingSystem">Such as <c>Debian GNU/Linux 12 (bookworm)</c>.</param>
/// <param name="RuntimeIdentifier">Such as <c>linux-x64</c>.</param>
/// <param name="SupplyChainSdk">Version of this SDK.</param>
/// <param name="CIClaims">What the variables of a CI system say, sorted by name; empty outside one. Never a proof of anything.</param>
public sealed record BuildEnvironment(
    string Sdk, string MSBuild, string NuGet, string Runtime, string OperatingSystem, string RuntimeIdentifier, string SupplyChainSdk,
    ImmutableSortedDictionary<string, string> CIClaims);

/// <summary>The commit that was built.</summary>
/// <param name="RepositoryUrl">The remote's URL without credentials; null when there is none.</param>
/// <param name="Commit">40 or 64 hexadecimal digits.</param>
/// <param name="IsDirty">Whether tracked or unignored files differ from the commit.</param>
public sealed record SourceRevision(string? RepositoryUrl, string Commit, bool IsDirty)
{
    /// <summary>What the build found of the signatures of its tag and of the commit.</summary>
    public SourceCheck Signatures { get; init; } = SourceCheck.None;
}

/// <summary>A package that the build consumed.</summary>
/// <param name="Package">Id and version.</param>
/// <param name="ContentHash">NuGet's content hash, of the bytes before signing.</param>
/// <param name="FileSha512">Of the file as downloaded.</param>
/// <param name="IsDevelopmentOnly">True when it does not ship.</param>
public sealed record ResolvedMaterial(PackageId Package, ContentHash ContentHash, Digest FileSha512, bool IsDevelopmentOnly)
{
    /// <summary>Of the package as it was built, without attestation and signature: sha512, and sha256 where it is known. Empty where that was not read.</summary>
    public ImmutableArray<Digest> AsBuilt { get; init; } = [];

    /// <summary>What came of its attestations; null where nobody judged them, so that nothing is said.</summary>
    public DependencyOutcome? Outcome { get; init; }
}

/// <summary>What the build that consumed a package says of who built that package.</summary>
/// <param name="Words">As every output has it: <c>verified</c>, <c>signed by X, not expected</c>, <c>not attested</c>, <c>refused</c>; or <see cref="NotJudged"/>.</param>
/// <param name="ExpectedBy">Of what is verified: <c>rule</c> or <c>baseline</c>; null for everything else.</param>
public sealed record DependencyOutcome(string Words, string? ExpectedBy)
{
    /// <summary>It carries an attestation, and there was nothing to judge it by.</summary>
    public const string NotJudged = "notJudged";
}

/// <summary>A file that the build produced beside the subject, or inside it.</summary>
/// <param name="Name">The file name beside the package, or the entry's path in it.</param>
/// <param name="MediaType">Such as <c>application/vnd.cyclonedx+json</c>.</param>
/// <param name="Sha256">Of its bytes.</param>
/// <param name="IsInPackage">Whether <paramref name="Name"/> is an entry of the package.</param>
public sealed record Byproduct(string Name, string MediaType, Digest Sha256, bool IsInPackage);
