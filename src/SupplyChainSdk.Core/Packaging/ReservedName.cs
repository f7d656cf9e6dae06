using System.Globalization;
using System.Text;

namespace SupplyChainSdk.Packaging;

/// <summary>Entry names that are not one of ours, and that become it when a package is extracted.</summary>
internal static class ReservedName
{
    private const int FullWidthFirst = 0xFF01;
    private const int FullWidthLast = 0xFF5E;
    private const int LongS = 0x017F;
    private const int LongSTLigature = 0xFB05;
    private const int STLigature = 0xFB06;

    /// <summary>Whether some file system or reader takes the path for the name.</summary>
    /// <param name="path">Percent-decoded.</param>
    /// <param name="name">ASCII, lower case.</param>
    /// <remarks>
    /// A rule of our own and not Unicode's, so that it needs no tables and is the same everywhere: the forms that Windows and macOS are known
    /// to take for ASCII (as git refuses them for <c>.git</c>: CVE-2014-9390, CVE-2019-1352), and the full-width forms.
    /// </remarks>
    public static bool IsResembledBy(string path, string name)
    {
        // Nearly every path ends here: nothing below changes a letter into something else than itself.
        if (char.IsAsciiLetterOrDigit(path[0]) && char.ToLowerInvariant(path[0]) != name[0])
            return false;
        var folded = new StringBuilder(path.Length);
        foreach (var rune in path.EnumerateRunes())
        {
            if (rune.Value is >= FullWidthFirst and <= FullWidthLast)
                folded.Append((char)(rune.Value - FullWidthFirst + '!'));
            else if (rune.Value == LongS)
                folded.Append('s');
            else if (rune.Value is LongSTLigature or STLigature)
                folded.Append("st");
            else if (!IsIgnorable(rune))
                folded.Append(rune);
        }
        var segments = folded.Replace('\\', '/').ToString().Split('/').Select(Trim).Where(s => s.Length > 0);
        return string.Equals(string.Join('/', segments), name, StringComparison.OrdinalIgnoreCase);
    }

    // HFS+ passes over format characters (zero-width joiners, direction marks); variation selectors are as invisible.
    private static bool IsIgnorable(Rune rune) => rune.Value is >= 0xFE00 and <= 0xFE0F || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;

    // Windows drops dots and spaces at the end, and what follows a colon names a stream of the same file.
    private static string Trim(string segment) => (segment.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? segment[..colon] : segment).TrimEnd('.', ' ');
}
