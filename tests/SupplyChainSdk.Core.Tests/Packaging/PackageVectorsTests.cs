using System.Diagnostics;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Packaging;

/// <summary>
/// The test vectors of docs/attested-packages.md. After a change that is meant:
/// <c>dotnet run --project tests/SupplyChainSdk.Core.Tests -- --filter FullyQualifiedName~PackageVectors --test-parameter vectors=rewrite</c>.
/// </summary>
[TestClass]
public sealed class PackageVectorsTests
{
    private static readonly string Checker = Path.Combine(TestData.Repository, "tests", "vectors", "check.py");

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void The_committed_vectors_are_those_that_are_made_here()
    {
        var mode = TestContext.Properties.TryGetValue("vectors", out var value) ? value as string : null;
        if (mode == "new")
            PackageVectors.MakeInputs();
        var made = PackageVectors.Make().ToList();
        var expected = made.ToDictionary(m => PackageVectors.FileOf(m.What), m => m.Package);
        expected.Add(PackageVectors.List, PackageVectors.Judge(made));
        if (mode is "new" or "rewrite")
        {
            foreach (var file in Directory.EnumerateFiles(PackageVectors.Folder, "*.nupkg").Where(f => !expected.ContainsKey(Path.GetFileName(f))))
                File.Delete(file);
            foreach (var (file, content) in expected)
                File.WriteAllBytes(Path.Combine(PackageVectors.Folder, file), content);
        }
        CollectionAssert.AreEquivalent(expected.Keys, Directory.EnumerateFiles(PackageVectors.Folder)
            .Select(f => Path.GetFileName(f)).Where(f => f is not (PackageVectors.Key or "README.md")).ToList());
        foreach (var (file, content) in expected)
            Assert.IsTrue(File.ReadAllBytes(Path.Combine(PackageVectors.Folder, file)).AsSpan().SequenceEqual(content), file);
    }

    [TestMethod]
    public void What_they_are_refused_for_is_what_they_were_made_for()
    {
        var packages = PackageVectors.Packages;
        foreach (var (what, package) in PackageVectors.Make())
        {
            var (reason, layers) = PackageVectors.Judge(package, Path.Combine(PackageVectors.Folder, PackageVectors.Key));
            Assert.AreEqual(packages.Refused.TryGetValue(what, out var hostile) ? hostile.Defect.ToString() : what switch
            {
                "attested" or "attested and signed" => null,
                "nothing but an attestation" => "PackageMalformed",
                "no entries" => "PackageMalformed",
                _ when packages.Accepted.ContainsKey(what) => "NoAttestation",
                "one changed byte" or "one file more before the attestation" or "bundle with another sha256" or "bundle with another sha512" => "SubjectMismatch",
                "bundle with another id" or "bundle with an older version" => "StatementContradicts",
                "bundle with another payload type" or "bundle with another predicate" or "bundle with a second subject" => "StatementMalformed",
                "bundle with another key" or "bundle with a changed payload type" or "bundle with a changed payload" or "bundle with a changed signature" => "SignatureInvalid",
                _ => "BundleMalformed",
            }, reason, what);
            Assert.AreEqual(hostile is null, layers is not null, what);
        }
    }

    [TestMethod]
    public void A_checker_that_knows_only_the_specification_judges_them_alike()
    {
        FiveReaders.Require("python3");
        Assert.IsLessThanOrEqualTo(60, File.ReadAllLines(Checker).Count(line => line.Trim().Length > 0));
        var (exit, output) = Check(PackageVectors.Folder);
        Assert.AreEqual(0, exit, output);
        Assert.Contains($"{PackageVectors.Make().Count()} packages judged", output);
        Assert.Contains(output, File.ReadAllText(Path.Combine(PackageVectors.Folder, "README.md")));
    }

    [TestMethod]
    public void The_checker_sees_a_vector_that_is_not_what_is_said_of_it()
    {
        FiveReaders.Require("python3");
        using var scratch = new Scratch();
        foreach (var file in Directory.EnumerateFiles(PackageVectors.Folder))
            File.Copy(file, scratch.At(Path.GetFileName(file)));
        var list = File.ReadAllText(scratch.At(PackageVectors.List));

        File.Copy(scratch.At("one-changed-byte.nupkg"), scratch.At("attested.nupkg"), overwrite: true);
        Assert.AreEqual((1, "judged otherwise: ['attested.nupkg']\n"), Check(scratch.Folder));
        File.Copy(Path.Combine(PackageVectors.Folder, "attested.nupkg"), scratch.At("attested.nupkg"), overwrite: true);
        Assert.AreEqual(0, Check(scratch.Folder).Exit);

        // A digest of the attested package as it was built stands in several of them.
        var built = PackageLayers.Read(new MemoryStream(File.ReadAllBytes(scratch.At("as-built.nupkg")))).AsBuilt.Sha256.Hex;
        File.WriteAllText(scratch.At(PackageVectors.List), list.Replace(built, new string('0', 64), StringComparison.Ordinal));
        Assert.AreEqual(1, Check(scratch.Folder).Exit);
        File.WriteAllText(scratch.At(PackageVectors.List), "{\"vectors\":[]}");
        Assert.AreEqual(1, Check(scratch.Folder).Exit);
    }

    [TestMethod]
    public void The_checker_and_we_judge_mutations_alike()
    {
        FiveReaders.Require("python3");
        var seed = Random.Shared.Next();
        TestContext.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var packages = PackageVectors.Packages;
        RawEntry[] entries = [.. packages.Built, packages.Attestation, PackageVectors.SignatureEntry];
        var package = RawZip.Write(entries);
        using var scratch = new Scratch();
        File.Copy(Path.Combine(PackageVectors.Folder, PackageVectors.Key), scratch.At(PackageVectors.Key));
        var mutations = new List<(string, byte[])>();
        while (mutations.Count < 250)
        {
            var mutation = Mutator.Next(random, entries, package);
            // Of a bundle we refuse more than the specification asks for: members that it does not know, hints that contradict.
            if (PackageVectors.Judge(mutation, scratch.At(PackageVectors.Key)).Layers?.Attestation is { } bundle && !bundle.Span.SequenceEqual(packages.Bundle))
                continue;
            mutations.Add(($"{mutations.Count}", mutation));
            scratch.Write(PackageVectors.FileOf($"{mutations.Count - 1}"), mutation);
        }
        scratch.Write(PackageVectors.List, PackageVectors.Judge(mutations));
        var (exit, output) = Check(scratch.Folder);
        Assert.AreEqual(0, exit, $"seed {seed}: {output}");
    }

    private static (int Exit, string Output) Check(string folder)
    {
        var start = new ProcessStartInfo("python3", ["-I", Checker, folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}
