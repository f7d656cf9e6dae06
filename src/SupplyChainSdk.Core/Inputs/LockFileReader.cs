using System.Collections.Immutable;
using System.Text.Json;
using NuGet.Frameworks;
using NuGet.Versioning;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>Reads lock files strictly, remembering where each entry stands.</summary>
/// <remarks>
/// NuGet's reader (PackagesLockFileFormat) knows no places, answers a broken file with an empty one, and is lenient where NuGet never
/// writes: comments, trailing commas, a name twice, a type in other case or as a number, a missing version. All of these are refused here.
/// A property of an entry that is not known is passed over, as NuGet does.
/// </remarks>
internal ref struct LockFileReader
{
    private const int NewestVersion = 3;
    private const int AliasedVersion = 3;

    private readonly string _path;
    private readonly int _version;
    private readonly Dictionary<PackageId, LockedHash> _hashes;
    private Utf8JsonReader _reader;
    private LineCounter _lines;

    private LockFileReader(ReadOnlySpan<byte> json, string path, int version)
    {
        _path = path;
        _version = version;
        _hashes = [];
        _reader = new Utf8JsonReader(json, StrictJson.ReaderOptions);
        _lines = new LineCounter(json);
    }

    public static LockFile Parse(ReadOnlyMemory<byte> content, string path)
    {
        var json = StrictJson.WithoutBom(content).Span;
        var reader = new LockFileReader(json, path, Version(json, path));
        try
        {
            var targets = reader.ReadTargets();
            return new LockFile(path, reader._version, targets, Digest.Sha256Of(content.Span), content, reader._hashes.ToImmutableDictionary());
        }
        catch (InvalidOperationException e)
        {
            // How the reader answers text that is not UTF-8, and half a surrogate pair.
            throw BadInput.At(reader.Here(), "a text in it is not valid UTF-8 or UTF-16", e);
        }
    }

    // Reads the whole file once: after it the text is known to be JSON to its end, and how to read the rest is known wherever the version stands.
    private static int Version(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            var reader = new Utf8JsonReader(json, StrictJson.ReaderOptions);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw BadInput.At(new(path, 1, 1), "a lock file is a JSON object");
            int? version = null;
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("version"u8))
                    continue;
                var (line, column) = new LineCounter(json).At((int)reader.TokenStartIndex);
                reader.Read();
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var number) || number is < 1 or > NewestVersion)
                    throw BadInput.At(new(path, line, column), $"this version is not known; known are the numbers 1 to {NewestVersion}");
                version = number;
            }
            return version ?? throw BadInput.At(new(path, 1, 1), "it states no version");
        }
        catch (JsonException e)
        {
            throw StrictJson.NotJson(e, path);
        }
    }

    private ImmutableArray<LockTarget> ReadTargets()
    {
        var targets = ImmutableArray.CreateBuilder<LockTarget>();
        var found = _version >= AliasedVersion;
        var seen = Names();
        _reader.Read();
        while (NextProperty(seen) is { } name)
        {
            var place = Here();
            _reader.Read();
            if (name == "version")
                continue;
            if (_version >= AliasedVersion)
                targets.Add(ReadAliased(name, place));
            else if (name == "dependencies")
            {
                found = true;
                Expect(JsonTokenType.StartObject, "dependencies");
                var keys = Names();
                while (NextProperty(keys) is { } key)
                {
                    var at = Here();
                    _reader.Read();
                    var (framework, runtime) = Split(key);
                    targets.Add(new LockTarget(ShortName(framework, at), null, runtime, ReadEntries(key), at));
                }
            }
            else
                throw BadInput.At(place, $"a lock file has no property '{Short(name)}'");
        }
        if (!found)
            throw BadInput.At(new(_path, 1, 1), "it has no dependencies");
        foreach (var twice in targets.GroupBy(t => new { Name = t.Alias ?? t.Framework, t.RuntimeIdentifier }).Where(g => g.Count() > 1))
            throw BadInput.At(twice.Last().Place, $"the target {twice.Key.Name} stands twice");
        return targets.ToImmutable();
    }

    // Version 3: the target is named by the alias and says its framework inside.
    private LockTarget ReadAliased(string name, Location place)
    {
        Expect(JsonTokenType.StartObject, name);
        string? framework = null;
        ImmutableArray<LockEntry>? entries = null;
        var seen = Names();
        while (NextProperty(seen) is { } property)
        {
            var at = Here();
            _reader.Read();
            if (property == "framework")
                framework = ShortName(Text(property), at);
            else if (property == "dependencies")
                entries = ReadEntries(name);
            else
                throw BadInput.At(at, $"a target has no property '{Short(property)}'");
        }
        var (alias, runtime) = Split(name);
        return new LockTarget(framework ?? throw BadInput.At(place, $"the target {Short(name)} states no framework"), alias, runtime,
            entries ?? throw BadInput.At(place, $"the target {Short(name)} has no dependencies"), place);
    }

    private ImmutableArray<LockEntry> ReadEntries(string target)
    {
        Expect(JsonTokenType.StartObject, target);
        var entries = ImmutableArray.CreateBuilder<LockEntry>();
        var ids = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (NextProperty(ids) is { } id)
        {
            var place = Here();
            _reader.Read();
            entries.Add(ReadEntry(id, place));
        }
        return entries.ToImmutable();
    }

    private LockEntry ReadEntry(string id, Location place)
    {
        Expect(JsonTokenType.StartObject, id);
        LockEntryKind? kind = null;
        string? requested = null, resolved = null, hash = null;
        ImmutableArray<LockDependency> dependencies = [];
        var seen = Names();
        while (NextProperty(seen) is { } property)
        {
            var at = Here();
            _reader.Read();
            switch (property)
            {
                case "type":
                    kind = Kind(Text(property), at);
                    break;
                case "requested":
                    requested = Text(property);
                    if (!VersionRange.TryParse(requested, out _))
                        throw BadInput.At(at, $"'{Short(requested)}' is not a version range");
                    break;
                case "resolved":
                    resolved = Text(property);
                    break;
                case "contentHash":
                    hash = Text(property);
                    break;
                case "dependencies":
                    dependencies = ReadDependencies(id);
                    break;
                default:
                    _reader.Skip();
                    break;
            }
        }
        return Entry(id, kind ?? throw BadInput.At(place, $"{Short(id)} has no type"), requested, resolved, hash, dependencies, place);
    }

    private readonly LockEntry Entry(string id, LockEntryKind kind, string? requested, string? resolved, string? hash,
        ImmutableArray<LockDependency> dependencies, Location place)
    {
        if (kind == LockEntryKind.Project)
            return new LockEntry(id, kind, requested, null, null, dependencies, place);
        if (resolved is null)
            throw BadInput.At(place, $"{Short(id)} has no resolved version");
        if (!NuGetVersion.TryParse(resolved, out var version))
            throw BadInput.At(place, $"the resolved version of {Short(id)}, '{Short(resolved)}', is not a version");
        try
        {
            var package = PackageId.Create(id, version.ToNormalizedString());
            var content = hash is null ? null : ContentHash.Parse(hash);
            if (content is not null && !_hashes.TryAdd(package, new LockedHash(content, place)) && _hashes[package].Hash != content)
                throw BadInput.At(place, $"{package} is locked here with another content hash than at line {_hashes[package].Place.Line}");
            return new LockEntry(id, kind, requested, package, content, dependencies, place);
        }
        catch (InvalidDataException e) when (BadInput.Place(e) is null)
        {
            throw BadInput.At(place, $"{Short(id)}: {e.Message.TrimEnd('.')}", e);
        }
    }

    private ImmutableArray<LockDependency> ReadDependencies(string id)
    {
        Expect(JsonTokenType.StartObject, id);
        var dependencies = ImmutableArray.CreateBuilder<LockDependency>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (NextProperty(seen) is { } name)
        {
            var at = Here();
            _reader.Read();
            var range = _reader.TokenType == JsonTokenType.Null ? null : Text(name);
            if (range is not null && !VersionRange.TryParse(range, out _))
                throw BadInput.At(at, $"'{Short(range)}' is not a version range");
            dependencies.Add(new LockDependency(name, range));
        }
        return dependencies.ToImmutable();
    }

    private static HashSet<string> Names() => new(StringComparer.Ordinal);

    private string? NextProperty(HashSet<string> seen)
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.PropertyName)
            return null;
        var name = _reader.GetString()!;
        return seen.Add(name) ? name : throw BadInput.At(Here(), $"'{Short(name)}' stands twice in one object");
    }

    private string Text(string name)
    {
        Expect(JsonTokenType.String, name);
        return _reader.GetString()!;
    }

    private void Expect(JsonTokenType type, string name)
    {
        if (_reader.TokenType != type)
            throw BadInput.At(Here(), $"'{Short(name)}' must be {(type == JsonTokenType.String ? "a string" : "an object")}");
    }

    private Location Here()
    {
        var (line, column) = _lines.At((int)_reader.TokenStartIndex);
        return new Location(_path, line, column);
    }

    private static (string Name, string? Runtime) Split(string key) =>
        key.Split('/') is [var name, var runtime] ? (name, runtime) : (key, null);

    private static string ShortName(string text, Location place)
    {
        var framework = NuGetFramework.Parse(text);
        return framework.IsUnsupported ? throw BadInput.At(place, $"'{Short(text)}' is not a target framework") : framework.GetShortFolderName();
    }

    private static LockEntryKind Kind(string text, Location place) => text switch
    {
        "Direct" => LockEntryKind.Direct,
        "Transitive" => LockEntryKind.Transitive,
        "CentralTransitive" => LockEntryKind.CentralTransitive,
        "Project" => LockEntryKind.Project,
        _ => throw BadInput.At(place, $"'{Short(text)}' is not a type of entry (Direct, Transitive, CentralTransitive, Project)"),
    };

    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
