using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>Verifies one package file against its attestation, offline, with the key that the caller expects to have signed.</summary>
public static class PackageVerification
{
    private const string ManifestFolder = "_manifest/";
    private const int MaxSbom = 64 << 20;

    /// <summary>Verifies a package.</summary>
    /// <param name="packagePath">A nupkg or snupkg, as built or as downloaded.</param>
    /// <param name="bundlePath">The bundle; null to look beside the package and then inside it.</param>
    /// <param name="keyPath">The PEM file of the expected public key; null is refused: there is no verification without an expectation.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <returns>A report; refusals are in it, and only a report whose <see cref="VerificationReport.Refusal"/> is null says verified.</returns>
    /// <exception cref="KeyException">The key file is missing or holds no public key.</exception>
    public static VerificationReport Verify(string packagePath, string? bundlePath, string? keyPath, CancellationToken cancel)
    {
        // (0) what was appended is taken off, and the package digested, layer by layer
        // (1) the bundle is found and parsed
        // (2)–(6) time, certificate, log: none of them is needed, or counts, for a key
        // (7) the signature over the envelope verifies with the expected key
        // (9) the statement is provenance, its subject is this package, and it does not contradict it; the SBOMs are the attested ones
        var file = Path.GetFileName(packagePath);
        var report = new VerificationReport { FileName = file, Result = VerificationResult.Undecided };
        if (string.IsNullOrEmpty(keyPath))
            return report with { Refusal = VerificationFindings.NoExpectation(file) };
        var key = PublicKey.Load(keyPath);

        // (0)
        PackageLayers layers;
        Nuspec nuspec;
        try
        {
            using (var package = File.OpenRead(packagePath))
                layers = PackageLayers.Read(package, cancel);
            using var archive = PackageArchive.Open(packagePath);
            nuspec = archive.ReadNuspec();
        }
        catch (PackageFormatException e)
        {
            return report with
            {
                Result = VerificationResult.NotVerified,
                Refusal = e.Defect == PackageDefect.Zip64 ? VerificationFindings.PackageZip64(file) : VerificationFindings.PackageMalformed(file, e.Message),
            };
        }
        catch (InvalidDataException e)
        {
            return report with { Result = VerificationResult.NotVerified, Refusal = VerificationFindings.PackageMalformed(file, e.Message) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return report with { Refusal = VerificationFindings.InputUnreadable(file, Reason(e)) };
        }
        report = report with { Result = VerificationResult.NotVerified, Package = $"{nuspec.Id} {nuspec.Version}" };

        // (1)
        var (bundleBytes, bundleName, refusal) = FindBundle(packagePath, bundlePath, layers);
        if (refusal is not null)
            return report with { Refusal = refusal, Result = refusal.Code == Codes.InputUnreadable ? VerificationResult.Undecided : VerificationResult.NotVerified };
        VerifiedEnvelope envelope;
        try
        {
            var bundle = Bundle.Parse(bundleBytes);
            // (7)
            envelope = BundleVerifier.VerifyWithKey(bundle, key);
        }
        catch (VerificationException e)
        {
            var signature = e.Failure is VerificationFailure.SignatureInvalid or VerificationFailure.KeyMismatch;
            return report with { Refusal = signature ? VerificationFindings.SignatureInvalid(bundleName, e.Message) : VerificationFindings.BundleMalformed(bundleName, e.Message) };
        }
        report = report with { Signer = new VerifiedSigner(key.Fingerprint, key.Algorithm) };

        // (9)
        return CheckStatement(report, packagePath, layers, nuspec, envelope, bundleName);
    }

    private static (ReadOnlyMemory<byte> Bytes, string Name, Finding? Refusal) FindBundle(string packagePath, string? named, PackageLayers layers)
    {
        var file = Path.GetFileName(packagePath);
        var beside = named ?? $"{packagePath}.sigstore.json";
        var name = Path.GetFileName(beside);
        if (named is not null || File.Exists(beside))
        {
            try
            {
                if (new FileInfo(beside).Length > Bundle.MaxBytes)
                    return (default, name, VerificationFindings.BundleMalformed(name, $"It is larger than {Bundle.MaxBytes} bytes."));
                return (File.ReadAllBytes(beside), name, null);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return (default, name, VerificationFindings.InputUnreadable(name, Reason(e)));
            }
        }
        if (layers.Attestation is { } embedded)
            return (embedded, $"{file}, entry {PackageLayers.AttestationName}", null);
        var statement = $"{packagePath}.intoto.unsigned.json";
        return (default, name, File.Exists(statement)
            ? VerificationFindings.OnlyUnsigned(file, Path.GetFileName(statement)) : VerificationFindings.NoAttestation(file));
    }

    private static VerificationReport CheckStatement(
        VerificationReport report, string packagePath, PackageLayers layers, Nuspec nuspec, VerifiedEnvelope envelope, string bundleName)
    {
        Statement statement;
        ProvenanceClaims claims;
        try
        {
            statement = Statement.Parse(envelope.Payload.AsMemory());
            claims = ProvenanceClaims.Read(statement);
        }
        catch (InvalidDataException e)
        {
            return report with { Refusal = VerificationFindings.StatementMalformed(bundleName, e.Message) };
        }

        var file = report.FileName;
        var (subject, layer) = FindSubject(statement, layers);
        report = report with
        {
            Content = new VerifiedContent(Pair(layers.AsDownloaded), Pair(layers.AsBuilt), layers.HasSignature, layers.HasAttestation, subject is not null, layer),
        };
        if (subject is null)
        {
            var attested = string.Join(", ", statement.Subjects.SelectMany(s => s.Digests).Where(d => d.Algorithm == "sha256").Select(d => d.Hex).DefaultIfEmpty("none"));
            return report with { Refusal = VerificationFindings.SubjectMismatch(file, layers.AsBuilt.Sha256.Hex, attested) };
        }
        report = report with { Claims = claims };
        if (Contradiction(subject, claims, nuspec) is { } contradiction)
            return report with { Refusal = VerificationFindings.Contradicts(file, contradiction) };
        if (CompareSboms(packagePath, claims, out var compared, out var absent) is { } mismatch)
            return report with { Refusal = mismatch };
        return report with
        {
            Result = VerificationResult.Verified,
            SbomsCompared = compared,
            NotChecked = [.. NotChecked(envelope, claims, absent)],
        };
    }

    // The build names B; others attest what they had, which may be a later layer. Which one it was is part of the report.
    private static (Subject? Subject, string? Layer) FindSubject(Statement statement, PackageLayers layers)
    {
        foreach (var (digests, layer) in new[]
        {
            (layers.AsBuilt, VerifiedContent.LayerAsBuilt),
            (layers.WithoutSignature, VerifiedContent.LayerWithoutSignature),
            (layers.AsDownloaded, VerifiedContent.LayerAsDownloaded),
        })
        {
            if (statement.Subjects.FirstOrDefault(s => s.Matches(Pair(digests))) is { } subject)
                return (subject, layer);
        }
        return (null, null);
    }

    private static string? Contradiction(Subject subject, ProvenanceClaims claims, Nuspec nuspec)
    {
        var purl = PackageId.Create(nuspec.Id, nuspec.Version).Purl;
        if (subject.Uri is { } uri && uri != purl)
            return $"its subject is {uri}, the package's nuspec says {purl}.";
        if (claims.IsOwnBuildType && subject.Uri is null)
            return "its subject has no uri, which this build type always writes.";
        if (claims.Version is { } version && version != nuspec.Version)
            return $"it is about version {version}, the package's nuspec says {nuspec.Version}.";
        return nuspec.Repository?.Commit is { Length: > 0 } commit && claims.Commit is { } built && !string.Equals(commit, built, StringComparison.OrdinalIgnoreCase)
            ? $"it was built from commit {built}, the package's nuspec says {commit}."
            : null;
    }

    private static Finding? CompareSboms(string packagePath, ProvenanceClaims claims, out ImmutableArray<Byproduct> compared, out ImmutableArray<string> absent)
    {
        var equal = ImmutableArray.CreateBuilder<Byproduct>();
        var missing = ImmutableArray.CreateBuilder<string>();
        compared = [];
        absent = [];
        var file = Path.GetFileName(packagePath);
        using var archive = PackageArchive.Open(packagePath);
        // An SBOM in the package that nobody attested would be read as if it were.
        var unattested = archive.Entries.FirstOrDefault(e => claims.IsOwnBuildType && e.StartsWith(ManifestFolder, StringComparison.OrdinalIgnoreCase)
            && e != PackageLayers.AttestationName && !claims.Sboms.Any(s => s.IsInPackage && s.Name == e));
        if (unattested is not null)
            return VerificationFindings.SbomMismatch(file, unattested, "lies in the package, and the statement does not name it");
        foreach (var sbom in claims.Sboms)
        {
            // A name from a statement is only ever looked up, never made into a path that leaves the package's own folder.
            if (!sbom.IsInPackage && (sbom.Name != Path.GetFileName(sbom.Name) || sbom.Name is "" or "." or ".."))
                return VerificationFindings.SbomMismatch(file, sbom.Name, "is not a file name");
            var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(packagePath))!, sbom.Name);
            var content = sbom.IsInPackage ? archive.ReadEntry(sbom.Name, MaxSbom) : File.Exists(beside) ? ReadBounded(beside) : null;
            if (content is null && sbom.IsInPackage)
                return VerificationFindings.SbomMismatch(file, sbom.Name, "is attested, and the package does not hold it");
            if (content is null)
                missing.Add($"{sbom.Name}, which is not beside the package");
            else if (Digest.Sha256Of(content) != sbom.Sha256)
                return VerificationFindings.SbomMismatch(file, sbom.Name, $"is not the attested one: sha256 {Digest.Sha256Of(content).Hex}, attested {sbom.Sha256.Hex}");
            else
                equal.Add(sbom);
        }
        compared = equal.ToImmutable();
        absent = missing.ToImmutable();
        return null;
    }

    private static IEnumerable<string> NotChecked(VerifiedEnvelope envelope, ProvenanceClaims claims, ImmutableArray<string> absent)
    {
        yield return "the source itself";
        yield return "that a rebuild gives the same bytes";
        yield return "when it was signed (a key proves no time)";
        yield return "whether the key was revoked";
        if (!claims.IsOwnBuildType)
            yield return $"what the parameters of build type {claims.BuildType} mean";
        if (envelope.UncheckedLogEntries + envelope.UncheckedTimestamps > 0)
            yield return "the log entries and timestamps in the bundle (needs a newer version)";
        foreach (var sbom in absent)
            yield return sbom;
    }

    private static ImmutableArray<Digest> Pair(PackageDigests digests) => [digests.Sha256, digests.Sha512];

    private static byte[] ReadBounded(string path) => new FileInfo(path).Length <= MaxSbom
        ? File.ReadAllBytes(path) : throw new InvalidDataException($"{Path.GetFileName(path)} is larger than {MaxSbom} bytes.");

    private static string Reason(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "it does not exist",
        UnauthorizedAccessException => "it may not be read",
        _ => e.Message.TrimEnd('.'),
    };
}
