using System.Collections.Immutable;
using Microsoft.Build.Framework;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tasks;

/// <summary>Begins to read the packages of a project for the next check, while the build resolves references or writes a package, which leaves a core idle.</summary>
[MSBuildMultiThreadableTask]
public sealed class ReadPackagesAhead : GateTask
{
    /// <summary>Whether it is for what is attested, for which nothing counts that was kept.</summary>
    public bool ForAttesting { get; set; }

    /// <summary>What was begun for the check of a project; null when nothing was. Whoever takes it disposes it, nobody gets it again, and nothing is begun for that check any more.</summary>
    internal static PackagesAhead? Take(IBuildEngine engine, string project, bool forAttesting)
    {
        var tasks = (IBuildEngine4)engine;
        var begun = tasks.UnregisterTaskObject(Key(project, forAttesting), RegisteredTaskObjectLifetime.Build) as PackagesAhead;
        tasks.RegisterTaskObject(Key(project, forAttesting), nameof(Take), RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        return begun;
    }

    /// <inheritdoc/>
    protected override ImmutableArray<Finding> Run()
    {
        var tasks = (IBuildEngine4)BuildEngine;
        var key = Key(ProjectFile, ForAttesting);
        if (tasks.GetRegisteredTaskObject(key, RegisteredTaskObjectLifetime.Build) is not null)
            return [];
        // Nothing is logged for it: a task that has ended cannot.
        var request = Request(DateTimeOffset.UtcNow) with
        {
            Begins = null,
            NamesSource = ForAttesting,
            CacheFolder = ForAttesting || AppliesCI(IsCI) ? null : ManifestCache.FolderOf(Environment.GetEnvironmentVariable),
        };
        tasks.RegisterTaskObject(key, PackagesAhead.Begin(request), RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        return [];
    }

    private static string Key(string project, bool forAttesting) => $"SupplyChainSdk packages {(forAttesting ? "to attest" : "to check")} of {project}";
}
