using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>What the integrity gate can find.</summary>
public static class IntegrityFindings
{
    /// <summary>The bytes of a package are not those whose hash was locked.</summary>
    public static Finding HashMismatch(Severity severity, PackageFacts package, LockedHash locked)
    {
        var (found, expected) = ContentHash.Apart(package.ContentHash, locked.Hash);
        // The bytes are the ones that restore saw: then it is the lock file, or the source, that changed.
        var remedy = package.Package.ContentHash == package.ContentHash
            ? "It is what restore downloaded, so the lock file was edited or a source served another package. Before you change either, find out which: supplychain check --against-source"
            : Remedy(package.ArchivePath);
        return Finding.Create(Codes.HashMismatch, severity,
            $"{package.Package.Id} in the packages folder is not the package that was locked (content hash {found}, locked {expected}). {remedy}",
            Key(package.Package.Id), locked.Place, package.Package.Id);
    }

    /// <summary>There is no locked hash, and the bytes are not even those that restore recorded.</summary>
    public static Finding HashMismatch(Severity severity, PackageFacts package, ContentHash recorded, Location place) =>
        Finding.Create(Codes.HashMismatch, severity,
            $"{package.Package.Id} in the packages folder is not the package that was restored (content hash {ContentHash.Apart(package.ContentHash, recorded).One}, "
            + $"recorded {ContentHash.Apart(package.ContentHash, recorded).Other} in project.assets.json; no lock file states one). {Remedy(package.ArchivePath)}", Key(package.Package.Id), place, package.Package.Id);

    /// <summary>Nothing states which bytes the package should have.</summary>
    public static Finding HashNotRecorded(Severity severity, PackageFacts package, Location place) =>
        Finding.Create(Codes.HashMismatch, severity,
            $"{package.Package.Id} cannot be compared with anything: neither a lock file nor project.assets.json states its content hash "
            + $"(found {package.ContentHash.Short}). Run 'dotnet restore --use-lock-file' and commit packages.lock.json.", Key(package.Package.Id), place, package.Package.Id);

    /// <summary>The archive of a package could not be read, so that its hash is not known.</summary>
    public static Finding Unread(Severity severity, PackageFailure failure, Location place)
    {
        var (code, message) = failure.Problem switch
        {
            PackageProblem.Missing => (Codes.ArchiveMissing,
                $"{failure.Package.Id} has no archive: {failure.Path} is missing ({failure.Detail}), "
                + $"so that its bytes cannot be compared with the locked hash. Delete {Path.GetDirectoryName(failure.Path)}, if it is there, and restore: "
                + "restore alone does not notice a missing archive."),
            PackageProblem.Malformed => (Codes.ArchiveMalformed,
                $"{failure.Package.Id} has an archive that is not this package: {failure.Path} is refused because {failure.Detail}. {Remedy(failure.Path)}"),
            PackageProblem.Unreadable => (Codes.PackageFolderUnreadable,
                $"{failure.Package.Id} cannot be checked: {failure.Path} cannot be read ({failure.Detail}). "
                + "Give the account that builds read access to the package folder."),
            PackageProblem.Incomplete => (Codes.ExtractionRecordDiffers,
                $"{failure.Package.Id} cannot be checked: it is not known whether {Path.GetDirectoryName(failure.Path)} is the copy that is built with ({failure.Detail}). "
                + $"Delete {Path.GetDirectoryName(failure.Path)} and restore."),
            _ => throw new ArgumentOutOfRangeException(nameof(failure)),
        };
        return Finding.Create(code, severity, message, Key(failure.Package.Id), place, failure.Package.Id);
    }

    /// <summary>Two spellings of one id, which are one folder on disk and one package to NuGet, but not to everything that reads the graph.</summary>
    public static Finding IdsDifferInCase(Severity severity, PackageId first, PackageId second, Location place) =>
        Finding.Create(Codes.IdsDifferInCase, severity,
            $"{first} and {second} have one id in different case in the resolved graph. Only one of them can be the package that was meant: "
            + "spell the id in one way in all projects, and restore again.", first.Id.ToLowerInvariant(), place, first);

    private static string Remedy(string archive) =>
        "It was changed after the download, or came from another source. "
        + $"Delete {Path.GetDirectoryName(archive)} and run 'dotnet restore'; if it happens again, compare the sources: supplychain check --against-source";

    private static string Key(PackageId package) => package.ToString().ToLowerInvariant();

    /// <summary>A package's build file names properties, targets or codes of this SDK.</summary>
    public static Finding PackageSetsProperties(PackageId package, string entry, ImmutableArray<string> names, Location? place) =>
        Finding.Create(Codes.PackageSetsProperties, Severity.Error,
            $"{package} changes how SupplyChainSdk works: its {entry} names {string.Join(", ", names)}. No package has a reason to. Remove the package, and ask its publisher.",
            $"{package.Id}\n{entry}", place, package);

    /// <summary>A package's build file cannot be read, so that it is not known what it names.</summary>
    public static Finding BuildFileUnread(PackageId package, string entry, string problem, Location? place) =>
        Finding.Create(Codes.ArchiveMalformed, Severity.Error,
            $"{package} cannot be looked through: its {entry} is refused because {problem.TrimEnd('.')}. Remove the package, or ask its publisher.",
            $"{package.Id}\n{entry}", place, package);
}
