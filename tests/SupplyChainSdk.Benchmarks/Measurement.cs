using System.Diagnostics;
using System.Globalization;

namespace SupplyChainSdk.Benchmarks;

/// <summary>Several ways of doing a thing, measured in turns, so that a noisy machine is noisy for all of them.</summary>
internal static class Measurement
{
    /// <summary>Runs each variant once without counting it, then all in turns.</summary>
    /// <returns>Milliseconds, sorted, a list for each variant.</returns>
    public static List<double>[] InTurns(int runs, params Action[] variants)
    {
        var times = variants.Select(_ => new List<double>(runs)).ToArray();
        for (var run = -1; run < runs; run++)
        {
            for (var i = 0; i < variants.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                variants[i]();
                if (run >= 0)
                    times[i].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
        foreach (var list in times)
            list.Sort();
        return times;
    }

    public static double Median(List<double> sorted) => sorted.Count % 2 == 1
        ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;

    public static string Text(List<double> sorted) =>
        string.Create(CultureInfo.InvariantCulture, $"{sorted[0]:F0} / {Median(sorted):F0}");

    public static string Difference(List<double> without, List<double> with)
    {
        var (a, b) = (Median(without), Median(with));
        return string.Create(CultureInfo.InvariantCulture, $"{b - a:+0;-0} ms, {(b / a - 1) * 100:+0.0;-0.0} %");
    }
}
