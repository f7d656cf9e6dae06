using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Release;

/// <summary>What attesting after a pack is about. Every path is absolute.</summary>
public sealed record AttestRequest
{
    /// <summary>The check, to be run again in this invocation.</summary>
    public required CheckRequest Check { get; init; }

    /// <summary>The files that pack says it made: <c>.nupkg</c>, <c>.snupkg</c>, <c>.symbols.nupkg</c>.</summary>
    public required ImmutableArray<string> Packages { get; init; }

    /// <summary>The SBOMs that were made for them.</summary>
    public ImmutableArray<WrittenSbom> Sboms { get; init; } = [];

    /// <summary>The configuration that was built.</summary>
    public required string Configuration { get; init; }

    /// <summary>The target frameworks of the project.</summary>
    public ImmutableArray<string> TargetFrameworks { get; init; } = [];

    /// <summary>The tools of this build.</summary>
    public required BuildEnvironment Environment { get; init; }

    /// <summary>What the variables of the CI system say.</summary>
    public required CIEnvironment CI { get; init; }

    /// <summary>The property <c>SupplyChainSigner</c>: <c>auto</c>, <c>none</c>, <c>key</c> or <c>keyless</c>.</summary>
    public required string Signer { get; init; }

    /// <summary>The property <c>SupplyChainSigningKey</c>: the name of a key, never the key. Empty when not set.</summary>
    public required string SigningKey { get; init; }

    /// <summary>The name of the variable with the key's passphrase; empty when the key is not encrypted.</summary>
    public string PassphraseVariable { get; init; } = "";

    /// <summary>Reads one environment variable; used for the key and its passphrase only, inside the signer.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Where evidence goes; null for beside each package.</summary>
    public string? EvidenceFolder { get; init; }

    /// <summary><c>obj/supplychain/</c>: the records of packed files, and where an unattested package is moved.</summary>
    public required string WorkFolder { get; init; }
}

/// <summary>A file of evidence that lies where a later step finds it.</summary>
/// <param name="File">Absolute path.</param>
/// <param name="Kind"><c>sbom</c>, <c>provenance</c> or <c>unsigned-statement</c>.</param>
/// <param name="Sha256">64 hexadecimal digits, lower case.</param>
public sealed record Evidence(string File, string Kind, string Sha256);

/// <summary>What attesting found and made.</summary>
/// <param name="Evidence">Sorted by path; empty when anything failed.</param>
/// <param name="Findings">Errors mean that every package of the request was moved aside.</param>
/// <param name="SignedBy">What signed, in words for the log; null when nothing was signed.</param>
public sealed record AttestReport(ImmutableArray<Evidence> Evidence, ImmutableArray<Finding> Findings, string? SignedBy = null);

/// <summary>Attests what pack wrote: gates once more, statement, signature, verification of what was signed, and only then files.</summary>
public static class PackAttestation
{
    /// <summary>Where packages go that could not be attested as configured, below the state folder.</summary>
    public const string UnattestedFolder = "unattested";

    private const int MaxSbom = 64 << 20;
    private const string CycloneDxMediaType = "application/vnd.cyclonedx+json";

    /// <summary>
    /// Attests every package of the request, or none: on any error the packages are moved below <c>obj</c> and stale evidence is deleted, so
    /// that no push step finds a package without its attestation.
    /// </summary>
    public static AttestReport Run(AttestRequest request, CancellationToken cancel)
    {
        AttestReport result;
        try
        {
            result = Attest(request, cancel);
        }
        catch
        {
            MoveAside(request);
            throw;
        }
        return result.Findings.Any(f => f.Severity == Severity.Error)
            ? result with { Findings = result.Findings.AddRange(MoveAside(request)), Evidence = [] }
            : result;
    }

    private static AttestReport Attest(AttestRequest request, CancellationToken cancel)
    {
        var choice = SignerChoice.Decide(request.Signer, request.SigningKey, request.CI);
        var findings = ImmutableArray.CreateBuilder<Finding>();
        if (choice.Finding is { } said)
            findings.Add(said);
        if (choice.Finding is { Severity: Severity.Error })
            return new AttestReport([], findings.ToImmutable());
        using var signer = choice.Kind == SignerKind.Key ? LoadKey(request, findings) : null;
        if (findings.Any(f => f.Severity == Severity.Error))
            return new AttestReport([], findings.ToImmutable());

        // In this invocation, never from a stamp: what the statement says of the gates is what they find now.
        var check = DependencyCheck.Run(request.Check, cancel);
        if (!check.Passes)
        {
            // The build says the same findings; they are repeated only where it did not run, which the caller knows.
            findings.AddRange(check.Findings);
            findings.AddRange(request.Packages.Select(p => SigningFindings.GatesFailed(Path.GetFileName(p))));
            return new AttestReport([], findings.ToImmutable());
        }

        var prepared = new List<PreparedEvidence>();
        foreach (var package in request.Packages.Order(StringComparer.Ordinal))
        {
            cancel.ThrowIfCancellationRequested();
            if (Prepare(request, check, package, signer, prepared) is { } refused)
                findings.Add(refused);
        }
        if (findings.Any(f => f.Severity == Severity.Error))
            return new AttestReport([], findings.ToImmutable());

        // Bundles last: where a bundle is, everything that it speaks of is there too.
        foreach (var file in prepared.OrderBy(p => p.Kind == PreparedEvidence.Provenance))
        {
            foreach (var stale in file.Stale)
                File.Delete(stale);
            AtomicFile.WriteIfChanged(file.Path, file.Content);
        }
        return new AttestReport(
            [.. prepared.Select(p => new Evidence(p.Path, p.Kind, Digest.Sha256Of(p.Content).Hex)).OrderBy(e => e.File, StringComparer.Ordinal)],
            findings.ToImmutable(), signer is null ? null : $"the key sha256:{signer.PublicKey.Fingerprint}");
    }

    private static KeySigner? LoadKey(AttestRequest request, ImmutableArray<Finding>.Builder findings)
    {
        var name = request.SigningKey;
        try
        {
            var key = Sigstore.SigningKey.Load(name, request.PassphraseVariable, request.Variable);
            if (key.IsReadableByOthers)
                findings.Add(SigningFindings.KeyReadableByOthers(Path.GetFileName(name), request.Check.IsCI));
            return new KeySigner(key);
        }
        catch (KeyException e)
        {
            findings.Add(SigningFindings.Key(e.Failure switch
            {
                KeyFailure.PublicGiven => Codes.KeyNotPrivate,
                KeyFailure.WrongPassphrase or KeyFailure.PassphraseMissing => Codes.KeyPassphrase,
                _ => Codes.KeyUnusable,
            }, e.Message));
            return null;
        }
    }

    private static Finding? Prepare(AttestRequest request, CheckReport check, string package, KeySigner? signer, List<PreparedEvidence> prepared)
    {
        var file = Path.GetFileName(package);
        // Before anything is read: the bytes that are attested are the ones that pack wrote.
        if (new PackRecords(request.WorkFolder).Check(package).FirstOrDefault() is { } changed)
            return changed;
        var isSymbols = file.EndsWith(".snupkg", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".symbols.nupkg", StringComparison.OrdinalIgnoreCase);
        PackageLayers layers;
        Nuspec nuspec;
        var sboms = ImmutableArray.CreateBuilder<Byproduct>();
        try
        {
            using (var stream = File.OpenRead(package))
                layers = PackageLayers.Read(stream);
            if (layers.HasSignature)
                return SigningFindings.AlreadySigned(file);
            using var archive = PackageArchive.Open(package);
            nuspec = archive.ReadNuspec();
            foreach (var sbom in request.Sboms)
            {
                var content = File.ReadAllBytes(sbom.File);
                var digest = Digest.Sha256Of(content);
                var inside = archive.ReadEntry(sbom.PackagePath, MaxSbom);
                if (inside is null ? sbom.InPackage && !isSymbols : Digest.Sha256Of(inside) != digest)
                    return SigningFindings.SbomMissing(file, sbom.PackagePath);
                if (inside is not null)
                    sboms.Add(new Byproduct(sbom.PackagePath, CycloneDxMediaType, digest, IsInPackage: true));
                if (isSymbols)
                    continue;
                sboms.Add(new Byproduct(sbom.FileNameBeside, CycloneDxMediaType, digest, IsInPackage: false));
                prepared.Add(new PreparedEvidence(Path.Combine(Folder(request, package), sbom.FileNameBeside), "sbom", content, []));
            }
        }
        catch (Exception e) when (e is PackageFormatException or InvalidDataException)
        {
            return SigningFindings.Malformed(file, e.Message);
        }
        if (nuspec.Repository?.Commit is { Length: > 0 } commit && check.Git.Commit is { } head && !string.Equals(commit, head.Id, StringComparison.OrdinalIgnoreCase))
            return SigningFindings.Malformed(file, $"its nuspec says commit {commit}, and the repository is at {head.Id}. Delete the package and pack again.");

        var statement = ProvenanceWriter.Write(file, PackageId.Create(nuspec.Id, nuspec.Version).Purl,
            [layers.AsBuilt.Sha256, layers.AsBuilt.Sha512], Provenance(request, check, nuspec, sboms.ToImmutable()));
        var bundlePath = Path.Combine(Folder(request, package), $"{file}.sigstore.json");
        var unsignedPath = Path.Combine(Folder(request, package), $"{file}.intoto.unsigned.json");
        prepared.Add(signer is null
            ? new PreparedEvidence(unsignedPath, "unsigned-statement", statement, [bundlePath])
            : new PreparedEvidence(bundlePath, PreparedEvidence.Provenance, KeptBundle(bundlePath, statement, signer) ?? Sign(statement, signer), [unsignedPath]));
        return null;
    }

    private static string Folder(AttestRequest request, string package) => request.EvidenceFolder ?? Path.GetDirectoryName(package)!;

    // A second pack with nothing changed attests nothing anew: the bundle that is there says the same, and the same key signed it.
    private static byte[]? KeptBundle(string path, byte[] statement, KeySigner signer)
    {
        if (!File.Exists(path) || new FileInfo(path).Length > Bundle.MaxBytes)
            return null;
        var bytes = File.ReadAllBytes(path);
        try
        {
            return BundleVerifier.VerifyWithKey(Bundle.Parse(bytes), signer.PublicKey).Payload.AsSpan().SequenceEqual(statement) ? bytes : null;
        }
        catch (VerificationException)
        {
            // A stale or foreign bundle: it is replaced.
            return null;
        }
    }

    private static byte[] Sign(byte[] statement, KeySigner signer)
    {
        // The key signer never waits; a keyless one will, and this is the door where it is awaited.
        var bundle = signer.SignAsync(Dsse.InTotoPayloadType, statement, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return bundle.ToJson();
    }

    private static Provenance Provenance(AttestRequest request, CheckReport check, Nuspec nuspec, ImmutableArray<Byproduct> sboms)
    {
        var project = request.Check.ProjectFile;
        var commit = check.Git.Commit;
        return new Provenance
        {
            Parameters = new BuildParameters(
                commit is null ? Path.GetFileName(project) : Path.GetRelativePath(commit.Root, project).Replace('\\', '/'),
                request.Configuration, request.TargetFrameworks, nuspec.Version),
            Environment = request.Environment with { CIClaims = request.CI.Claims },
            Source = commit is null ? null : new SourceRevision(commit.Remote, commit.Id, GitTree.Compare(commit).IsDirty),
            Packages = [.. check.Packages!.Read.Select(p => new ResolvedMaterial(p.Package.Id, p.ContentHash, p.FileSha512, p.Package.IsDevelopmentOnly))],
            Gates = check.Gates,
            PolicyDigest = check.Policy is { Files.Length: > 0 } policy ? policy.Digest : null,
            Sboms = sboms,
        };
    }

    private static List<Finding> MoveAside(AttestRequest request)
    {
        var aside = Path.Combine(request.WorkFolder, UnattestedFolder);
        Directory.CreateDirectory(aside);
        var moved = new List<Finding>();
        foreach (var package in request.Packages)
        {
            foreach (var suffix in new[] { ".sigstore.json", ".intoto.unsigned.json" })
                File.Delete(Path.Combine(Folder(request, package), Path.GetFileName(package) + suffix));
            if (!File.Exists(package))
                continue;
            var target = Path.Combine(aside, Path.GetFileName(package));
            File.Move(package, target, overwrite: true);
            new PackRecords(request.WorkFolder).Forget(package);
            moved.Add(SigningFindings.MovedAside(Path.GetFileName(package), Path.GetRelativePath(Path.GetDirectoryName(request.Check.ProjectFile)!, target)));
        }
        return moved;
    }

    private sealed record PreparedEvidence(string Path, string Kind, byte[] Content, ImmutableArray<string> Stale)
    {
        public const string Provenance = "provenance";
    }
}
