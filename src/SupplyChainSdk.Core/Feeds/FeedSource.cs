namespace SupplyChainSdk.Feeds;

/// <summary>A package source as a user names it.</summary>
/// <param name="Name">As nuget.config has it; else the address, without what may be a secret, or the folder.</param>
/// <param name="Address">Of the service index of a feed; null for a folder.</param>
/// <param name="Folder">Absolute; null for a feed.</param>
/// <param name="Credential">Null for none.</param>
public sealed record FeedSource(string Name, Uri? Address, string? Folder, FeedCredential? Credential)
{
    /// <summary>For people: where it is, without what may be a secret.</summary>
    public string Place => Address is not null ? WebAddress.Show(Address) : Folder ?? "";

    /// <summary>A source by its address or folder alone, without credentials.</summary>
    /// <exception cref="FeedException">Not absolute, not https (http on this machine), or with a user name in it.</exception>
    public static FeedSource At(string place) => Create(place, place, credential: null);

    /// <summary>A source under a name.</summary>
    /// <exception cref="FeedException">As <see cref="At"/>.</exception>
    internal static FeedSource Create(string name, string place, Func<Uri, FeedCredential?>? credential)
    {
        if (!WebAddress.IsMeant(place))
            return new FeedSource(name, null, Path.GetFullPath(place), null);
        var address = WebAddress.Parse(place);
        // An address that has no other name is not shown with what may be a secret in it.
        return new FeedSource(name == place ? WebAddress.Show(address) : name, address, null, credential?.Invoke(address));
    }
}
