using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Attestation;

/// <summary>Whether tag and commit of a source are signed by whom somebody expected. It is no SLSA Source level: git with verified provenance is level 1 at most, signed or not.</summary>
/// <param name="Tag">Of a tag that points at the commit.</param>
/// <param name="Commit">Of the commit.</param>
public sealed record SourceCheck(SourceSignature Tag, SourceSignature Commit)
{
    /// <summary>Nobody looked.</summary>
    public static SourceCheck None { get; } = new(SourceSignature.NotChecked(""), SourceSignature.NotChecked(""));
}

/// <summary>What became of one signature.</summary>
/// <param name="Result">Verified only when a signature by an expected signer verifies.</param>
/// <param name="Detail">Why it is not verified, a clause without a full stop, safe to print; empty when it is, or nobody asked.</param>
public sealed record SourceSignature(CheckedFact Result, string Detail)
{
    /// <summary>The name by which the expected signers list who signed: an SSH principal, or the user id of an OpenPGP key. Null where nothing is verified.</summary>
    public string? Signer { get; init; }

    /// <summary>The key: <c>SHA256:</c> and base64 of an SSH key, or hexadecimal digits of the primary OpenPGP key. Null where nothing is verified.</summary>
    public string? Key { get; init; }

    /// <summary>The tag without <c>refs/tags/</c>; null for a commit, and where nothing is verified.</summary>
    public string? TagName { get; init; }

    /// <summary>The id of the tag object, likewise.</summary>
    public string? TagId { get; init; }

    /// <summary>Nobody looked, or it cannot be decided.</summary>
    public static SourceSignature NotChecked(string why) => new(CheckedFact.NotChecked, why);

    /// <summary>It is not so.</summary>
    public static SourceSignature No(string why) => new(CheckedFact.No, why);

    /// <summary>A result as statements spell it: <c>verified</c>, <c>no</c>, <c>notChecked</c>.</summary>
    public static string Word(CheckedFact result) => LogSafeJson.Name(result);
}
