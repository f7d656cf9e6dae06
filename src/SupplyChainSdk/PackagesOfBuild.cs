using System.Collections.Immutable;
using Microsoft.Build.Framework;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Tasks;

/// <summary>
/// What the check read of the packages, kept until the build ends, so that the SBOM of the same build need not read them again. No gate looks here: what
/// is attested is read anew.
/// </summary>
internal sealed class PackagesOfBuild
{
    private readonly DependencyGraph _graph;
    private readonly PackageReading _packages;
    private readonly ImmutableArray<FileState> _files;

    private PackagesOfBuild(string assetsFile, DependencyGraph graph, PackageReading packages)
    {
        _graph = graph;
        _packages = packages;
        _files = [.. packages.Read.Select(p => p.ArchivePath).Prepend(assetsFile).Select(FileState.Of)];
    }

    /// <summary>Keeps it for the tasks that follow in this process.</summary>
    public static void Keep(IBuildEngine engine, string assetsFile, DependencyGraph graph, PackageReading packages)
    {
        var tasks = (IBuildEngine4)engine;
        tasks.UnregisterTaskObject(Key(assetsFile), RegisteredTaskObjectLifetime.Build);
        tasks.RegisterTaskObject(Key(assetsFile), new PackagesOfBuild(assetsFile, graph, packages), RegisteredTaskObjectLifetime.Build, allowEarlyCollection: true);
    }

    /// <summary>What was kept; null where nothing was, or where a file was written since.</summary>
    public static (DependencyGraph Graph, PackageReading Packages)? Find(IBuildEngine engine, string assetsFile) =>
        ((IBuildEngine4)engine).GetRegisteredTaskObject(Key(assetsFile), RegisteredTaskObjectLifetime.Build) is PackagesOfBuild kept
            && kept._files.All(f => f == FileState.Of(f.Path)) ? (kept._graph, kept._packages) : null;

    private static string Key(string assetsFile) => $"SupplyChainSdk packages of {assetsFile}";

    private sealed record FileState(string Path, long Length, DateTime Written)
    {
        public static FileState Of(string path)
        {
            var file = new FileInfo(path);
            return new FileState(path, file.Exists ? file.Length : -1, file.LastWriteTimeUtc);
        }
    }
}
