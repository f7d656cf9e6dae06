using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Builders;

/// <summary>How messages name a signer; safe to print.</summary>
internal static class SignerText
{
    private const int Longest = 200;
    private const int MostShown = 3;

    public static string Of(AttestationSigner signer) => signer.Certified is { } certified
        ? Shown(certified.Identity) : $"the key {Printable.Short(signer.KeySha256!)}";

    public static string Of(UnknownSigner signer) => (signer.IsCertificate, signer.Hint.Length > 0) switch
    {
        (true, true) => $"a certificate by an authority or a log outside the trusted root, which names {Printable.Quoted(signer.Hint)} (unverified)",
        (true, false) => "a certificate by an authority or a log outside the trusted root",
        (false, true) => $"a key that calls itself {Printable.Quoted(Fingerprint(signer.Hint) ?? signer.Hint)} and that no rule names",
        (false, false) => "a key that no rule names",
    };

    // Our bundles, and those of others, call a key by the Base64 of its SHA-256: shown as it is published, and whole, because it is there to be compared.
    private static string? Fingerprint(string hint)
    {
        Span<byte> sha256 = stackalloc byte[32];
        return hint.Length == 44 && Convert.TryFromBase64String(hint, sha256, out var length) && length == sha256.Length ? $"sha256:{Convert.ToHexStringLower(sha256)}" : null;
    }

    /// <summary>What is no provenance, each by its type.</summary>
    public static string OfOthers(AttestationFacts facts) => Printable.List(facts.OtherTypes.Select(type => $"an attestation of type {Shown(type)}").Distinct(StringComparer.Ordinal), MostShown);

    /// <summary>A text of a certificate or a statement.</summary>
    public static string Shown(string text) => Printable.Text(Printable.Bounded(text, Longest));

    /// <summary>The same where it may say nothing.</summary>
    public static string Or(string? text, string nothing) => text is null ? nothing : Shown(text);
}
