using System.Globalization;

namespace SupplyChainSdk.Sbom;

/// <summary>Which addresses of a nuspec may stand in a field of a document that is declared to hold an IRI.</summary>
internal static class SbomUrl
{
    private const int MaxLength = 2048;
    private const string HostCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    private const string Punctuation = "-._~:/?#@!$&'()*+,;=%";

    /// <summary>The text itself when it is an absolute http or https IRI (RFC 3987) without user information; else null. Never repaired.</summary>
    /// <remarks>Not by <see cref="Uri"/>: which hosts outside ASCII it takes depends on the IDN tables of the machine.</remarks>
    public static string? OrNull(string? text) =>
        text is { Length: > 0 and <= MaxLength } && AfterScheme(text) is { } start && HasPlainAuthority(text.AsSpan(start))
        && HasOnlyIriCharacters(text) && text.AsSpan().Count('#') <= 1
            ? text : null;

    private static int? AfterScheme(string text) =>
        text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8
        : text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7
        : null;

    // A registered name of RFC 3986 in plain letters, and a port. No user information: it would be published with the SBOM.
    private static bool HasPlainAuthority(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny("/?#");
        var authority = end < 0 ? rest : rest[..end];
        var colon = authority.IndexOf(':');
        var host = colon < 0 ? authority : authority[..colon];
        return host.Length > 0 && host[0] != '.' && !host.ContainsAnyExcept(HostCharacters)
            && (colon < 0 || ushort.TryParse(authority[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _));
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
