using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace SupplyChainSdk.Sigstore.Logs;

/// <summary>What the digest of an entry is of.</summary>
internal enum LoggedDigest
{
    /// <summary>The artifact.</summary>
    Artifact,

    /// <summary>The artifact, or for an envelope its pre-authentication encoding.</summary>
    SignedBytes,

    /// <summary>The payload of an envelope.</summary>
    Payload,
}

/// <summary>What a log entry says was signed. Every field was there.</summary>
/// <param name="Signature">Decoded.</param>
/// <param name="IsCertificate">Whether <paramref name="Key"/> is a certificate, or a SubjectPublicKeyInfo.</param>
/// <param name="Key">DER.</param>
/// <param name="KeyDetails">As the entry has it; null for kinds without.</param>
/// <param name="DigestOf">By the kind.</param>
/// <param name="DigestAlgorithm"><c>sha256</c>, <c>sha384</c> or <c>sha512</c>.</param>
/// <param name="Digest">Of the length of its algorithm.</param>
internal sealed record LogEntryBody(
    ImmutableArray<byte> Signature, bool IsCertificate, ImmutableArray<byte> Key, string? KeyDetails, LoggedDigest DigestOf, string DigestAlgorithm,
    ImmutableArray<byte> Digest)
{
    private const int MaxDepth = 16;
    private const int MaxBytes = Bundle.MaxBytes;

    /// <summary>Whether entries of the kind are of logs that have a time of their own: Rekor v2 promises nothing.</summary>
    public static bool HasTime(TransparencyLogEntry entry) => (entry.Kind, entry.KindVersion) is not ("hashedrekord", "0.0.2");

    /// <summary>Reads a body by the one way of its kind and version.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.LogEntryUnsupported"/> or <see cref="VerificationFailure.LogEntryMalformed"/>.</exception>
    public static LogEntryBody Read(TransparencyLogEntry entry)
    {
        // This list and nothing else: a kind that is not understood is never "nothing to compare".
        Func<JsonMembers, LogEntryBody> read = (entry.Kind, entry.KindVersion) switch
        {
            ("hashedrekord", "0.0.1") => ReadHashedRekord1,
            ("hashedrekord", "0.0.2") => ReadHashedRekord2,
            ("dsse", "0.0.1") => ReadDsse1,
            ("intoto", "0.0.2") => ReadInToto2,
            _ => throw new VerificationException(
                VerificationFailure.LogEntryUnsupported,
                $"The log entry is of kind {ForeignText.Quote($"{entry.Kind}/{entry.KindVersion}")}, which this version does not read"
                + " (hashedrekord/0.0.1, hashedrekord/0.0.2, dsse/0.0.1, intoto/0.0.2): a newer version is needed."),
        };
        return StrictJson.Read(entry.CanonicalizedBody.AsMemory(), MaxDepth, Malformed, element =>
        {
            var body = JsonMembers.OpenAny(element, StrictJson.Root, Malformed);
            var (kind, version) = (body.RequiredText("kind"), body.RequiredText("apiVersion"));
            return kind == entry.Kind && version == entry.KindVersion
                ? read(body.RequiredAny("spec"))
                : throw Malformed("kind", $"is {ForeignText.Quote($"{kind}/{version}")}, and the bundle says {entry.Kind}/{entry.KindVersion}");
        });
    }

    private static LogEntryBody ReadHashedRekord1(JsonMembers spec)
    {
        var hash = spec.RequiredAny("data").RequiredAny("hash");
        var signature = spec.RequiredAny("signature");
        var (isCertificate, key) = ReadPem(signature.RequiredAny("publicKey"), "content");
        var (algorithm, digest) = ReadHex(hash);
        return new(signature.RequiredBytes("content"), isCertificate, key, null, LoggedDigest.Artifact, algorithm, digest);
    }

    private static LogEntryBody ReadHashedRekord2(JsonMembers spec)
    {
        var rekord = spec.RequiredAny("hashedRekordV002");
        var data = rekord.RequiredAny("data");
        var signature = rekord.RequiredAny("signature");
        var verifier = signature.RequiredAny("verifier");
        if (verifier.Has("x509Certificate") == verifier.Has("publicKey"))
            throw verifier.Malformed("x509Certificate", "and publicKey are both there, or neither");
        var isCertificate = verifier.Has("x509Certificate");
        var key = verifier.RequiredAny(isCertificate ? "x509Certificate" : "publicKey").RequiredBytes("rawBytes");
        var algorithm = data.RequiredText("algorithm") switch
        {
            "SHA2_256" => "sha256",
            "SHA2_384" => "sha384",
            "SHA2_512" => "sha512",
            var other => throw data.Malformed("algorithm", $"is {ForeignText.Quote(other)}, expected was SHA2_256, SHA2_384 or SHA2_512"),
        };
        return new(
            signature.RequiredBytes("content"), isCertificate, key, verifier.RequiredText("keyDetails"), LoggedDigest.SignedBytes, algorithm,
            Checked(data, "digest", algorithm, data.RequiredBytes("digest")));
    }

    private static LogEntryBody ReadDsse1(JsonMembers spec)
    {
        var signature = Only(spec, "signatures");
        var (isCertificate, key) = ReadPem(signature, "verifier");
        var (algorithm, digest) = ReadHex(spec.RequiredAny("payloadHash"));
        return new(signature.RequiredBytes("signature"), isCertificate, key, null, LoggedDigest.Payload, algorithm, digest);
    }

    private static LogEntryBody ReadInToto2(JsonMembers spec)
    {
        var content = spec.RequiredAny("content");
        var signature = Only(content.RequiredAny("envelope"), "signatures");
        var (isCertificate, key) = ReadPem(signature, "publicKey");
        var (algorithm, digest) = ReadHex(content.RequiredAny("payloadHash"));
        // Base64 of base64: the envelope's text was taken for bytes when the kind was made.
        var inner = Encoding.Latin1.GetString(signature.RequiredBytes("sig").AsSpan());
        try
        {
            return new(ImmutableCollectionsMarshal.AsImmutableArray(Base64Text.Decode(inner)), isCertificate, key, null, LoggedDigest.Payload, algorithm, digest);
        }
        catch (FormatException e)
        {
            throw signature.Malformed("sig", "is not base64 of base64", e);
        }
    }

    private static JsonMembers Only(JsonMembers members, string name) => members.AnyObjects(name, 32) is [var only]
        ? only
        : throw members.Malformed(name, "has not exactly one item");

    private static (string Algorithm, ImmutableArray<byte> Digest) ReadHex(JsonMembers hash)
    {
        var algorithm = hash.RequiredText("algorithm");
        if (algorithm is not ("sha256" or "sha384" or "sha512"))
            throw hash.Malformed("algorithm", $"is {ForeignText.Quote(algorithm)}, expected was sha256, sha384 or sha512");
        var value = hash.RequiredText("value");
        return Artifact.TryDecodeHex(value, out var digest)
            ? (algorithm, Checked(hash, "value", algorithm, digest))
            : throw hash.Malformed("value", "is not lower-case hexadecimal");
    }

    private static ImmutableArray<byte> Checked(JsonMembers members, string name, string algorithm, ImmutableArray<byte> digest) =>
        digest.Length == Artifact.DigestSize(algorithm) ? digest : throw members.Malformed(name, $"is no digest of {algorithm}");

    private static (bool IsCertificate, ImmutableArray<byte> Der) ReadPem(JsonMembers members, string name)
    {
        var pem = members.RequiredBytes(name);
        try
        {
            return Pem.Find(pem.AsSpan()) is [{ Label: "CERTIFICATE" or "PUBLIC KEY" } block]
                ? (block.IsCertificate, ImmutableCollectionsMarshal.AsImmutableArray(Pem.Decode(pem.AsSpan(), block)))
                : throw members.Malformed(name, "is not one PEM block, CERTIFICATE or PUBLIC KEY");
        }
        catch (KeyException e)
        {
            throw members.Malformed(name, "is not PEM", e);
        }
    }

    private static VerificationException Malformed(string where, string what, Exception? inner = null) =>
        new(VerificationFailure.LogEntryMalformed, $"The body of the log entry is malformed: {where} {what}.", inner);
}
