namespace SupplyChainSdk.Licensing;

/// <summary>Why a text is not an SPDX licence expression.</summary>
/// <param name="Position">The character where it goes wrong, from 1; one more than the length when something is missing at the end.</param>
/// <param name="Message">What is wrong there, without a full stop; outside text in it is not escaped.</param>
/// <param name="Suggestion">The nearest right name; null when none is near.</param>
public sealed record LicenseExpressionError(int Position, string Message, string? Suggestion = null)
{
    /// <summary>The message, the position and the suggestion in one line.</summary>
    public override string ToString() =>
        $"{Message} (character {Position})" + (Suggestion is null ? "" : $"; did you mean '{Suggestion}'?");
}
