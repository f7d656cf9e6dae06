using System.Collections.Concurrent;
using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>Verifies package files against their attestations, offline, with the key or for the identity that the caller expects to have signed.</summary>
public static class PackageVerification
{
    /// <summary>Verifies a package. The file is opened once: all that is judged is read through one handle.</summary>
    /// <param name="packagePath">A nupkg or snupkg, as built or as downloaded.</param>
    /// <param name="bundles">Where a bundle is, beside the places that are always looked at: a file, a folder or an address (docs/verify.md). Null for none.</param>
    /// <param name="signer">Who is expected to have signed; nobody is refused: there is no verification without an expectation.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <returns>A report; refusals of every kind are in it, unusable files included.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static VerificationReport Verify(string packagePath, string? bundles, ExpectedSigner signer, CancellationToken cancel)
    {
        // The package and the trusted root have nothing to do with each other: each is read on a core of its own.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var reading = Task.Run(() => OpenedPackage.Of(packagePath, packagePath, end.Token), CancellationToken.None);
        try
        {
            using var expected = Expectation.Open(signer, bundles);
            return VerifyRead(packagePath, () => reading.GetAwaiter().GetResult(), expected, cancel);
        }
        finally
        {
            // Where it cannot be said who is expected, the package is not needed.
            end.Cancel();
            reading.GetAwaiter().GetResult().Dispose();
        }
    }

    /// <summary>Verifies packages on all cores; otherwise as <see cref="Verify(string, string?, ExpectedSigner, CancellationToken)"/>.</summary>
    /// <param name="packagePaths">Nupkgs and snupkgs.</param>
    /// <param name="bundles">Of all of them.</param>
    /// <param name="signer">Expected to have signed all of them.</param>
    /// <param name="done">Called after each, from several threads; null for nothing.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <returns>In the order of the packages.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ImmutableArray<VerificationReport> VerifyAll(
        ImmutableArray<string> packagePaths, string? bundles, ExpectedSigner signer, Action<VerificationReport>? done, CancellationToken cancel)
    {
        using var expected = Expectation.Open(signer, bundles);
        var reports = new VerificationReport[packagePaths.Length];
        // One at a time, so that no core ends with a queue while the others idle.
        Parallel.ForEach(Partitioner.Create(Enumerable.Range(0, reports.Length).ToArray(), EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            {
                reports[i] = VerifyWith(packagePaths[i], expected, released: null, cancel);
                done?.Invoke(reports[i]);
            });
        return [.. reports];
    }

    /// <param name="packagePath">The package.</param>
    /// <param name="expected">What it is verified with.</param>
    /// <param name="released">The released package, beside which the bundle is; null when it is beside the package itself.</param>
    /// <param name="cancel">Ends reading.</param>
    internal static VerificationReport VerifyWith(string packagePath, Expectation expected, string? released, CancellationToken cancel) =>
        VerifyRead(packagePath, () => OpenedPackage.Of(packagePath, released ?? packagePath, cancel), expected, cancel);

    private static VerificationReport VerifyRead(string packagePath, Func<OpenedPackage> read, Expectation expected, CancellationToken cancel)
    {
        // (0) what was appended is taken off, and the package digested, layer by layer
        // (1) every bundle that is there for it is found and parsed
        // (2)–(6) time, certificate, identity, log: none of them is needed, or counts, for a key
        // (7) the signature over the envelope verifies with the expected key, or with that of the certificate
        // (8) the log entries are about this envelope; not for a key
        // (9) the statement is provenance, its subject is this package, and it contradicts neither it nor the certificate; the SBOMs are the attested ones
        // (10) in a packages folder: the extracted files are those of the package
        var file = Path.GetFileName(packagePath);
        var report = new VerificationReport(file) { Path = packagePath, Warnings = expected.Identity?.Warning is { } warning ? [warning] : [] };
        if (expected.Unusable is { } unusable)
            return report with { Refusal = unusable };
        using var reading = read();
        if (reading.Failure is OperationCanceledException)
            throw new OperationCanceledException(cancel);
        try
        {
            return reading.Package is { } package ? Verify(report, package, expected, cancel)
                // Also where it is not clear who is expected: what cannot be opened is the first thing to put right.
                : report with { Refusal = VerificationFindings.Unopened(file, reading.Failure!, packagePath) };
        }
        catch (Exception e) when (VerificationFindings.IsOfInput(e))
        {
            return report with { Refusal = VerificationFindings.Unopened(file, e, packagePath) };
        }
    }

    // What is there says whom one could have meant; without being asked, nobody is believed.
    private static VerificationReport Unclear(VerificationReport report, OpenPackage package, Expectation expected, CancellationToken cancel)
    {
        var found = FoundBundles.Of(package, expected.Bundles, cancel, out _);
        return report with { Refusal = VerificationFindings.NoExpectation(report.FileName, expected.Unclear!, [.. found.Select(f => f.Signer()).OfType<UnverifiedSigner>().Distinct()]) };
    }

    private static VerificationReport Verify(VerificationReport report, OpenPackage package, Expectation expected, CancellationToken cancel)
    {
        report = report with { Package = package.Id, Built = [package.Layers.AsBuilt.Sha256, package.Layers.AsBuilt.Sha512] };
        if (expected.Unclear is not null)
            return Unclear(report, package, expected, cancel);
        // (1)
        var found = FoundBundles.Of(package, expected.Bundles, cancel, out var unreadable);
        if (unreadable is not null)
            return report with { Refusal = unreadable };
        if (found.IsEmpty)
            return report with { Refusal = NotAttested(package, expected.Bundles) };

        // (1) to (9)
        var judged = FoundBundles.Judge(found, package, expected, cancel);
        report = report with
        {
            Bundles = [.. judged.Select(j => new JudgedBundle(j.Bundle.Place, j.Bundle.Name, Digest.Sha256Of(j.Bundle.Bytes.Span), j.Verdict) { OtherType = j.OtherType, Reproduction = j.Reproduction, Summary = j.Summary })],
        };
        // Of those that prove nothing the one that came nearest to it.
        var shown = judged[0];
        foreach (var judgment in judged)
            shown = Nearness(judgment.Verdict) < Nearness(shown.Verdict) ? judgment : shown;
        report = report with { Signer = shown.Signer, Content = shown.Content, Claims = shown.Claims, Sboms = shown.Sboms };
        if (shown.Refusal is { } refusal)
        {
            // Only one of those that stand against the package may have others beside it that verify: what they prove does not undo it.
            var others = judged.Where(j => j.Verdict == BundleVerdict.Verified).Select(j => j.Bundle.Name).ToList();
            return report with { Refusal = others.Count > 0 ? VerificationFindings.Despite(report.FileName, refusal, others) : refusal };
        }
        if (!PackageFileName.IsOf(report.FileName, package.Id, package.Nuspec.Version))
            return report with { Refusal = VerificationFindings.OtherName(report.FileName, package.Id) };

        // (10)
        report = CompareExtracted(report, package, shown.Sboms!, cancel, out var isArchiveOnly);
        return report.Refusal is not null ? report : report with { NotChecked = NotCovered.By(shown, judged, isArchiveOnly) };
    }

    // In a packages folder a build uses the files beside the archive, not the archive.
    private static VerificationReport CompareExtracted(
        VerificationReport report, OpenPackage package, ComparedSboms sboms, CancellationToken cancel, out bool isArchiveOnly)
    {
        if (ExtractedPackage.Find(package.Path, package.Id) is not { } extracted)
        {
            isArchiveOnly = ExtractedPackage.MayBeExtracted(package.Path, package.Id);
            return report;
        }
        isArchiveOnly = !extracted.IsExtracted;
        if (isArchiveOnly)
            return report;
        var (compared, difference) = extracted.Compare(package.Archive, sboms.Equal.Where(s => !s.IsInPackage).Select(s => s.Name), cancel);
        return difference is null
            ? report with { ExtractedFiles = compared }
            : report with { Refusal = VerificationFindings.Extracted(report.FileName, difference) };
    }

    private static int Nearness(BundleVerdict verdict) => verdict switch
    {
        BundleVerdict.Refused => 0,
        BundleVerdict.Verified => 1,
        BundleVerdict.OtherSigner => 2,
        BundleVerdict.OtherType => 3,
        _ => 4,
    };

    private static Finding NotAttested(OpenPackage package, BundleStore? store)
    {
        var statement = $"{package.Evidence}.intoto.unsigned.json";
        return File.Exists(statement)
            ? VerificationFindings.OnlyUnsigned(package.FileName, Path.GetFileName(statement))
            : VerificationFindings.NoAttestation(package.FileName, store?.Name);
    }
}
