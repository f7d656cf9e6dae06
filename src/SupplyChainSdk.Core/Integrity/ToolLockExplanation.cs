using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Integrity;

/// <summary>Says what changed between two locks of SDKs and tools, and why.</summary>
public static class ToolLockExplanation
{
    private const string DotNetSdk = ".NET SDK";

    /// <summary>Explains two locks.</summary>
    public static ImmutableArray<LockChange> Explain(ToolLock before, ToolLock after)
    {
        var changes = new List<LockChange>();
        var sdks = DotNetSdks(before, after);
        if (sdks.Length > 0)
            changes.Add(New(LockChangeKind.Version, LockCause.DotNetSdk, DotNetSdk, Versions(before), Versions(after), "another .NET SDK restored, and what it adds by itself may differ"));
        var (olds, nows) = (before.Entries.ToLookup(Key), after.Entries.ToLookup(Key));
        foreach (var key in before.Entries.Concat(after.Entries).Select(Key).Distinct())
        {
            var old = olds[key].DistinctBy(e => e.Package).ToList();
            var now = nows[key].DistinctBy(e => e.Package).ToList();
            foreach (var (one, other) in old.Join(now, e => e.Package, e => e.Package, (a, b) => (a, b)).Where(pair => pair.a.Hash != pair.b.Hash))
            {
                changes.Add(New(LockChangeKind.Content, LockCause.Source, other.Package.ToString(), one.Hash.Base64, other.Hash.Base64,
                    $"the same version with other content, {one.Hash.Short} before and {other.Hash.Short} now. A source served other bytes under this id and version, or the packages folder or a lock was changed: "
                    + "find out which before you use either"));
            }
            var gone = old.Where(o => now.TrueForAll(n => n.Package != o.Package)).ToList();
            var come = now.Where(n => old.TrueForAll(o => o.Package != n.Package)).ToList();
            if (gone is [var from] && come is [var to])
                changes.Add(Change(LockChangeKind.Version, to, from.Package.Version, to.Package.Version, sdks));
            else
            {
                changes.AddRange(gone.Select(o => Change(LockChangeKind.Removed, o, o.Package.Version, null, sdks)));
                changes.AddRange(come.Select(n => Change(LockChangeKind.Added, n, null, n.Package.Version, sdks)));
            }
        }
        return LockChange.Sorted(changes);
    }

    /// <summary>How the .NET SDKs of two locks differ, <c>10.0.400 → 10.0.401</c>; empty when they do not, or when one has none.</summary>
    public static string DotNetSdks(ToolLock before, ToolLock after) =>
        Versions(before) is { Length: > 0 } old && Versions(after) is { Length: > 0 } now && old != now ? $"{old} → {now}" : "";

    private static (ToolLockKind, string) Key(ToolLockEntry entry) => (entry.Kind, entry.Package.Id.ToUpperInvariant());

    private static string Versions(ToolLock file) => string.Join(", ", file.Entries.Select(e => e.DotNetSdk).OfType<string>().Distinct(StringComparer.Ordinal));

    private static LockChange Change(LockChangeKind kind, ToolLockEntry entry, string? old, string? now, string sdks)
    {
        var word = ToolLockFindings.Word(entry.Kind);
        if (entry.DotNetSdk is null)
        {
            return New(kind, LockCause.Tool, entry.Package.Id, old, now, kind switch
            {
                LockChangeKind.Added => $"it is used now, as {word}",
                LockChangeKind.Removed => $"it is no longer used as {word}",
                _ => $"another version of the {word} is named now, {Where(entry.Kind)}",
            });
        }
        if (sdks.Length > 0)
            return New(kind, LockCause.DotNetSdk, entry.Package.Id, old, now, $"a {word}, and the .NET SDK changed: {sdks}");
        return DotNetSdkPackages.RuntimeOf(entry.Package.Id) is { } runtime
            ? New(kind, LockCause.Runtime, entry.Package.Id, old, now, $"a {word} for {runtime}: it was restored on another operating system, or for another runtime identifier")
            : New(kind, LockCause.DotNetSdk, entry.Package.Id, old, now, $"a {word}: a setting of the project asks for it, or no longer does");
    }

    private static string Where(ToolLockKind kind) => kind switch
    {
        ToolLockKind.MSBuildSdk => "in global.json or in a project",
        ToolLockKind.Tool => "in dotnet-tools.json",
        _ => "in a project",
    };

    private static LockChange New(LockChangeKind kind, LockCause cause, string subject, string? old, string? now, string why) => new(kind, cause, subject, old, now, why, []);
}
