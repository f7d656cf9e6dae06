using System.Globalization;

namespace SupplyChainSdk.Tool;

/// <summary>Times as people write them: <c>90s</c>, <c>15m</c>, <c>1h</c>.</summary>
internal static class Duration
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>Reads a time; null when it is none, or longer than a day.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        TimeSpan? time = text[^1] switch { 's' => TimeSpan.FromSeconds(number), 'm' => TimeSpan.FromMinutes(number), 'h' => TimeSpan.FromHours(number), _ => null };
        return time <= Longest ? time : null;
    }

    /// <summary>Minutes and seconds.</summary>
    public static string Show(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00}");
}
