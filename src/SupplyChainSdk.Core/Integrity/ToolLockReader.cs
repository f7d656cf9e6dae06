using System.Text.Json;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>Reads <c>supplychain.lock.json</c> strictly, remembering where each entry stands: nothing is passed over that is not known.</summary>
internal ref struct ToolLockReader
{
    private readonly string _path;
    private readonly Dictionary<PackageId, ToolLockEntry> _byPackage;
    private readonly List<ToolLockEntry> _entries;
    private Utf8JsonReader _reader;
    private LineCounter _lines;

    private ToolLockReader(ReadOnlySpan<byte> json, string path)
    {
        _path = path;
        _byPackage = [];
        _entries = [];
        _reader = new Utf8JsonReader(json, StrictJson.ReaderOptions);
        _lines = new LineCounter(json);
    }

    public static ToolLock Parse(ReadOnlyMemory<byte> content, string path)
    {
        var reader = new ToolLockReader(StrictJson.WithoutBom(content).Span, path);
        try
        {
            reader.ReadFile();
            return new ToolLock(reader._entries);
        }
        catch (JsonException e)
        {
            throw StrictJson.NotJson(e, path);
        }
        catch (InvalidOperationException e)
        {
            // How the reader answers text that is not UTF-8, and half a surrogate pair.
            throw BadInput.At(reader.Here(), "a text in it is not valid UTF-8 or UTF-16", e);
        }
    }

    private void ReadFile()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
            throw BadInput.At(new(_path, 1, 1), "a lock is a JSON object");
        var seen = Names();
        // The version comes first, so that a newer file is said to be one before something in it is said to be wrong.
        if (NextProperty(seen) != "version")
            throw BadInput.At(Here(), "its first property is not the version");
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt32(out var version) || version != ToolLock.Version)
            throw BadInput.At(Here(), $"this version is not known; known is {ToolLock.Version}");
        while (NextProperty(seen) is { } section)
        {
            var place = Here();
            _reader.Read();
            switch (section)
            {
                case "msbuildSdks": ReadEntries(ToolLockKind.MSBuildSdk, null); break;
                case "tools": ReadEntries(ToolLockKind.Tool, null); break;
                case "packageDownloads": ReadEntries(ToolLockKind.PackageDownload, null); break;
                case "dotnetSdk": ReadDotNetSdks(); break;
                default: throw BadInput.At(place, $"a lock has no property {Printable.Quoted(section)}");
            }
        }
        // Also reads to the end of the file, where nothing more may stand.
        _reader.Read();
    }

    private void ReadDotNetSdks()
    {
        Expect(JsonTokenType.StartObject, "an object");
        var versions = Names();
        while (NextProperty(versions) is { } version)
        {
            if (version != ToolLock.UnknownSdk && !NuGet.Versioning.NuGetVersion.TryParseStrict(version, out _))
                throw BadInput.At(Here(), $"{Printable.Quoted(version)} is not the version of a .NET SDK");
            _reader.Read();
            Expect(JsonTokenType.StartObject, "an object");
            var sections = Names();
            while (NextProperty(sections) is { } section)
            {
                var place = Here();
                _reader.Read();
                ReadEntries(section switch
                {
                    "packs" => ToolLockKind.DotNetSdkPack,
                    "references" => ToolLockKind.DotNetSdkReference,
                    _ => throw BadInput.At(place, $"a .NET SDK has no property {Printable.Quoted(section)}"),
                }, version);
            }
        }
    }

    private void ReadEntries(ToolLockKind kind, string? dotNetSdk)
    {
        Expect(JsonTokenType.StartObject, "an object");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (NextProperty(names) is { } name)
        {
            var place = Here();
            _reader.Read();
            Expect(JsonTokenType.String, "a content hash");
            try
            {
                var entry = new ToolLockEntry(kind, Package(name), dotNetSdk, ContentHash.Parse(_reader.GetString()!), place);
                if (!_byPackage.TryAdd(entry.Package, entry) && _byPackage[entry.Package].Hash != entry.Hash)
                    throw BadInput.At(place, $"{entry.Package} is locked here with another content hash than at line {_byPackage[entry.Package].Place!.Line}");
                _entries.Add(entry);
            }
            catch (InvalidDataException e) when (BadInput.Place(e) is null)
            {
                throw BadInput.At(place, $"{Printable.Quoted(name)}: {e.Message.TrimEnd('.')}", e);
            }
        }
    }

    private static PackageId Package(string name)
    {
        if (name.Split('/') is not [var id, var version])
            throw new InvalidDataException("an entry is called Id/Version");
        return NuspecVersion.Normalize(version) == version ? PackageId.Create(id, version) : throw new InvalidDataException("its version is not normalised");
    }

    private static HashSet<string> Names() => new(StringComparer.Ordinal);

    private string? NextProperty(HashSet<string> seen)
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.PropertyName)
            return null;
        var name = _reader.GetString()!;
        return seen.Add(name) ? name : throw BadInput.At(Here(), $"{Printable.Quoted(name)} stands twice in one object");
    }

    private void Expect(JsonTokenType type, string what)
    {
        if (_reader.TokenType != type)
            throw BadInput.At(Here(), $"{what} is needed here");
    }

    private Location Here()
    {
        var (line, column) = _lines.At((int)_reader.TokenStartIndex);
        return new Location(_path, line, column);
    }
}
