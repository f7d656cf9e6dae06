using System.Collections.Immutable;
using System.Text;
using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Release;

/// <summary>Where pack puts its packages, when <c>@(NuGetPackOutput)</c> is mistaken.</summary>
public static class PackOutputs
{
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
        var nuspec = ReadNuspec(nuspecFile, properties);
        return withoutVersion ? nuspec.Id : $"{nuspec.Id}.{NuspecVersion.Normalize(nuspec.Version)}";
    }

    /// <summary>A nuspec as pack reads it: with its properties filled in.</summary>
    /// <param name="nuspecFile">Absolute path.</param>
    /// <param name="properties">The property <c>NuspecProperties</c>.</param>
    /// <exception cref="InvalidDataException">The nuspec is no XML, or has no id or version.</exception>
    internal static Nuspec ReadNuspec(string nuspecFile, string properties)
    {
        if (new FileInfo(nuspecFile).Length > NuspecReader.MaxBytes)
            throw new InvalidDataException($"{nuspecFile} is larger than {NuspecReader.MaxBytes} bytes.");
        var text = File.ReadAllText(nuspecFile);
        string? overriding = null;
        foreach (var pair in properties.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(p => p.Split('=', 2)).Where(p => p.Length == 2))
        {
            // Into the text, as pack does it, and not into single values.
            text = text.Replace($"${pair[0].Trim()}$", pair[1].Trim(), StringComparison.OrdinalIgnoreCase);
            if (pair[0].Trim().Equals("version", StringComparison.OrdinalIgnoreCase))
                overriding = pair[1].Trim();
        }
        try
        {
            var nuspec = NuspecReader.Read(Encoding.UTF8.GetBytes(text));
            // What pack does: a property named version wins over the nuspec.
            return overriding is null ? nuspec : nuspec with { Version = overriding };
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{nuspecFile} cannot be packed: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
