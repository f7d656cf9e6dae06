using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Inputs;

/// <summary>A package in a packages folder, extracted as NuGet does it, by what the tests know of NuGet and not by the product's rules.</summary>
internal sealed class Extraction : IDisposable
{
    public const string Lower = "contoso.widgets";
    public static readonly PackageId Id = PackageId.Create("Contoso.Widgets", "1.2.3");

    public Extraction(params RawEntry[] more)
    {
        Content = [.. RawZip.Package(), .. more];
        Built = RawZip.Write(Content);
        Write($"{Lower}.1.2.3.nupkg", PackageLayersTests.Sign(Built));
        foreach (var entry in Content.Where(e => !e.Name.StartsWith("_rels/", StringComparison.Ordinal) && e.Name != "[Content_Types].xml"))
            Write(entry.Name == "Contoso.Widgets.nuspec" ? $"{Lower}.nuspec" : entry.Name.Replace("%2B", "+", StringComparison.Ordinal), entry.Content);
        using (var archive = PackageArchive.Open(At($"{Lower}.1.2.3.nupkg")))
            Write(".signature.p7s", archive.ReadEntry(".signature.p7s", 1 << 20)!);
        Hash = ContentHash.Of(System.Security.Cryptography.SHA512.HashData(Built));
        Write(".nupkg.metadata", System.Text.Encoding.UTF8.GetBytes($"{{ \"version\": 2, \"contentHash\": \"{Hash}\", \"source\": \"https://gallery.example/v3/index.json\" }}"));
    }

    public Scratch Scratch { get; } = new();

    public RawEntry[] Content { get; }

    /// <summary>Before it was signed.</summary>
    public byte[] Built { get; }

    public ContentHash Hash { get; }

    /// <summary>Where digests are kept.</summary>
    public string Cache => Scratch.At("cache", "SupplyChainSdk", "manifests-1");

    /// <summary>The one file in it.</summary>
    public string Manifest => Directory.GetFiles(Cache).Single();

    public string Folder => Scratch.At("packages", Lower, "1.2.3");

    public DependencyGraph Graph => PackageReaderTests.Graph([Scratch.At("packages")], PackageReaderTests.Node("Contoso.Widgets", "1.2.3", Hash));

    public string At(string path) => Path.Combine([Folder, .. path.Split('/')]);

    public string Write(string path, byte[] content) => Scratch.Write($"packages/{Lower}/1.2.3/{path}", content);

    public PackageReading Read(FileScope scope = FileScope.All, bool caches = false) => PackageReader.Read(Graph, scope, caches ? Cache : null, default);

    /// <summary>What is wrong, a line each.</summary>
    public string Differences(FileScope scope = FileScope.All, bool caches = false) =>
        string.Join('\n', Read(scope, caches).Read.Single().Extracted!.Differences.Select(d => $"{d.Problem} {d.Path}"));

    public void Dispose() => Scratch.Dispose();
}
