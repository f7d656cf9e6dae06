using System.Collections.Immutable;
using NuGet.Common;
using NuGet.Configuration;
using NuGet.Credentials;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Feeds;

/// <summary>
/// The package sources of a restored project: which there are by NuGet's own record, which of them may serve which package by source mapping, and how each is asked.
/// Needs the NuGet libraries of the .NET SDK.
/// </summary>
public sealed class PackageSources : IDisposable
{
    private readonly PackageSourceMapping _mapping;
    private readonly string _scratch;

    private PackageSources(ImmutableArray<NuGetSource> all, PackageSourceMapping mapping, RestoredSources restored, string scratch)
    {
        All = all;
        _mapping = mapping;
        Restored = restored;
        _scratch = scratch;
        Uncached = new SourceCacheContext { NoCache = true, DirectDownload = true, RefreshMemoryCache = true };
    }

    /// <summary>Every source, in the order of NuGet's record; fallback folders last.</summary>
    public ImmutableArray<NuGetSource> All { get; }

    /// <summary>Whether nuget.config says which source may serve which package.</summary>
    public bool IsMapped => _mapping.IsEnabled;

    /// <summary>What the assets file records, or nuget.config says.</summary>
    public RestoredSources Restored { get; }

    /// <summary>For NuGet's resources: neither reads nor writes a cache.</summary>
    public SourceCacheContext Uncached { get; }

    /// <summary>Reads what restore recorded, and the configuration files that it read; asks nothing yet.</summary>
    /// <param name="assetsFile">Absolute path of <c>project.assets.json</c>.</param>
    /// <param name="limits">How much is asked; the default when null.</param>
    /// <exception cref="InvalidDataException">The assets file, or a nuget.config, is malformed.</exception>
    /// <exception cref="FeedException">A configuration file is gone, so that neither credentials nor mapping are known.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static PackageSources Open(string assetsFile, SourceLimits? limits = null)
    {
        var restored = RestoredSources.Read(assetsFile);
        if (restored.ConfigFiles.FirstOrDefault(file => !File.Exists(file)) is { } gone)
            throw new FeedException($"restore read {Printable.Text(gone)}, which is not there any more or may not be read, so that neither credentials nor source mapping are known");
        try
        {
            return Make(restored, restored.ConfigFiles.IsEmpty ? NullSettings.Instance : Settings.LoadSettingsGivenConfigPaths([.. restored.ConfigFiles]), limits ?? SourceLimits.Default);
        }
        catch (NuGetConfigurationException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <summary>Reads the sources that nuget.config has for a folder: those of MSBuild SDKs and local tools, which no option or property of a restore changes.</summary>
    /// <param name="folder">Absolute path.</param>
    /// <param name="limits">How much is asked.</param>
    /// <exception cref="InvalidDataException">A nuget.config is malformed.</exception>
    public static PackageSources OfSettings(string folder, SourceLimits limits)
    {
        try
        {
            var settings = Settings.LoadDefaultSettings(folder);
            return Make(new RestoredSources([.. PackageSourceProvider.LoadPackageSources(settings).Where(s => s.IsEnabled).Select(s => s.Source)], [.. settings.GetConfigFilePaths()],
                [.. SettingsUtility.GetFallbackPackageFolders(settings)], SettingsUtility.GetGlobalPackagesFolder(settings), null, null), settings, limits);
        }
        catch (NuGetConfigurationException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private static PackageSources Make(RestoredSources restored, ISettings settings, SourceLimits limits)
    {
        var known = PackageSourceProvider.LoadPackageSources(settings).ToList();
        var mapping = PackageSourceMapping.GetPackageSourceMapping(settings);
        var scratch = Directory.CreateTempSubdirectory("supplychain-").FullName;
        ImmutableArray<NuGetSource> all = [
            .. restored.Sources.Select(text => Source(text, known.Find(s => s.Source == text), restored, scratch, limits)),
            .. restored.FallbackFolders.Select(folder => new NuGetSource(new PackageSource(folder), isNamed: false, isFallback: true, Refusal(new PackageSource(folder), folder, restored), scratch, limits))];
        // As restore does in this process, unless one ran before.
        if (all.Any(s => !s.IsFolder) && HttpHandlerResourceV3.CredentialService is null)
            DefaultCredentialServiceUtility.SetupDefaultCredentialService(NullLogger.Instance, nonInteractive: true);
        return new PackageSources(all, mapping, restored, scratch);
    }

    /// <summary>The sources that may serve a package: those that the mapping names for its id, or all; and fallback folders, which no mapping is about.</summary>
    public ImmutableArray<NuGetSource> For(string id)
    {
        if (!IsMapped)
            return All;
        var mapped = _mapping.GetConfiguredPackageSources(id);
        return [.. All.Where(s => s.IsFallback || mapped.Contains(s.Name, StringComparer.OrdinalIgnoreCase))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var source in All)
            source.Dispose();
        Uncached.Dispose();
        Directory.Delete(_scratch, recursive: true);
    }

    private static NuGetSource Source(string text, PackageSource? known, RestoredSources restored, string scratch, SourceLimits limits)
    {
        var source = known ?? new PackageSource(text);
        return new NuGetSource(source, isNamed: known is not null, isFallback: false, Refusal(source, text, restored), scratch, limits);
    }

    // Whatever it is called and however deep: the folder of one package in it is a feed too.
    private static string? Refusal(PackageSource source, string text, RestoredSources restored) =>
        source.IsLocal && restored.PackagesFolder is { } packages && RealPath.IsWithin(RealPath.Of(source.Source), RealPath.Of(packages))
            ? $"{Printable.Text(text)} is the packages folder itself, or in it, which vouches for nothing" : null;
}
