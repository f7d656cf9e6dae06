using System.Collections.Immutable;
using System.Text;
using NuGet.Versioning;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>Whether a lock file comes out again.</summary>
public enum ReproductionOutcome
{
    /// <summary>The same bytes, but for line ends, which git may have changed.</summary>
    Same,

    /// <summary>Other bytes.</summary>
    Differs,

    /// <summary>There is no lock file, a reference may resolve to something else every day, or restore failed.</summary>
    Impossible,
}

/// <summary>What resolving a project again gave.</summary>
/// <param name="Outcome">The answer.</param>
/// <param name="Reason">Why it is impossible, or that only the form differs; one sentence without a full stop, not made safe to print.</param>
/// <param name="Changes">From the lock file that is there to the one that came out.</param>
public sealed record Reproduction(ReproductionOutcome Outcome, string Reason, ImmutableArray<LockChange> Changes);

/// <summary>
/// Resolves a project again with an empty packages folder, and compares the lock file that comes out with the one that is there. Nothing is written into
/// the project's folders. Restoring evaluates the project: its code runs, as in every restore.
/// </summary>
public static class LockReproduction
{
    private const int MostNamed = 5;

    /// <summary>Resolves a project again.</summary>
    /// <param name="project">Absolute path of the project file.</param>
    /// <param name="lockPath">Absolute path of its lock file.</param>
    /// <param name="cancel">Ends the restore.</param>
    /// <exception cref="InvalidDataException">The lock file cannot be read.</exception>
    /// <exception cref="IOException">The lock file may not be read, or restore could not be run.</exception>
    public static Reproduction Run(string project, string lockPath, CancellationToken cancel)
    {
        if (!File.Exists(lockPath))
            return Impossible($"there is no lock file {Path.GetFileName(lockPath)}; run 'dotnet restore --use-lock-file' first");
        var present = LockFile.Read(lockPath);
        if (Floating(present) is { Length: > 0 } floating)
            return Impossible(floating);
        var folder = Directory.CreateTempSubdirectory("supplychain-");
        try
        {
            var written = Path.Combine(folder.FullName, "packages.lock.json");
            var (exit, output) = Restore(project, folder.FullName, written, cancel);
            if (exit != 0 || !File.Exists(written))
                return Impossible($"dotnet restore {(exit != 0 ? $"ended with exit code {exit}" : "wrote no lock file")}: {FirstError(output)}");
            return Compare(present, LockFile.Read(written));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Compares a lock file with the one that came out.</summary>
    public static Reproduction Compare(LockFile present, LockFile written)
    {
        // A reference that floats may be newer than the lock file that is there.
        if (Floating(written) is { Length: > 0 } floating)
            return Impossible(floating);
        if (Text(present) == Text(written))
            return new Reproduction(ReproductionOutcome.Same, "", []);
        var changes = LockExplanation.Explain(present, written);
        return new Reproduction(ReproductionOutcome.Differs, changes.IsEmpty ? "the same packages, written in another way: it was edited, or another NuGet wrote it" : "", changes);
    }

    /// <summary>The references of a project, and of the projects that it references, whose version what a source has today decides: why that is so, or nothing.</summary>
    /// <remarks>
    /// A range with an inclusive lower end is no such reference: NuGet takes the lowest version in it, which stays where it is.
    /// </remarks>
    public static string Floating(LockFile file)
    {
        var floating = file.Targets.SelectMany(t => t.Entries)
            .SelectMany(e => e.Kind switch
            {
                LockEntryKind.Direct or LockEntryKind.CentralTransitive => [(Name: e.Id, Range: e.Requested, From: "")],
                LockEntryKind.Project => e.Dependencies.Select(d => (Name: d.Id, d.Range, From: $" of project {e.Id}")),
                _ => [],
            })
            .Where(r => r.Range is not null && VersionRange.TryParse(r.Range, out var range) && (range.IsFloating || !range.HasLowerBound || !range.IsMinInclusive))
            .Select(r => $"{r.Name} {r.Range}{r.From}").Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase).ToList();
        return floating.Count == 0 ? "" : $"what a source has today decides the version of {Printable.List(floating, MostNamed)}; ask for exact versions";
    }

    private static (int ExitCode, string Output) Restore(string project, string folder, string written, CancellationToken cancel)
    {
        var packages = Path.Combine(folder, "packages");
        return DotNetProgram.Run(Path.GetDirectoryName(project)!, new Dictionary<string, string> { ["NUGET_PACKAGES"] = packages },
            [
                "restore", project, "--packages", packages, "--force-evaluate", "--no-http-cache", "--verbosity", "quiet", "-nodeReuse:false", "-tl:off",
                "-p:RestorePackagesWithLockFile=true", "-p:RestoreLockedMode=false", $"-p:NuGetLockFilePath={written}", "-p:NuGetAudit=false",
                // Only this project, and its assets file elsewhere: another project would write to the same lock file.
                "-p:RestoreRecursive=false", $"-p:MSBuildProjectExtensionsPath={folder}{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
            ], cancel);
    }

    private static string Text(LockFile file) => Encoding.UTF8.GetString(file.Content.Span).ReplaceLineEndings("\n").TrimStart('\uFEFF');

    private static string FirstError(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return (lines.FirstOrDefault(l => l.Contains(": error ", StringComparison.Ordinal) || l.StartsWith("error", StringComparison.Ordinal)) ?? lines.FirstOrDefault() ?? "it said nothing").TrimEnd('.');
    }

    private static Reproduction Impossible(string reason) => new(ReproductionOutcome.Impossible, reason, []);
}
