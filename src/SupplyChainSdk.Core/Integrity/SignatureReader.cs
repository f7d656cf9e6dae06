using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using NuGet.Packaging;
using NuGet.Packaging.Signing;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>Reads and verifies NuGet signatures, offline, by NuGet's own code against the trusted roots of the .NET SDK.</summary>
public static class SignatureReader
{
    private const int MaxProblems = 4;
    private const int MaxProblem = 200;
    private const int MaxText = 500;
    private const int MaxOwners = 100;
    private const string Incomplete = "certificates that lead to its root are not in it, and none is downloaded";

    // As `dotnet nuget verify`, but for each signature alone: where NuGet judges both together, a trusted repository signature makes good an untrusted author
    // (NuGet/Home#13336). Revocation is not asked for: that needs the network, and without it the answer is 'unknown'.
    private static readonly Lazy<SignedPackageVerifierSettings> Primary = new(() => Settings(VerificationTarget.All, SignaturePlacement.PrimarySignature, SignatureVerificationBehavior.Never));
    private static readonly Lazy<SignedPackageVerifierSettings> Counter = new(() => Settings(VerificationTarget.Repository, SignaturePlacement.Countersignature, SignatureVerificationBehavior.Always));

    /// <summary>Verifies the signatures of packages on all cores.</summary>
    /// <param name="packages">Whose archives were read.</param>
    /// <param name="named">The policy's rules, which may name certificates of repositories; null for none.</param>
    /// <param name="cancel">Ends it between two packages.</param>
    /// <returns>Each of them; one that is not signed has <see cref="PackageSignatures.None"/>.</returns>
    public static ImmutableDictionary<PackageId, PackageSignatures> Verify(ImmutableArray<PackageFacts> packages, SignatureRules? named, CancellationToken cancel)
    {
        if (packages.IsEmpty)
            return ImmutableDictionary<PackageId, PackageSignatures>.Empty;
        if (packages.Any(p => p.IsSigned))
            SignatureTrust.Initialize();
        var verified = new ConcurrentDictionary<PackageId, PackageSignatures>();
        Parallel.ForEach(Partitioner.Create(packages, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { CancellationToken = cancel },
            package => verified[package.Package.Id] = package.IsSigned ? Verify(package.ArchivePath, named?.RepositoriesNamedFor(package.Package.Id) ?? [], cancel) : PackageSignatures.None);
        return verified.ToImmutableDictionary();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PackageSignatures Verify(string archive, ImmutableArray<Digest> named, CancellationToken cancel)
    {
        try
        {
            using var package = new PackageArchiveReader(archive);
            return package.GetPrimarySignatureAsync(cancel).GetAwaiter().GetResult() is { } signature
                ? Verify(package, signature, named, cancel)
                : Unusable("the signature is no longer there");
        }
        catch (SignatureException e)
        {
            return Unusable($"{e.Code}: {e.Message}");
        }
        catch (Exception e) when (e is CryptographicException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return Unusable(e.Message);
        }
    }

    private static PackageSignatures Verify(PackageArchiveReader package, PrimarySignature signature, ImmutableArray<Digest> named, CancellationToken cancel)
    {
        var integrity = Problems(new IntegrityVerificationProvider().GetTrustResultAsync(package, signature, Primary.Value, cancel));
        var primary = Trust(signature, Primary.Value);
        if (signature is RepositoryPrimarySignature repository)
            return new PackageSignatures(null, Repository(signature, repository, primary, named), integrity);
        if (signature is not AuthorPrimarySignature)
            return new PackageSignatures(null, null, [.. integrity, "it is the signature of neither an author nor a repository"]);
        var counter = RepositoryCountersignature.GetRepositoryCountersignature(signature);
        return new PackageSignatures(new AuthorSignature(Certificate(signature), primary),
            counter is null ? null : Repository(counter, counter, Trust(counter, Counter.Value), named), integrity);

        ImmutableArray<string> Trust(Signature judged, SignedPackageVerifierSettings settings) => SignatureChain.IsComplete(judged, signature.SignedCms)
            ? Problems(new SignatureTrustAndValidityVerificationProvider().GetTrustResultAsync(package, signature, settings, cancel))
            : [Incomplete];
    }

    private static RepositorySignature Repository(Signature signature, IRepositorySignature repository, ImmutableArray<string> problems, ImmutableArray<Digest> named)
    {
        var certificate = Certificate(signature);
        // The whole address, and not as it is shown.
        if (NuGetOrg.Problem(repository.V3ServiceIndexUrl.AbsoluteUri, certificate.Sha256, named) is { } other)
            problems = [.. problems, other];
        var owners = repository.PackageOwners ?? [];
        var isTooLong = owners.Count > MaxOwners || owners.Any(o => o.Length > MaxText) || repository.V3ServiceIndexUrl.AbsoluteUri.Length > MaxText;
        return new RepositorySignature(certificate, Printable.Bounded(repository.V3ServiceIndexUrl.AbsoluteUri, MaxText),
            [.. owners.Take(MaxOwners).Where(o => !string.IsNullOrWhiteSpace(o)).Select(o => Printable.Bounded(o, MaxText)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            isTooLong ? [.. problems, $"it names more than {MaxOwners} owners, or a name or address of more than {MaxText} characters"] : problems);
    }

    private static SignerCertificate Certificate(Signature signature)
    {
        var certificate = signature.SignerInfo.Certificate ?? throw new CryptographicException("the certificate of the signer is missing");
        var subject = string.IsNullOrWhiteSpace(certificate.Subject) ? "(no name)" : certificate.Subject;
        return new SignerCertificate(Printable.Bounded(subject, MaxText), Digest.Sha256(certificate.GetCertHash(System.Security.Cryptography.HashAlgorithmName.SHA256)));
    }

    // Whatever NuGet logged: only what it calls valid is valid.
    private static ImmutableArray<string> Problems(Task<PackageVerificationResult> verification)
    {
        var result = verification.GetAwaiter().GetResult();
        if (result.Trust == SignatureVerificationStatus.Valid)
            return [];
        ImmutableArray<string> reasons = [.. result.GetErrorIssues().Select(i => Line($"{i.Code}: {i.Message}")).Distinct(StringComparer.Ordinal).Take(MaxProblems)];
        return reasons.IsEmpty ? [$"NuGet calls it {result.Trust}"] : reasons;
    }

    private static PackageSignatures Unusable(string reason) => new(null, null, [Line(reason)]);

    // The lines after the first list certificates.
    private static string Line(string message) => Printable.Bounded(message.Split('\n')[0].TrimEnd().TrimEnd('.'), MaxProblem);

    private static SignedPackageVerifierSettings Settings(VerificationTarget target, SignaturePlacement placement, SignatureVerificationBehavior counter) => new(
        allowUnsigned: false, allowIllegal: false, allowUntrusted: false, allowIgnoreTimestamp: false, allowMultipleTimestamps: true, allowNoTimestamp: true,
        allowUnknownRevocation: true, reportUnknownRevocation: false, target, placement, counter, NuGet.Common.RevocationMode.Offline);
}
