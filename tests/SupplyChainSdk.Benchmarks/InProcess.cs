using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Build.Locator;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Release;
using SupplyChainSdk.Sbom;

namespace SupplyChainSdk.Benchmarks;

/// <summary>The parts of the check and of the SBOM without a build around them, each cold (the first time in a process) and warm.</summary>
internal static class InProcess
{
    public const string Child = "--in-process";
    private const int Processes = 11;
    private const int WarmRuns = 15;

    private static readonly Lazy<List<Figures[]>> Parts = new(() => [.. Enumerable.Range(0, Processes).Select(_ => Run("parts"))]);

    /// <summary>Rows of the table; the figures are those of child processes, since a process is cold only once.</summary>
    public static IEnumerable<Row> Check()
    {
        var archives = Path.Combine(Workspace.Root, "archives");
        File.WriteAllLines(archives, Extracted.List().Where(path => path.EndsWith(".nupkg", StringComparison.Ordinal)));
        var sum = Measurement.InTurns(Processes, () => Programs.Measure(Workspace.Root, "sh", "-c", $"xargs -P{Environment.ProcessorCount} -n 8 sha512sum < archives"))[0];
        var (wall, processor) = (Measurement.Wall(sum), Measurement.Median(sum.Select(s => s.ProcessorMilliseconds)));
        yield return Row("DependencyCheck.Run, 171 packages", [.. Enumerable.Range(0, Processes).Select(_ => Run("check")[0])], "", _ => null);
        yield return Row("of it reading the assets file", [.. Parts.Value.Select(p => p[0])], "", _ => null);
        yield return Row("of it hashing and reading the packages", [.. Parts.Value.Select(p => p[1])],
            $"near sha512sum of the same files: {wall:F0} ms (processor {processor:F0} ms)", f => f.WarmProcessor <= processor * 1.1);
    }

    public static IEnumerable<Row> Sbom() =>
        [Row("SBOM of what the check read, 171 packages", [.. Parts.Value.Select(p => p[2])], "≤ 50 ms", f => f.Cold <= 50 && f.Warm <= 50)];

    /// <summary>The child: prints cold and warm milliseconds of each part, in the order of the rows.</summary>
    public static void Measure(string what, string folder)
    {
        MSBuildLocator.RegisterDefaults();
        if (what == "check")
            MeasureCheck(folder);
        else
            MeasureParts(folder);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MeasureCheck(string folder) => Print(() => DependencyCheck.Run(
        new CheckRequest
        {
            ProjectFile = Path.Combine(folder, "bigapp.csproj"),
            AssetsFile = Projects.AssetsOf(folder),
            LockFile = Path.Combine(folder, "packages.lock.json"),
            Now = DateTimeOffset.UtcNow,
        },
        CancellationToken.None) is { Passes: true, Packages.Read.Length: 172 });

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MeasureParts(string folder)
    {
        DependencyGraph graph = null!;
        PackageReading reading = null!;
        Print(() => (graph = AssetsFile.Read(Projects.AssetsOf(folder))).Packages.Length > 0);
        Print(() => (reading = PackageReader.Read(graph, CancellationToken.None)).Failed.IsEmpty);
        Print(() => CycloneDxWriter.Write(
            SbomDocument.Create(SbomRoot.Create(SbomRootKind.Application, PackageId.Create("bigapp", "1.0.0"), SbomLicense.Unknown("benchmark")),
                graph, reading, DateTimeOffset.UnixEpoch, PackSbom.Declared),
            new SbomTool(Product.Name, Product.Version)).Length > 0);
    }

    private static void Print(Func<bool> work)
    {
        var (wall, processor) = (new double[1 + WarmRuns], new double[1 + WarmRuns]);
        for (var i = 0; i < wall.Length; i++)
        {
            var (start, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            if (!work())
                throw new InvalidOperationException("Not what was expected of the large graph.");
            wall[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            processor[i] = (Environment.CpuUsage.TotalTime - used).TotalMilliseconds;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{wall[0]} {processor[0]} {Median(wall[1..])} {Median(processor[1..])}"));
    }

    private static Figures[] Run(string what) =>
        [.. Programs.Run(Workspace.Root, "dotnet", typeof(InProcess).Assembly.Location, Child, what, Projects.Large.With)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Figures.Parse)];

    private static Row Row(string what, Figures[] runs, string target, Func<Figures, bool?> meets)
    {
        var median = new Figures(Median(runs.Select(f => f.Cold)), Median(runs.Select(f => f.ColdProcessor)), Median(runs.Select(f => f.Warm)), Median(runs.Select(f => f.WarmProcessor)));
        return new Row($"{what}, in process", "", $"{Measurement.Milliseconds(median.Cold)} cold, {Measurement.Milliseconds(median.Warm)} warm",
            string.Create(CultureInfo.InvariantCulture, $"(processor {median.ColdProcessor:F0} ms cold, {median.WarmProcessor:F0} ms warm)"), target,
            meets(median) switch { true => "yes", false => "no", null => "" });
    }

    private static double Median(IEnumerable<double> values) => Measurement.Median(values);

    private sealed record Figures(double Cold, double ColdProcessor, double Warm, double WarmProcessor)
    {
        public static Figures Parse(string line)
        {
            var figures = line.Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray();
            return new Figures(figures[0], figures[1], figures[2], figures[3]);
        }
    }
}
