using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Build.Locator;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore.Tests.Verification;

namespace SupplyChainSdk.Benchmarks;

/// <summary>What the provenance gate adds to a check that has read the packages: attestations by certificates of an instance in memory, logged and with a timestamp, in generated packages.</summary>
internal static class Dependencies
{
    public const string Child = "--provenance";
    private const int Processes = 5;
    private const int WarmRuns = 3;
    private static readonly TestInstance Instance = new();

    public static IEnumerable<Row> Verify()
    {
        foreach (var (packages, attested, most, target) in new[] { (171, 50, 250.0, "≤ 250 ms"), (2000, 2000, 5000.0, "≤ 5 s") })
        {
            var folder = Path.Combine(Workspace.Root, $"provenance-{packages}");
            Generate(folder, packages, attested);
            var runs = Enumerable.Range(0, Processes).Select(_ => Programs.Run(Workspace.Root, "dotnet", typeof(Dependencies).Assembly.Location, Child, "provenance", folder)
                .Trim().Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray()).ToList();
            var (cold, warm, kept) = (Measurement.Median(runs.Select(r => r[0])), Measurement.Median(runs.Select(r => r[1])), Measurement.Median(runs.Select(r => r[2])));
            yield return new Row(string.Create(CultureInfo.InvariantCulture, $"attestations of {packages} packages, {attested} attested, in process"), "",
                $"{Measurement.Milliseconds(cold)} cold, {Measurement.Milliseconds(warm)} warm", $"(kept from before: {Measurement.Milliseconds(kept)})", target, cold <= most ? "yes" : "no");
        }
    }

    /// <summary>The child: prints the milliseconds of the first time, of the median of those that follow, and of the median of those that find what was kept.</summary>
    public static void Measure(string folder)
    {
        MSBuildLocator.RegisterDefaults();
        MeasureHere(folder);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MeasureHere(string folder)
    {
        var ids = Directory.EnumerateDirectories(Path.Combine(folder, "packages")).Select(f => Path.GetFileName(f)).ToList();
        var nodes = ids.Select(id => new GraphNode(PackageId.Create(id, "1.0.0"), NodeKind.Package, DependencyKind.Direct, false, null, $"{id}/1.0.0", []));
        var graph = new DependencyGraph(Path.Combine(folder, "x.csproj"), "x", "1.0.0", [new TargetGraph("net10.0", null, nodes, [])], [Path.Combine(folder, "packages")], [], restoredLocked: false);
        var reading = PackageReader.Read(graph, CancellationToken.None);
        var attested = int.Parse(File.ReadAllText(Path.Combine(folder, "attested")), CultureInfo.InvariantCulture);
        var root = new TrustedRootFile(Path.Combine(folder, "root.json"), "root.json", File.ReadAllBytes(Path.Combine(folder, "root.json")));
        var policy = new EffectivePolicy([], [], Digest.Sha256Of([]), new(Enforce.Error, null), new(Enforce.Error, null), null) { Trust = new TrustRules(new(root, null), null) };
        var cold = Time(null);
        var warm = Measurement.Median(Enumerable.Range(0, WarmRuns).Select(_ => Time(null)));
        var cache = new AttestationCache(Path.Combine(folder, "cache", "attestations-2"));
        Time(cache);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cold} {warm} {Measurement.Median(Enumerable.Range(0, WarmRuns).Select(_ => Time(cache)))}"));

        double Time(AttestationCache? kept)
        {
            var start = Stopwatch.GetTimestamp();
            var found = DependencyAttestations.Read(reading, policy, kept, DateTimeOffset.UnixEpoch, CancellationToken.None);
            var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            return found.Facts.Count == ids.Count && found.Facts.Values.Count(f => f is { Builds.Length: 1, Refused.IsEmpty: true }) == attested
                ? took : throw new InvalidOperationException($"Not what was expected: {found.Problem} {found.Facts.Values.SelectMany(f => f.Refused).FirstOrDefault()}");
        }
    }

    private static void Generate(string folder, int packages, int attested)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "root.json"), Instance.Root().ToJsonString());
        File.WriteAllText(Path.Combine(folder, "attested"), attested.ToString(CultureInfo.InvariantCulture));
        var random = new Random(1);
        for (var i = 0; i < packages; i++)
        {
            var package = PackageId.Create(string.Create(CultureInfo.InvariantCulture, $"generated.p{i}"), "1.0.0");
            var place = Path.Combine(folder, "packages", package.Id, "1.0.0");
            Directory.CreateDirectory(place);
            var built = Verifications.Build(package, random);
            using var output = File.Create(Path.Combine(place, $"{package.Id}.1.0.0.nupkg"));
            if (i < attested)
                PackageLayers.AppendAttestation(built, Sign(package, built), output);
            else
                built.WriteTo(output);
        }
    }

    private static byte[] Sign(PackageId package, MemoryStream built)
    {
        var layers = PackageLayers.Read(built);
        var statement = ProvenanceWriter.Write($"{package.Id}.1.0.0.nupkg", package.Purl, [layers.AsBuilt.Sha256, layers.AsBuilt.Sha512], Verifications.Provenance with { BuilderId = TestInstance.Identity });
        return Encoding.UTF8.GetBytes(new TestSigning(Instance) { Envelope = true, Kind = "dsse/0.0.1", Timestamps = Instance.Timestamps, Statement = Encoding.UTF8.GetString(statement) }.Json().ToJsonString());
    }
}
