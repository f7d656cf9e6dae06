using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.SignedSource;

namespace SupplyChainSdk.Rebuild;

/// <summary>
/// Builds a verified package again and compares. Nothing is fetched or run for a package that did not verify, and nothing without being allowed to: the source at the
/// commit that the certificate names, else the statement; exactly the recorded .NET SDK and parameters; packages as they were locked; in an environment of its own.
/// </summary>
public static class PackageRebuild
{
    /// <summary>Builds again.</summary>
    /// <param name="report">Of the package; returned as it is when the package did not verify.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancel">Ends everything that was started.</param>
    /// <returns>The report with the rebuild, and with its finding as the refusal when the bytes are not the same.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is left of it.</exception>
    /// <exception cref="IOException">A file or a program that it needs cannot be used.</exception>
    public static VerificationReport Run(VerificationReport report, RebuildRequest request, CancellationToken cancel)
    {
        if (report is not { Result: VerificationResult.Verified, Path: { } path, Claims: { } claims, Package: { } package })
            return report;
        var result = Run(path, report, claims, package, request, cancel);
        return report with
        {
            Rebuild = result,
            Refusal = result.Finding,
            NotChecked = result.Outcome == RebuildOutcome.Impossible ? report.NotChecked : [.. report.NotChecked.Where(n => n != NotCovered.Rebuild)],
        };
    }

    private static RebuildResult Run(string path, VerificationReport report, ProvenanceClaims claims, PackageId package, RebuildRequest request, CancellationToken cancel)
    {
        var result = new RebuildResult { Sdk = claims.DotnetSdk };
        if (RebuildSource.Of(report, request.From, out var problem) is not { } source)
            return result with { Finding = RebuildFindings.Unknown(report.FileName, problem) };
        result = result with { Source = source };
        if (PackRun.Refuse(claims.Parameters!) is { } unusable)
            return result with { Finding = RebuildFindings.Unknown(report.FileName, unusable) };
        if (!request.AllowsCode)
            return result with { Finding = RebuildFindings.NotAllowed(report.FileName, source, claims.DotnetSdk!) };
        var installed = InstalledSdks.Find(Environment.GetEnvironmentVariable).ToList();
        if (installed.Find(s => s.Version == claims.DotnetSdk) is not { } sdk)
            return result with { Finding = RebuildFindings.NoSdk(report.FileName, claims.DotnetSdk!, installed.Select(s => s.Version)) };

        using var work = new WorkFolder();
        var environment = ScrubbedEnvironment.In(work.Path, Environment.GetEnvironmentVariable);
        var tree = Path.Combine(work.Path, "source");
        request.Progress?.Invoke($"fetching commit {Printable.Short(source.Commit)}");
        if (SourceCheckout.Run(source, tree, environment, request.Limit, cancel) is { } notFetched)
            return result with { Finding = RebuildFindings.NotFetched(report.FileName, source, notFetched) };
        if (request.SourceSigners is { } signers)
        {
            result = result with { SourceSignatures = Signatures(source, tree, signers, report, cancel, out var unsigned) };
            if (unsigned is not null)
                return result with { Finding = unsigned };
        }
        result = result with { Notes = Notes(tree, claims, result) };
        if (request.NuGetConfig is { } config)
            PackRun.GiveNuGetConfig(environment["HOME"], config);

        var pack = new PackRun(sdk, tree, claims.Parameters!, Path.Combine(work.Path, "out"), ScrubbedEnvironment.ForDotNet(environment, work.Path, sdk.DotNet), request.Limit, request.Progress);
        var built = pack.Run(PackageFileName.Of(package, PackageFileName.Extension(report.FileName)), out var step, out problem, cancel);
        if (built is null)
            return result with { Finding = RebuildFindings.Failed(report.FileName, step, problem) };
        request.Progress?.Invoke("comparing");
        return Compare(path, built, report, result, cancel);
    }

    private static RebuildResult Compare(string path, string built, VerificationReport report, RebuildResult result, CancellationToken cancel)
    {
        using var first = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        using var second = new FileStream(built, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        PackageComparison comparison;
        try
        {
            comparison = PackageComparison.Compare(first, second, cancel);
        }
        catch (PackageFormatException e)
        {
            return result with { Finding = RebuildFindings.Failed(report.FileName, "what came out", $"is no package that can be compared ({e.Message})") };
        }
        // The build that ran could have changed the file that was verified.
        if (!report.Content!.AsBuilt.Contains(comparison.First.Sha256))
            throw new IOException($"{report.FileName} changed while it was built again.");
        return comparison.IsSame
            ? result with { Comparison = comparison }
            : result with { Comparison = comparison, Finding = RebuildFindings.Differs(report.FileName, result.Source!, comparison) };
    }

    // Before anything of it runs. The tag is the one that the certificate names, where it names one.
    private static SourceCheck? Signatures(RebuildSource source, string tree, SourceSigners signers, VerificationReport report, CancellationToken cancel, out Finding? unsigned)
    {
        try
        {
            var certified = report.Signer!.Certified?.SourceRef is { } name && name.StartsWith("refs/tags/", StringComparison.Ordinal) ? name : null;
            var check = SignedSourceCheck.Run(new SignedSourceQuestion(tree, source.Commit, IsShallow: false, [signers]) { Tag = certified }, cancel);
            unsigned = check.Tag.Result switch
            {
                CheckedFact.Verified => null,
                CheckedFact.No => SignedSourceFindings.TagNotSigned(Severity.Error, source.Commit, check.Tag, null),
                _ => SignedSourceFindings.NotDecided(Severity.Error, "tag", check.Tag.Detail, null),
            };
            return check;
        }
        catch (InvalidDataException e)
        {
            unsigned = SignedSourceFindings.KeyringRefused(e.Message, null);
            return null;
        }
    }

    private static ImmutableArray<string> Notes(string tree, ProvenanceClaims claims, RebuildResult result)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (File.Exists(Path.Combine(tree, ".gitmodules")))
            notes.Add("the commit has submodules, which are not fetched");
        if (claims.OperatingSystem is { } system && system != result.OperatingSystem)
            notes.Add($"it was built on {Printable.Quoted(system)}, and again on {Printable.Quoted(result.OperatingSystem)}");
        return notes.ToImmutable();
    }
}
