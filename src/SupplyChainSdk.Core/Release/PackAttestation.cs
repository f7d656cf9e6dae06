using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Release;

/// <summary>What to attest, and how.</summary>
public sealed record AttestRequest
{
    /// <summary>The check that is run again, in full, for what the statement says of the gates.</summary>
    public required CheckRequest Check { get; init; }

    /// <summary>Absolute paths of the packages that pack wrote: nupkg and snupkg.</summary>
    public required ImmutableArray<string> Packages { get; init; }

    /// <summary>Absolute path of the SBOM that was made for the nupkg.</summary>
    public required string SbomPath { get; init; }

    /// <summary>Its place in the nupkg; null when the package takes no further file (packed from a nuspec).</summary>
    public required string? SbomEntry { get; init; }

    /// <summary>Absolute folder for SBOM and bundle; null for the folder of the package.</summary>
    public string? EvidenceFolder { get; init; }

    /// <summary>Absolute folder below <c>obj</c> that is ours.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Build configuration.</summary>
    public required string Configuration { get; init; }

    /// <summary>In the order of the project.</summary>
    public required ImmutableArray<string> TargetFrameworks { get; init; }

    /// <summary>The tools of this build.</summary>
    public required BuildEnvironment Environment { get; init; }

    /// <summary>What the variables of the CI system say.</summary>
    public required CIEnvironment CI { get; init; }

    /// <summary><c>auto</c>, <c>none</c>, <c>key</c> or <c>keyless</c>.</summary>
    public required string Signer { get; init; }

    /// <summary>The name of the key: a PEM file, or <c>env:NAME</c>.</summary>
    public string? SigningKey { get; init; }

    /// <summary>The name of the environment variable with the key's passphrase.</summary>
    public string? PassphraseVariable { get; init; }

    /// <summary>Reads one environment variable by name; used for the key and its passphrase only, inside the signer.</summary>
    public required Func<string, string?> Variable { get; init; }
}

/// <summary>A file that attesting produced.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Kind"><c>sbom</c>, <c>provenance</c> or <c>unsigned-statement</c>.</param>
/// <param name="Sha256">Of its bytes.</param>
public sealed record Evidence(string Path, string Kind, Digest Sha256);

/// <summary>What attesting found and produced.</summary>
/// <param name="Findings">Errors mean that every package of the request was moved aside.</param>
/// <param name="Evidence">Sorted by path.</param>
/// <param name="SignedBy">A sentence for the log, such as the key's fingerprint; null when nothing was signed.</param>
public sealed record AttestResult(ImmutableArray<Finding> Findings, ImmutableArray<Evidence> Evidence, string? SignedBy);

/// <summary>Attests what pack wrote: gates once more, statement, signature, verification of what was signed, and only then files.</summary>
public static class PackAttestation
{
    /// <summary>Where packages go that could not be attested as configured, below the state folder.</summary>
    public const string UnattestedFolder = "unattested";

    private const string CycloneDxMediaType = "application/vnd.cyclonedx+json";

    /// <summary>
    /// Attests every package of the request, or none: on any error the packages are moved below <c>obj</c> and stale evidence is deleted, so
    /// that no push step finds a package without its attestation.
    /// </summary>
    public static AttestResult Run(AttestRequest request, CancellationToken cancel)
    {
        AttestResult result;
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

    private static AttestResult Attest(AttestRequest request, CancellationToken cancel)
    {
        var choice = SignerChoice.Decide(request.Signer, request.SigningKey, request.CI);
        var findings = ImmutableArray.CreateBuilder<Finding>();
        if (choice.Finding is { } said)
            findings.Add(said);
        if (choice.Finding is { Severity: Severity.Error })
            return new AttestResult(findings.ToImmutable(), [], null);
        using var signer = choice.Kind == SignerKind.Key ? LoadKey(request, findings) : null;
        if (findings.Any(f => f.Severity == Severity.Error))
            return new AttestResult(findings.ToImmutable(), [], null);

        // In this invocation, never from a stamp: what the statement says of the gates is what they find now.
        var check = DependencyCheck.Run(request.Check, cancel);
        if (!check.Passes)
        {
            // The build says the same findings; they are repeated only where it did not run, which the caller knows.
            findings.AddRange(check.Findings);
            findings.AddRange(request.Packages.Select(p => SigningFindings.GatesFailed(Path.GetFileName(p))));
            return new AttestResult(findings.ToImmutable(), [], null);
        }

        var prepared = new List<PreparedEvidence>();
        foreach (var package in request.Packages.Order(StringComparer.Ordinal))
        {
            cancel.ThrowIfCancellationRequested();
            if (Prepare(request, check, package, signer, prepared) is { } refused)
                findings.Add(refused);
        }
        if (findings.Any(f => f.Severity == Severity.Error))
            return new AttestResult(findings.ToImmutable(), [], null);

        // Bundles last: where a bundle is, everything that it speaks of is there too.
        foreach (var file in prepared.OrderBy(p => p.Kind == PreparedEvidence.Provenance))
        {
            foreach (var stale in file.Stale)
                File.Delete(stale);
            AtomicFile.WriteIfChanged(file.Path, file.Content);
        }
        return new AttestResult(findings.ToImmutable(),
            [.. prepared.Select(p => new Evidence(p.Path, p.Kind, Digest.Sha256Of(p.Content))).OrderBy(e => e.Path, StringComparer.Ordinal)],
            signer is null ? null : $"the key sha256:{signer.PublicKey.Fingerprint}");
    }

    private static KeySigner? LoadKey(AttestRequest request, ImmutableArray<Finding>.Builder findings)
    {
        var name = request.SigningKey!;
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
        PackageLayers layers;
        Nuspec nuspec;
        Digest? sbomInside = null;
        var isSymbols = file.EndsWith(".snupkg", StringComparison.OrdinalIgnoreCase);
        var sbom = isSymbols ? null : File.ReadAllBytes(request.SbomPath);
        try
        {
            using (var stream = File.OpenRead(package))
                layers = PackageLayers.Read(stream);
            using var archive = PackageArchive.Open(package);
            nuspec = archive.ReadNuspec();
            if (sbom is not null && request.SbomEntry is { } entry && archive.ReadEntry(entry, sbom.Length) is { } inside)
                sbomInside = Digest.Sha256Of(inside);
        }
        catch (Exception e) when (e is PackageFormatException or InvalidDataException)
        {
            return SigningFindings.Malformed(file, e.Message);
        }
        if (layers.HasSignature)
            return SigningFindings.AlreadySigned(file);
        if (!PackRecord.IsAsPacked(package, request.StateFolder, layers.AsDownloaded.Sha256))
            return SigningFindings.ChangedSincePack(file);
        if (sbom is not null && request.SbomEntry is not null && sbomInside != Digest.Sha256Of(sbom))
            return SigningFindings.SbomMissing(file, request.SbomEntry);
        if (nuspec.Repository?.Commit is { Length: > 0 } commit && check.Git.Commit is { } head && !string.Equals(commit, head, StringComparison.OrdinalIgnoreCase))
            return SigningFindings.Malformed(file, $"its nuspec says commit {commit}, and the repository is at {head}. Delete the package and pack again.");

        var folder = request.EvidenceFolder ?? Path.GetDirectoryName(package)!;
        var sboms = ImmutableArray.CreateBuilder<Byproduct>();
        if (sbom is not null)
        {
            var beside = $"{nuspec.Id}.{nuspec.Version}.cdx.json";
            var digest = Digest.Sha256Of(sbom);
            if (request.SbomEntry is not null)
                sboms.Add(new Byproduct(request.SbomEntry, CycloneDxMediaType, digest, IsInPackage: true));
            sboms.Add(new Byproduct(beside, CycloneDxMediaType, digest, IsInPackage: false));
            prepared.Add(new PreparedEvidence(Path.Combine(folder, beside), "sbom", sbom, []));
        }
        var statement = ProvenanceWriter.Write(file, PackageId.Create(nuspec.Id, nuspec.Version).Purl,
            [layers.AsBuilt.Sha256, layers.AsBuilt.Sha512], Provenance(request, check, nuspec, sboms.ToImmutable()));

        var bundlePath = Path.Combine(folder, $"{file}.sigstore.json");
        var unsignedPath = Path.Combine(folder, $"{file}.intoto.unsigned.json");
        prepared.Add(signer is null
            ? new PreparedEvidence(unsignedPath, "unsigned-statement", statement, [bundlePath])
            : new PreparedEvidence(bundlePath, PreparedEvidence.Provenance, KeptBundle(bundlePath, statement, signer) ?? Sign(statement, signer), [unsignedPath]));
        return null;
    }

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
        var root = check.Git.RepositoryRoot;
        var project = request.Check.ProjectPath;
        return new Provenance
        {
            Parameters = new BuildParameters(
                root is null ? Path.GetFileName(project) : Path.GetRelativePath(root, project).Replace('\\', '/'),
                request.Configuration, request.TargetFrameworks, nuspec.Version),
            Environment = request.Environment,
            Source = check.Git.Commit is { } commit ? new SourceRevision(check.Git.RemoteUrl, commit, check.Git.IsDirty) : null,
            Packages = [.. check.Packages!.Read.Select(p => new ResolvedMaterial(p.Package.Id, p.ContentHash, p.FileSha512, p.Package.IsDevelopmentOnly))],
            Gates = check.Gates,
            PolicyDigest = check.Policy is { Files.Length: > 0 } policy ? policy.Digest : null,
            Sboms = sboms,
        };
    }

    private static IEnumerable<Finding> MoveAside(AttestRequest request)
    {
        var aside = Path.Combine(request.StateFolder, UnattestedFolder);
        Directory.CreateDirectory(aside);
        var moved = new List<Finding>();
        foreach (var package in request.Packages)
        {
            var folder = request.EvidenceFolder ?? Path.GetDirectoryName(package)!;
            foreach (var suffix in new[] { ".sigstore.json", ".intoto.unsigned.json" })
                File.Delete(Path.Combine(folder, Path.GetFileName(package) + suffix));
            if (!File.Exists(package))
                continue;
            var target = Path.Combine(aside, Path.GetFileName(package));
            File.Move(package, target, overwrite: true);
            PackRecord.Forget(package, request.StateFolder);
            moved.Add(SigningFindings.MovedAside(Path.GetFileName(package), Path.GetRelativePath(Path.GetDirectoryName(request.Check.ProjectPath)!, target)));
        }
        return moved;
    }

    private sealed record PreparedEvidence(string Path, string Kind, byte[] Content, ImmutableArray<string> Stale)
    {
        public const string Provenance = "provenance";
    }
}
