using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Build.Locator;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Benchmarks;

/// <summary>Comparing the extracted files of 171 packages, beside the programs that everybody has for a part of it: on all cores, over the same files, and from the cache of the operating system for both.</summary>
internal static class Extracted
{
    public const string Child = "--extracted";
    private const int Turns = 11;

    public static IEnumerable<Row> Compare()
    {
        var archives = Path.Combine(Workspace.Root, "extracted.archives");
        var files = Path.Combine(Workspace.Root, "extracted.files");
        var reading = List();
        File.WriteAllLines(archives, reading.Where(path => path.EndsWith(".nupkg", StringComparison.Ordinal)));
        // The biggest first for them, too, and names apart by a zero byte.
        File.WriteAllText(files, string.Concat(reading.Where(path => !path.EndsWith(".nupkg", StringComparison.Ordinal)).OrderByDescending(path => new FileInfo(path).Length).Select(path => path + '\0')));

        yield return Row("content hashes of 171 packages: sha512sum, ours", Others("xargs -P{0} -n 8 sha512sum < extracted.archives"), "hashes", 1.2);
        yield return Row("all extracted files, first time: unzip -t, ours", Others("xargs -P{0} -n 1 unzip -tqq < extracted.archives"), "all", 1.0);
        yield return Row("all extracted files, digests kept: sha256sum, ours", Others("xargs -0 -P{0} -n 64 sha256sum < extracted.files"), "kept", 1.2);
        yield return Row("used extracted files, first time: unzip -t, ours", Others("xargs -P{0} -n 1 unzip -tqq < extracted.archives"), "used", 1.0);
    }

    /// <summary>The archives of the large graph, and the files that were extracted from them.</summary>
    public static string[] List() =>
        Programs.Run(Workspace.Root, "dotnet", typeof(Extracted).Assembly.Location, Child, "list", Projects.Large.With).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Func<Sample> Others(string line) =>
        () => Programs.Measure(Workspace.Root, "sh", "-c", string.Format(CultureInfo.InvariantCulture, line, Environment.ProcessorCount));

    private static Row Row(string what, Func<Sample> others, string how, double most)
    {
        var samples = Measurement.InTurns(Turns, others, () => Run(how));
        var times = Measurement.Median(samples[0].Zip(samples[1], (other, own) => own.Milliseconds / other.Milliseconds));
        return new Row(what, Measurement.Milliseconds(Measurement.Wall(samples[0])), Measurement.Milliseconds(Measurement.Wall(samples[1])),
            string.Create(CultureInfo.InvariantCulture, $"{times:F2} times (processor {Processor(samples[0]):F0} ms, {Processor(samples[1]):F0} ms; peak {Measurement.Median(samples[1].Select(s => s.PeakMiB)):F0} MiB)"),
            string.Create(CultureInfo.InvariantCulture, $"≤ {most} times"), times <= most ? "yes" : "no");
    }

    private static double Processor(Sample[] samples) => Measurement.Median(samples.Select(s => s.ProcessorMilliseconds));

    // One warm run in a process of its own: what compiling our code costs is in the rows of whole builds.
    private static Sample Run(string how)
    {
        var figures = Programs.Run(Workspace.Root, "dotnet", typeof(Extracted).Assembly.Location, Child, how, Projects.Large.With).Trim().Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        return new Sample(figures[0], figures[1], figures[2]);
    }

    /// <summary>The child.</summary>
    public static void Measure(string how, string folder)
    {
        MSBuildLocator.RegisterDefaults();
        if (how == "list")
            List(folder);
        else
            MeasureOne(how, folder);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void List(string folder)
    {
        foreach (var package in PackageReader.Read(AssetsFile.Read(Projects.AssetsOf(folder)), FileScope.All, null, CancellationToken.None).Read)
        {
            foreach (var path in package.Extracted!.Paths.Where(File.Exists).Where(path => path == package.ArchivePath || !Path.GetFileName(path).StartsWith(Path.GetFileName(package.ArchivePath), StringComparison.Ordinal)))
                Console.WriteLine(path);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MeasureOne(string how, string folder)
    {
        var graph = AssetsFile.Read(Projects.AssetsOf(folder));
        var scope = how switch { "hashes" => FileScope.Hashes, "used" => FileScope.Used, _ => FileScope.All };
        var cache = how == "kept" ? ManifestCache.FolderOf(name => name == "XDG_CACHE_HOME" ? Path.Combine(Path.GetDirectoryName(folder)!, $"cache-{Environment.ProcessId}") : null) : null;
        Read();
        var (start, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        Read();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Stopwatch.GetElapsedTime(start).TotalMilliseconds} {(Environment.CpuUsage.TotalTime - used).TotalMilliseconds} {Process.GetCurrentProcess().PeakWorkingSet64 / (1024.0 * 1024)}"));
        if (cache is not null)
            Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(cache))!, recursive: true);

        void Read()
        {
            var reading = PackageReader.Read(graph, scope, cache, CancellationToken.None);
            if (!reading.Failed.IsEmpty || reading.Read.Any(p => p.Extracted is { Differences.IsEmpty: false }))
                throw new InvalidOperationException("The packages of the benchmark are not as they were extracted.");
        }
    }
}
