using System.Collections.Immutable;
using NuGet.Configuration;
using NuGet.Versioning;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>A package that a project or its repository uses, and that no lock file of NuGet holds.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Package">Id as written, version normalised.</param>
/// <param name="DotNetSdk">The .NET SDK that adds it; null when none does.</param>
/// <param name="Place">What names it.</param>
public sealed record BuildTool(ToolLockKind Kind, PackageId Package, string? DotNetSdk, Location Place)
{
    /// <summary>Whether it is what a tool runs on this kind of machine, another one being what it runs elsewhere.</summary>
    public bool IsOfRuntime { get; init; }

    /// <summary>Whether it comes from the sources of nuget.config, whatever those of the project are.</summary>
    public bool IsOfSettings => Kind is ToolLockKind.MSBuildSdk or ToolLockKind.Tool;

    /// <summary>Absolute paths of the packages folders from which it is taken, in this order.</summary>
    public ImmutableArray<string> PackageFolders { get; init; } = [];
}

/// <summary>A file, or a reference in it, from which it cannot be read which package is used.</summary>
/// <param name="Place">Where.</param>
/// <param name="Reason">One sentence without a full stop.</param>
public sealed record UnreadBuildTool(Location Place, string Reason);

/// <summary>The packages of a project that no lock file of NuGet holds.</summary>
/// <param name="Tools">By kind and package.</param>
/// <param name="Unread">What could not be read; never treated as nothing.</param>
/// <param name="Probed">Absolute paths of every file that was read or looked for.</param>
public sealed record BuildTools(ImmutableArray<BuildTool> Tools, ImmutableArray<UnreadBuildTool> Unread, ImmutableArray<string> Probed)
{
    /// <summary>Reads what a project and the files above it name. Nothing is evaluated.</summary>
    /// <param name="project">Absolute path of the project file.</param>
    /// <param name="folders">Absolute paths from the repository root down to the project's folder.</param>
    /// <param name="graph">What the project was resolved to; null for a project that restores into no assets file.</param>
    public static BuildTools Read(string project, ImmutableArray<string> folders, DependencyGraph? graph)
    {
        var tools = new List<BuildTool>();
        var unread = new List<UnreadBuildTool>();
        var probed = new List<string>();
        var folder = Path.GetDirectoryName(project)!;
        Guarded(() => ReadSdks(SdkReferences.Read(RealPath.Of(project), folders, probed), GlobalJson.For(folder, probed), tools, unread));
        Guarded(() => tools.AddRange(ToolManifest.ReadAll(folders, probed).Select(t => new BuildTool(ToolLockKind.Tool, t.Package, null, t.Place))));
        if (graph is not null)
            tools.AddRange(Downloads(graph, new Location(project)));
        var all = Sorted(tools);
        var places = new Places([], []);
        if (all.Any(t => t.IsOfSettings))
            Guarded(() => places = Places.Of(folder, probed));
        all = [.. all.Select(t => t with { PackageFolders = t.Kind switch { ToolLockKind.MSBuildSdk => places.OfSdks, ToolLockKind.Tool => places.OfTools, _ => graph!.PackageFolders } })];
        var ofRuntime = all.Where(t => t.Kind == ToolLockKind.Tool).SelectMany(t => RuntimeToolPackages.Of(t.Package, t.PackageFolders).Select(p => t with { Package = p, IsOfRuntime = true }));
        all = Sorted(all.Concat(ofRuntime));
        return new BuildTools(all, [.. unread], [.. probed.Distinct(StringComparer.Ordinal)]);

        void Guarded(Action read)
        {
            try
            {
                read();
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or NuGetConfigurationException)
            {
                unread.Add(new UnreadBuildTool(BadInput.Place(e) ?? new(project), BadInput.Reason(e)));
            }
        }
    }

    private static void ReadSdks(ImmutableArray<SdkReference> references, GlobalJson pins, List<BuildTool> tools, List<UnreadBuildTool> unread)
    {
        foreach (var reference in references.Where(r => !IsInDotNetSdk(r.Name)))
        {
            var pin = reference.Version is null ? pins.Sdks.GetValueOrDefault(reference.Name) : null;
            // Without a version NuGet is not asked for it: it comes with the .NET SDK, a workload or Visual Studio.
            if ((reference.Version ?? pin?.Version) is not { } version)
                continue;
            var place = pin?.Place ?? reference.Place;
            if (!NuGetVersion.TryParse(version, out var parsed) || !PackageId.IsValidId(reference.Name))
                unread.Add(new UnreadBuildTool(place, $"the MSBuild SDK {Printable.Quoted(reference.Name)} has the version {Printable.Quoted(version)}, and which one that is can only be known by evaluating the project"));
            else
                tools.Add(new BuildTool(ToolLockKind.MSBuildSdk, PackageId.Create(reference.Name, parsed.ToNormalizedString()), null, place));
        }
    }

    private static IEnumerable<BuildTool> Downloads(DependencyGraph graph, Location place)
    {
        var sdk = graph.DotNetSdkVersion ?? ToolLock.UnknownSdk;
        foreach (var package in graph.Downloads)
        {
            yield return DotNetSdkPackages.IsPack(package.Id)
                ? new BuildTool(ToolLockKind.DotNetSdkPack, package, sdk, place)
                : new BuildTool(ToolLockKind.PackageDownload, package, null, place);
        }
        foreach (var package in graph.Packages.Where(p => graph.AutoReferenced.Contains(p.Id.Id, StringComparer.OrdinalIgnoreCase)))
            yield return new BuildTool(ToolLockKind.DotNetSdkReference, package.Id, sdk, place);
    }

    // The resolver of the .NET SDK comes before the one of packages. Its folder is where the libraries of NuGet were loaded from.
    private static bool IsInDotNetSdk(string name) => name.AsSpan().ContainsAny('/', '\\') is false && name is not ("." or "..")
        && Path.GetDirectoryName(typeof(NuGetVersion).Assembly.Location) is { } sdk && Directory.Exists(Path.Combine(sdk, "Sdks", name, "Sdk"));

    private static ImmutableArray<BuildTool> Sorted(IEnumerable<BuildTool> tools) => [.. tools.DistinctBy(t => new { t.Kind, t.Package }).Order(ByKindAndPackage)];

    private static Comparer<BuildTool> ByKindAndPackage { get; } =
        Comparer<BuildTool>.Create((one, other) => one.Kind != other.Kind ? one.Kind - other.Kind : one.Package.CompareTo(other.Package));

    // MSBuild resolves SDKs before it knows any property, and local tools belong to no project: both go by NuGet's settings alone, and never by RestorePackagesPath.
    private sealed record Places(ImmutableArray<string> OfSdks, ImmutableArray<string> OfTools)
    {
        public static Places Of(string folder, List<string> probed)
        {
            var settings = Settings.LoadDefaultSettings(folder);
            probed.AddRange(settings.GetConfigFilePaths());
            var global = SettingsUtility.GetGlobalPackagesFolder(settings);
            return new Places([global, .. SettingsUtility.GetFallbackPackageFolders(settings)], [global]);
        }
    }
}
