using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>What a package is for that a build or a person runs, but that no lock file of NuGet holds.</summary>
public enum ToolLockKind
{
    /// <summary>An MSBuild SDK that NuGet downloads.</summary>
    MSBuildSdk,

    /// <summary>A local tool of a manifest.</summary>
    Tool,

    /// <summary>A <c>PackageDownload</c> of the project.</summary>
    PackageDownload,

    /// <summary>A pack that the .NET SDK downloads by itself.</summary>
    DotNetSdkPack,

    /// <summary>A package that the .NET SDK references by itself. NuGet's lock file holds it too; here it says which SDK it came from.</summary>
    DotNetSdkReference,
}

/// <summary>One locked package.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Package">Id as its nuspec spells it, version normalised.</param>
/// <param name="DotNetSdk">The .NET SDK that added it, or <c>unknown</c>; null exactly when none did.</param>
/// <param name="Hash">Of its bytes.</param>
/// <param name="Place">Its line; null when it was not read from a file.</param>
public sealed record ToolLockEntry(ToolLockKind Kind, PackageId Package, string? DotNetSdk, ContentHash Hash, Location? Place = null);

/// <summary>The lock of MSBuild SDKs, local tools and downloaded packages, <c>supplychain.lock.json</c> (docs/lock.md).</summary>
public sealed record ToolLock
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "supplychain.lock.json";

    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    /// <summary>Stands where the version of a .NET SDK is not known.</summary>
    public const string UnknownSdk = "unknown";

    internal const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Sorts what it is given.</summary>
    /// <exception cref="InvalidDataException">One package with several content hashes.</exception>
    public ToolLock(IEnumerable<ToolLockEntry> entries)
    {
        Entries = [.. entries.DistinctBy(e => (e.Kind, e.DotNetSdk, e.Package, e.Hash))
            .OrderBy(e => e.Kind).ThenBy(e => e.DotNetSdk, StringComparer.Ordinal).ThenBy(e => e.Package)];
        foreach (var package in Entries.GroupBy(e => e.Package).Where(g => g.DistinctBy(e => e.Hash).Count() > 1))
            throw new InvalidDataException($"{package.Key} has several content hashes.");
    }

    /// <summary>By kind, version of the .NET SDK, id and version.</summary>
    public ImmutableArray<ToolLockEntry> Entries { get; }

    /// <summary>Reads a lock.</summary>
    /// <param name="path">Absolute path.</param>
    /// <exception cref="InvalidDataException">Not a lock of this version; <see cref="BadInput.Place"/> has line and column.</exception>
    /// <exception cref="IOException">Missing, or may not be read.</exception>
    public static ToolLock Read(string path) => Parse(BoundedFile.ReadAllBytes(path, MaxBytes), path);

    /// <summary>Reads a lock from memory.</summary>
    /// <param name="content">The bytes of the file.</param>
    /// <param name="path">What places refer to.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read"/>.</exception>
    public static ToolLock Parse(ReadOnlyMemory<byte> content, string path) => ToolLockReader.Parse(content, path);

    /// <summary>The bytes of the file: one entry a line, LF, no path and no time.</summary>
    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        // Ids, versions and base64 hold nothing that needs escaping; the default encoder would escape the + of base64.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            WriteSection(json, "msbuildSdks", Entries.Where(e => e.Kind == ToolLockKind.MSBuildSdk));
            WriteSection(json, "tools", Entries.Where(e => e.Kind == ToolLockKind.Tool));
            WriteSection(json, "packageDownloads", Entries.Where(e => e.Kind == ToolLockKind.PackageDownload));
            var added = Entries.Where(e => e.DotNetSdk is not null).GroupBy(e => e.DotNetSdk!, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
            if (added.Count > 0)
            {
                json.WriteStartObject("dotnetSdk");
                foreach (var sdk in added)
                {
                    json.WriteStartObject(sdk.Key);
                    WriteSection(json, "packs", sdk.Where(e => e.Kind == ToolLockKind.DotNetSdkPack));
                    WriteSection(json, "references", sdk.Where(e => e.Kind == ToolLockKind.DotNetSdkReference));
                    json.WriteEndObject();
                }
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteSection(Utf8JsonWriter json, string name, IEnumerable<ToolLockEntry> entries)
    {
        var all = entries.ToList();
        if (all.Count == 0)
            return;
        json.WriteStartObject(name);
        foreach (var entry in all)
            json.WriteString($"{entry.Package.Id}/{entry.Package.Version}", entry.Hash.Base64);
        json.WriteEndObject();
    }
}
