using System.Globalization;

namespace SupplyChainSdk.Benchmarks;

/// <summary><c>supplychain sbom</c> beside <c>cdxgen --no-validate</c>: whole processes on one project, and what is right in what they write.</summary>
internal static class SbomComparison
{
    private const string Cdxgen = "@cyclonedx/cdxgen@12.8.4";

    public static IEnumerable<Row> Run()
    {
        var project = Projects.Large.Without;
        var (ours, theirs) = (Path.Combine(Workspace.Root, "ours.cdx.json"), Path.Combine(Workspace.Root, "cdxgen.cdx.json"));
        var script = Install();
        var samples = Measurement.InTurns(12,
            () => Programs.Measure(project, "node", script, "--no-validate", "-t", "dotnet", "-o", theirs, "."),
            () => Programs.Measure(project, "dotnet", Workspace.Tool, "sbom", ".", "-o", ours));
        var times = Measurement.Wall(samples[0]) / Measurement.Wall(samples[1]);
        var processor = Measurement.Median(samples[0].Select(s => s.ProcessorMilliseconds)) / Measurement.Median(samples[1].Select(s => s.ProcessorMilliseconds));
        yield return new Row("SBOM as a process, 171 packages: cdxgen, ours", Measurement.Milliseconds(Measurement.Wall(samples[0])), Measurement.Milliseconds(Measurement.Wall(samples[1])),
            string.Create(CultureInfo.InvariantCulture, $"{times:F1} times as fast (processor {processor:F1})"), "≥ 2 times", times >= 2 ? "yes" : "no");

        var truth = ResolvedFacts.Read(project);
        foreach (var ((what, right, total), ofTheirs) in SbomFacts.Read(ours).CountAgainst(truth).Zip(SbomFacts.Read(theirs).CountAgainst(truth)))
            yield return new Row($"{what}: cdxgen, ours", $"{ofTheirs.Right}", $"{right}", "", $"{total}", right == total ? "yes" : "no");
    }

    // From the npm registry in use, into the artifacts folder, without running anything of it.
    private static string Install()
    {
        var folder = Path.Combine(Workspace.Artifacts, "cdxgen");
        var script = Path.Combine(folder, "node_modules", ".bin", "cdxgen");
        if (!File.Exists(script))
        {
            Directory.CreateDirectory(folder);
            Programs.Run(folder, "npm", "install", "--prefix", ".", "--no-audit", "--no-fund", "--ignore-scripts", Cdxgen);
        }
        return script;
    }
}
