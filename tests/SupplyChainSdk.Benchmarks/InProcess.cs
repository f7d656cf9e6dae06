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
    private const int Processes = 9;
    private const int WarmRuns = 15;

    /// <summary>Rows of the table; the figures are those of child processes, since a process is cold only once.</summary>
    public static IEnumerable<Row> Check()
    {
        var (_, with) = Projects.Large;
        var archives = Path.Combine(Workspace.Root, "archives");
        var (hash, part, check) = (new List<double>(), new List<double[]>(), new List<double[]>());
        for (var i = -1; i < Processes; i++)
        {
            part.Add(Run("parts", with));
            check.Add(Run("check", with));
            File.WriteAllLines(archives, Paths(with));
            var start = Stopwatch.GetTimestamp();
            Programs.Run(Workspace.Root, "sh", "-c", $"xargs -P{Environment.ProcessorCount} -n 8 sha512sum < archives");
            hash.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        var sum = Median(hash);
        yield return Row("DependencyCheck.Run, 171 packages", check, 0, "part of the 300 ms", (_, _) => null);
        yield return Row("of it PackageReader.Read", part, 2, $"near sha512sum of the same files on the same cores: {sum:F0} ms", (_, warm) => warm <= sum * 1.25);
        yield return Row("of it AssetsFile.Read", part, 0, "", (_, _) => null);
    }

    public static IEnumerable<Row> Sbom()
    {
        var parts = Enumerable.Range(-1, Processes + 1).Select(_ => Run("parts", Projects.Large.With)).ToList();
        yield return Row("SBOM of what the check read, 171 packages", parts, 4, "≤ 50 ms", (cold, warm) => cold <= 50 && warm <= 50);
    }

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

    private static double[] Run(string what, string folder) =>
        [.. Programs.Run(Workspace.Root, "dotnet", typeof(InProcess).Assembly.Location, Child, what, folder)
            .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(f => double.Parse(f, CultureInfo.InvariantCulture))];

    private static string[] Paths(string folder) =>
        [.. File.ReadAllLines(Path.Combine(folder, "obj", "supplychain", "check.files")).Where(f => f.EndsWith(".nupkg", StringComparison.Ordinal))];

    private static Row Row(string what, List<double[]> figures, int column, string target, Func<double, double, bool?> meets)
    {
        var (cold, warm) = (Median(figures.Skip(1).Select(f => f[column])), Median(figures.Skip(1).Select(f => f[column + 1])));
        return new Row($"{what}, in process", "", $"{Measurement.Milliseconds(cold)} cold, {Measurement.Milliseconds(warm)} warm", "", target,
            meets(cold, warm) switch { true => "yes", false => "no", null => "" });
    }

    private static double Median(IEnumerable<double> values) => Measurement.Median(values);
}
