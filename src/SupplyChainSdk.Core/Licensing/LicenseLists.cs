using System.Collections.Frozen;
using System.Collections.Immutable;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Licensing;

/// <summary>
/// The deny- and allow-list of a policy, ready to judge expressions. <c>A OR B</c> is accepted when either is, <c>A AND B</c> when both are;
/// a name that stands for several versions is the OR of them; deny wins over allow (docs/licences.md).
/// </summary>
public sealed class LicenseLists
{
    private readonly Dictionary<string, Setting<string>> _denied;
    private readonly HashSet<string>? _allowed;

    private LicenseLists(Dictionary<string, Setting<string>> denied, HashSet<string>? allowed) =>
        (_denied, _allowed) = (denied, allowed);

    /// <summary>Reads the lists of a policy.</summary>
    /// <exception cref="InvalidDataException">An item that is neither a licence nor a set: the policy reader let it pass.</exception>
    public static LicenseLists Create(IEnumerable<Setting<string>> deny, IEnumerable<Setting<string>>? allow)
    {
        var denied = new Dictionary<string, Setting<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in deny)
        {
            foreach (var choice in LicenseTerm.Parse(item.Value).Choices)
                denied.TryAdd(choice, item);
        }
        return new LicenseLists(denied, allow?.SelectMany(item => LicenseTerm.Parse(item.Value).Choices).ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Judges an expression.</summary>
    /// <param name="expression">What was declared or concluded.</param>
    /// <param name="referencesAreKnown">
    /// True when somebody who answers for the policy wrote the expression, so that a LicenseRef in it is known to them.
    /// </param>
    /// <param name="exempt">
    /// Canonical names that an exception lets through: a whole expression, or a licence at its place, never another one.
    /// </param>
    public LicenseVerdict Judge(LicenseExpression expression, bool referencesAreKnown = false, IReadOnlySet<string>? exempt = null)
    {
        var exempted = exempt ?? FrozenSet<string>.Empty;
        if (exempted.Contains(expression.ToString()))
            return new LicenseVerdict(LicenseOutcome.Accepted, expression, [], [expression.ToString()]);
        var byDeny = Walk(expression, new Pass(false, referencesAreKnown || _allowed is not null, exempted));
        return byDeny.Outcome != LicenseOutcome.Accepted || _allowed is null ? byDeny : Walk(expression, new Pass(true, true, exempted));
    }

    private LicenseVerdict Walk(LicenseExpression expression, Pass pass) => expression switch
    {
        LicenseOr or => Either(Walk(or.Left, pass), Walk(or.Right, pass)),
        LicenseAnd and => Both(Walk(and.Left, pass), Walk(and.Right, pass)),
        _ => Leaf(expression, pass),
    };

    private LicenseVerdict Leaf(LicenseExpression license, Pass pass)
    {
        var text = license.ToString();
        if (pass.Exempt.Contains(text))
            return new LicenseVerdict(LicenseOutcome.Accepted, license, [], [text]);
        var choices = LicenseVersions.Choices(license);
        var accepted = choices.Where(c => !_denied.ContainsKey(c) && (!pass.ByAllow || _allowed!.Contains(c))).ToList();
        if (accepted.Count > 0)
        {
            if (!pass.ReferencesAreKnown && (license is LicenseReference or LicenseWith { License: LicenseReference }))
                return new LicenseVerdict(LicenseOutcome.Unknown, null, [new LicenseObjection(text, null)], []);
            // The whole name while every version that it stands for is acceptable, else the lowest one that is.
            var chosen = accepted.Count == choices.Length ? license : LicenseExpression.Parse(accepted[0]);
            return new LicenseVerdict(LicenseOutcome.Accepted, chosen, [], []);
        }
        if (choices.FirstOrDefault(pass.Exempt.Contains) is { } exempted)
            return new LicenseVerdict(LicenseOutcome.Accepted, LicenseExpression.Parse(exempted), [], [exempted]);
        var rule = choices.Select(c => _denied.GetValueOrDefault(c)).FirstOrDefault(r => r is not null);
        var outcome = pass.ByAllow ? LicenseOutcome.NotAllowed : LicenseOutcome.Denied;
        return new LicenseVerdict(outcome, null, [new LicenseObjection(text, rule)], []);
    }

    // An alternative that needs no exception comes before one that does; then the first.
    private static LicenseVerdict Either(LicenseVerdict left, LicenseVerdict right)
    {
        if (left.Outcome == LicenseOutcome.Accepted || right.Outcome == LicenseOutcome.Accepted)
        {
            return left.Outcome != LicenseOutcome.Accepted ? right
                : right.Outcome == LicenseOutcome.Accepted && right.Exempted.Length < left.Exempted.Length ? right : left;
        }
        var outcome = left.Outcome == LicenseOutcome.Unknown ? left.Outcome : right.Outcome;
        return new LicenseVerdict(outcome, null, [.. left.Objections, .. right.Objections], []);
    }

    private static LicenseVerdict Both(LicenseVerdict left, LicenseVerdict right)
    {
        if (left.Outcome == LicenseOutcome.Accepted && right.Outcome == LicenseOutcome.Accepted)
            return new LicenseVerdict(LicenseOutcome.Accepted, LicenseAnd.Of(left.Chosen!, right.Chosen!), [], [.. left.Exempted, .. right.Exempted]);
        if (left.Outcome == right.Outcome)
            return left with { Objections = [.. left.Objections, .. right.Objections] };
        // What is denied stays denied, whatever is not known beside it.
        if (left.Outcome == LicenseOutcome.Accepted)
            return right;
        return right.Outcome is LicenseOutcome.Accepted or LicenseOutcome.Unknown ? left : right;
    }

    private sealed record Pass(bool ByAllow, bool ReferencesAreKnown, IReadOnlySet<string> Exempt);
}
