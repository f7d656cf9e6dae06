using System.Globalization;

namespace SupplyChainSdk.Benchmarks;

/// <summary>What one run took: wall clock, processor time of the process and its children, peak memory of the largest of them.</summary>
internal readonly record struct Sample(double Milliseconds, double ProcessorMilliseconds = 0, double PeakMiB = 0);

/// <summary>Ways of doing a thing, measured in turns, so that a noisy machine is noisy for all of them.</summary>
internal static class Measurement
{
    /// <summary>Runs every variant once without counting it, then all of them in turns, each turn in the other direction.</summary>
    /// <returns>The samples of each variant, in the order of the turns.</returns>
    public static Sample[][] InTurns(int turns, params Func<Sample>[] variants)
    {
        var samples = variants.Select(_ => new Sample[turns]).ToArray();
        for (var turn = -1; turn < turns; turn++)
        {
            for (var i = 0; i < variants.Length; i++)
            {
                var variant = turn % 2 == 0 ? i : variants.Length - 1 - i;
                var sample = variants[variant]();
                if (turn >= 0)
                    samples[variant][turn] = sample;
            }
        }
        return samples;
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public static double Wall(Sample[] samples) => Median(samples.Select(s => s.Milliseconds));

    /// <summary>The median of the differences turn by turn: what drifts during the run drifts for both.</summary>
    public static double Added(Sample[] without, Sample[] with, Func<Sample, double> of) => Median(without.Zip(with, (a, b) => of(b) - of(a)));

    /// <summary>The row of two variants.</summary>
    public static Row Compare(string what, Sample[] without, Sample[] with, string target, Func<double, double, bool> meets)
    {
        var (wall, processor) = (Added(without, with, s => s.Milliseconds), Added(without, with, s => s.ProcessorMilliseconds));
        var share = wall / Wall(without);
        return new Row(what, Milliseconds(Wall(without)), Milliseconds(Wall(with)),
            string.Create(CultureInfo.InvariantCulture, $"{wall:+0;-0;0} ms, {share * 100:+0.0;-0.0;0.0} % (processor {processor:+0;-0;0} ms)"), target, meets(wall, share) ? "yes" : "no");
    }

    public static string Milliseconds(double value) => value.ToString(value < 10 ? "F1" : "F0", CultureInfo.InvariantCulture) + " ms";
}

/// <summary>One line of the table.</summary>
internal sealed record Row(string What, string Without, string With, string Added, string Target, string Met)
{
    public static string Heading => "| what | without | with | added | target | met |\n|---|---|---|---|---|---|";

    public override string ToString() => $"| {What} | {Without} | {With} | {Added} | {Target} | {Met} |";
}
