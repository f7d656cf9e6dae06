using System.Globalization;
using System.Text;

namespace SupplyChainSdk.Sigstore;

/// <summary>Text that a stranger wrote, made fit for a message.</summary>
internal static class ForeignText
{
    private const int MaxShown = 80;
    private const int MaxName = 400;

    /// <summary>In quotes, shortened, everything but printable ASCII escaped: nothing in it can end a line or turn its direction.</summary>
    public static string Quote(string text, int maxShown = MaxShown)
    {
        var shown = new StringBuilder("'");
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, maxShown)))
        {
            if (c is >= ' ' and <= '~')
                shown.Append(c);
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\u{{{(int)c:X4}}}");
        }
        return shown.Append(text.Length > maxShown ? "…'" : "'").ToString();
    }
    /// <summary>The same of a name, which is there to be compared and copied: whole, but for what nobody would be called.</summary>
    public static string Name(string text) => Quote(text, MaxName);
}
