using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Feeds;

/// <summary>Where the restore that wrote an assets file was to look for packages: NuGet's own record, whatever decided it (nuget.config, properties, options).</summary>
/// <param name="Sources">Addresses and absolute folders, as restore used them; they may hold secrets and are never printed as they are.</param>
/// <param name="ConfigFiles">Absolute paths of the configuration files that were read, nearest first.</param>
/// <param name="FallbackFolders">Package folders that are looked at before any source.</param>
/// <param name="PackagesFolder">The global packages folder; null when not recorded.</param>
/// <param name="ProjectFile">As the file states it.</param>
/// <param name="AssetsSha256">Of the assets file that was read; null where none was.</param>
public sealed record RestoredSources(
    ImmutableArray<string> Sources, ImmutableArray<string> ConfigFiles, ImmutableArray<string> FallbackFolders, string? PackagesFolder, string? ProjectFile, Digest? AssetsSha256)
{
    private const int MaxSources = 200;

    /// <summary>Reads <c>project.restore</c> of an assets file.</summary>
    /// <param name="assetsFile">Absolute path.</param>
    /// <exception cref="InvalidDataException">It is not JSON, or records something else there.</exception>
    /// <exception cref="IOException">It is missing, or may not be read.</exception>
    public static RestoredSources Read(string assetsFile)
    {
        var content = BoundedFile.ReadAllBytes(assetsFile, AssetsFile.MaxBytes);
        using var document = StrictJson.Parse(content, assetsFile);
        try
        {
            var restore = document.RootElement.GetProperty("project").GetProperty("restore");
            ImmutableArray<string> sources = restore.TryGetProperty("sources", out var named) ? [.. named.EnumerateObject().Select(s => s.Name)] : [];
            if (sources.Length > MaxSources)
                throw BadInput.At(new(assetsFile), $"it records {sources.Length} sources, more than the {MaxSources} that are asked");
            return new RestoredSources(sources, Texts(restore, "configFilePaths"), Texts(restore, "fallbackFolders"), Text(restore, "packagesPath"), Text(restore, "projectPath"),
                Digest.Sha256Of(content));
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw BadInput.At(new(assetsFile), "it does not record the sources of the restore (project.restore)", e);
        }
    }

    /// <summary>What <see cref="AssetsSha256"/> is of a file.</summary>
    /// <exception cref="IOException">It cannot be read, or is larger than any assets file.</exception>
    public static Digest DigestOf(string assetsFile) => Digest.Sha256Of(BoundedFile.ReadAllBytes(assetsFile, AssetsFile.MaxBytes));

    /// <summary>Whether the same sources would be asked in the same way.</summary>
    public bool IsSameAs(RestoredSources other) => Sources.ToHashSet().SetEquals(other.Sources) && ConfigFiles.ToHashSet().SetEquals(other.ConfigFiles)
        && FallbackFolders.ToHashSet().SetEquals(other.FallbackFolders) && PackagesFolder == other.PackagesFolder;

    private static ImmutableArray<string> Texts(JsonElement restore, string name) =>
        restore.TryGetProperty(name, out var values) ? [.. values.EnumerateArray().Select(v => v.GetString() ?? "")] : [];

    private static string? Text(JsonElement restore, string name) => restore.TryGetProperty(name, out var value) ? value.GetString() : null;
}
