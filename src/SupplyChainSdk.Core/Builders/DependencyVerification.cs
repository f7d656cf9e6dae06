using System.Collections.Concurrent;
using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Builders;

/// <summary>
/// What the attestations of packages say: found inside and beside each, verified by whomever they are. Who signed is a result here; whether that was to be is decided by rules
/// (the provenance gate). It opens no connection.
/// </summary>
internal static class DependencyVerification
{
    /// <summary>Verifies, on all cores.</summary>
    /// <param name="packages">Those that may be attested.</param>
    /// <param name="rules">They name the keys; null for none.</param>
    /// <param name="root">By what certificates are judged.</param>
    /// <param name="cache">Where facts are kept between local checks; null where nothing that was kept may count.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ImmutableDictionary<PackageId, AttestationFacts> Run(
        ImmutableArray<DependencyEvidence> packages, ProvenanceRules? rules, TrustedRoot root, AttestationCache? cache, CancellationToken cancel)
    {
        var facts = new AttestationFacts[packages.Length];
        var keys = packages.Select(p => rules?.KeysFor(p.Id) ?? []).ToArray();
        // Reading a policy has read each already, and refused those that are none.
        var parsed = keys.SelectMany(k => k).DistinctBy(k => k.Fingerprint, StringComparer.Ordinal)
            .ToDictionary(k => k.Fingerprint, k => PublicKey.FromSubjectPublicKeyInfo([.. k.SubjectPublicKeyInfo]), StringComparer.Ordinal);
        // One at a time, so that no core ends with a queue while the others idle.
        Parallel.ForEach(Partitioner.Create(Enumerable.Range(0, facts.Length).ToArray(), EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount },
            i => facts[i] = Of(packages[i], [.. keys[i].Select(k => parsed[k.Fingerprint])], root, cache, cancel));
        return packages.Select((p, i) => KeyValuePair.Create(p.Id, facts[i])).ToImmutableDictionary();
    }

    private static AttestationFacts Of(DependencyEvidence evidence, ImmutableArray<PublicKey> keys, TrustedRoot root, AttestationCache? cache, CancellationToken cancel)
    {
        var package = evidence.Package;
        try
        {
            // The bytes that are verified below are those that were read here, whatever becomes of the file.
            if (evidence.Beside.Length > BundleFiles.MostBesideInstalled)
                return Refused(package, $"more than {BundleFiles.MostBesideInstalled} files with attestations lie beside it", Path.GetFileName(package.ArchivePath));
            ImmutableArray<FoundBundle> beside = [.. evidence.Beside.Select(path => FoundBundle.Read(BundlePlace.Beside, Path.GetFileName(path), path))];
            var key = cache is null ? null : AttestationCache.KeyOf(package, beside, root, keys);
            if (key is not null && cache!.Find(key) is { } known)
                return known;
            var facts = Verify(package, beside, keys, root, cancel);
            if (key is not null)
                cache!.Keep(key, facts);
            return facts;
        }
        catch (PackageFormatException e)
        {
            return Refused(package, e.Message, PackageLayers.AttestationName);
        }
        catch (Exception e) when (VerificationFindings.IsOfInput(e))
        {
            return Refused(package, $"it cannot be read ({VerificationFindings.WhyUnread(e)})", Path.GetFileName(package.ArchivePath) + BundleFiles.Suffix);
        }
    }

    private static AttestationFacts Verify(PackageFacts package, ImmutableArray<FoundBundle> beside, ImmutableArray<PublicKey> keys, TrustedRoot root, CancellationToken cancel)
    {
        using var archive = PackageArchive.Open(package.ArchivePath);
        var layers = archive.ReadLayers(cancel);
        // The other gates judged what was read before.
        if (layers.AsDownloaded.Sha512 != package.FileSha512)
            return Refused(package, "the package changed while it was checked", Path.GetFileName(package.ArchivePath));
        var open = new OpenPackage(package.ArchivePath, package.ArchivePath, archive, layers, package.Nuspec);
        ImmutableArray<FoundBundle> found = [.. FoundBundles.Inside(open), .. beside.Where(b => BundleFiles.IsOf(b.Name, layers)).SelectMany(b => BundleLines.Of(b))];
        using var anyone = Expectation.OfAnyoneUnsafe(root, keys);
        var judged = FoundBundles.Judge(found, open, anyone, cancel);
        ImmutableArray<Digest> digests = [.. new[] { layers.AsBuilt, layers.WithoutSignature, layers.AsDownloaded }.SelectMany(l => new[] { l.Sha256, l.Sha512 }).Distinct()];
        return new AttestationFacts(digests, [.. judged.Where(j => j.Verdict == BundleVerdict.Verified)
            .Select(j => new AttestedBuild(AttestationSigner.Of(j.Envelope!), ClaimedBuild.Of(j.Claims!), new CheckedBuild(j.Content!.MatchedLayer!.Value), Source(j.Bundle)) { Bundle = Digest.Sha256Of(j.Bundle.Bytes.Span) })])
        {
            Built = [layers.AsBuilt.Sha256, layers.AsBuilt.Sha512],
            Summaries = [.. judged.Where(j => j is { Verdict: BundleVerdict.OtherType, Summary: not null }).Select(j => Summary(j, j.Summary!))],
            UnknownSigners = [.. judged.Where(j => j.Verdict == BundleVerdict.OtherSigner).Select(j => Unknown(j.Bundle))],
            Reproductions = [.. judged.Where(j => j is { Verdict: BundleVerdict.OtherType, Reproduction: not null })
                .Select(j => new AttestedReproduction(AttestationSigner.Of(j.Envelope!), ClaimedReproduction.Of(j.Reproduction!), j.Content!.MatchedLayer!.Value, Source(j.Bundle)))],
            Others = [.. judged.Where(j => j is { Verdict: BundleVerdict.OtherType, Summary: null, Reproduction: null })
                .Select(j => new OtherAttestation(AttestationSigner.Of(j.Envelope!), j.OtherType!, j.Content!.MatchedLayer!.Value, Source(j.Bundle)))],
            Refused = [.. judged.Where(j => j.Verdict == BundleVerdict.Refused).Select(j => new RefusedAttestation(Reason(j.Refusal!.Code), Source(j.Bundle)))],
        };
    }

    private static AttestedSummary Summary(BundleJudgment judged, VerificationSummary summary) =>
        new(AttestationSigner.Of(judged.Envelope!), summary.VerifierId, summary.ResourceUri, summary.IsPassed, summary.Build ?? 0, Source(judged.Bundle))
        {
            SignedTag = summary.HasSignedTag,
            Layer = judged.Content!.MatchedLayer!.Value,
            Bundle = Digest.Sha256Of(judged.Bundle.Bytes.Span),
        };

    private static UnknownSigner Unknown(FoundBundle found) => Bundle.Parse(found.Bytes).Key is PublicKeyHint { Hint: var hint } ? new(hint, Source(found))
        : new(found.Signer() is { } says ? $"{says.Identity} ({says.Issuer})" : "", Source(found)) { IsCertificate = true };

    private static AttestationFacts Refused(PackageFacts package, string reason, string source) =>
        AttestationFacts.None(package.ContentHash.ToDigest(), package.FileSha512) with { Refused = [new RefusedAttestation(Printable.Text(Printable.Bounded(reason.TrimEnd('.'), 300)), source)] };

    // The page of the code says more; what exactly differs, 'supplychain verify' says.
    private static string Reason(DiagnosticCode code) => $"{char.ToLowerInvariant(code.Title[0])}{code.Title[1..]} ({code})";

    private static string Source(FoundBundle found) => found.Place == BundlePlace.Inside ? "inside" : found.Name;
}
