using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Rebuild;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>What one attestation proves about a package, as far as it came.</summary>
internal sealed record BundleJudgment
{
    // What the build names first. Not asked of the type: that is reflection, in every run.
    private static readonly PackageLayer[] Layers = [PackageLayer.AsBuilt, PackageLayer.WithoutSignature, PackageLayer.AsDownloaded];

    private BundleJudgment(FoundBundle bundle) => Bundle = bundle;

    public FoundBundle Bundle { get; init; }

    public BundleVerdict Verdict { get; private init; } = BundleVerdict.Refused;

    /// <summary>What is wrong; null only when verified.</summary>
    public Finding? Refusal { get; private init; }

    /// <summary>The type of its predicate, where that is none of provenance that is read; null elsewhere.</summary>
    public string? OtherType { get; private init; }

    /// <summary>What it says where it is a summary of a verification; null elsewhere.</summary>
    public VerificationSummary? Summary { get; private init; }

    /// <summary>The same, of which the caller wants that it verifies.</summary>
    public BundleJudgment AsRefused() => this with { Verdict = BundleVerdict.Refused };

    /// <summary>Who signed instead of the one who was expected, in words.</summary>
    public string? OtherSigner { get; private init; }

    /// <summary>What was verified, by whomever; null when the signature was not.</summary>
    public VerifiedEnvelope? Envelope { get; private init; }

    public VerifiedSigner? Signer { get; private init; }

    public VerifiedContent? Content { get; private init; }

    public ProvenanceClaims? Claims { get; private init; }

    /// <summary>What is stated of a rebuild, where that is what it is about; null elsewhere.</summary>
    public ReproductionStatement? Reproduction { get; private init; }

    public ComparedSboms? Sboms { get; private init; }

    /// <summary>Whether it holds log entries or timestamps, which a key does not need.</summary>
    public bool UncheckedEvidence { get; private init; }

    /// <summary>Judges; the numbers are the steps of <see cref="PackageVerification"/>.</summary>
    public static BundleJudgment Judge(FoundBundle bundle, OpenPackage package, Expectation expected, CancellationToken cancel)
    {
        var judgment = new BundleJudgment(bundle);
        if (bundle.Defect is { } defect)
            return judgment with { Refusal = VerificationFindings.BundleMalformed(bundle.Name, defect) };
        // (1) to (8)
        VerifiedEnvelope envelope;
        Bundle? parsed = null;
        try
        {
            parsed = Sigstore.Bundle.Parse(bundle.Bytes);
            // docs/attested-packages.md, section 3; elsewhere other tools may have written older ones.
            if (bundle.Place == BundlePlace.Inside && parsed.Version != BundleVersion.V03)
                return judgment with { Refusal = VerificationFindings.BundleMalformed(bundle.Name, "Inside a package it has to be of version 0.3, and this one is older") };
            envelope = expected.Verify(parsed);
        }
        catch (VerificationException e)
        {
            return judgment.Refuse(e, parsed, expected);
        }
        judgment = judgment with
        {
            Signer = envelope.Key is { } key ? VerifiedSigner.OfKey(key.Fingerprint, key.Algorithm) : Certified(envelope, expected),
            Envelope = envelope,
            UncheckedEvidence = envelope.UncheckedLogEntries + envelope.UncheckedTimestamps > 0,
        };

        // Where nobody in particular is expected, rules decide about that as well.
        if (envelope.Certified is { } build && expected.Identity?.Refusal(bundle.Name, build) is { } notAllowed)
            return judgment with { Refusal = notAllowed };

        // (9)
        Statement statement;
        ProvenanceClaims? claims;
        ReproductionStatement? reproduction;
        VerificationSummary? summary;
        try
        {
            // Inside a package it has to be provenance v1 (docs/attested-packages.md); elsewhere there may be an older one, and anything else that somebody says of it.
            var isInside = bundle.Place == BundlePlace.Inside;
            statement = isInside ? Statement.Parse(envelope.Payload.AsMemory()) : Statement.ParseForeign(envelope.Payload.AsMemory());
            if (isInside && statement.PredicateType != Provenance.PredicateType)
                throw new InvalidDataException($"The statement's predicate is {Printable.Quoted(statement.PredicateType)}, expected {Provenance.PredicateType}.");
            claims = ProvenanceClaims.IsRead(statement.PredicateType) ? ProvenanceClaims.Read(statement) : null;
            reproduction = statement.PredicateType == ReproductionStatement.PredicateType ? ReproductionStatement.Read(statement) : null;
            summary = statement.PredicateType == VerificationSummary.PredicateType ? VerificationSummary.Read(statement) : null;
        }
        catch (InvalidDataException e)
        {
            return judgment with { Refusal = VerificationFindings.StatementMalformed(bundle.Name, e.Message) };
        }
        var content = Compare(statement, package, out var subject);
        judgment = judgment with { Content = content };
        if (subject is null)
        {
            return statement.Subjects.Any(s => AttestedSubject.IsMeant(s, package) && !(bundle.IsShared && s.Name.Length == 0))
                ? judgment with { Refusal = VerificationFindings.SubjectMismatch(package.FileName, package.Layers.AsBuilt.Sha256, content.Attested) }
                : judgment with
                {
                    Refusal = VerificationFindings.OtherSubject(package.FileName, bundle.Name, [.. statement.Subjects.Select(s => s.Name)]),
                    Verdict = bundle.IsShared ? BundleVerdict.OtherSubject : BundleVerdict.Refused,
                };
        }
        judgment = judgment with { Claims = claims };
        if (AttestedSubject.Contradiction(subject, claims, package, isKey: envelope.Certified is null) is { } contradiction)
            return judgment with { Refusal = VerificationFindings.Contradicts(package.FileName, contradiction) };
        if (claims is null)
            return judgment with { Verdict = BundleVerdict.OtherType, OtherType = statement.PredicateType, Reproduction = reproduction, Summary = summary, Refusal = VerificationFindings.NoProvenance(package.FileName, bundle.Name, statement.PredicateType) };
        if (envelope.Certified is { } certified && CertificateContradiction.Find(claims, certified) is { } other)
            return judgment with { Refusal = CertificateFindings.Contradicts(bundle.Name, other) };
        var (sboms, mismatch) = AttestedSboms.Compare(package.Evidence, package.Archive, claims, cancel);
        return mismatch is not null ? judgment with { Refusal = mismatch } : judgment with { Sboms = sboms, Verdict = BundleVerdict.Verified };
    }

    // Apart, so that verifying with a key loads nothing of certificates.
    private static VerifiedSigner Certified(VerifiedEnvelope envelope, Expectation expected) => VerifiedSigner.OfIdentity(
        envelope.Certified!, expected.Identity is { Policy: { IsPattern: true } pattern } ? pattern.Identity : null, envelope.Times, envelope.LogEntries, envelope.CertificateTimestamps > 0, new(expected.Root!.Name, expected.Root.Sha256));

    private BundleJudgment Refuse(VerificationException e, Bundle? parsed, Expectation expected)
    {
        var refused = this with
        {
            Refusal = e.Failure switch
            {
                _ when parsed is not null && CertificateFindings.Of(Bundle.Name, e, UnverifiedSigner.Read(parsed), expected.Root) is { } refusal => refusal,
                VerificationFailure.SignatureInvalid or VerificationFailure.KeyMismatch => VerificationFindings.SignatureInvalid(Bundle.Name, e.Message),
                VerificationFailure.PayloadTypeUnexpected or VerificationFailure.StatementMalformed => VerificationFindings.StatementMalformed(Bundle.Name, e.Message),
                _ when IsStatement(Bundle.Bytes) => VerificationFindings.NotSigned(Bundle.Name),
                _ => VerificationFindings.BundleMalformed(Bundle.Name, e.Message),
            },
        };
        return e.Failure is VerificationFailure.KeyMismatch or VerificationFailure.WrongKindOfMaterial
            or VerificationFailure.IdentityMismatch or VerificationFailure.IssuerMismatch || (expected.IsAnyone && IsOfOtherInstance(e.Failure))
            ? refused with { Verdict = BundleVerdict.OtherSigner, OtherSigner = e.Message.TrimEnd('.') }
            : refused;
    }

    // Of an instance that the trusted root does not know: who signed is as little known as with a key that nobody named, and stands against nothing.
    private static bool IsOfOtherInstance(VerificationFailure failure) => failure is VerificationFailure.CertificateUntrusted or VerificationFailure.TimestampUntrusted
        or VerificationFailure.LogUntrusted or VerificationFailure.SctLogUnknown;

    // In the place of a bundle: the mistake that is made with what a pack without a signer writes.
    private static bool IsStatement(ReadOnlyMemory<byte> content)
    {
        try
        {
            return Statement.Parse(content).Subjects.Length > 0;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    // The build names B; others attest what they had, which may be a later layer. Which one it was is part of the report.
    private static VerifiedContent Compare(Statement statement, OpenPackage package, out Subject? subject)
    {
        var layers = package.Layers;
        var content = new VerifiedContent(
            Pair(layers.AsDownloaded), Pair(layers.WithoutSignature), Pair(layers.AsBuilt), layers.HasSignature, layers.HasAttestation,
            MatchedLayer: null, [.. statement.Subjects.SelectMany(s => s.Digests)]);
        foreach (var layer in Layers)
        {
            // Of several with these digests the one that is called so.
            var matching = statement.Subjects.Where(s => s.Matches(content.Of(layer))).ToList();
            subject = matching.Find(s => AttestedSubject.IsMeant(s, package)) ?? matching.FirstOrDefault();
            if (subject is not null)
                return content with { MatchedLayer = layer };
        }
        subject = null;
        return content;
    }

    private static ImmutableArray<Digest> Pair(PackageDigests digests) => [digests.Sha256, digests.Sha512];
}
