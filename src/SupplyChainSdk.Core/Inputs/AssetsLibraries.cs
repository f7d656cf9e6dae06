using NuGet.ProjectModel;
using NuGet.Versioning;

namespace SupplyChainSdk.Inputs;

/// <summary>The <c>libraries</c> of an assets file: what is known of each package beside its place in the graphs.</summary>
internal sealed class AssetsLibraries
{
    private readonly Dictionary<string, LockFileLibrary> _byKey = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILookup<string, LockFileLibrary> _byName;

    /// <exception cref="InvalidDataException">One library twice, with different content.</exception>
    public AssetsLibraries(IEnumerable<LockFileLibrary> libraries)
    {
        foreach (var library in libraries)
        {
            // To NuGet, ids in different case are one package: they may stand here twice only if they say the same.
            var key = Key(library.Name, library.Version);
            if (!_byKey.TryAdd(key, library) && (_byKey[key].Sha512 != library.Sha512 || _byKey[key].Type != library.Type))
                throw new InvalidDataException($"the library {key} stands twice, with different content");
        }
        _byName = _byKey.Values.ToLookup(l => l.Name, StringComparer.OrdinalIgnoreCase);
    }

    public LockFileLibrary Of(string name, NuGetVersion? version) => _byKey.GetValueOrDefault(Key(name, version))
        ?? throw new InvalidDataException($"{Key(name, version)} stands in a target but not among the libraries");

    public LockFileLibrary Only(string name) => _byName[name].ToList() is [{ Type: "package" } library]
        ? library
        : throw new InvalidDataException($"a package depends on {name}, which was not resolved");

    /// <summary>The folder becomes part of a path: nothing else than what NuGet makes of id and version is taken.</summary>
    public static string Folder(LockFileLibrary library)
    {
        var expected = Key(library.Name, library.Version);
        return string.Equals(library.Path, expected, StringComparison.OrdinalIgnoreCase)
            ? library.Path
            : throw new InvalidDataException($"the folder of {expected} is '{library.Path}', not its id and version");
    }

    public static string Normalized(string? name, NuGetVersion? version) =>
        version?.ToNormalizedString() ?? throw new InvalidDataException($"the library {name} has no version");

    private static string Key(string? name, NuGetVersion? version) => $"{name}/{version?.ToNormalizedString()}";
}
