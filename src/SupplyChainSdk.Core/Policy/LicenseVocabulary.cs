using System.Collections.Immutable;
using SupplyChainSdk.Licensing;

namespace SupplyChainSdk.Policy;

/// <summary>What the policy reader needs to know of licences.</summary>
/// <param name="Term">Whether text is an SPDX id, <c>id WITH exception</c>, <c>LicenseRef-…</c> or the name of a set; else the nearest that are.</param>
/// <param name="Expression">Whether text is an SPDX licence expression; else the nearest right names, when any are near.</param>
public sealed record LicenseVocabulary(
    Func<string, (bool Ok, ImmutableArray<string> Nearest)> Term, Func<string, (bool Ok, ImmutableArray<string> Nearest)> Expression)
{
    /// <summary>The licences that SupplyChainSdk knows.</summary>
    public static LicenseVocabulary Default { get; } = new(
        text => (LicenseTerm.TryParse(text, out _, out var nearest), nearest),
        text => (LicenseExpression.TryParse(text, out _, out var error), error?.Suggestions ?? []));
}
