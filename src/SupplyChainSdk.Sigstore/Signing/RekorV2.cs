using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>The interface of Rekor v2: a file and an envelope are both logged as hashedrekord 0.0.2, by the digest of what was signed.</summary>
/// <remarks>Source: sigstore/rekor-tiles, proto/rekor/v2.</remarks>
internal static class RekorV2
{
    public const string Path = "api/v2/log/entries";

    private const int MaxDepth = 8;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="signature">DER.</param>
    /// <param name="digest">SHA-256 of the artifact, or of the pre-authentication encoding.</param>
    /// <param name="signer">DER: a certificate.</param>
    public static byte[] Request(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> digest, ReadOnlyMemory<byte> signer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteStartObject("hashedRekordRequestV002");
        json.WriteBase64String("digest", digest);
        json.WriteStartObject("signature");
        json.WriteBase64String("content", signature);
        json.WriteStartObject("verifier");
        json.WriteString("keyDetails", "PKIX_ECDSA_P256_SHA_256");
        json.WriteStartObject("x509Certificate");
        json.WriteBase64String("rawBytes", signer.Span);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads an answer: an entry as it stands in a bundle.</summary>
    public static TransparencyLogEntry Read(byte[] answer, Malformed malformed) => StrictJson.Read(answer, MaxDepth, malformed, element =>
    {
        var entry = BundleReader.ReadLogEntry(JsonMembers.Open(element, StrictJson.Root, malformed, BundleReader.LogEntryMembers));
        return entry.InclusionProof is { Checkpoint.Length: > 0 } ? entry : throw malformed("inclusionProof", "or its checkpoint is missing");
    });
}
