using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;
using NuGet.Versioning;

namespace SupplyChainSdk.Release;

/// <summary>Where pack puts its packages, when <c>@(NuGetPackOutput)</c> is mistaken.</summary>
public static class PackOutputs
{
    private const int MaxNuspecBytes = 16 << 20;

    /// <summary>The packages among what pack says it makes, under the names that it really gives them.</summary>
    /// <param name="packOutputs">Absolute paths of <c>@(NuGetPackOutput)</c>: packages, symbol packages, nuspecs.</param>
    /// <param name="packageId">The property <c>PackageId</c>.</param>
    /// <param name="withoutVersion">The property <c>OutputFileNamesWithoutVersion</c>, which the items ignore.</param>
    /// <param name="nuspecFile">The nuspec that is packed instead of the project, whose id and version the items ignore; null otherwise.</param>
    /// <param name="nuspecProperties">The property <c>NuspecProperties</c>: <c>name=value</c>, separated by semicolons.</param>
    /// <exception cref="InvalidDataException">The nuspec has no id or version.</exception>
    public static ImmutableArray<string> Locate(IEnumerable<string> packOutputs, string packageId, bool withoutVersion, string? nuspecFile, string nuspecProperties)
    {
        var named = nuspecFile is null ? null : NameOf(nuspecFile, nuspecProperties, withoutVersion);
        return [.. packOutputs.Select(path => (path, kind: KindOf(path))).Where(output => output.kind is not null)
            .Select(output => (named, withoutVersion) switch
            {
                ({ } name, _) => Beside(output.path, name + output.kind),
                (null, true) => Beside(output.path, packageId + output.kind),
                _ => output.path,
            })
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static string? KindOf(string path)
    {
        ReadOnlySpan<string> kinds = [".symbols.nupkg", ".nupkg", ".snupkg"];
        foreach (var kind in kinds)
        {
            if (path.EndsWith(kind, StringComparison.OrdinalIgnoreCase))
                return kind;
        }
        return null;
    }

    private static string Beside(string path, string name) => Path.Combine(Path.GetDirectoryName(path)!, name);

    private static string NameOf(string nuspecFile, string properties, bool withoutVersion)
    {
        var (id, version) = Identity(nuspecFile, properties);
        return withoutVersion ? id : $"{id}.{version}";
    }

    /// <summary>The id and normalised version that pack takes from a nuspec.</summary>
    /// <param name="nuspecFile">Absolute path.</param>
    /// <param name="properties">The property <c>NuspecProperties</c>.</param>
    /// <exception cref="InvalidDataException">The nuspec is no XML, or has no id or version.</exception>
    internal static (string Id, string Version) Identity(string nuspecFile, string properties)
    {
        if (new FileInfo(nuspecFile).Length > MaxNuspecBytes)
            throw new InvalidDataException($"{nuspecFile} is larger than {MaxNuspecBytes} bytes.");
        XElement? metadata;
        try
        {
            using var reader = XmlReader.Create(nuspecFile, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            metadata = XDocument.Load(reader).Root?.Elements().FirstOrDefault(element => element.Name.LocalName == "metadata");
        }
        catch (XmlException e)
        {
            throw new InvalidDataException($"{nuspecFile} is not XML: {e.Message}", e);
        }
        var values = properties.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], StringComparer.OrdinalIgnoreCase).ToDictionary(group => group.Key, group => group.Last()[1], StringComparer.OrdinalIgnoreCase);
        var id = Value("id");
        // What pack does: a property named version wins over the nuspec.
        var version = values.TryGetValue("version", out var given) && NuGetVersion.TryParse(given, out var overriding) ? overriding
            : NuGetVersion.TryParse(Value("version"), out var own) ? own
            : throw new InvalidDataException($"{nuspecFile} has no version.");
        return (id, version.ToNormalizedString());

        string Value(string name)
        {
            var text = metadata?.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim() ?? "";
            foreach (var (key, value) in values)
                text = text.Replace($"${key}$", value, StringComparison.OrdinalIgnoreCase);
            return text.Length > 0 ? text : throw new InvalidDataException($"{nuspecFile} has no {name}.");
        }
    }
}
