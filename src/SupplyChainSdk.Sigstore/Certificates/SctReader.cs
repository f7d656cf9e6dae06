using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>A promise as a certificate carries it (RFC 6962, 3.2): read, and not verified.</summary>
internal sealed record Sct(
    ReadOnlyMemory<byte> LogId, DateTimeOffset Time, ReadOnlyMemory<byte> Extensions, byte HashNumber, byte SignatureNumber, ReadOnlyMemory<byte> Signature)
{
    /// <summary>Whether it is signed in the way that the log's key is used (RFC 5246, 7.4.1.4.1).</summary>
    public bool IsFor(VerificationKey key)
    {
        var hash = HashNumber switch { 4 => HashAlgorithmName.SHA256, 5 => HashAlgorithmName.SHA384, 6 => HashAlgorithmName.SHA512, _ => default };
        var isKind = SignatureNumber switch
        {
            1 => key.Kind == KeyKind.Rsa,
            3 => key.Kind is KeyKind.P256 or KeyKind.P384 or KeyKind.P521,
            _ => false,
        };
        return isKind && key.Hash == hash;
    }
}

/// <summary>Reads the list of promises in a certificate: TLS encoding, and no byte left over.</summary>
internal static class SctReader
{
    private const int MaxPromises = 16;

    /// <summary>At least one.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.SctMissing"/>, <see cref="VerificationFailure.SctMalformed"/>.</exception>
    public static List<Sct> Read(Certificate leaf)
    {
        if (leaf.Find(CertificateExtension.SignedCertificateTimestamps) is not { } extension)
        {
            throw new VerificationException(
                VerificationFailure.SctMissing, "The certificate carries no promise of a certificate transparency log (SCT), and one is needed.");
        }
        var promises = new List<Sct>();
        var list = ReadList(extension.Value);
        if (list.IsEmpty)
            throw Malformed("the list is empty");
        while (!list.IsEmpty)
        {
            promises.Add(ReadOne(TakeVector(ref list)));
            if (promises.Count > MaxPromises)
                throw Malformed($"there are more than {MaxPromises}");
        }
        return promises;
    }

    private static ReadOnlyMemory<byte> ReadList(ReadOnlyMemory<byte> value)
    {
        try
        {
            var reader = new AsnReader(value, AsnEncodingRules.DER);
            ReadOnlyMemory<byte> content = reader.ReadOctetString();
            reader.ThrowIfNotEmpty();
            var list = TakeVector(ref content);
            return content.IsEmpty ? list : throw Malformed("bytes follow the list");
        }
        catch (AsnContentException e)
        {
            throw Malformed("the list is not an OCTET STRING", e);
        }
    }

    private static Sct ReadOne(ReadOnlyMemory<byte> sct)
    {
        if (Take(ref sct, 1).Span[0] != 0)
            throw Malformed("one is of a version that is not known");
        var logId = Take(ref sct, 32);
        var time = BinaryPrimitives.ReadUInt64BigEndian(Take(ref sct, 8).Span);
        if (time > (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            throw Malformed("the time of one is after the year 9999");
        var extensions = TakeVector(ref sct);
        var algorithm = Take(ref sct, 2);
        var signature = TakeVector(ref sct);
        return sct.IsEmpty
            ? new Sct(logId, DateTimeOffset.FromUnixTimeMilliseconds((long)time), extensions, algorithm.Span[0], algorithm.Span[1], signature)
            : throw Malformed("bytes follow one");
    }

    private static ReadOnlyMemory<byte> TakeVector(ref ReadOnlyMemory<byte> rest) => Take(ref rest, BinaryPrimitives.ReadUInt16BigEndian(Take(ref rest, 2).Span));

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> rest, int length)
    {
        if (rest.Length < length)
            throw Malformed("one is cut short");
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static VerificationException Malformed(string what, Exception? inner = null) =>
        new(VerificationFailure.SctMalformed, $"The promises of certificate transparency logs in the certificate cannot be read: {what}.", inner);
}
