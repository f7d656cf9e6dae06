using System.Collections.Immutable;
using System.Security.Cryptography;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Release;

/// <summary>Attests what pack wrote: gates once more, statement, signature, verification of what was signed, and only then files.</summary>
public static class PackAttestation
{
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
        catch (SigningException e)
        {
            result = new AttestReport([], [KeylessFindings.Of(e, isCommandLine: false)], []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or CryptographicException or VerificationException)
        {
            result = new AttestReport([], [SigningFindings.Failed(Path.GetFileName(request.Check.ProjectFile), e.Message)], []);
        }
        catch
        {
            MoveAside(request, []);
            throw;
        }
        return result.Findings.Any(f => f.Severity == Severity.Error)
            ? result with { Findings = MoveAside(request, result.Findings), Evidence = [], Outcomes = [] }
            : result;
    }

    private static AttestReport Attest(AttestRequest request, CancellationToken cancel)
    {
        // In this invocation, never from a stamp: what the statement says of the gates is what they find now. They wait for git, so on a thread of
        // their own, and the key is loaded meanwhile.
        var choice = SignerSetup.Choose(request.Signer, cancel);
        var signs = choice.Kind != SignerKind.None;
        var asked = request.Check with
        {
            NamesSource = true,
            IsRelease = signs || request.Signer.CI.IsRelease,
            ReleaseTag = request.Signer.CI.Tag,
            Sources = signs ? SourceUse.Signing : SourceUse.Check,
            AsksStatus = request.Check.AsksStatus || signs,
            Compiled = Compiled(request),
        };
        var checking = Task.Factory.StartNew(
            () => DependencyCheck.Run(asked, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        // Again, and not only before the package was made: the key may have gone since.
        var (opened, said) = SignerSetup.Open(request.Signer, choice, cancel);
        using var signer = opened;
        var findings = ImmutableArray.CreateBuilder<Finding>();
        findings.AddRange(said);
        var check = checking.GetAwaiter().GetResult();
        if (said.Any(f => f.Severity == Severity.Error))
            return new AttestReport([], said, []);

        if (!check.Passes)
        {
            // The build says the same findings; they are repeated only where it did not run, which the caller knows.
            findings.AddRange(check.Findings);
            findings.AddRange(request.Packages.Select(p => SigningFindings.GatesFailed(Path.GetFileName(p))));
            return new AttestReport([], findings.ToImmutable(), []);
        }

        // Before a statement is written, which says of the build what the certificate does.
        signer?.Certify(cancel);
        if (signer?.Certified is { } certified && CertifiedBuild.Refuse(certified, check.Git, check.Changes) is { } other)
            return new AttestReport([], findings.ToImmutable().Add(other), []);

        findings.AddRange(check.Findings.Where(f => f.Severity == Severity.Warning && IsNew(f.Code, request, check.Policy!)));
        var prepared = new PreparedEvidence();
        foreach (var package in request.Packages.Order(StringComparer.Ordinal))
        {
            cancel.ThrowIfCancellationRequested();
            if (Prepare(request, check, package, signer, prepared, cancel) is { } refused)
                findings.Add(refused);
        }
        if (findings.Any(f => f.Severity == Severity.Error))
            return new AttestReport([], findings.ToImmutable(), []);

        if (prepared.WriteAll(new PackRecords(request.WorkFolder), cancel) is { } unwritable)
            return new AttestReport([], findings.ToImmutable().Add(unwritable), []);
        return new AttestReport(prepared.Written, findings.ToImmutable(), prepared.Outcomes);
    }

    // Each warning is said once: what the check of the same build could not find is said here, and nothing else is.
    private static bool IsNew(DiagnosticCode code, AttestRequest request, EffectivePolicy policy) =>
        OfServed.Contains(code) ? !SourceGate.Asks(policy, SourceUse.Check)
        : OfStatus.Contains(code) ? !request.Check.AsksStatus
        : OfCompiler.Contains(code) && !request.SaidCompilerInputs;

    private static ImmutableArray<DiagnosticCode> OfServed { get; } = [Codes.SourceDiffers, Codes.SourceNotAsked, Codes.SeveralSources];

    private static ImmutableArray<DiagnosticCode> OfStatus { get; } = [Codes.PackageUnlisted, Codes.PackageDeprecated, Codes.PackageWithdrawn, Codes.PackageTooNew, Codes.SourcesNotAsked];

    private static ImmutableArray<DiagnosticCode> OfCompiler { get; } = [Codes.CompilerInputUnknown, Codes.CompilerInputChanged, Codes.CompilerInputsNotKnown];

    private static CompilerRecords Compiled(AttestRequest request) =>
        new(request.CompilerRecords, HoldAssemblies(request.Packages)) { FrameworksWithout = Math.Max(0, request.PackedFrameworks - request.CompilerRecords.Length) };

    // A package of content alone is packed without a compiler. What is no package is refused later, by its reason.
    private static bool HoldAssemblies(ImmutableArray<string> packages) => packages.Any(package =>
    {
        try
        {
            using var archive = PackageArchive.Open(package);
            return archive.Entries.Any(e => Path.GetExtension(e).ToUpperInvariant() is ".DLL" or ".EXE" or ".WINMD" or ".NETMODULE");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return true;
        }
    });

    private static Finding? Prepare(AttestRequest request, CheckReport check, string package, StatementSigner? signer, PreparedEvidence prepared, CancellationToken cancel)
    {
        var file = Path.GetFileName(package);
        // Before anything is read: the bytes that are attested are the ones that pack wrote.
        if (new PackRecords(request.WorkFolder).Check(package) is { } changed)
            return changed;
        var evidence = new EvidenceFiles(package, request.EvidenceFolder);
        var isSymbols = IsSymbols(file);
        PackageLayers layers;
        Nuspec nuspec;
        var sboms = ImmutableArray.CreateBuilder<Byproduct>();
        try
        {
            using (var stream = File.OpenRead(package))
                layers = PackageLayers.Read(stream, cancel);
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
                prepared.Add(PreparedEvidence.Sbom, evidence.Other(sbom.FileNameBeside), content);
            }
        }
        catch (Exception e) when (e is PackageFormatException or InvalidDataException)
        {
            return SigningFindings.Malformed(file, e.Message);
        }
        if (nuspec.Repository?.Commit is { Length: > 0 } commit && check.Git.Commit is { } head && !string.Equals(commit, head.Id, StringComparison.OrdinalIgnoreCase))
            return SigningFindings.Malformed(file, $"its nuspec says commit {commit}, and the repository is at {head.Id}. Delete the package and pack again.");

        var statement = ProvenanceWriter.Write(file, PackageId.Create(nuspec.Id, NuspecVersion.Normalize(nuspec.Version)).Purl,
            [layers.AsBuilt.Sha256, layers.AsBuilt.Sha512], Provenance(request, check, nuspec, sboms.ToImmutable(), signer?.Certified));
        var kept = signer is null ? null
            : Kept(layers.Attestation?.ToArray(), statement, signer) ?? Kept(ExistingBundle.Read(evidence.Bundle), statement, signer);
        var bundle = kept ?? (signer is null || layers.HasSignature ? null : signer.Sign(statement, cancel));
        // An attestation that is not wanted any more is taken out: nothing is inside that this pack does not say.
        var rewrite = PackageRewrite.Plan(package, layers, request.EmbedsAttestation && !isSymbols ? bundle : null);
        // Signed afterwards, it stays as it is. Nothing else can be done with it: a signature covers all that is before it.
        if (layers.HasSignature && (kept is null || rewrite is not null))
            return SigningFindings.AlreadySigned(file);

        if (bundle is null)
            prepared.Add(PreparedEvidence.UnsignedStatement, evidence.UnsignedStatement, statement, stale: evidence.Bundle);
        else
            prepared.Add(PreparedEvidence.Provenance, evidence.Bundle, bundle, stale: evidence.UnsignedStatement);
        if (rewrite is not null)
            prepared.Add(rewrite);
        if (signer is null)
            prepared.Add($"{file} not signed: {Path.GetFileName(evidence.UnsignedStatement)} is a statement that proves nothing yet");
        else
            prepared.Add($"{file} attested {(kept is null || rewrite is not null ? "" : "already, ")}{signer.Name}{(layers.HasSignature ? ", and signed since" : "")}");
        return null;
    }

    // A second pack with nothing changed attests nothing anew: the bundle that is there says the same, and the same key or identity signed it. Another is replaced.
    private static byte[]? Kept(byte[]? bundle, byte[] statement, StatementSigner signer) =>
        signer.Said(bundle, out _) is { } said && said.AsSpan().SequenceEqual(statement) ? bundle : null;

    /// <summary>Whether something is going to be signed, as far as names say, and nobody is asked; then the packages are compared with their sources first.</summary>
    public static bool Signs(string signer, string? key, CIEnvironment ci) => SignerChoice.Decide(signer, key, ci, isPublic: false).Kind != SignerKind.None;

    /// <summary>Whether a package of this name holds symbols.</summary>
    internal static bool IsSymbols(string file) =>
        file.EndsWith(".snupkg", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".symbols.nupkg", StringComparison.OrdinalIgnoreCase);

    private static Provenance Provenance(AttestRequest request, CheckReport check, Nuspec nuspec, ImmutableArray<Byproduct> sboms, CertifiedIdentity? certified)
    {
        var project = request.Check.ProjectFile;
        var commit = check.Git.Commit;
        return new Provenance
        {
            Parameters = new BuildParameters(
                commit is null ? Path.GetFileName(project) : Path.GetRelativePath(commit.Root, project).Replace('\\', '/'),
                request.Configuration, request.TargetFrameworks, NuspecVersion.Normalize(nuspec.Version)),
            Environment = request.Environment with { CIClaims = request.Signer.CI.Claims },
            BuilderId = certified is null ? Attestation.Provenance.LocalBuilder : CertificateContradiction.BuilderOf(certified),
            Source = commit is null ? null : new SourceRevision(certified?.SourceRepository ?? commit.Remote, commit.Id, check.Changes!.IsDirty) { Signatures = check.SourceSignatures },
            Packages = PackDependencies.Of(check, request.Check.Now),
            Gates = check.Gates,
            PolicyDigest = check.Policy is { Files.Length: > 0 } policy ? policy.Digest : null,
            Sboms = sboms,
        };
    }

    // That a package could not be attested and where it is now is one finding; a cause with a code of its own stands for itself.
    private static ImmutableArray<Finding> MoveAside(AttestRequest request, ImmutableArray<Finding> found)
    {
        var records = new PackRecords(request.WorkFolder);
        var said = found.ToList();
        foreach (var package in request.Packages)
        {
            var evidence = new EvidenceFiles(package, request.EvidenceFolder);
            var cause = said.Find(f => f.Code == Codes.AttestationFailed && (request.Packages.Length == 1 || f.Message.StartsWith($"{Path.GetFileName(package)} ", StringComparison.Ordinal)));
            if (records.PutAside(package, evidence, request.Check.ProjectFile, cause, [.. request.Sboms.Select(s => evidence.Other(s.FileNameBeside))]) is not { } aside)
                continue;
            if (cause is not null)
                said.Remove(cause);
            said.Add(aside);
        }
        return [.. said];
    }
}
