using System.Collections.Immutable;
using System.Security;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Integrity;

/// <summary>A project as restore leaves it: which sources it has, and the locked hashes of its packages.</summary>
internal sealed class RestoredProject : IDisposable
{
    private static readonly Location Line = new("/src/app/packages.lock.json", 41, 7);
    private readonly Scratch _scratch = new();
    private readonly List<(string Name, string Value)> _sources = [];
    private readonly List<GraphNode> _nodes = [];
    private readonly List<ToolLockEntry> _tools = [];
    private readonly List<(ToolLockKind Kind, PackageId Package, byte[] Content)> _unlocked = [];

    public string Mapping { get; set; } = "";

    public string Credentials { get; set; } = "";

    public ImmutableArray<string> Unnamed { get; set; } = [];

    public ImmutableArray<string> Fallback { get; set; } = [];

    public SourceLimits Limits { get; set; } = SourceLimits.Default with { Pauses = [TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20)] };

    public string At(string name) => _scratch.At(name);

    public string AssetsFile => _scratch.At("project.assets.json");

    public string ConfigFile => _scratch.At("nuget.config");

    public static byte[] Package(string id, string content = "first") => RawZip.Write([.. RawZip.Package(id, "1.0.0"), new RawEntry("content.txt", content)]);

    public static ContentHash HashOf(byte[] unsigned) => ContentHash.Of(SHA512.HashData(unsigned));

    public RestoredProject Source(string name, string value)
    {
        _sources.Add((name, value));
        return this;
    }

    /// <summary>A source that is a folder.</summary>
    public string Folder(string name)
    {
        Directory.CreateDirectory(_scratch.At(name));
        _sources.Add((name, _scratch.At(name)));
        return _scratch.At(name);
    }

    public void Put(string folder, string id, byte[] package) => _scratch.Write($"{folder}/{id}.1.0.0.nupkg", package);

    public RestoredProject Locks(string id, byte[] package)
    {
        _nodes.Add(PackageReaderTests.Node(id, "1.0.0", HashOf(package)));
        return this;
    }

    /// <summary>An entry of the lock of SDKs and tools that the project uses.</summary>
    public RestoredProject LocksTool(ToolLockKind kind, string id, byte[] package, int line)
    {
        _tools.Add(new ToolLockEntry(kind, PackageId.Create(id, "1.0.0"), kind == ToolLockKind.DotNetSdkPack ? "10.0.401" : null, HashOf(package), new Location("/src/supplychain.lock.json", line, 5)));
        return this;
    }

    /// <summary>An SDK or tool that is not locked, and lies in the packages folder.</summary>
    public RestoredProject UsesTool(ToolLockKind kind, string id, byte[] package)
    {
        _unlocked.Add((kind, PackageId.Create(id, "1.0.0"), package));
        return this;
    }

    /// <summary>Sources with which the project is restored, in place of those of nuget.config.</summary>
    public ImmutableArray<string>? RestoredFrom { get; set; }

    /// <summary>What NuGet records when it extracts a package.</summary>
    public RestoredProject CameFrom(string id, string source)
    {
        var folder = Graph.Packages.Single(p => p.Id.Id == id).RelativeFolder;
        _scratch.Write($"packages/{folder}/.nupkg.metadata", new JsonObject { ["version"] = 2, ["contentHash"] = HashOf([]).ToString(), ["source"] = source }.ToJsonString());
        return this;
    }

    public RestoredProject Write()
    {
        _scratch.Write("nuget.config", $"""
            <configuration>
              <packageSources><clear />{string.Concat(_sources.Select(s => $"<add key=\"{s.Name}\" value=\"{SecurityElement.Escape(s.Value)}\" allowInsecureConnections=\"true\" />"))}</packageSources>
              {Credentials}
              {Mapping}
            </configuration>
            """);
        var restore = new JsonObject
        {
            ["projectPath"] = "/src/app/app.csproj",
            ["packagesPath"] = _scratch.At("packages"),
            ["sources"] = new JsonObject((RestoredFrom ?? [.. _sources.Select(s => s.Value)]).Concat(Unnamed).Select(s => KeyValuePair.Create<string, JsonNode?>(s, new JsonObject()))),
            ["configFilePaths"] = new JsonArray(ConfigFile),
            ["fallbackFolders"] = new JsonArray([.. Fallback.Select(f => JsonValue.Create(f))]),
        };
        _scratch.Write("project.assets.json", new JsonObject { ["project"] = new JsonObject { ["restore"] = restore } }.ToJsonString());
        return this;
    }

    public DependencyGraph Graph => PackageReaderTests.Graph([_scratch.At("packages")], [.. _nodes]);

    public ServedPackages Ask(CancellationToken cancel = default) => SourceDownload.AskAsync(AssetsFile, Graph, SourceQuestions.Of(Graph, Tools(isOfSettings: false), Tools(isOfSettings: true), _scratch.At("app.csproj")), Limits, null, cancel).GetAwaiter().GetResult();

    public GateResult Check(Enforce enforce = Enforce.Error) => Judge(Write().Ask(), enforce);

    public GateResult Judge(ServedPackages served, Enforce enforce = Enforce.Error) => SourceGate.Check(Graph, new PackageReading([], []),
        _nodes.ToImmutableDictionary(n => n.Id, n => new LockedHash(n.ContentHash!, Line)), Expected(), served, Policy(enforce));

    private IEnumerable<PackageId> Tools(bool isOfSettings) => _tools.Select(t => (t.Kind, t.Package)).Concat(_unlocked.Select(t => (t.Kind, t.Package)))
        .Where(t => (t.Kind is ToolLockKind.MSBuildSdk or ToolLockKind.Tool) == isOfSettings).Select(t => t.Package);

    private ImmutableDictionary<PackageId, ExpectedHash> Expected() => _tools.Select(t => (t.Package, new ExpectedHash(t.Hash, t.Place!, true)))
        .Concat(_unlocked.Select(t => (t.Package, new ExpectedHash(HashOf(t.Content), new Location("/src/app/app.csproj"), false)))).ToImmutableDictionary(t => t.Item1, t => t.Item2);

    public static EffectivePolicy Policy(Enforce enforce, AgainstSource against = AgainstSource.Release) =>
        new([], [], Digest.Sha256Of([]), new(enforce, null), new(Enforce.Error, null), null) { AgainstSource = new(against, null) };

    public void Dispose() => _scratch.Dispose();
}
