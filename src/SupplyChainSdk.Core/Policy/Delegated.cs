using System.Collections.Immutable;

namespace SupplyChainSdk.Policy;

/// <summary>Whether a file may loosen what it loosens (security: an inner file loosens only what every outer one delegates, for as long as it says).</summary>
internal static class Delegated
{
    public static void Check(PolicyFile file, ImmutableArray<PolicyChain> chains, DateOnly today, ImmutableArray<Finding>.Builder findings)
    {
        var outer = OuterOf(file, chains);
        foreach (var entry in file.Licenses!.Clarifications)
            Check("licenses.clarify", entry.Package.Id, entry.Expires, entry.Origin, outer, today, findings);
        foreach (var entry in file.Licenses.Exceptions)
            Check("licenses.exceptions", entry.Package.Id, entry.Expires, entry.Origin, outer, today, findings);
    }

    private static void Check(string rule, string package, DateOnly? expires, Location at, ImmutableArray<ImmutableArray<PolicyFile>> outer, DateOnly today,
        ImmutableArray<Finding>.Builder findings)
    {
        foreach (var chain in outer)
        {
            if (DelegationOf(chain[0], rule) is null)
            {
                findings.Add(PolicyFindings.NotDelegated(at, rule, package, chain[0].Name));
                return;
            }
        }
        var least = outer.SelectMany(c => c).Where(f => DelegationOf(f, rule) is not null).MinBy(f => DelegationOf(f, rule)!.Value.Days);
        if (least is null)
            return;
        var delegation = DelegationOf(least, rule)!;
        var latest = DateOnly.FromDayNumber(Math.Min(today.DayNumber + delegation.Value.Days, DateOnly.MaxValue.DayNumber));
        if (expires is null || expires > latest)
            findings.Add(PolicyFindings.LastsTooLong(at, rule, package, expires, latest, delegation, least.Name));
    }

    // The outermost of each chain decides whether; those between it and the file may only shorten the time, and their silence changes nothing.
    private static ImmutableArray<ImmutableArray<PolicyFile>> OuterOf(PolicyFile file, ImmutableArray<PolicyChain> chains)
    {
        var outer = ImmutableArray.CreateBuilder<ImmutableArray<PolicyFile>>();
        var own = chains.Single(c => c.Files.Contains(file));
        foreach (var chain in chains)
        {
            ImmutableArray<PolicyFile> files = chain == own ? [.. chain.Files.TakeWhile(f => f != file)] : IsOuter(chain.Place, own.Place) ? chain.Files : [];
            if (!files.IsEmpty)
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
