using System.Collections.Immutable;
using System.Globalization;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>The roots from the trusted one on, each vouched for by the one before it.</summary>
internal static class RootChain
{
    public const string FileName = "root.json";
    public const int MaxBytes = 512_000;

    private const int MaxNewRoots = 256;

    /// <summary>The trusted root itself: it must at least be signed as it demands. Its expiry is of no matter.</summary>
    public static SignedMetadata<RootMetadata> Start(ImmutableArray<byte> trusted)
    {
        if (trusted.Length > MaxBytes)
            throw new TufException(TufFailure.TooLarge, $"The root.json to begin with has more than {MaxBytes} bytes.");
        var root = RootMetadata.Read([.. trusted], "the root.json to begin with");
        root.RequireSignedBy(root.Content.Root, "it");
        return root with { Role = FileName };
    }

    /// <summary>The newest root of the store that the trusted one leads to. What cannot be followed is left for the repository to show again.</summary>
    /// <exception cref="TufException"><see cref="TufFailure.StoreDamaged"/>: the store is of another repository.</exception>
    public static SignedMetadata<RootMetadata> Resume(SignedMetadata<RootMetadata> trusted, LocalStore store)
    {
        var root = trusted;
        while (store.Read(HistoryName(root.Version + 1), MaxBytes) is { } bytes && TryFollow(root, bytes) is { } next)
            root = next;
        if (Stored(store) is { } stored)
            RequireSame(stored, root);
        return root;
    }

    /// <summary>The newest of the roots of a state that was completed, as far as the trusted one leads: they are in the order of their versions.</summary>
    /// <exception cref="TufException"><see cref="TufFailure.StoreDamaged"/>; or a root is not signed as the one before it demands.</exception>
    public static SignedMetadata<RootMetadata> Resume(SignedMetadata<RootMetadata> trusted, StoredFile[] roots)
    {
        var root = trusted;
        foreach (var stored in roots)
        {
            var read = ReadStored(stored.Content);
            RequireSame(read, root);
            if (read.Version == root.Version + 1)
                root = Follow(root, stored.Content);
        }
        return root;
    }

    /// <summary>The roots up to the newest, as far back as they are there without a gap: a process with an older trusted root can follow them too.</summary>
    public static StoredFile[] Kept(SignedMetadata<RootMetadata> trusted, SignedMetadata<RootMetadata> newest, LocalStore store)
    {
        var kept = new List<StoredFile>();
        for (var version = newest.Version; kept.Count <= MaxNewRoots; version--)
        {
            var bytes = version == newest.Version ? [.. newest.Bytes] : version == trusted.Version ? [.. trusted.Bytes] : store.Read(HistoryName(version), MaxBytes);
            if (bytes is null)
                break;
            kept.Add(new StoredFile(version.ToString(CultureInfo.InvariantCulture), bytes));
        }
        kept.Reverse();
        return [.. kept];
    }

    /// <summary>Fetches the next root until there is none (5.3), and keeps each.</summary>
    public static async Task<SignedMetadata<RootMetadata>> WalkAsync(
        SignedMetadata<RootMetadata> start, LocalStore store, Func<string, long, Task<byte[]?>> tryGet)
    {
        var stored = Stored(store);
        var kept = stored?.Version ?? 0;
        var root = start;
        if (start.Version > kept)
            Keep(start, stored);
        for (var count = 0; count < MaxNewRoots; count++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{root.Version + 1}.root.json");
            if (await tryGet(name, MaxBytes).ConfigureAwait(false) is not { } bytes)
                break;
            var next = Follow(root, bytes);
            store.WriteCached(HistoryName(next.Version), bytes);
            // root.json never goes back, whatever the trusted root of this process is.
            if (next.Version > kept)
                Keep(next, root);
            root = next;
        }
        if (stored is not null && stored.Version > root.Version)
        {
            throw new TufException(
                TufFailure.Rollback, $"The newest root is version {root.Version}, and version {stored.Version} was there before: newer roots are withheld.");
        }
        return root;

        void Keep(SignedMetadata<RootMetadata> newer, SignedMetadata<RootMetadata>? older)
        {
            if (older is not null && newer.Content.RotatesSince(older.Content))
                store.MarkRotation(older.Version, newer.Version);
            store.Write(FileName, newer.Bytes.AsSpan());
        }
    }

    /// <summary>The root after another: signed as both demand (5.3.4), and the very next version (5.3.5).</summary>
    private static SignedMetadata<RootMetadata> Follow(SignedMetadata<RootMetadata> root, byte[] bytes)
    {
        var next = RootMetadata.Read(bytes);
        next.RequireSignedBy(root.Content.Root, $"root version {root.Version}");
        next.RequireSignedBy(next.Content.Root, "it");
        if (next.Version != root.Version + 1)
        {
            throw new TufException(
                next.Version < root.Version ? TufFailure.Rollback : TufFailure.WrongVersion,
                $"The root after version {root.Version} is version {next.Version}, and {root.Version + 1} is needed.");
        }
        return next;
    }

    private static void RequireSame(SignedMetadata<RootMetadata> stored, SignedMetadata<RootMetadata> root)
    {
        if (stored.Version == root.Version && !stored.Canonical.AsSpan().SequenceEqual(root.Canonical.AsSpan()))
        {
            throw new TufException(
                TufFailure.StoreDamaged,
                $"The local store has another root version {root.Version} than the trusted root leads to: it is of another repository. Give each repository a folder of its own.");
        }
    }

    private static SignedMetadata<RootMetadata> ReadStored(byte[] bytes)
    {
        try
        {
            return RootMetadata.Read(bytes);
        }
        catch (TufException e)
        {
            throw CompleteState.Damaged(e);
        }
    }

    private static SignedMetadata<RootMetadata>? TryFollow(SignedMetadata<RootMetadata> root, byte[] bytes)
    {
        try
        {
            return Follow(root, bytes);
        }
        catch (TufException)
        {
            // The repository is asked for it again, and how far the store had come is in its root.json.
            return null;
        }
    }

    private static SignedMetadata<RootMetadata>? Stored(LocalStore store) => StoredFiles.Require(store, FileName, MaxBytes, RootMetadata.Read);

    private static string HistoryName(long version) => Path.Combine("root_history", string.Create(CultureInfo.InvariantCulture, $"{version}.root.json"));
}
