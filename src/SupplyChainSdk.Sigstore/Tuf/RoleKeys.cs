using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>Who may sign for a role, and how many of them must.</summary>
/// <param name="Keys">Of each key id its key.</param>
/// <param name="Threshold">From 1 on; may be more than there are keys, and is then never reached.</param>
internal sealed record RoleKeys(ImmutableArray<(string Id, TufKey Key)> Keys, long Threshold)
{
    /// <summary>Reads <c>keyids</c> and <c>threshold</c>. An id that no key has is one that nobody can sign with.</summary>
    public static RoleKeys Read(TufJson role, IReadOnlyDictionary<string, TufKey> keys)
    {
        var ids = role.Member("keyids");
        var found = ImmutableArray.CreateBuilder<(string, TufKey)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in ids.Texts())
        {
            if (!seen.Add(id))
                throw ids.Malformed($"names the key {ForeignText.Quote(id)} twice");
            if (keys.TryGetValue(id, out var key))
                found.Add((id, key));
        }
        return new RoleKeys(found.ToImmutable(), role.Member("threshold").Number(1));
    }

    /// <summary>Reads a dictionary of keys by their ids. Whether an id is the hash of its key is nobody's business: one production key's is not.</summary>
    public static Dictionary<string, TufKey> ReadKeys(TufJson keys) =>
        keys.Members().ToDictionary(member => member.Name, member => TufKey.Read(member.Value), StringComparer.Ordinal);

    /// <summary>How many different keys have signed: the same key under two ids counts once.</summary>
    public int CountSigners(ReadOnlySpan<byte> canonical, ImmutableArray<RoleSignature> signatures)
    {
        var byId = Keys.ToDictionary(key => key.Id, key => key.Key, StringComparer.Ordinal);
        var signers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var signature in signatures)
        {
            if (byId.TryGetValue(signature.KeyId, out var key) && key.Verify(canonical, signature.Value.AsSpan()))
                signers.Add(key.Identity);
        }
        return signers.Count;
    }

    /// <summary>Whether a key of an earlier root is no longer among these: it was replaced or revoked.</summary>
    public bool HasLostKeyOf(RoleKeys earlier)
    {
        var mine = Keys.Select(key => key.Key.Identity).ToHashSet(StringComparer.Ordinal);
        return earlier.Keys.Any(key => !mine.Contains(key.Key.Identity));
    }
}
