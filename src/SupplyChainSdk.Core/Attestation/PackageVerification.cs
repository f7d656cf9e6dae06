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
    /// <summary>Verifies a package. The file is opened once: all that is judged is read through one handle.</summary>
    /// <param name="packagePath">A nupkg or snupkg, as built or as downloaded.</param>
    /// <param name="bundlePath">The bundle; null to look beside the package and then inside it.</param>
    /// <param name="keyPath">The PEM file of the expected public key; null is refused: there is no verification without an expectation.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <returns>A report; refusals of every kind are in it, unusable files included.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static VerificationReport Verify(string packagePath, string? bundlePath, string? keyPath, CancellationToken cancel)
    {
        // (0) what was appended is taken off, and the package digested, layer by layer
        // (1) the bundle is found and parsed
        // (2)–(6) time, certificate, log: none of them is needed, or counts, for a key
        // (7) the signature over the envelope verifies with the expected key
        // (9) the statement is provenance, its subject is this package, and it does not contradict it; the SBOMs are the attested ones
        var file = Path.GetFileName(packagePath);
        var report = new VerificationReport(file);
        if (string.IsNullOrEmpty(keyPath))
            return report with { Refusal = VerificationFindings.NoExpectation(file) };
        try
        {
            var key = PublicKey.Load(keyPath);
            using var archive = PackageArchive.Open(packagePath);
            return Verify(report, packagePath, archive, bundlePath, key, cancel);
        }
        catch (KeyException e)
        {
            return report with { Refusal = VerificationFindings.KeyUnusable(e.Message) };
        }
        catch (Exception e) when (VerificationFindings.IsOfInput(e))
        {
            return report with { Refusal = VerificationFindings.Unopened(file, e) };
        }
    }

    private static VerificationReport Verify(
        VerificationReport report, string packagePath, PackageArchive archive, string? bundlePath, PublicKey key, CancellationToken cancel)
    {
        // (0)
        var layers = archive.ReadLayers(cancel);
        var nuspec = archive.ReadNuspec();
        report = report with { Package = PackageId.Create(nuspec.Id, nuspec.Version) };

        // (1)
        if (AttestationSource.Find(packagePath, bundlePath, layers, out var refusal) is not { } source)
            return report with { Refusal = refusal };

        // (7)
        VerifiedEnvelope envelope;
        try
        {
            envelope = BundleVerifier.VerifyWithKey(source.Bundle, key);
        }
        catch (VerificationException e)
        {
            return report with { Refusal = Refuse(e, source.Name) };
        }
        report = report with { Signer = new VerifiedSigner(key.Fingerprint, key.Algorithm) };

        // (9)
        Statement statement;
        ProvenanceClaims claims;
        try
        {
            statement = Statement.Parse(envelope.Payload.AsMemory());
            claims = ProvenanceClaims.Read(statement);
        }
        catch (InvalidDataException e)
        {
            return report with { Refusal = VerificationFindings.StatementMalformed(source.Name, e.Message) };
        }
        var content = Compare(statement, layers, out var subject);
        report = report with { Content = content };
        if (subject is null)
            return report with { Refusal = VerificationFindings.SubjectMismatch(report.FileName, layers.AsBuilt.Sha256, content.Attested) };
        report = report with { Claims = claims };
        if (Contradiction(subject, claims, report.Package!, nuspec) is { } contradiction)
            return report with { Refusal = VerificationFindings.Contradicts(report.FileName, contradiction) };
        if (!IsNamedAs(report.FileName, report.Package!, nuspec))
            return report with { Refusal = VerificationFindings.OtherName(report.FileName, report.Package!) };
        var (sboms, mismatch) = AttestedSboms.Compare(packagePath, archive, claims, cancel);
        return mismatch is not null
            ? report with { Refusal = mismatch }
            : report with { Sboms = sboms, NotChecked = [.. NotChecked(envelope, source, content, claims, sboms!)] };
    }

    private static Finding Refuse(VerificationException e, string bundle) => e.Failure switch
    {
        VerificationFailure.SignatureInvalid or VerificationFailure.KeyMismatch => VerificationFindings.SignatureInvalid(bundle, e.Message),
        VerificationFailure.PayloadTypeUnexpected => VerificationFindings.StatementMalformed(bundle, e.Message),
        _ => VerificationFindings.BundleMalformed(bundle, e.Message),
    };

    // The build names B; others attest what they had, which may be a later layer. Which one it was is part of the report.
    private static VerifiedContent Compare(Statement statement, PackageLayers layers, out Subject? subject)
    {
        var content = new VerifiedContent(
            Pair(layers.AsDownloaded), Pair(layers.WithoutSignature), Pair(layers.AsBuilt), layers.HasSignature, layers.HasAttestation,
            MatchedLayer: null, [.. statement.Subjects.SelectMany(s => s.Digests)]);
        foreach (var layer in Enum.GetValues<PackageLayer>())
        {
            subject = statement.Subjects.FirstOrDefault(s => s.Matches(content.Of(layer)));
            if (subject is not null)
                return content with { MatchedLayer = layer };
        }
        subject = null;
        return content;
    }

    private static string? Contradiction(Subject subject, ProvenanceClaims claims, PackageId package, Nuspec nuspec)
    {
        // Of a key nothing follows about a hosted builder, so ours names the local one (docs/builders/local.md).
        if (claims.IsOwnBuildType && claims.BuilderId != Provenance.LocalBuilder)
            return $"it names the builder {Printable.Quoted(claims.BuilderId)}, for which a key cannot vouch.";
        if (subject.Uri is { } uri && !IsAbout(uri, package, claims.IsOwnBuildType))
            return $"it is about {Printable.Bounded(uri, 120)}, and the nuspec says {package}.";
        if (claims.Version is { } version && version != package.Version)
            return $"it is about version {Printable.Bounded(version, 120)}, and the nuspec says {package}.";
        return nuspec.Repository?.Commit is { Length: > 0 } commit && claims.Commit is { } built && !string.Equals(commit, built, StringComparison.OrdinalIgnoreCase)
            ? $"it was built from commit {built}, and the nuspec says {Printable.Bounded(commit, 120)}."
            : null;
    }

    // Who asks for a file by its name and gets another package, or another version of it, was given what nobody asked about.
    private static bool IsNamedAs(string fileName, PackageId package, Nuspec nuspec) =>
        (from stem in new[] { $"{package.Id}.{NuspecVersion.Normalize(nuspec.Version)}", $"{package.Id}.{nuspec.Version}", package.Id }
         from extension in new[] { ".nupkg", ".snupkg", ".symbols.nupkg" }
         select stem + extension).Contains(fileName, StringComparer.OrdinalIgnoreCase);

    // Other build types may name the file by another kind of uri, and spell a purl without case; ours does neither.
    private static bool IsAbout(string uri, PackageId package, bool own) =>
        own ? uri == package.Purl
        : !uri.StartsWith("pkg:", StringComparison.OrdinalIgnoreCase) || string.Equals(uri.Split('?', '#')[0], package.Purl, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> NotChecked(
        VerifiedEnvelope envelope, AttestationSource source, VerifiedContent content, ProvenanceClaims claims, ComparedSboms sboms)
    {
        yield return "the source itself";
        yield return "that a rebuild gives the same bytes";
        yield return "when it was signed (a key proves no time)";
        yield return "whether the key was revoked";
        if (content.HasSignature)
            yield return "the NuGet signature ('dotnet nuget verify' does)";
        if (source.EmbeddedIsAnother)
            yield return "the attestation inside the package, which is another one than the one that was verified";
        if (!claims.IsOwnBuildType)
            yield return $"what the parameters of build type {Printable.Bounded(claims.BuildType, 200)} mean";
        if (envelope.UncheckedLogEntries + envelope.UncheckedTimestamps > 0)
            yield return "the log entries and timestamps in the bundle (needs a newer version)";
        foreach (var sbom in sboms.Absent)
            yield return $"{sbom}, which is not beside the package";
    }

    private static ImmutableArray<Digest> Pair(PackageDigests digests) => [digests.Sha256, digests.Sha512];
}
