using System.Collections.Immutable;
using SupplyChainSdk.Sigstore.Tuf;

namespace SupplyChainSdk.Sigstore;

/// <summary>
/// What the last completed update verified and fetched, verified again from the trusted root. It was read at once and stays as it is, whatever an update does meanwhile.
/// Nothing of it opens a socket, and nothing fails because something has expired: files that were verified once do not turn false by age.
/// </summary>
public sealed class TufStored
{
    private readonly CompleteState _state;
    private readonly SignedMetadata<TargetsMetadata> _targets;

    private TufStored(CompleteState state, SignedMetadata<TargetsMetadata> targets, DateTimeOffset? currentUntil) =>
        (_state, _targets, CurrentUntil) = (state, targets, currentUntil);

    /// <summary>The version of the list of targets, which only grows: whatever an older one said is superseded.</summary>
    public long TargetsVersion => _targets.Version;

    /// <summary>Until when the repository said that this is its newest: the expiry of the timestamp. Null where the keys of today's root did not sign the timestamp or the snapshot.</summary>
    public DateTimeOffset? CurrentUntil { get; }

    /// <summary>A target.</summary>
    /// <param name="target">The target path.</param>
    /// <returns>The whole target.</returns>
    /// <exception cref="TufException">
    /// <see cref="TufFailure.TargetNotFound"/>; <see cref="TufFailure.NotStored"/>: that update did not download it; or what is stored does not verify.
    /// </exception>
    public ImmutableArray<byte> Read(string target) => TryRead(target) ?? throw TargetFiles.NotFound(target);

    /// <summary>As <see cref="Read"/>; null when no role that is trusted with the target lists it.</summary>
    /// <param name="target">The target path.</param>
    /// <exception cref="TufException">Any reason but <see cref="TufFailure.TargetNotFound"/>.</exception>
    public ImmutableArray<byte>? TryRead(string target)
    {
        // Nothing is awaited: the roles are here.
        var listed = TargetSearch.FindAsync(_targets, target, (role, according) => Task.FromResult(ReadTargets(_state, role.Name, role.Keys, according))).GetAwaiter().GetResult();
        if (listed is null)
            return null;
        var content = CompleteState.Find(_state.Targets, target)
            ?? throw new TufException(TufFailure.NotStored, $"The target {ForeignText.Quote(target)} is not in the local store: the last update did not fetch it.");
        listed.Require(content);
        return [.. content];
    }

    /// <summary>Verifies a state from a root.</summary>
    /// <exception cref="TufException">It does not verify.</exception>
    internal static TufStored Open(ImmutableArray<byte> trustedRoot, CompleteState state)
    {
        var root = RootChain.Resume(RootChain.Start(trustedRoot), state.Roots);
        var targets = ReadTargets(state, TargetsMetadata.Type, root.Content.Targets, TopLevelRoles.By(root));
        return new TufStored(state, targets, CurrentUntilOf(state, root.Content, targets));
    }

    private static DateTimeOffset? CurrentUntilOf(CompleteState state, RootMetadata keys, SignedMetadata<TargetsMetadata> targets)
    {
        var timestamp = Read(state, TimestampMetadata.Type, TimestampMetadata.Read);
        var snapshot = Read(state, SnapshotMetadata.Type, SnapshotMetadata.Read);
        return timestamp.IsSignedBy(keys.Timestamp) && IsListed(snapshot, timestamp.Content.Snapshot) && snapshot.IsSignedBy(keys.Snapshot)
            && snapshot.Content.Roles.TryGetValue("targets.json", out var listed) && IsListed(targets, listed)
            ? timestamp.Expires : null;

        static bool IsListed<T>(SignedMetadata<T> stored, ListedMetadata listed) => stored.Version == listed.Version && listed.File.Matches(stored.Bytes.AsSpan());
    }

    private static SignedMetadata<TargetsMetadata> ReadTargets(CompleteState state, string role, RoleKeys keys, string according)
    {
        var read = Read(state, role, TargetsMetadata.Read);
        read.RequireSignedBy(keys, according);
        return read;
    }

    private static SignedMetadata<T> Read<T>(CompleteState state, string role, Func<byte[], string, SignedMetadata<T>> read)
    {
        var content = CompleteState.Find(state.Roles, role)
            ?? throw new TufException(TufFailure.NotStored, $"The role {ForeignText.Quote(role)} is not in the local store: the last update did not fetch it.");
        try
        {
            return read(content, role is TimestampMetadata.Type or SnapshotMetadata.Type or TargetsMetadata.Type ? $"{role}.json" : ForeignText.Quote($"{role}.json"));
        }
        catch (TufException e)
        {
            throw CompleteState.Damaged(e);
        }
    }
}
