using System.Globalization;
using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore.Trust;

/// <summary>Times of trusted roots and signing configs (RFC 3339, as protobuf writes them), and of messages.</summary>
internal static class Times
{
    private const int MaxText = 40;

    /// <summary>A period with a required start: without one it would be open to the past.</summary>
    public static TimeRange Read(JsonMembers members)
    {
        var start = Time(members, "start") ?? throw members.Malformed("start", "is missing: a period without a start would be open to the past");
        var end = Time(members, "end");
        return end < start ? throw members.Malformed("end", "is before its start") : new TimeRange(start, end);
    }

    /// <summary>UTC, ISO 8601.</summary>
    public static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss' UTC'", CultureInfo.InvariantCulture);

    /// <summary>Both ends.</summary>
    public static string Text(TimeRange range) => $"{Text(range.Start)} to {(range.End is { } end ? Text(end) : "now")}";

    private static DateTimeOffset? Time(JsonMembers members, string name)
    {
        var text = members.Text(name);
        if (text.Length == 0)
            return null;
        return TryParse(text, out var time) ? time : throw members.Malformed(name, "is not a time (RFC 3339)");
    }

    // Protobuf writes up to nine digits of a fraction; what is below 100 ns is cut off, which no time here is precise to.
    private static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length > MaxText)
            return false;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? 0 : text.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9');
        if (point >= 0 && fraction is < 1 or > 9)
            return false;
        var cut = fraction > 7 ? text.Remove(point + 8, fraction - 7) : text;
        return DateTimeOffset.TryParseExact(
            cut, ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"],
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }
}
