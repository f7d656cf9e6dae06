using System.Collections.Immutable;

namespace SupplyChainSdk.Integrity;

/// <summary>In what way two locks differ.</summary>
public enum LockChangeKind
{
    /// <summary>The same id and version, and other bytes: an alarm.</summary>
    Content,

    /// <summary>In the newer one only.</summary>
    Added,

    /// <summary>In the older one only.</summary>
    Removed,

    /// <summary>Another version.</summary>
    Version,

    /// <summary>The same package, asked for or pinned in another way.</summary>
    Request,
}

/// <summary>Why two locks differ, as far as they show it.</summary>
public enum LockCause
{
    /// <summary>The project asks for something else.</summary>
    Direct,

    /// <summary>Something that the project asks for needs something else.</summary>
    Transitive,

    /// <summary>Central package management pins something else.</summary>
    CentralPin,

    /// <summary>Another project is referenced, or is not any more.</summary>
    Project,

    /// <summary>Another .NET SDK restored.</summary>
    DotNetSdk,

    /// <summary>Another target framework.</summary>
    Framework,

    /// <summary>Another operating system or runtime identifier.</summary>
    Runtime,

    /// <summary>Nothing was asked for in another way: a source serves something else.</summary>
    Source,

    /// <summary>Another version of an MSBuild SDK, a local tool or a download is named.</summary>
    Tool,
}

/// <summary>One difference of two locks, explained.</summary>
/// <param name="Kind">In what way.</param>
/// <param name="Cause">Why.</param>
/// <param name="Subject">A package id, a target, or <c>.NET SDK</c>.</param>
/// <param name="Before">Version, or content hash of <see cref="LockChangeKind.Content"/>; null when it was not there.</param>
/// <param name="After">As <paramref name="Before"/>, of the newer one.</param>
/// <param name="Why">One sentence without a full stop; text of the files in it is not made safe to print.</param>
/// <param name="Targets">Where; empty where there are no targets.</param>
public sealed record LockChange(LockChangeKind Kind, LockCause Cause, string Subject, string? Before, string? After, string Why, ImmutableArray<string> Targets)
{
    /// <summary>Whether somebody has to find out what happened before the newer lock is used.</summary>
    public bool IsAlarm => Kind == LockChangeKind.Content;

    /// <summary>Each change once, whatever the number of targets it is in: alarms first, then by subject.</summary>
    internal static ImmutableArray<LockChange> Sorted(IEnumerable<LockChange> changes) =>
    [
        .. changes.GroupBy(c => (c.Kind, c.Cause, c.Subject, c.Before, c.After, c.Why)).Select(g => g.First() with { Targets = [.. g.SelectMany(c => c.Targets).Distinct(StringComparer.Ordinal)] })
            .OrderByDescending(c => c.IsAlarm).ThenBy(c => c.Subject, StringComparer.OrdinalIgnoreCase).ThenBy(c => c.Kind).ThenBy(c => c.Before, StringComparer.Ordinal)
            .ThenBy(c => c.After, StringComparer.Ordinal).ThenBy(c => c.Why, StringComparer.Ordinal),
    ];

    /// <summary>One line without its targets; not made safe to print.</summary>
    public override string ToString() => Kind switch
    {
        LockChangeKind.Content => $"! {Subject}: {Why}",
        LockChangeKind.Added => $"+ {Subject}{(After is null ? "" : " " + After)}: {Why}",
        LockChangeKind.Removed => $"- {Subject}{(Before is null ? "" : " " + Before)}: {Why}",
        LockChangeKind.Version => $"~ {Subject} {Before} → {After}: {Why}",
        _ => $"~ {Subject} {After}: {Why}",
    };
}
