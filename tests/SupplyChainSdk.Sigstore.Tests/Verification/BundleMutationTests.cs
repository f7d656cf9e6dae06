using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace SupplyChainSdk.Sigstore.Tests.Verification;

/// <summary>
/// A few thousand mutations of real bundles, from a seed that every message names. Many more of them:
/// <c>dotnet run --project tests/SupplyChainSdk.Sigstore.Tests -- --filter FullyQualifiedName~BundleMutationTests --output Detailed --test-parameter mutations=100000 [--test-parameter seed=N [--test-parameter first=INDEX]]</c>,
/// or the environment variable <c>SUPPLYCHAIN_MUTATIONS=100000</c>.
/// </summary>
[TestClass]
public sealed class BundleMutationTests
{
    private const int Few = 2000;
    private const double MaxMilliseconds = 1000;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void No_mutation_crashes_or_hangs_the_verifier_or_changes_what_is_verified()
    {
        var seed = Parameter("seed") ?? Random.Shared.Next();
        var mutations = Parameter("mutations") ?? Few;
        var first = Parameter("first") ?? 0;
        TestContext.WriteLine($"seed {seed}");
        Subject[] subjects = [.. ConformanceCase.All().Where(c => c.IsGood).Select(c => new Subject(c))];
        Assert.IsGreaterThanOrEqualTo(15, subjects.Length);
        var (results, slowest, watch) = (new ConcurrentDictionary<string, int>(), new ConcurrentBag<double>(), Stopwatch.StartNew());
        var all = Task.Run(() => Parallel.For(first, first + mutations, index =>
        {
            // Each one by itself, so that it can be made again from the seed and its number.
            var random = new Random(unchecked((int)((uint)seed * 2654435761 + (uint)index * 40503)));
            var mutant = BundleMutator.Next(random, subjects[index % subjects.Length].Json, subjects[random.Next(subjects.Length)].Json);
            var which = $"seed {seed}, mutation {index} of {subjects[index % subjects.Length].Name}";
            var result = subjects[index % subjects.Length].Judge(mutant, which, out var milliseconds);
            // By the clock: what stops the whole process for a moment, on a busy machine, does not do so time after time.
            for (var again = 0; again < 5 && milliseconds > MaxMilliseconds; again++)
                subjects[index % subjects.Length].Judge(mutant, which, out milliseconds);
            Assert.IsLessThan(MaxMilliseconds, milliseconds, which);
            slowest.Add(milliseconds);
            results.AddOrUpdate(result, 1, (_, n) => n + 1);
        }));
        Assert.IsTrue(all.Wait(TimeSpan.FromSeconds(120 + (mutations / 50))), $"seed {seed}: still running after {slowest.Count} mutations");

        foreach (var (result, count) in results.OrderByDescending(r => r.Value))
            TestContext.WriteLine($"{count,7} {result}");
        TestContext.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mutations} mutations in {watch.Elapsed.TotalSeconds:F0} s; the slowest was decided in {slowest.Max():F1} ms"));
        Assert.AreEqual(mutations, results.Values.Sum());
        if (mutations < Few)
            return;
        Assert.IsGreaterThan(mutations / 2, results.Where(r => r.Key.StartsWith("step", StringComparison.Ordinal)).Sum(r => r.Value), $"seed {seed}");
        Assert.IsTrue(results.ContainsKey("verified"), $"seed {seed}: none was harmless");
    }

    private int? Parameter(string name)
    {
        var text = TestContext.Properties.TryGetValue(name, out var value) ? value as string : Environment.GetEnvironmentVariable($"SUPPLYCHAIN_{name.ToUpperInvariant()}");
        return string.IsNullOrEmpty(text) ? null : int.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>A bundle that verifies, and what it proves.</summary>
    private sealed class Subject
    {
        private readonly ConformanceCase _case;
        private readonly TrustedRoot _root;
        private readonly Artifact _artifact;
        private readonly Bundle _bundle;
        private readonly VerifiedBundle _verified;

        public Subject(ConformanceCase item)
        {
            (_case, _root, Json, Name) = (item, item.Root(), item.Json(), item.Name);
            _artifact = Artifact.FromBytes(File.ReadAllBytes(item.ArtifactPath));
            _bundle = Bundle.Parse(Json);
            _verified = item.Verify(_bundle, _artifact, _root);
        }

        public string Name { get; }

        public byte[] Json { get; }

        /// <summary>The reason of the refusal; of what is accepted that it proves the same.</summary>
        public string Judge(byte[] mutant, string which, out double milliseconds)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                // Whatever else is thrown fails the test.
                var bundle = Bundle.Parse(mutant);
                var verified = _case.Verify(bundle, _artifact, _root);
                AssertSame(bundle, verified, which);
                return "verified";
            }
            catch (VerificationException e)
            {
                return $"step {e.Step}, {e.Failure}";
            }
            finally
            {
                milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        // An accepted bundle may have lost what was more than enough, and gained nothing: each thing in it that anything rests on is the original one.
        private void AssertSame(Bundle bundle, VerifiedBundle verified, string which)
        {
            Assert.AreEqual((_verified.Certified?.Identity, _verified.Key?.Fingerprint), (verified.Certified?.Identity, verified.Key?.Fingerprint), which);
            Assert.IsTrue(verified.Times.All(_verified.Times.Contains), which);
            // A bundle of version 0.1 can lose the proof of an entry beside its promise, and says then that it is none that is proven. Nothing gains one.
            Assert.IsTrue(verified.LogEntries.All(e => _verified.LogEntries.Any(o => o == e || (e.IntegratedTime is null && (o.Log, o.Kind) == (e.Log, e.Kind))
                || (o.IsProven && !e.IsProven && bundle.Version == BundleVersion.V01 && (o.Log, o.Kind, o.Index, o.IntegratedTime) == (e.Log, e.Kind, e.Index, e.IntegratedTime)))), which);
            Assert.IsNotEmpty(verified.LogEntries, which);
            if (_bundle.Key is CertificateMaterial { Certificates: var certificates })
                AssertEqual(certificates[0], ((CertificateMaterial)bundle.Key).Certificates[0], which);
            switch (_bundle.Content, bundle.Content)
            {
                case (DsseEnvelope original, DsseEnvelope envelope):
                    AssertEqual(original.Payload, envelope.Payload, which);
                    AssertEqual(original.Signature, envelope.Signature, which);
                    Assert.AreEqual(original.PayloadType, envelope.PayloadType, which);
                    break;
                case (MessageSignature original, MessageSignature message):
                    AssertEqual(original.Signature, message.Signature, which);
                    break;
                default:
                    Assert.Fail($"{which}: accepted with another content");
                    break;
            }
            foreach (var entry in bundle.LogEntries)
                AssertSame(entry, which);
        }

        private void AssertSame(TransparencyLogEntry entry, string which)
        {
            var original = _bundle.LogEntries[0];
            Assert.AreEqual((original.Kind, original.KindVersion), (entry.Kind, entry.KindVersion), which);
            AssertEqual(original.CanonicalizedBody, entry.CanonicalizedBody, which);
            if (!entry.SignedEntryTimestamp.IsEmpty)
            {
                Assert.AreEqual((original.LogIndex, original.IntegratedTime), (entry.LogIndex, entry.IntegratedTime), which);
                AssertEqual(original.SignedEntryTimestamp, entry.SignedEntryTimestamp, which);
            }
            if (entry.InclusionProof is not { } proof)
                return;
            var expected = original.InclusionProof!;
            Assert.AreEqual((expected.LogIndex, expected.TreeSize), (proof.LogIndex, proof.TreeSize), which);
            AssertEqual(expected.RootHash, proof.RootHash, which);
            Assert.AreEqual(expected.Hashes.Length, proof.Hashes.Length, which);
            for (var i = 0; i < proof.Hashes.Length; i++)
                AssertEqual(expected.Hashes[i], proof.Hashes[i], which);
            // Lines of witnesses may come and go; the text is what the log signed.
            if (proof.Checkpoint.Length > 0)
                Assert.AreEqual(expected.Checkpoint[..expected.Checkpoint.LastIndexOf("\n\n", StringComparison.Ordinal)], proof.Checkpoint[..proof.Checkpoint.LastIndexOf("\n\n", StringComparison.Ordinal)], which);
        }

        private static void AssertEqual(IEnumerable<byte> expected, IEnumerable<byte> actual, string which) => CollectionAssert.AreEqual(expected.ToArray(), actual.ToArray(), which);
    }
}
