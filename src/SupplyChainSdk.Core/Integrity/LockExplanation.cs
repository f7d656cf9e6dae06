using System.Collections.Immutable;
using NuGet.Versioning;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Integrity;

/// <summary>Says what changed between two lock files of NuGet, and why, as far as the two show it.</summary>
public static class LockExplanation
{
    /// <summary>Explains two lock files.</summary>
    /// <param name="before">The older one.</param>
    /// <param name="after">The newer one.</param>
    /// <param name="dotNetSdk">What <see cref="ToolLockExplanation.DotNetSdks"/> says of the locks beside them: <c>10.0.400 → 10.0.401</c>; empty when it is not known.</param>
    public static ImmutableArray<LockChange> Explain(LockFile before, LockFile after, string dotNetSdk = "")
    {
        var changes = new List<LockChange>();
        foreach (var name in before.Targets.Concat(after.Targets).Select(NameOf).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var (old, now) = (Find(before, name), Find(after, name));
            if (old is null || now is null)
                changes.Add(Target(name, old, now));
            else
                changes.AddRange(new Comparison(new LockTargetGraph(old, Basis(before, old)), new LockTargetGraph(now, Basis(after, now)), name, dotNetSdk).Changes());
        }
        return LockChange.Sorted(changes);
    }

    private static LockChange Target(string name, LockTarget? old, LockTarget? now)
    {
        var target = (now ?? old)!;
        var number = target.Entries.Count(e => e.Package is not null);
        var what = target.RuntimeIdentifier is { } runtime ? $"the runtime identifier {runtime}" : "the target framework";
        return new LockChange(now is null ? LockChangeKind.Removed : LockChangeKind.Added, target.RuntimeIdentifier is null ? LockCause.Framework : LockCause.Runtime, name, null, null,
            $"{what} is {(now is null ? "gone from" : "new in")} the project, and its {number} package{(number == 1 ? "" : "s")} with it", [name]);
    }

    private static LockTarget? Find(LockFile file, string name) => file.Targets.FirstOrDefault(t => NameOf(t).Equals(name, StringComparison.OrdinalIgnoreCase));

    private static LockTarget? Basis(LockFile file, LockTarget target) => target.RuntimeIdentifier is null ? null
        : file.Targets.FirstOrDefault(t => t.RuntimeIdentifier is null && (t.Alias ?? t.Framework).Equals(target.Alias ?? target.Framework, StringComparison.OrdinalIgnoreCase));

    private static string NameOf(LockTarget target) =>
        target.RuntimeIdentifier is { } runtime ? $"{target.Alias ?? target.Framework}/{runtime}" : target.Alias ?? target.Framework;

    private sealed class Comparison(LockTargetGraph before, LockTargetGraph after, string target, string dotNetSdk)
    {
        public IEnumerable<LockChange> Changes() => before.Ids.Concat(after.Ids).Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(id => Change(before.Find(id), after.Find(id))).OfType<LockChange>();

        private LockChange? Change(LockEntry? old, LockEntry? now)
        {
            var entry = (now ?? old)!;
            if (entry.Kind == LockEntryKind.Project || old?.Kind == LockEntryKind.Project)
                return old is not null && now is not null && old.Kind == now.Kind ? null
                    : New(now is null ? LockChangeKind.Removed : LockChangeKind.Added, LockCause.Project, entry.Id, null, null, now is null ? "the project is no longer referenced" : "the project is referenced now");
            if (old is not null && now is not null && old.Package == now.Package)
                return Same(old, now);
            var (cause, why) = Why(old, now);
            return New(old is null ? LockChangeKind.Added : now is null ? LockChangeKind.Removed : LockChangeKind.Version, cause, entry.Id, old?.Package!.Version, now?.Package!.Version, why);
        }

        private LockChange? Same(LockEntry old, LockEntry now)
        {
            if (old.ContentHash != now.ContentHash)
            {
                return New(LockChangeKind.Content, LockCause.Source, now.Package!.ToString(), old.ContentHash?.Base64, now.ContentHash?.Base64,
                    $"the same version with other content, {Short(old.ContentHash)} before and {Short(now.ContentHash)} now. A source served other bytes under this id and version, or a lock file was edited: "
                    + "find out which before you use either");
            }
            if (old.Kind == now.Kind && old.Requested == now.Requested)
                return null;
            var cause = now.Kind == LockEntryKind.CentralTransitive || old.Kind == LockEntryKind.CentralTransitive ? LockCause.CentralPin
                : now.Kind == LockEntryKind.Direct || old.Kind == LockEntryKind.Direct ? LockCause.Direct : LockCause.Transitive;
            return New(LockChangeKind.Request, cause, now.Id, old.Package!.Version, now.Package!.Version, $"{Asked(old, now)}; it is the same package");
        }

        private (LockCause, string) Why(LockEntry? old, LockEntry? now)
        {
            var entry = (now ?? old)!;
            var isNamed = now?.Kind == LockEntryKind.Direct || old?.Kind == LockEntryKind.Direct;
            if (isNamed && DotNetSdkPackages.IsAdded(entry.Id))
                return (LockCause.DotNetSdk, dotNetSdk.Length > 0 ? $"the .NET SDK references it unless the project does, and the .NET SDK changed: {dotNetSdk}"
                    : "the .NET SDK references it unless the project does: another .NET SDK restored, or a setting of the project changed");
            if (now?.Kind == LockEntryKind.CentralTransitive || now is not null && old?.Kind == LockEntryKind.CentralTransitive)
                return (LockCause.CentralPin, now.Kind == LockEntryKind.CentralTransitive ? $"central package management pins it{(now.Requested is null ? "" : $" at {now.Requested}")}" : "central package management no longer pins it");
            if (now?.Kind == LockEntryKind.Direct && (old?.Kind != LockEntryKind.Direct || old.Requested != now.Requested))
                return (LockCause.Direct, Asked(old, now));
            if (now?.Kind == LockEntryKind.Direct)
                return (LockCause.Source, $"the project asks for {now.Requested} as before, and a source answers with another version now{(IsFloating(now.Requested) ? "; that is what a floating version means" : "")}");
            var ended = old?.Kind == LockEntryKind.Direct ? "the project no longer asks for it" : "";
            if (now is null)
                return ended.Length > 0 ? (LockCause.Direct, ended) : Gone(old!);
            var (cause, need) = Need(now);
            return ended.Length > 0 ? (LockCause.Direct, $"{ended} itself; {need}") : (cause, need);
        }

        private (LockCause, string) Need(LockEntry now)
        {
            // First by what the project itself changed, then by what changed on the way.
            if (after.PathTo(now.Id, IsChanged) is { } caused)
                return (caused[0].Kind == LockEntryKind.Project ? LockCause.Project : LockCause.Transitive, $"{Way(caused)}, {Changed(caused[0])}");
            return after.PathTo(now.Id, _ => true) is not { } path ? (LockCause.Source, "nothing in the lock file needs it")
                : path.SkipLast(1).LastOrDefault(IsChanged) is { } between ? (LockCause.Transitive, $"{Way(path)}; {between.Id} {Changed(between)}")
                : (LockCause.Source, $"{Way(path)} as before, and a source answers with another version now");
        }

        private (LockCause, string) Gone(LockEntry old)
        {
            if (before.PathTo(old.Id, _ => true) is not { Length: > 1 } path)
                return (LockCause.Transitive, "nothing needs it any more");
            var cause = path.SkipLast(1).FirstOrDefault(e => after.Find(e.Id) is not { } now || now.Package != e.Package) ?? path[^2];
            return (cause.Kind == LockEntryKind.Project ? LockCause.Project : LockCause.Transitive, after.Find(cause.Id) is not { } left ? $"it came with {Named(cause)}, which is gone"
                : left.Package != cause.Package ? $"it came with {Named(cause)}, and {Named(left)} does not need it" : $"it came with {Named(cause)}, which no longer needs it");
        }

        private bool IsChanged(LockEntry now) => before.Find(now.Id) is not { } old || old.Package != now.Package || old.Kind != now.Kind
            || LockTargetGraph.IsNamed(now) && old.Requested != now.Requested || now.Kind == LockEntryKind.Project && !old.Dependencies.SequenceEqual(now.Dependencies);

        private string Changed(LockEntry now) => before.Find(now.Id) is not { } old ? "which is new"
            : old.Package != now.Package ? $"which was {old.Package?.Version} before" : now.Kind == LockEntryKind.Project ? "which asks for something else now" : "which is asked for in another way now";

        private static string Asked(LockEntry? old, LockEntry now) => (old?.Kind, now.Kind) switch
        {
            (null, _) => $"the project asks for it{(now.Requested is null ? "" : $" ({now.Requested})")}",
            (LockEntryKind.Direct, LockEntryKind.Direct) => $"the project asks for {now.Requested}, no longer for {old!.Requested}",
            (_, LockEntryKind.Direct) => $"the project asks for it itself now{(now.Requested is null ? "" : $" ({now.Requested})")}",
            (LockEntryKind.CentralTransitive, LockEntryKind.CentralTransitive) => $"central package management pins it at {now.Requested}, no longer at {old!.Requested}",
            (_, LockEntryKind.CentralTransitive) => $"central package management pins it now{(now.Requested is null ? "" : $" at {now.Requested}")}",
            (LockEntryKind.CentralTransitive, _) => "central package management no longer pins it",
            _ => "the project no longer asks for it itself",
        };

        private static string Way(ImmutableArray<LockEntry> path) => path.Length < 2 ? "the project asks for it" : $"needed by {string.Join(" of ", path.Reverse().Skip(1).Select(Named))}";

        private static string Named(LockEntry entry) => entry.Package?.ToString() ?? $"project {entry.Id}";

        private static bool IsFloating(string? requested) => requested is not null && VersionRange.TryParse(requested, out var range) && range.IsFloating;

        private static string Short(ContentHash? hash) => hash?.Short ?? "none";

        private LockChange New(LockChangeKind kind, LockCause cause, string subject, string? old, string? now, string why) => new(kind, cause, subject, old, now, why, [target]);
    }
}
