using System.Security.Cryptography;
using NuGet.Configuration;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Feeds;

/// <summary>The sources of nuget.config, read by NuGet itself: hierarchy, environment variables, encrypted passwords. Needs the NuGet libraries of the .NET SDK.</summary>
public static class FeedSettings
{
    private const string Basic = "basic";

    /// <summary>
    /// The source that a user means: one of nuget.config by its name or address, with its credentials; else an address or an existing folder, without any.
    /// </summary>
    /// <param name="named">Name, address or folder.</param>
    /// <param name="folder">Where the user stands: its nuget.config and those above it count.</param>
    /// <exception cref="FeedException">No such source; it is disabled; its address is not asked; its credentials cannot be used.</exception>
    /// <exception cref="InvalidDataException">A nuget.config is malformed.</exception>
    public static FeedSource Find(string named, string folder)
    {
        var sources = Sources(folder);
        var source = sources.Find(s => string.Equals(s.Name, named, StringComparison.OrdinalIgnoreCase))
            ?? sources.Find(s => string.Equals(s.Source, named, StringComparison.OrdinalIgnoreCase));
        if (source is { IsEnabled: false })
            throw new FeedException($"the source {Printable.Quoted(source.Name)} is disabled in nuget.config");
        if (source is not null)
            return FeedSource.Create(source.Name, source.Source, address => Credential(source, address));
        var place = Path.Combine(folder, named);
        if (WebAddress.IsMeant(named) || Directory.Exists(place))
            return FeedSource.Create(named, WebAddress.IsMeant(named) ? named : place, credential: null);
        var nearest = NearestName.Of(named, sources.Select(s => s.Name));
        throw new FeedException($"{Printable.Quoted(named)} is no source in nuget.config, no address and no folder{(nearest is null ? "" : $"; did you mean {Printable.Quoted(nearest)}?")}");
    }

    private static List<PackageSource> Sources(string folder)
    {
        try
        {
            return [.. PackageSourceProvider.LoadPackageSources(Settings.LoadDefaultSettings(folder))];
        }
        catch (NuGetConfigurationException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private static FeedCredential? Credential(PackageSource source, Uri address)
    {
        if (source.Credentials is not { } credentials)
            return null;
        if (credentials.ValidAuthenticationTypes.Any() && !credentials.ValidAuthenticationTypes.Contains(Basic, StringComparer.OrdinalIgnoreCase))
            throw new FeedException($"the credentials of {Printable.Quoted(source.Name)} are for another kind of authentication than basic");
        try
        {
            return new FeedCredential(address, credentials.Username, credentials.Password);
        }
        catch (Exception e) when (e is NuGetConfigurationException or CryptographicException or NotSupportedException or PlatformNotSupportedException or FormatException)
        {
            // What is wrong with it may repeat a part of it.
            throw new FeedException($"the password of {Printable.Quoted(source.Name)} in nuget.config cannot be read ({e.GetType().Name})");
        }
    }
}
