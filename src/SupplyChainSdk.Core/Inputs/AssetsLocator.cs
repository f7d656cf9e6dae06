using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>Finds the assets file of a project, wherever its intermediate files go.</summary>
/// <remarks>
/// Which project an assets file belongs to is what it says itself: two projects may share a folder, and a folder may hold what a copied project left.
/// Where several claim one project, as after a change of <c>ArtifactsPath</c>, the newest is the one that the last restore wrote.
/// </remarks>
/// <param name="repository">The root of the repository; null when there is none.</param>
/// <param name="searched">The folder below which an assets file in no usual place is searched.</param>
internal sealed class AssetsLocator(string? repository, string searched)
{
    private const string FileName = "project.assets.json";
    private Dictionary<string, List<RestoreInfo>>? _elsewhere;

    public static string Default(string project) => Path.Combine(Path.GetDirectoryName(project)!, "obj", FileName);

    public RestoreInfo? Find(string project)
    {
        // One that is broken counts as the project's: reading it as a graph then says what is wrong with it.
        var byRule = Candidates(project).Where(File.Exists).Select(c => ReadOrNull(c) ?? new RestoreInfo(c, project, null)).Where(i => IsOf(i, project)).ToList();
        return Newest(byRule.Count > 0 ? byRule : Elsewhere().GetValueOrDefault(Key(project)) ?? []);
    }

    // obj beside the project, or artifacts/obj/<Project> of UseArtifactsOutput in any folder above it, in a repository up to its root.
    private IEnumerable<string> Candidates(string project)
    {
        yield return Default(project);
        var name = Path.GetFileNameWithoutExtension(project);
        for (var folder = Path.GetDirectoryName(project); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return Path.Combine(folder, "artifacts", "obj", name, FileName);
            if (folder == repository)
                yield break;
        }
    }

    private Dictionary<string, List<RestoreInfo>> Elsewhere()
    {
        if (_elsewhere is not null)
            return _elsewhere;
        _elsewhere = new(Comparer);
        foreach (var path in FolderWalk.Files(searched, f => f == FileName, _ => false))
        {
            if (ReadOrNull(path) is { } info)
            {
                if (!_elsewhere.TryGetValue(Key(info.ProjectPath), out var found))
                    _elsewhere[Key(info.ProjectPath)] = found = [];
                found.Add(info);
            }
        }
        return _elsewhere;
    }

    // A file somewhere in the repository that is no assets file, such as test data, is nobody's: a project whose own it was is then not restored, which is said.
    private static RestoreInfo? ReadOrNull(string path)
    {
        try
        {
            return RestoreInfo.Read(path);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static RestoreInfo? Newest(List<RestoreInfo> infos) =>
        infos.OrderByDescending(i => File.GetLastWriteTimeUtc(i.AssetsPath)).ThenBy(i => i.AssetsPath, StringComparer.Ordinal).FirstOrDefault();

    private static bool IsOf(RestoreInfo info, string project) => Comparer.Equals(Key(info.ProjectPath), Key(project));

    // Restore writes the path as it was called, so links must not tell apart what is one file.
    private static string Key(string project) => Path.IsPathFullyQualified(project) ? RealPath.Of(project) : project;

    private static StringComparer Comparer { get; } = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;
}
