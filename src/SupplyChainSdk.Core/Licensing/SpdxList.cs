using System.Collections.ObjectModel;
using System.Text.Json;

namespace SupplyChainSdk.Licensing;

/// <summary>The SPDX licence list that ships with this version (Licensing/Data, docs/licences.md). Loaded once, on first use.</summary>
public static class SpdxList
{
    private static readonly Lazy<Content> Loaded = new(Load);

    /// <summary>Which edition of the list, as the package names it that it was taken from.</summary>
    public static string Version => Loaded.Value.Version;

    /// <summary>Every id, deprecated ones too, by id without case.</summary>
    public static ReadOnlyDictionary<string, SpdxLicense> Licenses => Loaded.Value.Licenses;

    /// <summary>Canonical ids of exceptions (what may follow WITH), by id without case.</summary>
    public static ReadOnlyDictionary<string, string> Exceptions => Loaded.Value.Exceptions;

    /// <summary>Opens an embedded data file.</summary>
    internal static ReadOnlyMemory<byte> Resource(string name)
    {
        using var stream = typeof(SpdxList).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException($"The embedded file {name} is missing.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static Content Load()
    {
        var reader = new Utf8JsonReader(Resource("spdx-licenses.json").Span);
        var version = "";
        var licenses = new List<SpdxLicense>(800);
        var exceptions = new List<string>(80);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var section = reader.GetString();
            reader.Read();
            if (section == "version")
                version = reader.GetString()!;
            else if (section is "licenses" or "exceptions")
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                {
                    var license = ReadEntry(ref reader);
                    if (section == "licenses")
                        licenses.Add(license);
                    else
                        exceptions.Add(license.Id);
                }
            }
        }
        // Not frozen dictionaries: making one costs more than all look-ups of a build save.
        return new Content(version,
            licenses.ToDictionary(l => l.Id, StringComparer.OrdinalIgnoreCase).AsReadOnly(),
            exceptions.ToDictionary(e => e, StringComparer.OrdinalIgnoreCase).AsReadOnly());
    }

    private static SpdxLicense ReadEntry(ref Utf8JsonReader reader)
    {
        string? id = null, name = null, successor = null;
        bool osi = false, fsf = false, deprecated = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = reader.GetString();
            reader.Read();
            switch (property)
            {
                case "id": id = reader.GetString(); break;
                case "name": name = reader.GetString(); break;
                case "use": successor = reader.GetString(); break;
                case "osi": osi = reader.GetBoolean(); break;
                case "fsf": fsf = reader.GetBoolean(); break;
                case "deprecated": deprecated = reader.GetBoolean(); break;
                default: throw new InvalidDataException($"spdx-licenses.json: unexpected property {property}.");
            }
        }
        return new SpdxLicense(id!, name ?? id!, osi, fsf, deprecated, successor);
    }

    private sealed record Content(
        string Version, ReadOnlyDictionary<string, SpdxLicense> Licenses, ReadOnlyDictionary<string, string> Exceptions);
}
