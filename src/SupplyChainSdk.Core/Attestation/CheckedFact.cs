namespace SupplyChainSdk.Attestation;

/// <summary>The result of something that may not have been looked at.</summary>
public enum CheckedFact
{
    /// <summary>Nobody looked: never a yes.</summary>
    NotChecked,

    /// <summary>It is not so.</summary>
    No,

    /// <summary>It is, and was verified.</summary>
    Verified,
}
