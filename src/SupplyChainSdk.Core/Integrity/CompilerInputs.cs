using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>What can vouch for a file that the compiler was given.</summary>
/// <param name="ProjectFile">Absolute path of the project.</param>
/// <param name="SolutionFolder">The folder of the solution, if one is built; counts only where there is no repository.</param>
/// <param name="OwnFolders">Where the build itself writes: absolute paths.</param>
/// <param name="Graph">What was resolved.</param>
/// <param name="Beside">Packages that are used and in no graph, MSBuild SDKs and what restore downloads, each with its locked content hash, if it is locked.</param>
/// <param name="Locked">The hashes of the lock file; null when there is none.</param>
/// <param name="Policy">How findings weigh, and what is declared.</param>
/// <param name="Git">The source.</param>
/// <param name="SdkFolders">Of the .NET installation: <see cref="Inputs.SdkFolders"/>.</param>
public sealed record CompilerContext(
    string ProjectFile, string? SolutionFolder, ImmutableArray<string> OwnFolders, DependencyGraph Graph,
    ImmutableDictionary<PackageId, ContentHash?> Beside, ImmutableDictionary<PackageId, LockedHash>? Locked,
    EffectivePolicy Policy, GitState Git, ImmutableArray<string> SdkFolders)
{
    /// <summary>Where packs of workloads are that the policy may declare.</summary>
    public ImmutableArray<string> WorkloadFolders { get; init; } = [];

    /// <summary>Whether nothing was compiled yet, and it is said what will be found then.</summary>
    public bool IsAhead { get; init; }

    internal Severity Severity => IsAhead || Policy.Integrity.Value == Enforce.Warning ? Severity.Warning : Severity.Error;
}

/// <summary>Is each file that the compiler was given, after it ran, one of a locked package, the .NET SDK, a project, a commit, or declared?</summary>
/// <remarks>
/// What the output of a project is, the build itself says. An additional file is data, as a source file is, and the compiler takes sources from the folders of
/// the build: it may lie anywhere in the repository. An assembly may not. docs/threat-model.md says what follows from both.
/// </remarks>
internal static class CompilerInputs
{
    /// <summary>The findings, those about packages first.</summary>
    /// <param name="inputs">What the compiler was given.</param>
    /// <param name="packages">What the archives of the packages that gave something hold.</param>
    /// <param name="context">What can vouch.</param>
    /// <param name="cancel">Asked before each file.</param>
    /// <exception cref="IOException">A file cannot be read, or git could not answer.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static ImmutableArray<Finding> Check(SortedInputs inputs, PackageReading packages, CompilerContext context, CancellationToken cancel)
    {
        var ofPackages = new IEnumerable<Finding>[inputs.Packages.Length];
        Parallel.For(0, ofPackages.Length, new ParallelOptions { CancellationToken = cancel }, i => ofPackages[i] = OfPackage(inputs.Packages[i], packages, context, cancel));
        return [.. ofPackages.SelectMany(found => found), .. OfOthers(inputs.Others, context)];
    }

    private static ImmutableArray<Finding> OfPackage(PackagedInputs inputs, PackageReading packages, CompilerContext context, CancellationToken cancel)
    {
        if (context.Graph.Packages.FirstOrDefault(p => p.RelativeFolder.Equals(inputs.Name, StringComparison.OrdinalIgnoreCase)) is not { } package)
        {
            // Targeting packs and the like: their hash is locked in a file of our own, or nowhere.
            return context.Beside.FirstOrDefault(b => $"{b.Key.Id}/{b.Key.Version}".Equals(inputs.Name, StringComparison.OrdinalIgnoreCase)) is { Key: { } beside } found
                ? Compared(beside, Path.Combine(inputs.Folder, $"{inputs.Name.Replace('/', '.')}.nupkg"), found.Value)
                : Unknown(inputs.Files.Select(f => new OtherInput(f.Input, f.RealPath)), $"{inputs.Name} is a package that this project did not restore", context);
        }
        if (packages.Read.FirstOrDefault(p => p.Package.Id == package.Id) is not { } facts)
            return Wrong(package.Id, inputs.Files, $"its archive cannot be compared ({packages.Failed.FirstOrDefault(f => f.Package.Id == package.Id)?.Detail ?? "it was not read"})");
        var expected = context.Locked?.GetValueOrDefault(package.Id)?.Hash ?? package.ContentHash;
        return facts.ContentHash == expected ? Compared(package.Id, facts.ArchivePath, null, facts.Extracted)
            : Wrong(package.Id, inputs.Files, $"the archive beside it is not the locked one (content hash {facts.ContentHash.Short}, locked {expected?.Short ?? "none"})");

        ImmutableArray<Finding> Compared(PackageId id, string archive, ContentHash? locked, ExtractedFiles? extracted = null)
        {
            try
            {
                return [.. GivenByPackages.Compare(NotYetCompared(inputs, archive, extracted), archive, locked, cancel).GroupBy(w => w.Why, StringComparer.Ordinal)
                    .SelectMany(group => Wrong(id, [.. group.Select(w => w.File)], group.Key))];
            }
            catch (Exception e) when (e is PackageFormatException or FileNotFoundException or DirectoryNotFoundException)
            {
                return Wrong(id, inputs.Files, $"its archive cannot be compared ({(e is PackageFormatException ? e.Message : "there is no such file")})");
            }
        }

        ImmutableArray<Finding> Wrong(PackageId id, ImmutableArray<PackagedInput> files, string why) =>
            [CompilerInputFindings.NotOfPackage(context.Severity, id, context.Locked?.GetValueOrDefault(id)?.Place ?? new Location(context.ProjectFile), context.ProjectFile,
                [.. files.Select(f => (f.Input.Kind, f.Path))], why, inputs.Folder)];
    }

    // The same check has just compared what a build uses of this folder with this archive.
    private static PackagedInputs NotYetCompared(PackagedInputs inputs, string archive, ExtractedFiles? extracted) =>
        extracted is null || RealPath.Of(Path.GetDirectoryName(archive)!) != inputs.Folder ? inputs
            : inputs with { Files = [.. inputs.Files.Where(file => !extracted.Same.Contains(file.Path))] };

    private static IEnumerable<Finding> OfOthers(ImmutableArray<OtherInput> inputs, CompilerContext context)
    {
        var places = new InputPlaces(context);
        var declared = new DeclaredInputs(context.Policy.DeclaredInputs, context.WorkloadFolders);
        var findings = new List<Finding>();
        var left = new List<UnknownInput>();
        var binaries = new List<OtherInput>();
        foreach (var file in inputs)
        {
            var (input, path) = file;
            if (context.SdkFolders.Any(folder => RealPath.IsWithin(path, folder)))
                continue;
            if (!File.Exists(path))
            {
                left.Add(new UnknownInput(file, "it is not there any more"));
                continue;
            }
            var (isDeclared, other, found) = declared.Find(path);
            if (other is not null)
                findings.Add(CompilerInputFindings.OtherDigest(context.Severity, context.ProjectFile, input.Kind, path, other, found!));
            else if (!isDeclared && !places.IsOutputOfProject(input) && !(input.Kind == CompilerInputKind.AdditionalFile && places.IsInSource(path)))
                binaries.Add(file);
        }
        left.AddRange(places.NotCommitted(binaries));
        return findings.Concat(left.GroupBy(l => l.Why, StringComparer.Ordinal).SelectMany(group => Unknown(group.Select(l => l.File), group.Key, context)));
    }

    // One finding for the files of one folder: who adds one assembly may add the thirty beside it.
    private static ImmutableArray<Finding> Unknown(IEnumerable<OtherInput> files, string why, CompilerContext context) =>
        [.. files.GroupBy(f => (f.Input.Kind, Folder: Path.GetDirectoryName(f.RealPath))).OrderBy(g => g.Key.Folder, StringComparer.Ordinal).ThenBy(g => g.Key.Kind)
            .Select(group => context.IsAhead ? CompilerInputFindings.NotAcceptedInCI(context.ProjectFile, group.Key.Kind, [.. group.Select(f => f.RealPath)], why)
                : CompilerInputFindings.NotVouchedFor(context.Severity, context.ProjectFile, group.Key.Kind, [.. group.Select(f => f.RealPath)], why))];
}
