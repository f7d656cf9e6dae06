using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore.Tests.Certificates;

/// <summary>Writes certificates of any shape, also of shapes that the platform does not write.</summary>
internal sealed record CertificateMaker
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public required ECDsa Key { get; init; }

    public required ECDsa SignedBy { get; init; }

    public string Issuer { get; init; } = "CN=root";

    public string Subject { get; init; } = "";

    public byte[] Serial { get; init; } = [1];

    public DateTimeOffset NotBefore { get; init; } = Start;

    public DateTimeOffset NotAfter { get; init; } = Start.AddYears(1);

    public byte[][] Extensions { get; init; } = [];

    /// <summary>Writes the validity itself, for dates in odd forms.</summary>
    public byte[]? Validity { get; init; }

    /// <summary>Encoded values between the key and the extensions.</summary>
    public byte[] BeforeExtensions { get; init; } = [];

    public byte[] Version { get; init; } = [0xa0, 3, 2, 1, 2];

    public string OuterAlgorithm { get; init; } = "1.2.840.10045.4.3.2";

    public Certificate Make() => Certificate.Parse(Encode());

    public byte[] Encode()
    {
        var tbs = EncodeTbs();
        return Sequence(tbs, Algorithm(OuterAlgorithm), BitString(SignedBy.SignData(tbs, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
    }

    public byte[] EncodeTbs() => Sequence(
        Version, Tlv(2, Serial), Algorithm("1.2.840.10045.4.3.2"), Name(Issuer), Validity ?? Sequence(Utc(NotBefore), Utc(NotAfter)), Name(Subject),
        Key.ExportSubjectPublicKeyInfo(), BeforeExtensions, Extensions.Length == 0 ? [] : Tlv(0xa3, Sequence(Extensions)));

    public static byte[] Extension(string id, bool isCritical, byte[] value) => Sequence(Oid(id), isCritical ? [1, 1, 0xff] : [], Tlv(4, value));

    public static byte[] BasicConstraints(int? pathLength = null) =>
        Extension("2.5.29.19", true, Sequence([1, 1, 0xff], pathLength is { } length ? [2, 1, (byte)length] : []));

    public static byte[] KeyCertSign => Extension("2.5.29.15", true, [3, 2, 2, 0x04]);

    public static byte[] DigitalSignature => Extension("2.5.29.15", true, [3, 2, 7, 0x80]);

    public static byte[] Purpose(string id, bool isCritical = false) => Extension("2.5.29.37", isCritical, Sequence(Oid(id)));

    public static byte[] KeyId(byte id) => Extension("2.5.29.14", false, [4, 1, id]);

    public static byte[] AuthorityKeyId(byte id) => Extension("2.5.29.35", false, Sequence([0x80, 1, id]));

    public static byte[] UriName(string uri) => Extension("2.5.29.17", true, Sequence(Tlv(0x86, System.Text.Encoding.ASCII.GetBytes(uri))));

    public static byte[] Name(string name) => name.Length == 0 ? [0x30, 0] : new X500DistinguishedName(name).RawData;

    public static byte[] Oid(string id)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(id);
        return writer.Encode();
    }

    public static byte[] Utc(DateTimeOffset time)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteUtcTime(time);
        return writer.Encode();
    }

    public static byte[] Algorithm(string id) => Sequence(Oid(id));

    public static byte[] BitString(byte[] bytes) => Tlv(3, [0, .. bytes]);

    public static byte[] Sequence(params byte[][] parts) => Tlv(0x30, [.. parts.SelectMany(p => p)]);

    public static byte[] Tlv(byte tag, byte[] content) => content.Length switch
    {
        < 0x80 => [tag, (byte)content.Length, .. content],
        < 0x100 => [tag, 0x81, (byte)content.Length, .. content],
        _ => [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content],
    };
}
