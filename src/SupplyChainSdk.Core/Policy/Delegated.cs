using System.Collections.Immutable;

namespace SupplyChainSdk.Policy;

/// <summary>Whether a file may loosen what it loosens (security: an inner file loosens only what every outer one delegates, for as long as it says).</summary>
internal static class Delegated
{
    /// <summary>Whether the entries of a file that loosen may stand there.</summary>
    public static void Check(PolicyFile file, ImmutableArray<PolicyChain> chains, DateOnly today, ImmutableArray<Finding>.Builder findings)
    {
        var outer = OuterOf(file, chains);
        foreach (var entry in file.Integrity?.Inputs ?? [])
            Check("integrity.inputs", entry.Name, entry.Expires, entry.Origin, outer, today, findings);
        foreach (var entry in file.Licenses?.Clarifications ?? [])
            Check("licenses.clarify", entry.Package.Id, entry.Expires, entry.Origin, outer, today, findings);
        foreach (var entry in file.Licenses?.Exceptions ?? [])
            Check("licenses.exceptions", entry.Package.Id, entry.Expires, entry.Origin, outer, today, findings);
    }

    /// <summary>Whether a file may name what remembers publishers, and for how many days ahead its entries count; null without a limit.</summary>
    /// <param name="file">The file that names it.</param>
    /// <param name="name">What it names, relative to the repository.</param>
    /// <param name="at">Where it names it.</param>
    /// <param name="chains">All files.</param>
    /// <param name="findings">Takes what is wrong with it.</param>
    public static int? Baseline(PolicyFile file, string name, Location at, ImmutableArray<PolicyChain> chains, ImmutableArray<Finding>.Builder findings) =>
        Least("publishers.baseline", name, at, OuterOf(file, chains), findings) is { } least ? DelegationOf(least, "publishers.baseline")!.Value.Days : null;

    private static void Check(string rule, string subject, DateOnly? expires, Location at, ImmutableArray<PolicyFile[]> outer, DateOnly today,
        ImmutableArray<Finding>.Builder findings)
    {
        if (Least(rule, subject, at, outer, findings) is not { } least)
            return;
        var delegation = DelegationOf(least, rule)!;
        var latest = DateOnly.FromDayNumber(Math.Min(today.DayNumber + delegation.Value.Days, DateOnly.MaxValue.DayNumber));
        if (expires is null || expires > latest)
            findings.Add(PolicyFindings.LastsTooLong(at, rule, subject, expires, latest, delegation, least.Name));
    }

    // The file that delegates for the fewest days; null when there is no outer file, or, with a finding, when one does not delegate.
    private static PolicyFile? Least(string rule, string subject, Location at, ImmutableArray<PolicyFile[]> outer, ImmutableArray<Finding>.Builder findings)
    {
        foreach (var chain in outer)
        {
            if (DelegationOf(chain[0], rule) is null)
            {
                findings.Add(PolicyFindings.NotDelegated(at, rule, subject, chain[0].Name));
                return null;
            }
        }
        return outer.SelectMany(c => c).Where(f => DelegationOf(f, rule) is not null).MinBy(f => DelegationOf(f, rule)!.Value.Days);
    }

    // The outermost of each chain decides whether; those between it and the file may only shorten the time, and their silence changes nothing.
    private static ImmutableArray<PolicyFile[]> OuterOf(PolicyFile file, ImmutableArray<PolicyChain> chains)
    {
        var outer = ImmutableArray.CreateBuilder<PolicyFile[]>();
        var own = chains.Single(c => c.Files.Contains(file));
        foreach (var chain in chains)
        {
            PolicyFile[] files = chain == own ? [.. chain.Files.TakeWhile(f => f != file)] : IsOuter(chain.Place, own.Place) ? [.. chain.Files] : [];
            if (files.Length > 0)
                outer.Add(files);
        }
        return outer.ToImmutable();
    }

    // A file that a project names inside its own repository constrains the others like any outer file, but what it loosens is the project's own wish.
    private static bool IsOuter(PolicyPlace other, PolicyPlace own) => own switch
    {
        PolicyPlace.Organization => false,
        PolicyPlace.Named => true,
        _ => other != PolicyPlace.Tree,
    };

    private static Setting<Delegation>? DelegationOf(PolicyFile file, string rule) => file.Delegations.FirstOrDefault(d => d.Value.Rule == rule);
}
