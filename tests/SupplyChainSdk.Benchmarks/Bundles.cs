using System.Diagnostics;
using System.Globalization;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Benchmarks;

/// <summary>Verifying Sigstore bundles: those of the shared conformance cases that verify, each with its own trusted root, read from their bytes each time.</summary>
internal static class Bundles
{
    private const int Turns = 201;
    private const int Rounds = 50;
    private const int Many = 1000;
    private const int Cores = 2;

    public static IEnumerable<Row> Verify()
    {
        var cases = Cases();
        // Warm is when the runtime has compiled the arithmetic of Ed25519 for good, which it does in the background after some rounds: until then Rekor v2 takes ten milliseconds.
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var item in cases)
                item.Verify();
            Thread.Sleep(round % 10 == 0 ? 100 : 0);
        }
        foreach (var (name, what) in new[] { ("happy-path-v0.3", "Rekor v1, certificate"), ("rekor2-dsse-happy-path", "Rekor v2, timestamp, statement"), ("managed-key-happy-path", "Rekor v1, timestamp, key") })
        {
            var item = cases.Single(c => c.Name == name);
            var milliseconds = Measurement.Wall(Measurement.InTurns(Turns, () => Measure(item.Verify))[0]);
            var allocated = Allocated(item.Verify);
            yield return new Row($"verify a bundle, warm, in process: {what}", "", string.Create(CultureInfo.InvariantCulture, $"{milliseconds:F2} ms"),
                string.Create(CultureInfo.InvariantCulture, $"(allocates {allocated / 1024.0:F0} KiB)"), "≤ 15 ms", milliseconds <= 15 ? "yes" : "no");
        }
        var many = Measurement.Wall(Measurement.InTurns(5, () => Measure(() =>
            Parallel.For(0, Many, new ParallelOptions { MaxDegreeOfParallelism = Cores }, i => cases[i % cases.Count].Verify())))[0]);
        yield return new Row(string.Create(CultureInfo.InvariantCulture, $"verify {Many} bundles of all kinds on {Cores} cores, in process"), "", Measurement.Milliseconds(many), "", "≤ 6 s", many <= 6000 ? "yes" : "no");
    }

    private static Sample Measure(Action verify)
    {
        var start = Stopwatch.GetTimestamp();
        verify();
        return new Sample(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static long Allocated(Action verify)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Turns; i++)
            verify();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Turns;
    }

    private static List<Case> Cases()
    {
        var folder = Path.Combine(
            Environment.GetEnvironmentVariable("SUPPLYCHAIN_TESTDATA") ?? Path.Combine(Workspace.Repository, "..", "shared", "data"), "sigstore", "bundle-verify");
        return [.. Directory.EnumerateDirectories(folder).Where(f => !f.EndsWith("_fail", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(f => new Case(f))];
    }

    private sealed class Case
    {
        private static readonly IdentityPolicy Identity = IdentityPolicy.Matching("https://github\\.com/.*", "https://token.actions.githubusercontent.com");

        private readonly byte[] _json;
        private readonly Artifact _artifact;
        private readonly TrustedRoot _root;
        private readonly PublicKey? _key;

        public Case(string folder)
        {
            Name = Path.GetFileName(folder);
            _json = File.ReadAllBytes(Path.Combine(folder, "bundle.sigstore.json"));
            var artifact = Path.Combine(folder, "artifact");
            _artifact = Artifact.FromBytes(File.ReadAllBytes(File.Exists(artifact) ? artifact : Path.Combine(folder, "..", "a.txt")));
            var root = Path.Combine(folder, "trusted_root.json");
            _root = File.Exists(root) ? TrustedRoot.Load(root) : TrustedRoot.PublicGood;
            var key = Path.Combine(folder, "key.pub");
            _key = File.Exists(key) ? PublicKey.Load(key) : null;
        }

        public string Name { get; }

        public void Verify()
        {
            var bundle = Bundle.Parse(_json);
            if (_key is null)
                BundleVerifier.Verify(bundle, _artifact, _root, Identity);
            else
                BundleVerifier.VerifyWithKey(bundle, _artifact, _root, _key);
        }
    }
}
