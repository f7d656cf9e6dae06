namespace SupplyChainSdk.Sigstore;

/// <summary>Base64 as the JSON form of protobuf and DSSE allow it: standard or URL-safe alphabet, padded or not.</summary>
internal static class Base64Text
{
    /// <summary>Decodes; one text for one value within each form.</summary>
    /// <exception cref="FormatException">White space, another character, mixed alphabets, wrong padding, or trailing bits that are not zero.</exception>
    public static byte[] Decode(string text)
    {
        if ((text.Contains('-') || text.Contains('_')) && (text.Contains('+') || text.Contains('/')))
            throw new FormatException("two base64 alphabets are mixed");
        var digits = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var padded = digits.PadRight((digits.Length + 3) / 4 * 4, '=');
        if (text.Length != digits.Length && text.Length != padded.Length)
            throw new FormatException("base64 is padded wrongly");
        var bytes = Convert.FromBase64String(padded);
        // FromBase64String skips white space and ignores trailing bits; what it decoded must encode to what was given.
        return Convert.ToBase64String(bytes) == padded ? bytes : throw new FormatException("base64 is not canonical");
    }
}
