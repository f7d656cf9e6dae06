using System.Collections.Immutable;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk;

/// <summary>What a check of one project is about. Every path is absolute.</summary>
public sealed record CheckRequest
{
    /// <summary>The project file.</summary>
    public required string ProjectFile { get; init; }

    /// <summary>The folder of the solution that is built; counts for policies only where there is no git.</summary>
    public string? SolutionFolder { get; init; }

    /// <summary><c>project.assets.json</c>.</summary>
    public required string AssetsFile { get; init; }

    /// <summary>Where the lock file is, or would be.</summary>
    public required string LockFile { get; init; }

    /// <summary>Policy files besides those that are found from the project up.</summary>
    public ImmutableArray<string> PolicyFiles { get; init; } = [];

    /// <summary>Whether the rules for CI apply.</summary>
    public bool IsCI { get; init; }

    /// <summary>When it is; exceptions expire by its day in UTC.</summary>
    public required DateTimeOffset Now { get; init; }
}

/// <summary>What a check found, and what it looked at.</summary>
/// <param name="Findings">All findings, in their order of output.</param>
/// <param name="Inputs">Absolute paths of every file and folder that was read or looked for, present or not: when none of them changes, the
/// result stays the same until the next day.</param>
public sealed record CheckReport(ImmutableArray<Finding> Findings, ImmutableArray<string> Inputs);

/// <summary>All gates over one project.</summary>
public static class DependencyCheck
{
    /// <summary>Runs every gate in full.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static CheckReport Run(CheckRequest request, CancellationToken cancellation)
    {
        // Placeholder until the gates are merged: only the missing lock.
        cancellation.ThrowIfCancellationRequested();
        ImmutableArray<Finding> findings = File.Exists(request.LockFile) ? [] : [Finding.Create(Codes.LockMissing,
            request.IsCI ? Severity.Error : Severity.Warning,
            $"{Path.GetFileName(request.ProjectFile)} has no {Path.GetFileName(request.LockFile)}. Run 'dotnet restore --use-lock-file' once and commit the file; CI builds fail without it.",
            Path.GetFileName(request.ProjectFile), new Location(request.ProjectFile))];
        var policy = Path.Combine(Path.GetDirectoryName(request.ProjectFile)!, "supplychain.json");
        return new CheckReport(findings, [request.AssetsFile, request.LockFile, policy, .. request.PolicyFiles, .. Packages(request.AssetsFile)]);
    }

    private static IEnumerable<string> Packages(string assetsFile)
    {
        using var assets = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(assetsFile));
        foreach (var folder in assets.RootElement.GetProperty("packageFolders").EnumerateObject())
        {
            foreach (var library in assets.RootElement.GetProperty("libraries").EnumerateObject())
            {
                if (library.Value.TryGetProperty("sha512", out _))
                {
                    var path = Path.Combine(folder.Name, library.Value.GetProperty("path").GetString()!);
                    yield return path;
                    yield return Path.Combine(path, library.Name.Replace('/', '.').ToLowerInvariant() + ".nupkg");
                }
            }
        }
    }
}
