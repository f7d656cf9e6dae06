using System.Collections.Immutable;
using System.Runtime.InteropServices;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>What <c>supplychain lock</c> would write into one file.</summary>
/// <param name="Path">Absolute path of the lock.</param>
/// <param name="Before">The lock that is there; empty when there is none.</param>
/// <param name="After">The lock to be.</param>
/// <param name="IsChange">Whether the bytes of the file would change.</param>
/// <param name="Problems">What cannot be recorded, one sentence each; then nothing may be written.</param>
/// <param name="Conflicts">Packages that are locked with other bytes: then nothing may be written either.</param>
public sealed record ToolLockPlan(string Path, ToolLock Before, ToolLock After, bool IsChange, ImmutableArray<string> Problems, ImmutableArray<Finding> Conflicts)
{
    /// <summary>The entries that go and come, a line each; not made safe to print.</summary>
    public IEnumerable<string> Difference() => Before.Entries.Select(e => (Sign: '-', Entry: e with { Place = null })).Where(e => !After.Entries.Contains(e.Entry))
        .Concat(After.Entries.Select(e => (Sign: '+', Entry: e)).Where(e => !Before.Entries.Any(old => (old with { Place = null }) == e.Entry)))
        .OrderBy(e => e.Entry.Kind).ThenBy(e => e.Entry.Package.Id, StringComparer.OrdinalIgnoreCase).ThenByDescending(e => e.Sign)
        .Select(e => $"{e.Sign} {ToolLockFindings.Word(e.Entry.Kind)}{(e.Entry.DotNetSdk is { } sdk ? $" {sdk}" : "")}: {e.Entry.Package} {e.Entry.Hash.Short}");
}

/// <summary>Records what projects use, with the hashes of the bytes in the packages folder.</summary>
public static class ToolLockRecorder
{
    private sealed record Used(string Project, BuildTools Tools);

    /// <summary>Reads what the projects use, and what is locked already.</summary>
    /// <param name="projects">The projects; those that cannot be judged name SDKs too.</param>
    /// <param name="path">Absolute path of the project, solution or folder that was named. Below a folder or a solution that was named, what is not used
    /// any more goes; elsewhere entries are only added and replaced.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <returns>One plan for each lock that the projects have, by path.</returns>
    /// <exception cref="InvalidDataException">A lock or an assets file cannot be used.</exception>
    /// <exception cref="IOException">A file may not be read, or a project is not restored.</exception>
    public static ImmutableArray<ToolLockPlan> Plan(LocatedProjects projects, string path, CancellationToken cancel)
    {
        var solutionFolder = projects.Solution is { } solution ? Path.GetDirectoryName(solution) : null;
        var root = Directory.Exists(path) ? RealPath.Of(path) : Path.GetExtension(path).ToUpperInvariant() is ".SLN" or ".SLNX" ? RealPath.Of(Path.GetDirectoryName(path)!) : null;
        var assets = projects.Projects.ToDictionary(p => p.Path, p => p.AssetsPath, StringComparer.Ordinal);
        var used = new List<(string Lock, Used Used)>();
        foreach (var project in assets.Keys.Concat(projects.Unjudged.Select(p => p.Path).Where(File.Exists)))
        {
            cancel.ThrowIfCancellationRequested();
            var folders = PolicyFolders.Of(Path.GetDirectoryName(project)!, solutionFolder);
            used.Add((ToolLockInput.PathFor(folders), new Used(project, BuildTools.Read(project, folders.Folders, Graph(assets.GetValueOrDefault(project))))));
        }
        return [.. used.GroupBy(u => u.Lock, u => u.Used, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => Plan(g.Key, [.. g], root is not null && RealPath.IsWithin(Path.GetDirectoryName(g.Key)!, root), cancel))];
    }

    /// <summary>Absolute paths of the locks that projects have, whether or not they are there.</summary>
    public static ImmutableArray<string> Paths(LocatedProjects projects)
    {
        var solutionFolder = projects.Solution is { } solution ? Path.GetDirectoryName(solution) : null;
        return [.. projects.Projects.Select(p => p.Path).Concat(projects.Unjudged.Select(p => p.Path))
            .Select(p => ToolLockInput.PathFor(PolicyFolders.Of(Path.GetDirectoryName(p)!, solutionFolder))).Distinct(StringComparer.Ordinal)];
    }

    private static ToolLockPlan Plan(string path, ImmutableArray<Used> projects, bool isWhole, CancellationToken cancel)
    {
        var used = projects.SelectMany(p => p.Tools.Tools).ToList();
        var packages = ToolPackage.Read(used, FileScope.Hashes, null, cancel);
        var input = ToolLockInput.Read(path);
        if (input.Problem is { } problem)
            throw problem;
        var before = input.File ?? new ToolLock([]);
        var after = Merge(before, Entries(packages), isWhole);
        var problems = projects.SelectMany(p => p.Tools.Unread).Select(u => ToolLockFindings.Unread(Severity.Error, u).Message).Concat(packages.Where(p => p.Failure is not null).Select(p => Missing(p.Tool, p.Failure!)));
        var conflicts = packages.Where(p => p.Facts is not null).DistinctBy(p => p.Facts!.ArchivePath, StringComparer.Ordinal)
            .Select(p => (p.Tool, Facts: p.Facts!, Locked: before.Entries.FirstOrDefault(e => e.Package == p.Tool.Package && e.Hash != p.Facts!.ContentHash)))
            .Where(p => p.Locked is not null).Select(p => ToolLockFindings.OtherBytes(Severity.Error, p.Tool, p.Facts, p.Locked!));
        return new ToolLockPlan(path, before, after, after.Entries.Length + input.Content.Length > 0 && !input.Content.Span.SequenceEqual(after.Write()),
            [.. problems.Distinct(StringComparer.Ordinal)], [.. conflicts]);
    }

    private static DependencyGraph? Graph(string? assets) => assets is null ? null
        : File.Exists(assets) ? AssetsFile.Read(assets) : throw new FileNotFoundException($"{assets} is missing: run dotnet restore first.");

    /// <summary>What stays of the entries that are there, and what replaces them.</summary>
    /// <param name="before">The lock that is there.</param>
    /// <param name="entries">What is used here.</param>
    /// <param name="isWhole">Whether <paramref name="entries"/> are all that the tree uses.</param>
    /// <param name="machine">The runtime identifier of this machine; null for the one that runs this.</param>
    /// <remarks>
    /// A pack for another runtime identifier than this machine's stays, and so does what a tool runs there: who builds on that system recorded it. A pack
    /// goes when the same is used here, in whatever version; the other goes with its tool.
    /// </remarks>
    public static ToolLock Merge(ToolLock before, ImmutableArray<ToolLockEntry> entries, bool isWhole, string? machine = null)
    {
        var here = machine ?? RuntimeInformation.RuntimeIdentifier;
        var hashes = entries.DistinctBy(e => e.Package).ToDictionary(e => e.Package, e => e.Hash);
        var kept = before.Entries
            .Where(old => !entries.Any(e => e.Kind == old.Kind && (e.Package == old.Package || e.DotNetSdk is not null && e.Package.Id.Equals(old.Package.Id, StringComparison.OrdinalIgnoreCase))))
            .Where(old => !isWhole || DotNetSdkPackages.RuntimeOf(old.Package.Id) is { } runtime && runtime != here
                && (old.Kind == ToolLockKind.DotNetSdkPack || old.Kind == ToolLockKind.Tool && entries.Any(e => IsToolOf(e, old.Package))))
            .Select(old => old with { Hash = hashes.GetValueOrDefault(old.Package, old.Hash), Place = null });
        return new ToolLock([.. kept, .. entries]);
    }

    private static bool IsToolOf(ToolLockEntry tool, PackageId package) => tool.Kind == ToolLockKind.Tool && tool.Package.Version == package.Version
        && package.Id.StartsWith(tool.Package.Id + ".", StringComparison.OrdinalIgnoreCase);

    private static ImmutableArray<ToolLockEntry> Entries(ImmutableArray<ToolPackage> packages) =>
        [.. packages.Where(p => p.Facts is not null).Select(p => new ToolLockEntry(p.Tool.Kind, PackageId.Create(p.Facts!.Nuspec.Id, p.Tool.Package.Version), p.Tool.DotNetSdk, p.Facts.ContentHash))];

    private static string Missing(BuildTool tool, PackageFailure failure)
    {
        var command = tool.Kind == ToolLockKind.Tool ? "dotnet tool restore" : "dotnet restore";
        return failure.Problem == PackageProblem.Missing
            ? $"The {ToolLockFindings.Word(tool.Kind)} {tool.Package} is in no packages folder ({failure.Path} is missing), so its bytes cannot be recorded. Run '{command}' first."
            : $"The {ToolLockFindings.Word(tool.Kind)} {tool.Package} cannot be recorded: {failure.Path} is refused because {failure.Detail.TrimEnd('.')}. Delete it and run '{command}'.";
    }
}
