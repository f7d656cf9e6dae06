using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SupplyChainSdk.Sigstore;

/// <summary>Writes bundles of version 0.3 in one order of members; what is empty or absent is left out.</summary>
internal static class BundleWriter
{
    // The default encoder would turn each '+' of base64 and of a media type into six characters.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Bundle bundle)
    {
        if (bundle.Version != BundleVersion.V03)
            throw new InvalidOperationException($"Bundles are written in version 0.3 only; this one was read as {bundle.Version}.");
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("mediaType", Bundle.MediaTypeV03);
            json.WriteStartObject("verificationMaterial");
            WriteKey(json, bundle.Key);
            WriteLogEntries(json, bundle.LogEntries);
            WriteTimestamps(json, bundle.Timestamps);
            json.WriteEndObject();
            WriteContent(json, bundle.Content);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteKey(Utf8JsonWriter json, KeyMaterial key)
    {
        switch (key)
        {
            case PublicKeyHint { Hint: var hint }:
                json.WriteStartObject("publicKey");
                WriteText(json, "hint", hint);
                json.WriteEndObject();
                break;
            case CertificateMaterial { Certificates: [var leaf] }:
                json.WriteStartObject("certificate");
                json.WriteBase64String("rawBytes", leaf.AsSpan());
                json.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException("A bundle of version 0.3 has a key hint or one certificate.");
        }
    }

    private static void WriteLogEntries(Utf8JsonWriter json, ImmutableArray<TransparencyLogEntry> entries)
    {
        if (entries.IsEmpty)
            return;
        json.WriteStartArray("tlogEntries");
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            WriteCount(json, "logIndex", entry.LogIndex);
            json.WriteStartObject("logId");
            json.WriteBase64String("keyId", entry.LogId.AsSpan());
            json.WriteEndObject();
            json.WriteStartObject("kindVersion");
            json.WriteString("kind", entry.Kind);
            json.WriteString("version", entry.KindVersion);
            json.WriteEndObject();
            if (entry.IntegratedTime != 0)
                WriteCount(json, "integratedTime", entry.IntegratedTime);
            if (!entry.SignedEntryTimestamp.IsEmpty)
            {
                json.WriteStartObject("inclusionPromise");
                json.WriteBase64String("signedEntryTimestamp", entry.SignedEntryTimestamp.AsSpan());
                json.WriteEndObject();
            }
            if (entry.InclusionProof is { } proof)
                WriteProof(json, proof);
            json.WriteBase64String("canonicalizedBody", entry.CanonicalizedBody.AsSpan());
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteProof(Utf8JsonWriter json, InclusionProof proof)
    {
        json.WriteStartObject("inclusionProof");
        WriteCount(json, "logIndex", proof.LogIndex);
        json.WriteBase64String("rootHash", proof.RootHash.AsSpan());
        WriteCount(json, "treeSize", proof.TreeSize);
        json.WriteStartArray("hashes");
        foreach (var hash in proof.Hashes)
            json.WriteBase64StringValue(hash.AsSpan());
        json.WriteEndArray();
        json.WriteStartObject("checkpoint");
        json.WriteString("envelope", proof.Checkpoint);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTimestamps(Utf8JsonWriter json, ImmutableArray<ImmutableArray<byte>> timestamps)
    {
        if (timestamps.IsEmpty)
            return;
        json.WriteStartObject("timestampVerificationData");
        json.WriteStartArray("rfc3161Timestamps");
        foreach (var timestamp in timestamps)
        {
            json.WriteStartObject();
            json.WriteBase64String("signedTimestamp", timestamp.AsSpan());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter json, BundleContent content)
    {
        switch (content)
        {
            case DsseEnvelope envelope:
                json.WriteStartObject("dsseEnvelope");
                json.WriteBase64String("payload", envelope.Payload.AsSpan());
                json.WriteString("payloadType", envelope.PayloadType);
                json.WriteStartArray("signatures");
                json.WriteStartObject();
                json.WriteBase64String("sig", envelope.Signature.AsSpan());
                WriteText(json, "keyid", envelope.KeyId);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
                break;
            case MessageSignature message:
                json.WriteStartObject("messageSignature");
                if (message.DigestAlgorithm.Length > 0)
                {
                    json.WriteStartObject("messageDigest");
                    json.WriteString("algorithm", message.DigestAlgorithm);
                    json.WriteBase64String("digest", message.Digest.AsSpan());
                    json.WriteEndObject();
                }
                json.WriteBase64String("signature", message.Signature.AsSpan());
                json.WriteEndObject();
                break;
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
            json.WriteString(name, text);
    }

    private static void WriteCount(Utf8JsonWriter json, string name, long count) =>
        json.WriteString(name, count.ToString(CultureInfo.InvariantCulture));
}
