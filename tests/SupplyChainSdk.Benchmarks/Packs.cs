namespace SupplyChainSdk.Benchmarks;

/// <summary>What SBOM, provenance and signature add to <c>dotnet pack</c>.</summary>
internal static class Packs
{
    public static IEnumerable<Row> SbomProvenanceSignature()
    {
        Directory.CreateDirectory(Workspace.Root);
        Programs.Run(Workspace.Root, "dotnet", Workspace.Tool, "keys", "new", "bench");
        var key = Path.Combine(Workspace.Root, "bench.key");
        foreach (var (what, pair, turns) in (IEnumerable<(string, (string Without, string With), int)>)[("small library", Projects.Small, 14), ("medium library", Projects.Medium, 10)])
        {
            // The sources are asked by default; the network is not what is measured in the second row.
            foreach (var (how, asks) in (IEnumerable<(string, string)>)[("", "release"), (", sources not asked", "off")])
            {
                Workspace.Write(Path.Combine(pair.With, "supplychain.json"), Workspace.Policy(asks));
                Workspace.Commit(pair.With);
                var samples = Measurement.InTurns(turns, () => Pack(pair.Without), () => Pack(pair.With, $"-p:SupplyChainSigningKey={key}"));
                if (!Directory.EnumerateFiles(Path.Combine(pair.With, "bin", "Release"), "*.nupkg.sigstore.json").Any())
                    throw new InvalidOperationException($"{pair.With}: the package was not attested.");
                yield return Measurement.Compare($"pack with SBOM, provenance, key: {what}{how}", samples[0], samples[1], "≤ 5 %", (_, share) => share <= 0.05);
                var (without, with) = (Measurement.Median(samples[0].Select(s => s.PeakMiB)), Measurement.Median(samples[1].Select(s => s.PeakMiB)));
                yield return new Row($"its peak memory: {what}{how}", $"{without:F0} MiB", $"{with:F0} MiB", $"{with - without:+0;-0;0} MiB", "≤ 50 MB", with - without <= 50e6 / (1 << 20) ? "yes" : "no");
            }
        }
    }

    // As on a build server: nothing is compiled yet, everything is restored.
    private static Sample Pack(string folder, params string[] arguments)
    {
        foreach (var part in (string[])["bin", Path.Combine("obj", "Release"), Path.Combine("obj", "supplychain")])
        {
            if (Directory.Exists(Path.Combine(folder, part)))
                Directory.Delete(Path.Combine(folder, part), recursive: true);
        }
        return Programs.Measure(folder, "dotnet", ["pack", .. arguments]);
    }
}
