using NuGet.LibraryModel;
using NuGet.ProjectModel;

namespace SupplyChainSdk.Inputs;

/// <summary>The one rule by which a package ships, or serves only development.</summary>
/// <remarks>
/// A package ships when a chain of dependencies leads to it that begins with a reference of the project that ships. A reference to a
/// package does not ship when it says <c>PrivateAssets="all"</c>: it is left out of the package that is packed, and the .NET SDK leaves it
/// out of what is published (Microsoft.NET.Sdk.Shared.targets, <c>_ComputePackageReferencePublish</c>); or when it includes nothing but
/// what a build uses (build, analyzers). A reference to another project always ships: there PrivateAssets only keeps it out of the nuspec,
/// and its files are still copied.
/// What a package contains does not decide: a package without assemblies may stand for others that ship, and
/// <c>developmentDependency</c> in a nuspec only changes what a tool writes into the project file.
/// </remarks>
internal static class DevelopmentOnly
{
    private const LibraryIncludeFlags Shipped =
        LibraryIncludeFlags.Compile | LibraryIncludeFlags.Runtime | LibraryIncludeFlags.Native | LibraryIncludeFlags.ContentFiles;

    /// <summary>The names that a shipping chain reaches in one target.</summary>
    public static HashSet<string> Shipping(IEnumerable<LibraryDependency> references, IReadOnlyDictionary<string, LockFileTargetLibrary> target,
        IEnumerable<string> projects)
    {
        var reached = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<string>(references.Where(Ships).Select(r => r.Name).Concat(projects));
        while (open.TryPop(out var name))
        {
            if (!reached.Add(name) || !target.TryGetValue(name, out var library))
                continue;
            foreach (var dependency in library.Dependencies)
                open.Push(dependency.Id);
        }
        return reached;
    }

    private static bool Ships(LibraryDependency reference) =>
        reference.SuppressParent != LibraryIncludeFlags.All && (reference.IncludeType & Shipped) != 0;
}
