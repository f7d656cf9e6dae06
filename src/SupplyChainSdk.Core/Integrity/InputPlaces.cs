using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>A file that nothing vouches for.</summary>
/// <param name="File">Which.</param>
/// <param name="Why">In half a sentence.</param>
internal sealed record UnknownInput(OtherInput File, string Why);

/// <summary>Which files are the project's own: committed, made by a project of the same build, or data in its source tree.</summary>
internal sealed class InputPlaces
{
    private readonly CompilerContext _context;
    private readonly string? _repository;
    private readonly string _source;
    private readonly string[] _own;
    private readonly string[] _packages;

    public InputPlaces(CompilerContext context)
    {
        _context = context;
        var folder = Path.GetDirectoryName(context.ProjectFile)!;
        _repository = (context.Git.Commit?.Root ?? RepositoryRoot.Find(folder)) is { } root ? RealPath.Of(root) : null;
        _source = _repository ?? RealPath.Of(context.SolutionFolder ?? folder);
        _own = [.. context.OwnFolders.Select(RealPath.Of)];
        _packages = [.. context.Graph.PackageFolders.Select(RealPath.Of)];
    }

    /// <summary>Whether a file is the output of a project, as the build says, and that project one of this source.</summary>
    public bool IsOutputOfProject(CompilerInput input) => input.Project is { } project
        && (_context.Graph.Projects.Any(p => p.Equals(project, RealPath.Names)) || IsProjectOfSource(project));

    /// <summary>Whether a file lies in the source tree or where the build writes.</summary>
    /// <param name="path">Without links.</param>
    public bool IsInSource(string path) => RealPath.IsWithin(path, _source) || IsOwn(path);

    /// <summary>Those of the files that are not committed as they are, each with what was found.</summary>
    /// <exception cref="IOException">A file cannot be read, or git could not answer.</exception>
    public IEnumerable<UnknownInput> NotCommitted(List<OtherInput> files)
    {
        if (files.Count == 0)
            return [];
        if (_context.Git.Commit is { } commit)
        {
            var states = CommittedContent.Compare(commit, [.. files.Select(f => f.RealPath).Distinct(StringComparer.Ordinal)]);
            return files.Where(f => states[f.RealPath] != CommittedState.Same).Select(f => new UnknownInput(f,
                states[f.RealPath] == CommittedState.Differs ? "it differs from the committed one"
                : IsOwn(f.RealPath) ? "it lies where the build writes" : "it is not committed"));
        }
        // Without a repository nothing can say what is source: the folder of the project does, except for where builds write.
        return _repository is null
            ? files.Where(f => !IsSourceWithoutGit(f.RealPath)).Select(f => new UnknownInput(f, IsOwn(f.RealPath) ? "it lies where the build writes" : "it lies outside of the source of the project"))
            : files.Select(f => new UnknownInput(f, $"whether it is committed cannot be known ({_context.Git.Detail})"));
    }

    // A reference that only brings analyzers stands in no graph.
    private bool IsProjectOfSource(string project) =>
        File.Exists(project) && RealPath.Of(project) is var real && !IsOwn(real) && !_packages.Any(folder => RealPath.IsWithin(real, folder))
        && (_repository is null || RealPath.IsWithin(real, _repository));

    private bool IsSourceWithoutGit(string path) => RealPath.IsWithin(path, _source) && !IsOwn(path)
        && !Path.GetRelativePath(_source, path).Split(Path.DirectorySeparatorChar).Any(part => part.Equals("bin", RealPath.Names) || part.Equals("obj", RealPath.Names));

    private bool IsOwn(string path) => _own.Any(folder => RealPath.IsWithin(path, folder));
}
