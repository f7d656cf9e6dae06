using System.Collections.Immutable;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Licensing;

/// <summary>What a policy says about an expression.</summary>
public enum LicenseOutcome
{
    /// <summary>There is a choice that the policy accepts.</summary>
    Accepted,

    /// <summary>Every choice is denied.</summary>
    Denied,

    /// <summary>Not every choice is denied, but none is on the allow-list.</summary>
    NotAllowed,

    /// <summary>It rests on a LicenseRef that the policy does not name.</summary>
    Unknown,
}

/// <summary>A licence of an expression that the policy does not accept, and why.</summary>
/// <param name="License">As it stands in the canonical expression.</param>
/// <param name="Rule">
/// The entry of the deny-list that hit first; null when the licence is only missing from the allow-list, or not known.
/// </param>
public sealed record LicenseObjection(string License, Setting<string>? Rule);

/// <summary>The judgement of one expression.</summary>
/// <param name="Outcome">Accepted or why not.</param>
/// <param name="Chosen">
/// When accepted: the alternatives that were chosen, without OR and with <c>-or-later</c> narrowed where a version is not acceptable; else null.
/// </param>
/// <param name="Objections">When not accepted: the licences that stand in the way, in the order of the expression.</param>
/// <param name="Exempted">The licences that only an exception of the policy let through on the chosen way.</param>
public sealed record LicenseVerdict(
    LicenseOutcome Outcome, LicenseExpression? Chosen, ImmutableArray<LicenseObjection> Objections, ImmutableArray<string> Exempted);
