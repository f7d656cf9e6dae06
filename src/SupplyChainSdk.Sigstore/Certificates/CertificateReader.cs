using System.Formats.Asn1;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>Reads certificates: version 3, DER throughout, no part that RFC 5280 does not have, no extension twice.</summary>
internal static class CertificateReader
{
    private const int MaxBytes = 1 << 16;
    private const int MaxExtensions = 64;
    private const int MaxSerialBytes = 20; // RFC 5280, 4.1.2.2

    private static readonly Asn1Tag Version = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag ExtensionList = new(TagClass.ContextSpecific, 3, isConstructed: true);

    /// <summary>Reads one certificate, and nothing after it.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.CertificateMalformed"/>.</exception>
    public static Certificate Read(ReadOnlyMemory<byte> der)
    {
        if (der.Length > MaxBytes)
            throw VerificationException.MalformedCertificate($"it has more than {MaxBytes} bytes");
        try
        {
            return ReadCertificate(der);
        }
        catch (AsnContentException e)
        {
            throw VerificationException.MalformedCertificate("it is not DER of the specified form", e);
        }
    }

    private static Certificate ReadCertificate(ReadOnlyMemory<byte> der)
    {
        var file = new AsnReader(der, AsnEncodingRules.DER);
        var outer = file.ReadSequence();
        file.ThrowIfNotEmpty();
        var tbs = outer.ReadEncodedValue();
        var outerAlgorithm = outer.ReadEncodedValue();
        var signature = outer.ReadBitString(out var unused);
        outer.ThrowIfNotEmpty();
        if (unused != 0)
            throw VerificationException.MalformedCertificate("its signature is not a whole number of bytes");

        var reader = new AsnReader(tbs, AsnEncodingRules.DER).ReadSequence();
        var content = new AsnReader(tbs, AsnEncodingRules.DER).PeekContentBytes();
        if (!reader.PeekTag().HasSameClassAndValue(Version))
            throw VerificationException.MalformedCertificate("it is not of version 3");
        var version = reader.ReadSequence(Version);
        if (!version.TryReadInt32(out var number) || number != 2)
            throw VerificationException.MalformedCertificate("it is not of version 3");
        version.ThrowIfNotEmpty();
        var serial = reader.ReadIntegerBytes();
        if (serial.Length > MaxSerialBytes || serial.Span[0] >= 0x80)
            throw VerificationException.MalformedCertificate($"its serial number is negative or has more than {MaxSerialBytes} bytes");
        var algorithm = reader.ReadEncodedValue();
        if (!algorithm.Span.SequenceEqual(outerAlgorithm.Span))
            throw VerificationException.MalformedCertificate("it names one signature algorithm inside and another one outside of what is signed");
        var issuer = ReadName(reader);
        if (issuer.Length == 2)
            throw VerificationException.MalformedCertificate("it has no issuer"); // RFC 5280, 4.1.2.4
        var validity = reader.ReadSequence();
        var range = new TimeRange(ReadTime(validity), ReadTime(validity));
        validity.ThrowIfNotEmpty();
        var subject = ReadName(reader);
        var spki = reader.ReadEncodedValue();
        // Unique identifiers of issuer and subject would stand here; no authority may make them (RFC 5280, 4.1.2.8).
        if (!reader.HasData)
            throw VerificationException.MalformedCertificate("it has no extensions");
        var list = reader.PeekEncodedValue();
        var extensions = ReadExtensions(reader.ReadSequence(ExtensionList));
        reader.ThrowIfNotEmpty();

        var isAuthority = ExtensionReader.ReadBasicConstraints(Value(extensions, CertificateExtension.BasicConstraints), out var pathLength);
        return new Certificate
        {
            Der = der,
            Tbs = tbs,
            BeforeExtensions = content[..(content.Length - list.Length)],
            SignatureAlgorithmIdentifier = algorithm,
            Signature = signature,
            SerialNumber = serial,
            Issuer = issuer,
            Subject = subject,
            SubjectPublicKeyInfo = spki,
            Validity = range,
            Extensions = extensions,
            IsAuthority = isAuthority,
            PathLength = pathLength,
            KeyUsage = ExtensionReader.ReadKeyUsage(Value(extensions, CertificateExtension.KeyUsage)),
            Purposes = ExtensionReader.ReadPurposes(Value(extensions, CertificateExtension.ExtendedKeyUsage)),
            SubjectKeyId = ExtensionReader.ReadSubjectKeyId(Value(extensions, CertificateExtension.SubjectKeyIdentifier)),
            AuthorityKeyId = ExtensionReader.ReadAuthorityKeyId(Value(extensions, CertificateExtension.AuthorityKeyIdentifier)),
        };
    }

    // Name ::= SEQUENCE OF SET OF SEQUENCE { type, value }. Walked to its end, so that all of it is DER; compared as bytes.
    private static ReadOnlyMemory<byte> ReadName(AsnReader reader)
    {
        var encoded = reader.PeekEncodedValue();
        var name = reader.ReadSequence();
        while (name.HasData)
        {
            var set = name.ReadSetOf();
            do
            {
                var attribute = set.ReadSequence();
                _ = attribute.ReadObjectIdentifier();
                _ = attribute.ReadEncodedValue();
                attribute.ThrowIfNotEmpty();
            }
            while (set.HasData);
        }
        return encoded;
    }

    private static DateTimeOffset ReadTime(AsnReader reader)
    {
        if (reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime))
            return reader.ReadUtcTime();
        // RFC 5280, 4.1.2.5.2: with seconds and without a fraction, as YYYYMMDDHHMMSSZ.
        return reader.PeekContentBytes().Length == 15
            ? reader.ReadGeneralizedTime()
            : throw VerificationException.MalformedCertificate("a date in it is not in the form that certificates have");
    }

    private static CertificateExtension[] ReadExtensions(AsnReader wrapper)
    {
        var list = wrapper.ReadSequence();
        wrapper.ThrowIfNotEmpty();
        var extensions = new List<CertificateExtension>();
        do
        {
            var encoded = list.PeekEncodedValue();
            var extension = list.ReadSequence();
            var id = extension.ReadObjectIdentifier();
            var isCritical = false;
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean))
            {
                isCritical = extension.ReadBoolean();
                if (!isCritical)
                    throw VerificationException.MalformedCertificate($"its extension {id} spells out a default, which is not DER");
            }
            if (!extension.TryReadPrimitiveOctetString(out var value))
                throw VerificationException.MalformedCertificate($"its extension {id} has no value");
            extension.ThrowIfNotEmpty();
            if (extensions.Exists(e => e.Id == id))
                throw VerificationException.MalformedCertificate($"it has the extension {id} twice");
            extensions.Add(new CertificateExtension(id, isCritical, value, encoded));
            if (extensions.Count > MaxExtensions)
                throw VerificationException.MalformedCertificate($"it has more than {MaxExtensions} extensions");
        }
        while (list.HasData);
        return [.. extensions];
    }

    private static ReadOnlyMemory<byte>? Value(CertificateExtension[] extensions, string id) => Array.Find(extensions, e => e.Id == id)?.Value;
}
