using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Build.Locator;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Licensing;

namespace SupplyChainSdk.Benchmarks;

/// <summary>What it takes to find licences where no expression states them: in a process that compiles as it runs, each part for the first time but the last.</summary>
internal static class Licenses
{
    public const string Child = "--licenses";
    private const int Processes = 11;

    public static IEnumerable<Row> Identify()
    {
        var runs = Enumerable.Range(0, Processes).Select(_ => Programs.Run(Workspace.Root, "dotnet", typeof(Licenses).Assembly.Location, Child, "licenses", Projects.Large.With)
            .Trim().Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray()).ToList();
        double Of(int figure) => Measurement.Median(runs.Select(r => r[figure]));
        yield return Row("index of licence texts, read", Of(0), string.Create(CultureInfo.InvariantCulture, $"(allocates {Of(1):F1} MiB)"), "≤ 15 ms, ≤ 20 MB", Of(0) <= 15 && Of(1) <= 19);
        yield return Row("the first licence file", Of(2), "", "", null);
        yield return Row(string.Create(CultureInfo.InvariantCulture, $"licences of 171 packages after it, of which {Of(4):F0} without expression"), Of(3), "", "≤ 30 ms", Of(3) <= 30);
        yield return Row(string.Create(CultureInfo.InvariantCulture, $"all {Of(6):F0} files of the shared licence texts, after that"), Of(5), "", "", null);
    }

    private static Row Row(string what, double milliseconds, string beside, string target, bool? meets) =>
        new($"{what}, in process", "", Measurement.Milliseconds(milliseconds), beside, target, meets switch { true => "yes", false => "no", null => "" });

    /// <summary>The child: prints the figures of the rows.</summary>
    public static void Measure(string folder)
    {
        MSBuildLocator.RegisterDefaults();
        MeasureHere(folder);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MeasureHere(string folder)
    {
        var packages = PackageReader.Read(AssetsFile.Read(Projects.AssetsOf(folder)), CancellationToken.None).Read;
        var texts = Directory.GetFiles(Path.Combine(Projects.TestData, "licences", "texts"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(f => Path.GetExtension(f) is not (".yml" or ".json")).Select(File.ReadAllBytes).ToList();
        var mit = File.ReadAllBytes(Path.Combine(Projects.TestData, "licences", "texts", "mit", "LICENSE.txt"));
        _ = SpdxList.Licenses.Count;

        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var index = Time(() => LicenseTextIndex.Default.Texts.Length > 0);
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var first = Time(() => LicenseIdentification.OfText(mit).Id == "MIT");
        var identified = 0;
        var graph = Time(() => packages.All(p => LicenseConclusion.From(p, [], null, (content, _) => LicenseIdentification.OfText(content.Span)) is { } c && (c.Identification is null || ++identified > 0)));
        var all = Time(() => texts.TrueForAll(t => LicenseIdentification.OfText(t).Score <= 1));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{index} {bytes / 1048576.0} {first} {graph} {identified} {all} {texts.Count}"));

        static double Time(Func<bool> work)
        {
            var start = Stopwatch.GetTimestamp();
            if (!work())
                throw new InvalidOperationException("Not what was expected.");
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }
}
