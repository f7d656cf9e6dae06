using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Sbom;

namespace SupplyChainSdk.Core.Tests.Sbom;

/// <summary>A small hand-made graph that has one of everything, and the pieces to make others.</summary>
internal static class SbomSamples
{
    public static readonly SbomTool Tool = new("SupplyChainSdk", "0.1.0");
    public static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 30, 45, TimeSpan.Zero);
    public static readonly PackageId Widget = PackageId.Create("Contoso.Widgets", "1.2.3");

    public static PackageId Id(string text) => text.Split(' ') is [var id, var version] ? PackageId.Create(id, version) : throw new FormatException(text);

    public static GraphNode Package(string id, DependencyKind kind, params string[] dependencies) =>
        new(Id(id), NodeKind.Package, kind, false, Content(id), Id(id).ToString().ToLowerInvariant().Replace(' ', '/'), dependencies.Select(Id));

    public static GraphNode Project(string id, DependencyKind kind, params string[] dependencies) =>
        new(Id(id), NodeKind.Project, kind, false, null, null, dependencies.Select(Id));

    public static GraphNode Development(string id, params string[] dependencies) =>
        new(Id(id), NodeKind.Package, DependencyKind.Direct, true, Content(id), Id(id).ToString().ToLowerInvariant().Replace(' ', '/'), dependencies.Select(Id));

    public static TargetGraph Target(string framework, params GraphNode[] nodes) => new(framework, null, nodes, ["Microsoft.NETCore.App"]);

    public static DependencyGraph Graph(params TargetGraph[] targets) =>
        new("/home/secret-user/src/Widget.csproj", "Contoso.Widgets", "1.2.3", targets, ["/home/secret-user/.nuget/packages/"], ["/mnt/secret-feed"], true);

    public static Nuspec Spec(string id, string authors = "", string? license = null) => new(Id(id).Id, Id(id).Version, authors, null, null, null, null,
        license is null ? null : new NuspecLicense(false, license), null, [], []);

    /// <summary>Reads every package of a graph: with the nuspec given for its id, else an empty one.</summary>
    public static PackageReading Reading(DependencyGraph graph, params Nuspec[] nuspecs) => new(
        [.. graph.Packages.Select(p => Facts(p, nuspecs.SingleOrDefault(n => n.Id == p.Id.Id && n.Version == p.Id.Version) ?? Spec(p.Id.ToString())))], []);

    public static PackageFacts Facts(ResolvedPackage package, Nuspec nuspec) => new(
        package, $"/home/secret-user/.nuget/packages/{package.RelativeFolder}/x.nupkg", package.ContentHash!,
        Digest.Sha512(SHA512.HashData(Encoding.UTF8.GetBytes($"file {package.Id}"))), true, nuspec);

    public static SbomFile File(string path) => SbomFile.Create(path, Digest.Sha256Of(Encoding.UTF8.GetBytes(path)),
        Digest.Sha512(SHA512.HashData(Encoding.UTF8.GetBytes(path))));

    public static SbomRoot Root(params SbomFile[] files) => SbomRoot.Create(SbomRootKind.Library, Widget, SbomLicense.Expression("Apache-2.0"),
        "Contoso, Inc.", "Copyright © Contoso", "A widget.", "https://contoso.example/widget", "https://git.contoso.example/widget.git",
        "0123456789abcdef0123456789abcdef01234567", files);

    /// <summary>Two targets, a package of one of them only, a project reference, a development-only package, every form of licence.</summary>
    public static DependencyGraph WidgetGraph { get; } = Graph(
        Target("net8.0",
            Package("Alpha 1.0.0", DependencyKind.Direct, "Beta 2.0.0-rc.1", "Old.Shim 0.9.0"),
            Package("Beta 2.0.0-rc.1", DependencyKind.Transitive),
            Package("Old.Shim 0.9.0", DependencyKind.Transitive),
            Project("Contoso.Parts 1.2.3", DependencyKind.Direct, "Beta 2.0.0-rc.1"),
            Development("Style.Analyzers 5.0.0")),
        Target("net10.0",
            Package("Alpha 1.0.0", DependencyKind.Direct, "Beta 2.0.0-rc.1"),
            Package("Beta 2.0.0-rc.1", DependencyKind.CentralTransitive, "Gamma 3.0.0.1"),
            Package("Gamma 3.0.0.1", DependencyKind.Transitive),
            Project("Contoso.Parts 1.2.3", DependencyKind.Direct, "Beta 2.0.0-rc.1"),
            Development("Style.Analyzers 5.0.0", "Beta 2.0.0-rc.1")));

    public static ImmutableArray<Nuspec> WidgetNuspecs { get; } =
    [
        Spec("Alpha 1.0.0", "Åsa Öberg, Contoso Ltd.", "MIT OR (Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0)") with
        {
            Copyright = "© 2024–2026 “Alpha” 团队",
            ProjectUrl = "https://alpha.example/?a=1&b=2",
            Repository = new NuspecRepository("git", "https://git.alpha.example/alpha", "main", "0123456789ABCDEF0123456789ABCDEF01234567"),
        },
        Spec("Beta 2.0.0-rc.1", "beta") with { License = new NuspecLicense(true, "docs/LICENSE.txt"), LicenseUrl = "https://aka.ms/deprecateLicenseUrl" },
        Spec("Old.Shim 0.9.0") with { LicenseUrl = "http://old.example/license", ProjectUrl = "ftp://old.example/" },
        Spec("Gamma 3.0.0.1", "gamma"),
    ];

    public static SbomDocument WidgetDocument() => SbomDocument.Create(
        Root(File("lib/net8.0/Contoso.Widgets.dll"), File("lib/net10.0/Contoso.Widgets.dll")), WidgetGraph, Reading(WidgetGraph, [.. WidgetNuspecs]), Time);

    public static SbomDocument ToolDocument() => SbomDocument.Create(
        SbomRoot.Create(SbomRootKind.Application, PackageId.Create("contoso-tool", "1.0.0.4-beta"), SbomLicense.Unknown("the project declares no licence")),
        Graph(Target("net10.0")), new PackageReading([], []), Time);

    public static string Text(SbomDocument document) => Encoding.UTF8.GetString(CycloneDxWriter.Write(document, Tool));

    private static ContentHash Content(string id) => ContentHash.Of(SHA512.HashData(Encoding.UTF8.GetBytes($"content {id}")));
}
