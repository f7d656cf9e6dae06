using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Licensing;

/// <summary>
/// One item of <c>licenses.deny</c> or <c>licenses.allow</c>: a licence, <c>id WITH exception</c>, <c>LicenseRef-…</c> or the name of a set.
/// </summary>
public sealed record LicenseTerm
{
    private LicenseTerm(string text, LicenseSet? set, ImmutableArray<string> choices) =>
        (Text, Set, Choices) = (text, set, choices);

    /// <summary>Canonical.</summary>
    public string Text { get; }

    /// <summary>The set that it names; null for a single licence.</summary>
    public LicenseSet? Set { get; }

    /// <summary>The concrete licences that it stands for: an id with + or <c>-or-later</c> reaches upward to every later version of the list.</summary>
    public ImmutableArray<string> Choices { get; }

    /// <summary>Reads an item.</summary>
    /// <param name="text">Names of sets are lower case; ids compare without case.</param>
    /// <param name="term">The item.</param>
    /// <param name="nearest">When it is not one, the nearest right names; empty when none is near.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out LicenseTerm? term, out ImmutableArray<string> nearest)
    {
        nearest = [];
        if (LicenseSet.All.TryGetValue(text, out var set))
        {
            term = new LicenseTerm(set.Name, set, set.Members);
            return true;
        }
        if (LicenseExpression.TryParse(text, out var license, out var error) && license is not (LicenseAnd or LicenseOr))
        {
            term = new LicenseTerm(license.ToString(), null, LicenseVersions.Choices(license));
            return true;
        }
        term = null;
        nearest = NearestName.Of(text, LicenseSet.All.Keys.Order(StringComparer.Ordinal)) is { } near ? [near] : error?.Suggestions ?? [];
        return false;
    }

    /// <summary>Reads an item that a policy reader already accepted.</summary>
    /// <exception cref="InvalidDataException">Not an item; the message names the nearest right one.</exception>
    public static LicenseTerm Parse(string text) => TryParse(text, out var term, out var nearest) ? term
        : throw new InvalidDataException(
            $"'{text}' is neither a licence of the SPDX list nor a set" + (nearest.IsEmpty ? "." : $"; did you mean {NearestName.Listed(nearest, '\'')}?"));

    /// <summary>The canonical text.</summary>
    public override string ToString() => Text;
}
