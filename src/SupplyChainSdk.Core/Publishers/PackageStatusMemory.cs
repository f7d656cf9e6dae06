using System.Collections.Concurrent;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Publishers;

/// <summary>What sources answered in one run, so that projects that share packages do not ask again. Never written, never older than the run.</summary>
public sealed class PackageStatusMemory
{
    private readonly ConcurrentDictionary<(string Sources, PackageId Package), PackageStatus> _answers = new();

    /// <summary>What distinguishes the sources of projects: their addresses, and the files that map packages to them.</summary>
    internal static string KeyOf(RestoredSources restored) => string.Join('\n', [.. restored.Sources, "", .. restored.ConfigFiles, "", .. restored.FallbackFolders]);

    internal PackageStatus? Find(string sources, PackageId package) => _answers.GetValueOrDefault((sources, package));

    /// <summary>Keeps the answers; a source that failed is asked again.</summary>
    internal void Keep(string sources, IEnumerable<PackageStatus> answers)
    {
        foreach (var answer in answers.Where(a => a.Failures.IsEmpty))
            _answers[(sources, answer.Package)] = answer;
    }
}
