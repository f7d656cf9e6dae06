using System.Collections.Immutable;
using System.Text;
using System.Xml;

namespace SupplyChainSdk.Inputs;

/// <summary>Reads a nuspec of any schema version, and without a namespace.</summary>
/// <remarks>
/// Names compare with case, as NuGet.Packaging's NuspecReader compares them. Stricter than it where readers could disagree: an element stands at
/// most once, in the namespace of <c>metadata</c>. Document type definitions are refused.
/// </remarks>
public static class NuspecReader
{
    /// <summary>The largest nuspec, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int MaxDepth = 32;
    private const int MetadataDepth = 1;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxBytes,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    /// <summary>Reads the bytes of a nuspec; white space around values is removed.</summary>
    /// <exception cref="InvalidDataException">Too large, not well-formed, or not a nuspec; the message is a sentence without a full stop.</exception>
    public static Nuspec Read(byte[] nuspec)
    {
        if (nuspec.Length > MaxBytes)
            throw new InvalidDataException($"its nuspec of {nuspec.Length} bytes is larger than {MaxBytes}");
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(nuspec, writable: false), Settings);
            return ReadDocument(reader);
        }
        catch (XmlException e)
        {
            throw new InvalidDataException($"its nuspec is not well-formed XML (line {e.LineNumber}, column {e.LinePosition})", e);
        }
    }

    private static Nuspec ReadDocument(XmlReader reader)
    {
        if (reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != "package")
            throw new InvalidDataException("its nuspec has no root element 'package'");
        NuspecFields? fields = null;
        while (Next(reader))
        {
            if (reader.NodeType != XmlNodeType.Element || reader.Depth != MetadataDepth || reader.LocalName != "metadata")
                continue;
            if (fields is not null)
                throw new InvalidDataException("its nuspec has two elements 'metadata'");
            fields = ReadMetadata(reader);
        }
        return fields?.ToNuspec() ?? throw new InvalidDataException("its nuspec has no element 'metadata'");
    }

    private static NuspecFields ReadMetadata(XmlReader reader)
    {
        var fields = new NuspecFields();
        if (reader.IsEmptyElement)
            return fields;
        var ns = reader.NamespaceURI;
        while (Next(reader) && reader.Depth > MetadataDepth)
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            var name = reader.LocalName;
            if (!NuspecFields.IsKnown(name))
                Skip(reader);
            else if (reader.NamespaceURI != ns)
                throw new InvalidDataException($"its nuspec has the element '{name}' in another namespace than 'metadata'");
            else if (!fields.Seen.Add(name))
                throw new InvalidDataException($"its nuspec has two elements '{name}'");
            else
                ReadField(reader, fields, name);
        }
        return fields;
    }

    private static void ReadField(XmlReader reader, NuspecFields fields, string name)
    {
        switch (name)
        {
            case "repository":
                fields.Repository = new NuspecRepository(
                    Attribute(reader, "type"), Attribute(reader, "url"), Attribute(reader, "branch"), Attribute(reader, "commit"));
                Skip(reader);
                break;
            case "license":
                var type = Attribute(reader, "type");
                fields.License = License(type, ReadText(reader));
                break;
            case "packageTypes":
                Skip(reader, Collect("packageType", "name", fields.PackageTypes));
                break;
            case "dependencies":
                Skip(reader, Collect("dependency", "id", fields.DependencyIds));
                break;
            default:
                if (ReadText(reader) is { } text)
                    fields.Text.Add(name, text);
                break;
        }
    }

    // NuGet compares the type without case and takes an empty element for none.
    private static NuspecLicense? License(string? type, string? value) =>
        value is null ? null
        : "expression".Equals(type, StringComparison.OrdinalIgnoreCase) ? new NuspecLicense(IsFile: false, value)
        : "file".Equals(type, StringComparison.OrdinalIgnoreCase) ? new NuspecLicense(IsFile: true, value)
        : throw new InvalidDataException("its nuspec has an element 'license' whose type is neither 'expression' nor 'file'");

    private static string? ReadText(XmlReader reader)
    {
        if (reader.IsEmptyElement)
            return null;
        var (name, depth, text) = (reader.LocalName, reader.Depth, new StringBuilder());
        while (Next(reader) && reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element)
                throw new InvalidDataException($"its nuspec has elements inside '{name}'");
            text.Append(reader.Value);
        }
        return NullIfEmpty(text.ToString());
    }

    private static Action<XmlReader> Collect(string element, string attribute, List<string> into) => reader =>
    {
        if (reader.LocalName == element && Attribute(reader, attribute) is { } value)
            into.Add(value);
    };

    private static void Skip(XmlReader reader, Action<XmlReader>? visit = null)
    {
        if (reader.IsEmptyElement)
            return;
        var depth = reader.Depth;
        while (Next(reader) && reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element)
                visit?.Invoke(reader);
        }
    }

    private static bool Next(XmlReader reader) =>
        reader.Read() && (reader.Depth <= MaxDepth ? true : throw new InvalidDataException($"its nuspec is nested deeper than {MaxDepth} elements"));

    private static string? Attribute(XmlReader reader, string name) => NullIfEmpty(reader.GetAttribute(name) ?? "");

    private static string? NullIfEmpty(string text) => text.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    private sealed class NuspecFields
    {
        private static readonly HashSet<string> Known = ["id", "version", "authors", "copyright", "projectUrl", "description", "licenseUrl",
            "license", "repository", "packageTypes", "dependencies"];

        public HashSet<string> Seen { get; } = [];

        public Dictionary<string, string> Text { get; } = [];

        public NuspecRepository? Repository { get; set; }

        public NuspecLicense? License { get; set; }

        public List<string> PackageTypes { get; } = [];

        public List<string> DependencyIds { get; } = [];

        public static bool IsKnown(string name) => Known.Contains(name);

        public Nuspec ToNuspec() => new(Required("id"), Required("version"), Text.GetValueOrDefault("authors", ""),
            Text.GetValueOrDefault("copyright"), Text.GetValueOrDefault("projectUrl"), Text.GetValueOrDefault("description"),
            Repository, License, Text.GetValueOrDefault("licenseUrl"),
            Sorted(PackageTypes), Sorted(DependencyIds));

        private string Required(string name) =>
            Text.TryGetValue(name, out var value) ? value : throw new InvalidDataException($"its nuspec has no '{name}'");

        private static ImmutableArray<string> Sorted(List<string> names) =>
            [.. names.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
    }
}
