using System.Globalization;

namespace SupplyChainSdk.Sigstore.Trust;

/// <summary>When something is valid, both ends included.</summary>
/// <param name="Start">Required: a window that is open to the past says nothing.</param>
/// <param name="End">Null while it has none.</param>
internal sealed record TimeWindow(DateTimeOffset Start, DateTimeOffset? End)
{
    private const int MaxText = 40;

    public bool Contains(DateTimeOffset time) => time >= Start && (End is not { } end || time <= end);

    /// <summary>A window as the JSON form of protobuf has it.</summary>
    public static TimeWindow Read(JsonMembers members)
    {
        var start = Time(members, "start") ?? throw members.Malformed("start", "is missing: a window without a start would be open to the past");
        var end = Time(members, "end");
        return end < start ? throw members.Malformed("end", "is before its start") : new TimeWindow(start, end);
    }

    public override string ToString() => $"{Text(Start)} to {(End is { } end ? Text(end) : "now")}";

    /// <summary>UTC, ISO 8601, for messages.</summary>
    public static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss' UTC'", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(JsonMembers members, string name)
    {
        var text = members.Text(name);
        if (text.Length == 0)
            return null;
        return TryParse(text, out var time) ? time : throw members.Malformed(name, "is not a time (RFC 3339)");
    }

    // Protobuf writes up to nine digits of a fraction and "Z"; what is below 100 ns is cut off, which no time here is precise to.
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
