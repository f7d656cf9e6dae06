using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>The interface of Rekor v1: a file is logged as hashedrekord 0.0.1, an envelope as dsse 0.0.1.</summary>
/// <remarks>Source: sigstore/rekor, openapi.yaml and pkg/types.</remarks>
internal static class RekorV1
{
    public const string Path = "api/v1/log/entries";

    private const int MaxDepth = 8;
    private const int MaxProofHashes = 64;
    private const long MaxTime = 253_402_300_799;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="content">Signed.</param>
    /// <param name="signer">DER: a certificate.</param>
    public static byte[] Request(BundleContent content, ReadOnlyMemory<byte> signer)
    {
        var pem = Encoding.ASCII.GetBytes(PemEncoding.WriteString("CERTIFICATE", signer.Span));
        return Json(json =>
        {
            json.WriteString("apiVersion", "0.0.1");
            json.WriteString("kind", content is DsseEnvelope ? "dsse" : "hashedrekord");
            json.WriteStartObject("spec");
            if (content is DsseEnvelope envelope)
                WriteProposed(json, envelope, pem);
            else
                WriteRecord(json, (MessageSignature)content, pem);
            json.WriteEndObject();
        });
    }

    /// <summary>Reads the one entry of an answer; its version is what its body says.</summary>
    public static TransparencyLogEntry Read(byte[] answer, Malformed malformed) => StrictJson.Read(answer, MaxDepth, malformed, element =>
    {
        var entries = element.ValueKind == JsonValueKind.Object ? element.EnumerateObject().ToArray() : [];
        if (entries is not [var only])
            throw malformed(StrictJson.Root, $"is not an object with one entry");
        var entry = JsonMembers.OpenAny(only.Value, "entry", malformed);
        var body = entry.RequiredBytes("body");
        var (kind, version) = StrictJson.Read(body.AsMemory(), MaxDepth * 2, malformed, e =>
        {
            var members = JsonMembers.OpenAny(e, "entry.body", malformed);
            return (members.RequiredText("kind"), members.RequiredText("apiVersion"));
        });
        var verification = entry.RequiredAny("verification");
        var proof = verification.RequiredAny("inclusionProof");
        var time = entry.Count("integratedTime");
        if (time is 0 or > MaxTime)
            throw entry.Malformed("integratedTime", "is missing or no time");
        return new TransparencyLogEntry(
            entry.Count("logIndex"), Hex(entry, "logID"), kind, version, time, verification.RequiredBytes("signedEntryTimestamp"),
            new InclusionProof(
                proof.Count("logIndex"), Hex(proof, "rootHash"), proof.Count("treeSize"),
                [.. proof.TextItems("hashes", MaxProofHashes).Select(h => Hex(h, proof, "hashes"))], proof.RequiredText("checkpoint")),
            body);
    });

    private static void WriteProposed(Utf8JsonWriter json, DsseEnvelope envelope, byte[] pem)
    {
        var text = Json(inner =>
        {
            inner.WriteBase64String("payload", envelope.Payload.AsSpan());
            inner.WriteString("payloadType", envelope.PayloadType);
            inner.WriteStartArray("signatures");
            inner.WriteStartObject();
            inner.WriteBase64String("sig", envelope.Signature.AsSpan());
            inner.WriteEndObject();
            inner.WriteEndArray();
        });
        json.WriteStartObject("proposedContent");
        json.WriteString("envelope", text);
        json.WriteStartArray("verifiers");
        json.WriteBase64StringValue(pem);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRecord(Utf8JsonWriter json, MessageSignature message, byte[] pem)
    {
        json.WriteStartObject("data");
        json.WriteStartObject("hash");
        json.WriteString("algorithm", "sha256");
        json.WriteString("value", Convert.ToHexStringLower(message.Digest.AsSpan()));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("signature");
        json.WriteBase64String("content", message.Signature.AsSpan());
        json.WriteStartObject("publicKey");
        json.WriteBase64String("content", pem);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static ImmutableArray<byte> Hex(JsonMembers members, string name) => Hex(members.RequiredText(name), members, name);

    private static ImmutableArray<byte> Hex(string text, JsonMembers members, string name) =>
        Artifact.TryDecodeHex(text, out var bytes) ? bytes : throw members.Malformed(name, "is not lower-case hexadecimal");
}
