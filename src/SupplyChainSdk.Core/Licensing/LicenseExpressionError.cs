using System.Collections.Immutable;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Licensing;

/// <summary>Why a text is not an SPDX licence expression.</summary>
/// <param name="Position">The character where it goes wrong, from 1; one more than the length when something is missing at the end.</param>
/// <param name="Message">What is wrong there, without a full stop; outside text in it is not escaped.</param>
/// <param name="Suggestions">What may have been meant: the nearest right name, or all that an everyday name stands for; empty when nothing is near.</param>
public sealed record LicenseExpressionError(int Position, string Message, ImmutableArray<string> Suggestions)
{
    /// <summary>The message, the position and the suggestions in one line.</summary>
    public override string ToString() =>
        $"{Message} (character {Position})" + (Suggestions.IsEmpty ? "" : $"; did you mean {NearestName.Listed(Suggestions, '\'')}?");
}
