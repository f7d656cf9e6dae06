using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SupplyChainSdk.Sigstore;

/// <summary>Step 1 of verification: the strict reader of bundles, versions 0.1 to 0.3.</summary>
internal static class BundleReader
{
    private const int MaxDepth = 16;
    private const long MaxTime = 253_402_300_799; // what a DateTimeOffset holds
    private const int MaxItems = 32;
    private const int MaxProofHashes = 64; // a tree of 2^63 entries has paths of 63

    private static readonly string[] EntryMembers =
        ["logIndex", "logId", "kindVersion", "integratedTime", "inclusionPromise", "inclusionProof", "canonicalizedBody"];

    private static readonly string[] KeyForms = ["publicKey", "certificate", "x509CertificateChain"];

    public static Bundle Read(ReadOnlyMemory<byte> json) => json.Length <= Bundle.MaxBytes
        ? StrictJson.Read(json, MaxDepth, VerificationException.Malformed, ReadBundle)
        : throw new VerificationException(
            VerificationFailure.BundleTooLarge, $"The bundle is larger than {Bundle.MaxBytes} bytes, the most that is read.");

    private static Bundle ReadBundle(JsonElement element)
    {
        // The version first: a member that only a newer version knows is then no malformed bundle.
        var version = ReadVersion(element);
        var bundle = JsonMembers.Open(element, StrictJson.Root, VerificationException.Malformed,
            "mediaType", "verificationMaterial", "messageSignature", "dsseEnvelope");
        var material = bundle.RequiredObject(
            "verificationMaterial", "publicKey", "x509CertificateChain", "certificate", "tlogEntries", "timestampVerificationData");
        var key = ReadKey(material, version);
        var timestamps = BytesOf(material.Object("timestampVerificationData", "rfc3161Timestamps")?.Objects("rfc3161Timestamps", MaxItems, "signedTimestamp") ?? [], "signedTimestamp");
        var content = ReadContent(bundle);
        if (key is PublicKeyHint { Hint: var hint } && content is DsseEnvelope { KeyId: var keyId } && hint != keyId)
        {
            throw VerificationException.Malformed(
                "publicKey.hint", $"{ForeignText.Quote(hint)} contradicts the envelope's keyid {ForeignText.Quote(keyId)}");
        }
        return new Bundle(version, key, ReadLogEntries(material, version), timestamps, content);
    }

    // By hand: a query whose items are a struct of the framework would be compiled anew in every run.
    private static ImmutableArray<ImmutableArray<byte>> BytesOf(ImmutableArray<JsonMembers> objects, string name)
    {
        var bytes = new ImmutableArray<byte>[objects.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = objects[i].RequiredBytes(name);
        return ImmutableCollectionsMarshal.AsImmutableArray(bytes);
    }

    private static BundleVersion ReadVersion(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw VerificationException.Malformed(StrictJson.Root, "is not an object");
        if (!element.TryGetProperty("mediaType", out var mediaType) || mediaType.ValueKind != JsonValueKind.String)
            throw VerificationException.Malformed("mediaType", "is missing or not a string");
        return mediaType.GetString()! switch
        {
            "application/vnd.dev.sigstore.bundle+json;version=0.1" => BundleVersion.V01,
            "application/vnd.dev.sigstore.bundle+json;version=0.2" => BundleVersion.V02,
            "application/vnd.dev.sigstore.bundle+json;version=0.3" or Bundle.MediaTypeV03 => BundleVersion.V03,
            var other => throw new VerificationException(
                VerificationFailure.UnsupportedVersion,
                $"The bundle's media type {ForeignText.Quote(other)} is none that this version reads (Sigstore bundle 0.1 to 0.3):"
                + " a newer version is needed."),
        };
    }

    private static KeyMaterial ReadKey(JsonMembers material, BundleVersion version)
    {
        string[] forms = [.. KeyForms.Where(name => material.Has(name))];
        if (forms is not [var form])
        {
            throw VerificationException.Malformed(
                "verificationMaterial", $"has {forms.Length} of publicKey, certificate and x509CertificateChain instead of one");
        }
        switch (form)
        {
            case "publicKey":
                return new PublicKeyHint(material.RequiredObject(form, "hint").Text("hint"));
            case "certificate" when version == BundleVersion.V03:
                return new CertificateMaterial([material.RequiredObject(form, "rawBytes").RequiredBytes("rawBytes")], IsChain: false);
            case "x509CertificateChain" when version != BundleVersion.V03:
                var certificates = material.RequiredObject(form, "certificates").Objects("certificates", MaxItems, "rawBytes");
                return certificates.IsEmpty
                    ? throw VerificationException.Malformed(material.At(form), "has no certificate")
                    : new CertificateMaterial(BytesOf(certificates, "rawBytes"), IsChain: true);
            default:
                throw VerificationException.Malformed(material.At(form), "does not belong in a bundle of this version");
        }
    }

    private static BundleContent ReadContent(JsonMembers bundle)
    {
        if (bundle.Has("messageSignature") == bundle.Has("dsseEnvelope"))
            throw VerificationException.Malformed(StrictJson.Root, "needs exactly one of messageSignature and dsseEnvelope");
        if (bundle.Object("messageSignature", "messageDigest", "signature") is { } message)
        {
            var digest = message.Object("messageDigest", "algorithm", "digest");
            return new MessageSignature(
                digest?.RequiredText("algorithm") ?? "", digest?.RequiredBytes("digest") ?? [], message.RequiredBytes("signature"));
        }
        var envelope = bundle.RequiredObject("dsseEnvelope", "payload", "payloadType", "signatures");
        var signatures = envelope.Objects("signatures", MaxItems, "sig", "keyid");
        return signatures is [var signature]
            ? new DsseEnvelope(
                envelope.RequiredText("payloadType"), envelope.RequiredBytes("payload"), signature.RequiredBytes("sig"), signature.Text("keyid"))
            : throw VerificationException.Malformed(envelope.At("signatures"), $"has {signatures.Length} signatures instead of one");
    }

    /// <summary>The members of a log entry.</summary>
    public static string[] LogEntryMembers => EntryMembers;

    /// <summary>A log entry, by the rules that every version shares.</summary>
    public static TransparencyLogEntry ReadLogEntry(JsonMembers entry)
    {
        var kind = entry.RequiredObject("kindVersion", "kind", "version");
        var promise = entry.Object("inclusionPromise", "signedEntryTimestamp")?.RequiredBytes("signedEntryTimestamp") ?? [];
        var integratedTime = entry.Count("integratedTime");
        if (integratedTime > MaxTime)
            throw entry.Malformed("integratedTime", "is after the year 9999");
        return new TransparencyLogEntry(
            entry.Count("logIndex"), entry.RequiredObject("logId", "keyId").RequiredBytes("keyId"), kind.RequiredText("kind"),
            kind.RequiredText("version"), integratedTime, promise, ReadProof(entry), entry.RequiredBytes("canonicalizedBody"));
    }

    private static ImmutableArray<TransparencyLogEntry> ReadLogEntries(JsonMembers material, BundleVersion version)
    {
        var entries = ImmutableArray.CreateBuilder<TransparencyLogEntry>();
        foreach (var members in material.Objects("tlogEntries", MaxItems, EntryMembers))
        {
            var entry = ReadLogEntry(members);
            if (version == BundleVersion.V01 && entry.SignedEntryTimestamp.IsEmpty)
                throw members.Malformed("inclusionPromise", "is missing, which version 0.1 requires");
            if (version != BundleVersion.V01 && entry.InclusionProof is null or { Checkpoint: "" })
                throw members.Malformed("inclusionProof", "or its checkpoint is missing, which versions from 0.2 on require");
            entries.Add(entry);
        }
        return entries.ToImmutable();
    }

    private static InclusionProof? ReadProof(JsonMembers entry) =>
        entry.Object("inclusionProof", "logIndex", "rootHash", "treeSize", "hashes", "checkpoint") is { } proof
            ? new InclusionProof(
                proof.Count("logIndex"), proof.RequiredBytes("rootHash"), proof.Count("treeSize"),
                proof.BytesItems("hashes", MaxProofHashes), proof.Object("checkpoint", "envelope")?.RequiredText("envelope") ?? "")
            : null;
}
