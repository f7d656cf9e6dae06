namespace SupplyChainSdk.Sbom;

/// <summary>Which addresses of a nuspec may stand in a field of a document that is declared to hold an IRI.</summary>
internal static class SbomUrl
{
    private const int MaxLength = 2048;
    private const string Punctuation = "-._~:/?#@!$&'()*+,;=%";

    /// <summary>The text itself when it is an absolute http or https IRI (RFC 3987) without user information; else null. Never repaired.</summary>
    public static string? OrNull(string? text) =>
        text is { Length: > 0 and <= MaxLength } && HasOnlyIriCharacters(text)
        && (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        && text.AsSpan().Count('#') <= 1 && HasPlainAuthority(text)
        && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0
            ? text : null;

    // A password or token before an @ would be published with the SBOM. Whether a host outside ASCII is one depends on the IDN tables
    // of the machine, so such a host is not taken.
    private static bool HasPlainAuthority(string text)
    {
        var rest = text.AsSpan(text.IndexOf("//", StringComparison.Ordinal) + 2);
        var end = rest.IndexOfAny("/?#");
        var authority = end < 0 ? rest : rest[..end];
        return authority.Length > 0 && !authority.Contains('@') && !authority.ContainsAnyExceptInRange('!', '~');
    }

    private static bool HasOnlyIriCharacters(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && !(i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2])))
                return false;
        }
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii
                ? !char.IsAsciiLetterOrDigit((char)rune.Value) && !Punctuation.Contains((char)rune.Value, StringComparison.Ordinal)
                : !IsUcsCharacter(rune.Value))
                return false;
        }
        return true;
    }

    // ucschar of RFC 3987, 2.2, without the bidirectional controls that its section 4.1 forbids. Not by Unicode category: the tables of
    // the next runtime would change what is written.
    private static bool IsUcsCharacter(int value) =>
        value is (>= 0xA0 and <= 0xD7FF) or (>= 0xF900 and <= 0xFDCF) or (>= 0xFDF0 and <= 0xFFEF) or (>= 0x10000 and <= 0xEFFFD)
        && value is not (0x061C or 0x200E or 0x200F or 0x2028 or 0x2029 or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069))
        && (value & 0xFFFE) != 0xFFFE && value is not (>= 0xE0000 and < 0xE1000);
}
