using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>The folder of fetched targets. A file in it is trusted for nothing but saving a request: its hashes are compared each time.</summary>
internal sealed record TargetFiles(string Folder, long MaxBytes)
{
    /// <summary>The target, from the folder when it is there as listed (5.7).</summary>
    public async Task<ImmutableArray<byte>> FetchAsync(
        string target, ListedFile listed, Uri address, bool consistentSnapshot, RepositoryReader reader, CancellationToken cancellationToken)
    {
        if (listed.Length > MaxBytes)
            throw new TufException(TufFailure.TooLarge, $"{listed.Name} has {listed.Length} bytes, and at most {MaxBytes} are fetched.");
        var prefix = consistentSnapshot ? (listed.Hashes.FirstOrDefault(hash => hash.Compute([]) is not null) ?? listed.Hashes[0]).Hex : null;
        var source = RoleName.TargetAddress(address, target, prefix);
        if (ReadAnything(target) is { } stored && listed.Matches(stored))
            return ImmutableCollectionsMarshal.AsImmutableArray(stored);
        var bytes = await reader.TryGetAsync(source, listed.Length ?? MaxBytes, listed.Name, cancellationToken).ConfigureAwait(false)
            ?? throw new TufException(TufFailure.FileMissing, $"The repository at {address.Host} lists the target {listed.Name} and does not have it.");
        listed.Require(bytes);
        LocalStore.WriteFile(PathOf(target), bytes, flush: false);
        return ImmutableCollectionsMarshal.AsImmutableArray(bytes);
    }

    /// <summary>No role lists the target.</summary>
    public static TufException NotFound(string target) =>
        new(TufFailure.TargetNotFound, $"No role that is trusted with the target {ForeignText.Quote(target)} lists it.");

    private byte[]? ReadAnything(string target)
    {
        try
        {
            return LocalStore.ReadFile(PathOf(target), MaxBytes);
        }
        catch (TufException e) when (e.Failure == TufFailure.StoreDamaged)
        {
            // Larger than any target: what is there is replaced.
            return null;
        }
    }

    private string PathOf(string target) => Path.Combine(Folder, RoleName.ToFileName(target));
}
