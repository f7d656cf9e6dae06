using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Core.Tests.Packaging;

/// <summary>
/// A few thousand mutations of attested packages, from a seed that every message names. Many more of them:
/// <c>dotnet run --project tests/SupplyChainSdk.Core.Tests -- --filter FullyQualifiedName~MutationTests --output Detailed --test-parameter mutations=100000 [--test-parameter seed=N]</c>.
/// </summary>
[TestClass]
public sealed class MutationTests
{
    private const int Few = 4000;

    private static readonly Recipe[] Recipes =
    [
        new(),
        new() { MoreEntries = [new("content/", "") { Method = 0 }, new("content/ü.txt", "text") { Comment = "c", Extra = [10, 0, 1, 0, 7] }] },
        new() { MoreEntries = [new("lib/a.dll", "signed descriptor") { Descriptor = Descriptor.Signed }, new("lib/b.dll", "bare") { Descriptor = Descriptor.Bare, Method = 0 }] },
    ];

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void No_mutation_crashes_or_hangs_the_reader_or_hides_a_change_of_what_was_attested()
    {
        var seed = Parameter("seed") ?? Random.Shared.Next();
        var mutations = Parameter("mutations") ?? Few;
        TestContext.WriteLine($"seed {seed}");
        var subjects = Recipes.Select(r => new Subject(r)).ToArray();
        var (results, reads, watch) = (new ConcurrentDictionary<string, int>(), new ConcurrentBag<double>(), Stopwatch.StartNew());
        var all = Task.Run(() => Parallel.For(0, mutations, index =>
        {
            // Each one by itself, so that it can be made again from the seed and its number.
            var random = new Random(HashOf(seed, index));
            var result = subjects[index % subjects.Length].Judge(random, reads, $"seed {seed}, mutation {index}");
            results.AddOrUpdate(result, 1, (_, n) => n + 1);
        }));
        Assert.IsTrue(all.Wait(TimeSpan.FromSeconds(60 + mutations / 100)), $"seed {seed}: still running after {reads.Count} mutations");

        foreach (var (result, count) in results.OrderByDescending(r => r.Value))
            TestContext.WriteLine($"{count,7} {result}");
        TestContext.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mutations} mutations in {watch.Elapsed.TotalSeconds:F0} s with what other readers see; the slowest was read in {reads.Max():F1} ms"));
        Assert.AreEqual(mutations, results.Values.Sum());
        Assert.IsGreaterThan(mutations / 2, results.Where(r => r.Key.StartsWith("refused", StringComparison.Ordinal)).Sum(r => r.Value), $"seed {seed}");
        foreach (var result in new[] { "accepted, verified", "accepted, another package" })
            Assert.IsTrue(results.ContainsKey(result), $"seed {seed}: none {result}");
    }

    private int? Parameter(string name) =>
        TestContext.Properties.TryGetValue(name, out var value) && value is string text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static int HashOf(int seed, int index) => unchecked((int)((uint)seed * 2654435761 + (uint)index * 40503));

    /// <summary>An attested package, and what is known of it.</summary>
    private sealed class Subject
    {
        private readonly Recipe _recipe;
        private readonly byte[] _built;
        private readonly byte[] _package;
        private readonly RawEntry[] _entries;
        private readonly string[] _seen;

        public Subject(Recipe recipe)
        {
            _recipe = recipe;
            using var package = new AttestedPackage(recipe);
            _built = package.Built;
            _entries = [.. AttestedPackage.Entries(recipe), RawEntry.Attestation() with { Content = package.Bundle }, RawEntry.Signature()];
            _package = RawZip.Write(_entries);
            CollectionAssert.AreEqual(AttestedPackage.NuGetSign(AttestedPackage.Attest(_built, package.Bundle)), _package);
            _seen = FiveReaders.InProcess(_built)[0].Entries!;
        }

        public string Judge(Random random, ConcurrentBag<double> reads, string which)
        {
            var mutant = Mutator.Next(random, _entries, _package);
            PackageLayers layers;
            var start = Stopwatch.GetTimestamp();
            try
            {
                // Whatever else is thrown fails the test.
                layers = PackageLayers.Read(new MemoryStream(mutant));
            }
            catch (PackageFormatException e)
            {
                return $"refused, {e.Defect}";
            }
            finally
            {
                reads.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
            var views = FiveReaders.InProcess(mutant);
            Assert.IsFalse(FiveReaders.Differ(views), $"{which}: readers differ\n{string.Join('\n', views.Select(v => $"{v}\n{v.Seen}"))}");
            var stripped = PackageLayersTests.Strip(mutant);
            Assert.AreEqual(layers.AsBuilt, PackageLayers.Read(new MemoryStream(stripped)).AsDownloaded, which);
            if (layers.Attestation is { } attestation)
                Assert.AreEqual(layers.WithoutSignature, PackageLayers.Read(new MemoryStream(AttestedPackage.Attest(stripped, attestation.ToArray()))).AsDownloaded, which);

            var isSame = stripped.AsSpan().SequenceEqual(_built);
            var isVerified = Verify(mutant);
            if (isVerified)
                Assert.IsTrue(isSame, $"{which}: verified, and it is another package");
            if (!isSame)
                return "accepted, another package";
            // What others see of it is what was attested, and nothing else.
            foreach (var view in views.Where(v => v.Entries is not null))
            {
                CollectionAssert.AreEqual(_seen, view.Entries!.Where(e => !e.StartsWith(AppendedEntry.AttestationName, StringComparison.Ordinal)
                    && !e.StartsWith(AppendedEntry.SignatureName, StringComparison.Ordinal)).ToArray(), $"{which}: {view.Reader}");
            }
            return isVerified ? "accepted, verified" : "accepted, the attested package with another attestation or none";
        }

        private bool Verify(byte[] mutant)
        {
            using var package = new AttestedPackage(_recipe);
            package.Write(AttestedPackage.Name, mutant);
            package.Delete($"{AttestedPackage.Name}.sigstore.json");
            var report = package.Verify();
            Assert.AreNotEqual(VerificationResult.Undecided, report.Result, report.Refusal?.Message);
            return report.Result == VerificationResult.Verified;
        }
    }
}
