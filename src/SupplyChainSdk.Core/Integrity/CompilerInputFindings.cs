using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>What can be found in what the compiler was given.</summary>
public static class CompilerInputFindings
{
    /// <summary>Files of one folder for which nothing vouches.</summary>
    /// <param name="severity">As the policy says.</param>
    /// <param name="project">Absolute path of the project.</param>
    /// <param name="kind">As what they were given.</param>
    /// <param name="paths">Absolute paths.</param>
    /// <param name="why">What was found instead, in half a sentence that follows "it".</param>
    public static Finding NotVouchedFor(Severity severity, string project, CompilerInputKind kind, ImmutableArray<string> paths, string why) =>
        Finding.Create(Codes.CompilerInputUnknown, severity,
            $"{Path.GetFileName(project)}: the compiler was given {Named(kind, project, paths)}, and nothing vouches for {(paths.Length > 1 ? "them" : "it")}: {why}. "
            + "Expected is a file of a locked package, of the .NET SDK, of a project, or a committed one. Remove what adds it, or commit it, or declare it in supplychain.json under \"integrity.inputs\".",
            $"{kind}\n{Shown(project, paths[0])}", new Location(project));

    /// <summary>Files to which the project refers, in a local build: nothing will vouch for them.</summary>
    public static Finding NotAcceptedInCI(string project, CompilerInputKind kind, ImmutableArray<string> paths, string why) =>
        Finding.Create(Codes.CompilerInputUnknown, Severity.Warning,
            $"{Path.GetFileName(project)}: nothing vouches for {Named(kind, project, paths)}: {why}. It is used here, but a build in CI stops there, and dotnet pack does not attest what was compiled with it. "
            + "Commit it (.gitignore may name it), use a package, or declare it in supplychain.json under \"integrity.inputs\".",
            $"{kind}\n{Shown(project, paths[0])}", new Location(project));

    /// <summary>A file that the policy declares with another digest.</summary>
    public static Finding OtherDigest(Severity severity, string project, CompilerInputKind kind, string path, DeclaredInput entry, Digest found) =>
        Finding.Create(Codes.CompilerInputUnknown, severity,
            $"{Path.GetFileName(project)}: the compiler was given {Named(kind, project, [path])}, which is not the file that is declared (sha256 {Printable.Short(found.Hex)}, "
            + $"declared {Printable.Short(entry.Sha256!.Hex)}). Find out what changed it; correct the entry only if you know.",
            $"{kind}\n{Shown(project, path)}", entry.Origin);

    /// <summary>Files that were given as those of a package and are not.</summary>
    /// <param name="severity">As the policy says.</param>
    /// <param name="package">The package in whose folder they lie.</param>
    /// <param name="place">Its line in the lock file, or the project.</param>
    /// <param name="project">Absolute path of the project.</param>
    /// <param name="files">Each as it was given, by its path below the folder of the package.</param>
    /// <param name="why">What is wrong, in half a sentence.</param>
    /// <param name="folder">The folder of the package.</param>
    public static Finding NotOfPackage(
        Severity severity, PackageId package, Location place, string project, ImmutableArray<(CompilerInputKind Kind, string Path)> files, string why, string folder) =>
        Finding.Create(Codes.CompilerInputChanged, severity,
            $"{Path.GetFileName(project)}: the compiler was given {Word(files[0].Kind)} {files[0].Path}{More(files.Length)} in the folder of {package}, and {why}. "
            + $"It was changed after it was restored, possibly during this build. Delete {folder} and restore; if it happens again, look for the package whose targets do it.",
            $"{package}\n{files[0].Path}".ToLowerInvariant(), place, package);

    /// <summary>There is no record of what the compiler was given, or none that can be used.</summary>
    /// <param name="severity">As the policy says.</param>
    /// <param name="project">Absolute path of the project.</param>
    /// <param name="why">In half a sentence.</param>
    public static Finding NotKnown(Severity severity, string project, string why) =>
        Finding.Create(Codes.CompilerInputsNotKnown, severity,
            $"{Path.GetFileName(project)}: it cannot be known what the compiler was given: {why}. Build again with SupplyChainSdk, or pack without --no-build.",
            Path.GetFileName(project), new Location(project));

    private static string Named(CompilerInputKind kind, string project, ImmutableArray<string> paths) => $"{Word(kind)} {Shown(project, paths[0])}{More(paths.Length)}";

    private static string More(int count) => count > 1 ? $" and {count - 1} more" : "";

    private static string Word(CompilerInputKind kind) => kind switch
    {
        CompilerInputKind.Reference => "the reference",
        CompilerInputKind.Analyzer => "the analyzer",
        CompilerInputKind.AdditionalFile => "the additional file",
        CompilerInputKind.ResponseFile => "the response file",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string Shown(string project, string path) =>
        Path.GetDirectoryName(project) is { } folder && RealPath.IsWithin(path, folder) ? Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/') : path;
}
