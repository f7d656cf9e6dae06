namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>Metadata in the local store.</summary>
internal static class StoredFiles
{
    /// <summary>
    /// Metadata whose version an update must not fall behind, or null when there is none. Its signatures are not looked at: it was verified by the root of its day,
    /// and to be used again it is verified by that of today.
    /// </summary>
    /// <exception cref="TufException"><see cref="TufFailure.StoreDamaged"/>: without knowing the version, going on could accept something older.</exception>
    public static SignedMetadata<T>? Require<T>(LocalStore store, string name, long maxBytes, Func<byte[], string, SignedMetadata<T>> read)
        where T : class
    {
        if (store.Read(name, maxBytes) is not { } bytes)
            return null;
        try
        {
            return read(bytes, name);
        }
        catch (TufException e)
        {
            throw new TufException(TufFailure.StoreDamaged, $"The local store is damaged: {e.Message} Delete its folder to begin anew from the trusted root.", e);
        }
    }

    /// <summary>Metadata that only saves a request; null when there is none, or none that can be read.</summary>
    public static SignedMetadata<T>? Try<T>(LocalStore store, string name, long maxBytes, Func<byte[], string, SignedMetadata<T>> read)
        where T : class
    {
        try
        {
            return Require(store, name, maxBytes, read);
        }
        catch (TufException e) when (e.Failure == TufFailure.StoreDamaged)
        {
            return null;
        }
    }
}
