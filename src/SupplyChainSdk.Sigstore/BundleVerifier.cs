using System.Collections.Immutable;
using SupplyChainSdk.Sigstore.Certificates;
using SupplyChainSdk.Sigstore.Logs;
using SupplyChainSdk.Sigstore.Statements;
using SupplyChainSdk.Sigstore.Trust;
using SupplyChainSdk.Sigstore.Verification;

namespace SupplyChainSdk.Sigstore;

/// <summary>What "verified" means. Files only: no network, no clock, no state; the same answer every time.</summary>
public static class BundleVerifier
{
    /// <summary>Verifies that an identity signed an artifact, or a statement about it.</summary>
    /// <param name="bundle">From <see cref="Bundle.Parse"/>.</param>
    /// <param name="artifact">What the caller has at hand.</param>
    /// <param name="root">Who is trusted; never the bundle says that.</param>
    /// <param name="identity">Who is expected to have signed.</param>
    /// <param name="policy">What evidence is required; null for <see cref="VerificationPolicy.Default"/>.</param>
    /// <exception cref="VerificationException">With the first step that failed; of several instances in the trusted root, where the furthest came to.</exception>
    public static VerifiedBundle Verify(Bundle bundle, Artifact artifact, TrustedRoot root, IdentityPolicy identity, VerificationPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return InAnyInstance(root, instance => Verify(bundle, artifact, instance, identity, null, policy ?? VerificationPolicy.Default));
    }

    /// <summary>Verifies that a managed key signed an artifact, or a statement about it, and what the bundle has of logs and timestamps.</summary>
    /// <param name="bundle">From <see cref="Bundle.Parse"/>.</param>
    /// <param name="artifact">What the caller has at hand.</param>
    /// <param name="root">For logs and timestamp authorities.</param>
    /// <param name="key">From the caller, never from the bundle.</param>
    /// <param name="policy">What evidence is required; null for <see cref="VerificationPolicy.Default"/>, of which a key needs no time and no certificate timestamp.</param>
    /// <exception cref="VerificationException">As <see cref="Verify(Bundle, Artifact, TrustedRoot, IdentityPolicy, VerificationPolicy)"/>.</exception>
    public static VerifiedBundle VerifyWithKey(Bundle bundle, Artifact artifact, TrustedRoot root, PublicKey key, VerificationPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        return InAnyInstance(root, instance => Verify(bundle, artifact, instance, null, key, policy ?? VerificationPolicy.Default));
    }

    /// <summary>
    /// Verifies that an identity signed an envelope, for a caller that has several digests of one artifact and matches the subject itself: every step but
    /// the subject of step 9.
    /// </summary>
    /// <param name="bundle">From <see cref="Bundle.Parse"/>.</param>
    /// <param name="root">Who is trusted; never the bundle says that.</param>
    /// <param name="identity">Who is expected to have signed.</param>
    /// <param name="policy">What evidence is required; null for <see cref="VerificationPolicy.Default"/>.</param>
    /// <returns>With a statement whose subject nobody has compared with anything yet.</returns>
    /// <exception cref="VerificationException">As <see cref="Verify(Bundle, Artifact, TrustedRoot, IdentityPolicy, VerificationPolicy)"/>.</exception>
    public static VerifiedEnvelope VerifyEnvelope(Bundle bundle, TrustedRoot root, IdentityPolicy identity, VerificationPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var envelope = bundle.Content as DsseEnvelope ?? throw NoEnvelope();
        return new VerifiedEnvelope(envelope, InAnyInstance(root, instance => Verify(bundle, null, instance, identity, null, policy ?? VerificationPolicy.Default)));
    }

    /// <summary>
    /// As <see cref="VerifyEnvelope"/>, but whoever signed is a result: anybody to whom an authority gave a certificate passes. It proves nothing until the caller has compared
    /// <see cref="VerifiedEnvelope.Certified"/> with an expectation.
    /// </summary>
    /// <param name="bundle">From <see cref="Bundle.Parse"/>.</param>
    /// <param name="root">Who is trusted; never the bundle says that.</param>
    /// <param name="policy">What evidence is required; null for <see cref="VerificationPolicy.Default"/>.</param>
    /// <returns>With a statement whose subject nobody has compared with anything yet, by somebody whom nobody expected yet.</returns>
    /// <exception cref="VerificationException">As <see cref="Verify(Bundle, Artifact, TrustedRoot, IdentityPolicy, VerificationPolicy)"/>.</exception>
    public static VerifiedEnvelope VerifyEnvelopeOfAnyoneUnsafe(Bundle bundle, TrustedRoot root, VerificationPolicy? policy = null)
    {
        var envelope = bundle.Content as DsseEnvelope ?? throw NoEnvelope();
        return new VerifiedEnvelope(envelope, InAnyInstance(root, instance => Verify(bundle, null, instance, null, null, policy ?? VerificationPolicy.Default)));
    }

    /// <summary>Verifies an envelope with the managed key that the caller expects to have signed it: steps 1, 7 and 9, without a trusted root.</summary>
    /// <param name="bundle">Step 1, parsing, is behind it.</param>
    /// <param name="key">From the caller, never from the bundle.</param>
    /// <returns>With the number of log entries and timestamps that were not checked.</returns>
    /// <exception cref="VerificationException">With the first step that failed.</exception>
    public static VerifiedEnvelope VerifyWithKey(Bundle bundle, PublicKey key)
    {
        // (1)
        if (bundle.Key is not PublicKeyHint { Hint: var hint })
        {
            throw new VerificationException(
                VerificationFailure.WrongKindOfMaterial,
                "The bundle was signed with a certificate, so a key cannot verify it: an identity and its issuer are needed.");
        }
        var envelope = bundle.Content as DsseEnvelope ?? throw NoEnvelope();
        Signer.CheckHint(hint, key);

        // (7)
        key.Verify(Dsse.PreAuthenticationEncoding(envelope.PayloadType, envelope.Payload.AsSpan()), envelope.Signature.AsSpan());

        // (9)
        CheckPayloadType(envelope);
        return new VerifiedEnvelope(envelope, key, bundle);
    }

    /// <summary>As <see cref="VerifyWithKey(Bundle, PublicKey)"/>, with the one of several keys that signed.</summary>
    /// <param name="bundle">Step 1, parsing, is behind it.</param>
    /// <param name="keys">From the caller, never from the bundle; may be none.</param>
    /// <exception cref="VerificationException">
    /// With the first step that failed. <see cref="VerificationFailure.KeyMismatch"/> where none of them signed it; <see cref="VerificationFailure.SignatureInvalid"/> only where the bundle
    /// itself names one of them.
    /// </exception>
    public static VerifiedEnvelope VerifyWithAnyKey(Bundle bundle, ImmutableArray<PublicKey> keys)
    {
        var hint = (bundle.Key as PublicKeyHint)?.Hint;
        if (keys.FirstOrDefault(k => k.KeyId == hint) is { } named)
            return VerifyWithKey(bundle, named);
        foreach (var key in keys)
        {
            try
            {
                return VerifyWithKey(bundle, key);
            }
            catch (VerificationException e) when (e.Failure is VerificationFailure.KeyMismatch or VerificationFailure.SignatureInvalid)
            {
                // Other producers name no key, or in another way: then only trying shows which one it was.
            }
        }
        throw new VerificationException(
            VerificationFailure.KeyMismatch,
            $"It was signed with a key that nobody named{(string.IsNullOrEmpty(hint) ? "" : $"; it calls it {ForeignText.Quote(hint)}")}.");
    }

    // (0) The caller: take off what feeds appended to a package, digest the artifact.
    // (1) The bundle is well-formed by the rules of its version (Bundle.Parse), and so is the trusted root (TrustedRoot.Parse).
    //     Settle with what is verified: the leaf of the bundle, or the key of the caller.
    // (2) Time: every timestamp (RFC 3161) over the signature, every promise of a log; at least one for a certificate.
    // (3) A path from the leaf to an authority at every verified time; promises of certificate transparency logs. Not for a key.
    // (4) The certificate is one for signing code; it is of the identity, issuer and build that were expected, if somebody was. Not for a key.
    // (5) Log entries: enough of them, each of a trusted log whose key was valid then; its proof leads to a checkpoint that the log signed.
    // (6) Each promise to include an entry holds, and was given while the certificate was valid.
    // (7) The signature over the envelope, or over the artifact.
    // (8) Each log entry is about this signature, this key and this content.
    // (9) The envelope holds a statement about this artifact, of the type that is wanted. Without an artifact, of an envelope alone, the caller compares.
    private static VerifiedBundle Verify(
        Bundle bundle, Artifact? artifact, TrustedInstance instance, IdentityPolicy? identity, PublicKey? key, VerificationPolicy wanted)
    {
        var policy = wanted.For(instance);
        var step = 1;
        try
        {
            // (1)
            var signer = key is null ? Signer.OfCertificate(bundle) : Signer.OfKey(bundle, key);

            step = 2;
            var times = ProvenTimes.Verify(bundle, EntryBinding.SignatureOf(bundle.Content), instance, policy, signer.Leaf is not null);
            var moments = new DateTimeOffset[times.Length];
            for (var i = 0; i < moments.Length; i++)
                moments[i] = times[i].Time;

            CertifiedIdentity? certified = null;
            var promises = 0;
            if (signer.Leaf is { } leaf)
            {
                step = 3;
                var path = CertificatePath.FindForCodeSigning(leaf, signer.Others, instance.CertificateAuthorities, moments);
                promises = CertificateTimestamps.Verify(leaf, path, instance, policy);

                step = 4;
                LeafProfile.Check(leaf);
                var claims = FulcioClaims.Read(leaf);
                if (identity is not null)
                    IdentityCheck.Verify(claims, identity);
                certified = new CertifiedIdentity(claims, leaf.Validity);
            }

            step = 5;
            var entries = EntryEvidence.Verify(bundle, instance, moments, policy);

            step = 6;
            EntryEvidence.VerifyPromises(bundle, instance, signer.Leaf?.Validity);

            step = 7;
            SignatureCheck.Verify(bundle.Content, artifact, signer.Key);

            step = 8;
            foreach (var entry in bundle.LogEntries)
                EntryBinding.Verify(entry, bundle.Content, artifact, signer);

            step = 9;
            return new VerifiedBundle(certified, key, times, entries, Statement(bundle.Content, artifact, policy)) { CertificateTimestamps = promises };
        }
        catch (VerificationException e) when (e.Failure is VerificationFailure.TimestampUntrusted or VerificationFailure.CertificateUntrusted or VerificationFailure.SctLogUnknown)
        {
            throw new VerificationException(e.Failure, $"{e.Message} The trusted root is {instance.Root}.", e) { Step = step };
        }
        catch (VerificationException e)
        {
            e.Step = step;
            throw;
        }
    }

    private static ClaimedStatement? Statement(BundleContent content, Artifact? artifact, VerificationPolicy policy)
    {
        if (content is not DsseEnvelope envelope)
            return policy.PredicateType is null ? null : throw NoEnvelope();
        CheckPayloadType(envelope);
        var statement = InTotoStatement.Read(envelope.Payload.AsMemory());
        var subject = artifact is null ? "" : statement.Match(artifact).Name;
        return policy.PredicateType is null || policy.PredicateType == statement.PredicateType
            ? new ClaimedStatement(envelope.Payload, statement.PredicateType, subject)
            : throw new VerificationException(
                VerificationFailure.PredicateTypeMismatch,
                $"The statement is of another type: {ForeignText.Quote(statement.PredicateType)}, expected was {ForeignText.Quote(policy.PredicateType)}.");
    }

    private static void CheckPayloadType(DsseEnvelope envelope)
    {
        if (envelope.PayloadType != Dsse.InTotoPayloadType)
        {
            throw new VerificationException(
                VerificationFailure.PayloadTypeUnexpected,
                $"The signed payload is {ForeignText.Quote(envelope.PayloadType)}, expected was {Dsse.InTotoPayloadType}.");
        }
    }

    private static VerificationException NoEnvelope() => new(
        VerificationFailure.WrongKindOfContent, "The bundle has a signature over a file (messageSignature) and no signed statement (dsseEnvelope).");

    // Each instance by itself: evidence of two is never put together.
    private static VerifiedBundle InAnyInstance(TrustedRoot root, Func<TrustedInstance, VerifiedBundle> verify)
    {
        VerificationException? furthest = null;
        foreach (var instance in root.Instances)
        {
            try
            {
                return verify(instance);
            }
            catch (VerificationException e) when (root.Instances.Length > 1)
            {
                furthest = furthest is null || e.Step > furthest.Step ? e : furthest;
            }
        }
        throw furthest!;
    }
}
