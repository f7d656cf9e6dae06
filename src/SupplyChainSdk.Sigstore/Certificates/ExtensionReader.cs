using System.Formats.Asn1;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>The extensions that decide what a certificate may do (RFC 5280, 4.2.1); null for one that is absent.</summary>
internal static class ExtensionReader
{
    private const int MaxPurposes = 32;

    public static bool ReadBasicConstraints(ReadOnlyMemory<byte>? value, out int? pathLength)
    {
        pathLength = null;
        if (value is not { } der)
            return false;
        var constraints = ReadSequence(der);
        var isAuthority = false;
        if (constraints.HasData && constraints.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean))
        {
            isAuthority = constraints.ReadBoolean();
            if (!isAuthority)
                throw VerificationException.MalformedCertificate("its basic constraints spell out a default, which is not DER");
        }
        if (constraints.HasData)
        {
            if (!isAuthority || !constraints.TryReadInt32(out var length) || length < 0)
                throw VerificationException.MalformedCertificate("its path length is no number of certificates, or that of no authority");
            pathLength = length;
        }
        constraints.ThrowIfNotEmpty();
        return isAuthority;
    }

    /// <summary>The two first bytes of the bits, bit 0 the highest.</summary>
    public static int? ReadKeyUsage(ReadOnlyMemory<byte>? value)
    {
        if (value is not { } der)
            return null;
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var bits = reader.ReadBitString(out var unused);
        reader.ThrowIfNotEmpty();
        // X.690, 11.2.2: a list of named bits ends with one that is set; RFC 5280, 4.2.1.3: one at least, of nine.
        return bits.Length is 1 or 2 && ((bits[^1] >> unused) & 1) != 0
            ? (bits[0] << 8) | (bits.Length == 2 ? bits[1] : 0)
            : throw VerificationException.MalformedCertificate("its key usage is not DER of the specified form");
    }

    public static string[]? ReadPurposes(ReadOnlyMemory<byte>? value)
    {
        if (value is not { } der)
            return null;
        var list = ReadSequence(der);
        var purposes = new List<string>();
        do
            purposes.Add(list.ReadObjectIdentifier());
        while (list.HasData && purposes.Count <= MaxPurposes);
        list.ThrowIfNotEmpty();
        return [.. purposes];
    }

    public static ReadOnlyMemory<byte> ReadSubjectKeyId(ReadOnlyMemory<byte>? value)
    {
        if (value is not { } der)
            return default;
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var id = reader.ReadOctetString();
        reader.ThrowIfNotEmpty();
        return id.Length > 0 ? id : throw VerificationException.MalformedCertificate("its subject key identifier is empty");
    }

    /// <summary>The key identifier. Issuer and serial number, which may stand beside it, are read and say nothing that names and signature do not.</summary>
    public static ReadOnlyMemory<byte> ReadAuthorityKeyId(ReadOnlyMemory<byte>? value)
    {
        if (value is not { } der)
            return default;
        var sequence = ReadSequence(der);
        byte[] id = [];
        if (sequence.HasData && sequence.PeekTag().HasSameClassAndValue(Tag(0)))
        {
            id = sequence.ReadOctetString(Tag(0));
            if (id.Length == 0)
                throw VerificationException.MalformedCertificate("its authority key identifier is empty");
        }
        if (sequence.HasData)
        {
            var names = sequence.ReadSequence(Tag(1));
            while (names.HasData)
                _ = names.ReadEncodedValue();
            _ = sequence.ReadIntegerBytes(Tag(2));
        }
        sequence.ThrowIfNotEmpty();
        return id;
    }

    private static AsnReader ReadSequence(ReadOnlyMemory<byte> der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var sequence = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        return sequence;
    }

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number);
}
