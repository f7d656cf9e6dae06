using SupplyChainSdk.Inventory;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Trust;

/// <summary>A Sigstore instance whose trusted root comes from a TUF repository.</summary>
public sealed class TrustInstance
{
    private TrustInstance(string name, string folder, TufRepository repository) => (Name, Folder, Repository) = (name, folder, repository);

    /// <summary>The public instance, with the TUF root that is embedded.</summary>
    public static TrustInstance PublicGood { get; } = new("sigstore.dev", "sigstore.dev", TufRepository.PublicGood);

    /// <summary>How messages name it: safe to print.</summary>
    public string Name { get; }

    /// <summary>Whether it is the one whose trusted root is embedded, and counts where none is named.</summary>
    public bool IsPublicGood => ReferenceEquals(this, PublicGood);

    /// <summary>Its repository.</summary>
    public TufRepository Repository { get; }

    /// <summary>
    /// The name of its folder. It comes from the address: a newer root of the same repository must find what was seen before. Another instance never shares that of the
    /// public one, whatever its address: what counts for everybody is changed by nobody's options.
    /// </summary>
    internal string Folder { get; }

    /// <summary>Another instance.</summary>
    /// <param name="address">Of its TUF metadata; the targets lie in <c>targets/</c> below it.</param>
    /// <param name="root">A version of its <c>root.json</c> that was received in a trusted way.</param>
    /// <exception cref="ArgumentException">The address is not http or https, or has a query.</exception>
    public static TrustInstance At(Uri address, ReadOnlySpan<byte> root)
    {
        var metadata = new TufRepository(address, address, root).Metadata;
        return new TrustInstance(
            metadata.Authority, Digest.Sha256Of(System.Text.Encoding.UTF8.GetBytes(metadata.AbsoluteUri)).Hex, new TufRepository(metadata, new Uri(metadata, "targets/"), root));
    }
}
