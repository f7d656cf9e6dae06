namespace SupplyChainSdk.Benchmarks;

/// <summary>What the check adds to a build.</summary>
internal static class Builds
{
    public static IEnumerable<Row> NothingChanged()
    {
        yield return NothingChanged("no-op build, small library", Projects.Small, 25, "≤ 2 %", (_, share) => share <= 0.02);
        yield return NothingChanged("no-op build, solution of 10 projects", Projects.Solution, 35, "≤ 2 %", (_, share) => share <= 0.02);
        yield return NothingChanged("no-op build, 171 packages", Projects.Large, 25, "≤ 40 ms", (wall, _) => wall <= 40);
    }

    public static IEnumerable<Row> FirstCheck()
    {
        var (without, with) = Projects.Large;
        var samples = Measurement.InTurns(12, () => Build(without), () =>
        {
            Directory.Delete(Path.Combine(with, "obj", "supplychain"), recursive: true);
            return Build(with);
        });
        yield return Measurement.Compare("first check, 171 packages, in the build", samples[0], samples[1], "≤ 300 ms", (wall, _) => wall <= 300);
    }

    public static Row NothingChanged(string what, (string Without, string With) pair, int turns, string target, Func<double, double, bool> meets)
    {
        var samples = Measurement.InTurns(turns, () => Build(pair.Without), () => Build(pair.With));
        return Measurement.Compare(what, samples[0], samples[1], target, meets);
    }

    private static Sample Build(string folder) => Programs.Measure(folder, "dotnet", "build");
}
