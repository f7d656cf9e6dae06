using NuGet.Frameworks;
using NuGet.LibraryModel;
using NuGet.ProjectModel;
using NuGet.Versioning;
using SupplyChainSdk.Inventory;
using RestoredAssets = NuGet.ProjectModel.LockFile;

namespace SupplyChainSdk.Inputs;

/// <summary>One target of an assets file: the graph of a framework, or of a runtime identifier of it.</summary>
internal sealed class AssetsTarget
{
    private readonly LockFileTarget _target;
    private readonly AssetsLibraries _libraries;
    private readonly TargetFrameworkInformation _framework;
    private readonly Dictionary<string, LockFileTargetLibrary> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _packages;
    private readonly HashSet<string> _projects;
    private readonly HashSet<string> _pinned;
    private readonly HashSet<string> _shipping;

    private AssetsTarget(RestoredAssets file, LockFileTarget target, AssetsLibraries libraries)
    {
        _target = target;
        _libraries = libraries;
        // Since version 4 a target is named by the alias that the project uses, which two targets of one framework need; before, by the framework.
        var name = target.Name.Split('/', 2)[0];
        var known = file.PackageSpec.TargetFrameworks;
        _framework = known.FirstOrDefault(f => string.Equals(f.TargetAlias, name, StringComparison.OrdinalIgnoreCase))
            ?? known.FirstOrDefault(f => f.FrameworkName.Equals(target.TargetFramework))
            ?? throw new InvalidDataException($"the target {name} is none of the project's target frameworks");
        foreach (var library in target.Libraries)
            _byName.TryAdd(NameOf(library), library);

        bool IsOurs(string group) => string.Equals(group, name, StringComparison.OrdinalIgnoreCase)
            || NuGetFramework.Parse(group).Equals(_framework.FrameworkName);
        var references = _framework.Dependencies.Where(d => d.LibraryRange.TypeConstraintAllows(LibraryDependencyTarget.Package)).ToList();
        _packages = references.Select(d => d.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var listed = file.ProjectFileDependencyGroups.Where(g => IsOurs(g.FrameworkName)).SelectMany(g => g.Dependencies).ToList();
        _projects = target.Libraries.Where(l => l.Type == "project").Select(NameOf).Where(p => listed.Any(l => IsEntryOf(l, p)))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        _pinned = file.CentralTransitiveDependencyGroups.Where(g => IsOurs(g.FrameworkName))
            .SelectMany(g => g.TransitiveDependencies).Select(d => d.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _shipping = DevelopmentOnly.Shipping(references, _byName, _projects);
    }

    /// <exception cref="InvalidDataException">A target whose parts contradict each other.</exception>
    public static IEnumerable<TargetGraph> ReadAll(RestoredAssets file)
    {
        var libraries = new AssetsLibraries(file.Libraries);
        return [.. file.Targets.Select(t => new AssetsTarget(file, t, libraries).Read())];
    }

    private TargetGraph Read()
    {
        var nodes = _target.Libraries.Select(Node)
            .Concat(LeftOut().Select(n => Package(n, _libraries.Only(n).Version, [])));
        var frameworks = _framework.FrameworkReferences.Select(r => r.Name).Concat(_target.Libraries.SelectMany(l => l.FrameworkReferences));
        return new TargetGraph(_framework.FrameworkName.GetShortFolderName(), _target.RuntimeIdentifier is { Length: > 0 } rid ? rid : null,
            nodes, frameworks.Distinct(StringComparer.OrdinalIgnoreCase), _framework.TargetAlias is { Length: > 0 } alias ? alias : null);
    }

    // A dependency that the target does not list, but that was resolved, is a package of the project like any other.
    private IEnumerable<string> LeftOut() => _target.Libraries.SelectMany(l => l.Dependencies).Select(d => d.Id)
        .Where(d => !_byName.ContainsKey(d)).Distinct(StringComparer.OrdinalIgnoreCase);

    private GraphNode Node(LockFileTargetLibrary library)
    {
        var name = NameOf(library);
        var dependencies = library.Dependencies.Select(d => _byName.TryGetValue(d.Id, out var found)
            ? IdOf(found) : PackageId.Create(d.Id, AssetsLibraries.Normalized(d.Id, _libraries.Only(d.Id).Version)));
        return library.Type switch
        {
            "package" => Package(name, library.Version, dependencies),
            "project" => new GraphNode(IdOf(library), NodeKind.Project, Kind(name, _projects), !_shipping.Contains(name), null, null, dependencies),
            _ => throw new InvalidDataException($"the library {name} is neither a package nor a project but '{library.Type}'"),
        };
    }

    private GraphNode Package(string name, NuGetVersion? version, IEnumerable<PackageId> dependencies)
    {
        var library = _libraries.Of(name, version);
        return new GraphNode(PackageId.Create(name, AssetsLibraries.Normalized(name, version)), NodeKind.Package, Kind(name, _packages),
            !_shipping.Contains(name), library.Sha512 is { Length: > 0 } hash ? ContentHash.Parse(hash) : null,
            AssetsLibraries.Folder(library), dependencies);
    }

    private DependencyKind Kind(string name, HashSet<string> direct) => direct.Contains(name) ? DependencyKind.Direct
        : _pinned.Contains(name) ? DependencyKind.CentralTransitive : DependencyKind.Transitive;

    private static PackageId IdOf(LockFileTargetLibrary library) => library.Type == "project"
        ? PackageId.OfProject(NameOf(library), AssetsLibraries.Normalized(library.Name, library.Version))
        : PackageId.Create(NameOf(library), AssetsLibraries.Normalized(library.Name, library.Version));

    private static string NameOf(LockFileTargetLibrary library) => library.Name ?? throw new InvalidDataException("a library has no name");

    // "Name >= 1.0.0": the projects that a project refers to stand nowhere else by name, and a name may hold spaces.
    private static bool IsEntryOf(string entry, string name) => entry.StartsWith(name, StringComparison.OrdinalIgnoreCase)
        && (entry.Length == name.Length || (entry.Length > name.Length + 1 && entry[name.Length] == ' ' && entry[name.Length + 1] is '>' or '<' or '='));
}
