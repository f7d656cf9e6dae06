using System.CommandLine.Parsing;
using System.Globalization;

namespace SupplyChainSdk.Tool;

/// <summary>Times as people write them: <c>90s</c>, <c>15m</c>, <c>1h</c>.</summary>
internal static class Duration
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>Reads the value of an option.</summary>
    public static TimeSpan Parse(ArgumentResult result)
    {
        var text = result.Tokens is [var token] ? token.Value : "";
        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            var time = text[^1] switch { 's' => TimeSpan.FromSeconds(number), 'm' => TimeSpan.FromMinutes(number), 'h' => TimeSpan.FromHours(number), _ => TimeSpan.MaxValue };
            if (time <= Longest)
                return time;
        }
        result.AddError("A time is a number and s, m or h, such as 90s or 15m, and at most 24h.");
        return default;
    }

    /// <summary>Minutes and seconds.</summary>
    public static string Show(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00}");
}
