using System.Text.Json;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Feeds;

/// <summary>What a NuGet v3 feed says of itself, and of the versions of a package.</summary>
internal static class ServiceIndex
{
    /// <summary>The largest index that is read.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The largest list of versions that is read.</summary>
    public const int MaxVersionsBytes = 16 << 20;

    private const string Content = "PackageBaseAddress/3.0.0";

    /// <summary>Where the feed has its packages.</summary>
    /// <param name="index">What is at the address of the feed.</param>
    /// <param name="feed">That address.</param>
    /// <exception cref="FeedException">It is no index, or names a place that is not asked.</exception>
    public static Uri PackageContent(ReadOnlyMemory<byte> index, Uri feed)
    {
        var packages = WebAddress.ParseBase(Find(index, WebAddress.Show(feed)));
        return packages.IsLoopback && !feed.IsLoopback
            ? throw new FeedException($"{WebAddress.Show(feed)} sends to {WebAddress.Show(packages)} for packages, which is not followed")
            : packages;
    }

    /// <summary>Whether a feed's list of the versions of a package has any.</summary>
    /// <exception cref="FeedException">It is no such list.</exception>
    public static bool HasVersions(ReadOnlyMemory<byte> list, Uri address)
    {
        try
        {
            using var document = StrictJson.Parse(list, WebAddress.Show(address));
            return document.RootElement.GetProperty("versions").GetArrayLength() > 0;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FeedException($"what {WebAddress.Show(address)} sends is no list of versions: {Printable.Bounded(BadInput.Reason(e), 200)}", inner: e);
        }
    }

    // learn.microsoft.com/nuget/api/service-index: resources of the same type are equal in rank.
    private static string Find(ReadOnlyMemory<byte> index, string place)
    {
        try
        {
            using var document = StrictJson.Parse(index, place);
            foreach (var resource in document.RootElement.GetProperty("resources").EnumerateArray())
            {
                var type = resource.GetProperty("@type");
                var isContent = type.ValueKind == JsonValueKind.Array
                    ? type.EnumerateArray().Any(t => t.GetString() == Content)
                    : type.GetString() == Content;
                if (isContent)
                    return resource.GetProperty("@id").GetString() ?? "";
            }
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FeedException($"what {place} sends is no service index of a NuGet v3 feed: {Printable.Bounded(BadInput.Reason(e), 200)}", inner: e);
        }
        throw new FeedException($"{place} names no place for packages ({Content}): it is no NuGet v3 feed that packages can be had from");
    }
}
