using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Inputs;

/// <summary>What the bytes of a package's archive say, read once and used by every gate, SBOM and statement.</summary>
/// <param name="Package">The resolved package.</param>
/// <param name="ArchivePath">Absolute path of the nupkg.</param>
/// <param name="ContentHash">Recomputed from the bytes.</param>
/// <param name="FileSha512">The SHA-512 of the whole file, its signature included.</param>
/// <param name="IsSigned">Whether the archive holds a <c>.signature.p7s</c>.</param>
/// <param name="Nuspec">The nuspec inside the archive.</param>
public sealed record PackageFacts(
    ResolvedPackage Package, string ArchivePath, ContentHash ContentHash, Digest FileSha512, bool IsSigned, Nuspec Nuspec)
{
    /// <summary>Whether the archive holds an attestation, or an entry that some reader takes for one; nothing of it was looked at.</summary>
    public bool HoldsAttestation { get; init; }

    /// <summary>The file that the nuspec names as the licence; null where it names none.</summary>
    public PackageLicenseFile? LicenseFile { get; init; }

    /// <summary>The files beside the archive, compared with it; null where nobody asked for that.</summary>
    public ExtractedFiles? Extracted { get; init; }
}

/// <summary>The licence file of a package, as its archive holds it.</summary>
/// <param name="Content">Its bytes; null where there are none to judge.</param>
/// <param name="Sha256">Their digest; null with them.</param>
/// <param name="Problem">Why there are none, without a full stop; null when there are.</param>
public sealed record PackageLicenseFile(ReadOnlyMemory<byte>? Content, Digest? Sha256, string? Problem)
{
    /// <summary>What is read of a licence file at most.</summary>
    public const int MaxBytes = 1 << 20;
}

/// <summary>Why the archive of a package could not be read.</summary>
public enum PackageProblem
{
    /// <summary>There is no archive in any package folder.</summary>
    Missing,

    /// <summary>Not a zip archive, cut short, contradicting itself, or with entries that no package may have.</summary>
    Malformed,

    /// <summary>The file or its folder may not be read.</summary>
    Unreadable,

    /// <summary>The first copy lacks what NuGet writes last, and there is another: which of them is built with is not known.</summary>
    Incomplete,
}

/// <summary>A package whose archive could not be read; never treated as a pass.</summary>
/// <param name="Package">The resolved package.</param>
/// <param name="Problem">The kind.</param>
/// <param name="Path">The archive's path, or where it was expected.</param>
/// <param name="Detail">What exactly, in one sentence without a full stop.</param>
public sealed record PackageFailure(ResolvedPackage Package, PackageProblem Problem, string Path, string Detail);

/// <summary>The outcome of reading every package of a graph.</summary>
/// <param name="Read">Sorted as in the graph.</param>
/// <param name="Failed">Sorted as in the graph.</param>
public sealed record PackageReading(ImmutableArray<PackageFacts> Read, ImmutableArray<PackageFailure> Failed);

/// <summary>The part of a nuspec that is used here. Everything in it is the package's own claim.</summary>
/// <param name="Id">As written.</param>
/// <param name="Version">As written.</param>
/// <param name="Authors">As written; empty when absent.</param>
/// <param name="Copyright">As written; null when absent.</param>
/// <param name="ProjectUrl">As written; null when absent.</param>
/// <param name="Description">As written; null when absent.</param>
/// <param name="Repository">Null when absent.</param>
/// <param name="License">The <c>license</c> element; null when absent.</param>
/// <param name="LicenseUrl">As written; null when absent. Says nothing where <paramref name="License"/> is present.</param>
/// <param name="PackageTypes">Names of package types, sorted; empty for an ordinary dependency.</param>
/// <param name="DependencyIds">The distinct ids in its dependency groups, sorted.</param>
public sealed record Nuspec(
    string Id, string Version, string Authors, string? Copyright, string? ProjectUrl, string? Description,
    NuspecRepository? Repository, NuspecLicense? License, string? LicenseUrl,
    ImmutableArray<string> PackageTypes, ImmutableArray<string> DependencyIds);

/// <summary>The <c>repository</c> element of a nuspec.</summary>
public sealed record NuspecRepository(string? Type, string? Url, string? Branch, string? Commit);

/// <summary>The <c>license</c> element of a nuspec.</summary>
/// <param name="IsFile">True for <c>type="file"</c>, false for <c>type="expression"</c>.</param>
/// <param name="Value">The expression, or the path of the file in the package.</param>
public sealed record NuspecLicense(bool IsFile, string Value);
