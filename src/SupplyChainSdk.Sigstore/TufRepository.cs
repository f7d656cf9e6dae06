using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore;

/// <summary>Where a TUF repository is, and the root from which all its metadata is verified.</summary>
public sealed class TufRepository
{
    private static readonly Lazy<ImmutableArray<byte>> EmbeddedRoot = new(ReadEmbeddedRoot);

    /// <summary>Describes a repository.</summary>
    /// <param name="metadata">Below it lie <c>timestamp.json</c> and the like; http or https, without a query. Encryption is not what protects an update.</param>
    /// <param name="targets">Below it lie the targets.</param>
    /// <param name="trustedRoot">Any version of its <c>root.json</c> that was received in a trusted way. It may have expired.</param>
    /// <exception cref="ArgumentException">Not such an address.</exception>
    public TufRepository(Uri metadata, Uri targets, ReadOnlySpan<byte> trustedRoot)
    {
        Metadata = ToFolder(metadata);
        Targets = ToFolder(targets);
        TrustedRoot = [.. trustedRoot];
    }

    /// <summary>The repository of Sigstore's public instance, with the root that this version was built with.</summary>
    public static TufRepository PublicGood => new(
        new Uri("https://tuf-repo-cdn.sigstore.dev/"), new Uri("https://tuf-repo-cdn.sigstore.dev/targets/"), EmbeddedRoot.Value.AsSpan());

    /// <summary>The address of the metadata; ends with a slash.</summary>
    public Uri Metadata { get; }

    /// <summary>The address of the targets; ends with a slash.</summary>
    public Uri Targets { get; }

    /// <summary>The bytes of the root.</summary>
    public ImmutableArray<byte> TrustedRoot { get; }

    private static Uri ToFolder(Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.Query.Length > 0 || address.Fragment.Length > 0)
            throw new ArgumentException($"'{address}' is not an http or https address without a query.", nameof(address));
        return address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }

    private static ImmutableArray<byte> ReadEmbeddedRoot()
    {
        using var resource = typeof(TufRepository).Assembly.GetManifestResourceStream("public-good/root.json")
            ?? throw new InvalidOperationException("The embedded root is not in this assembly.");
        using var content = new MemoryStream();
        resource.CopyTo(content);
        return [.. content.ToArray()];
    }
}
