using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SupplyChainSdk.Sigstore.Tests.Verification;

/// <summary>A timestamp authority in memory, its tokens written by hand (RFC 3161, RFC 5652).</summary>
internal sealed class TestTimestampAuthority
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestTimestampAuthority(string name)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Root = TestInstance.MakeAuthority($"CN={name} root,O=sigstore.test", rootKey);
        var request = new CertificateRequest($"CN={name},O=sigstore.test", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.8")], critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Root, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        Leaf = request.Create(Root.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), TestInstance.Start.AddYears(-1), TestInstance.End.AddYears(1), [7]);
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Leaf { get; }

    /// <summary>A whole TimeStampResp over data.</summary>
    public byte[] Respond(ReadOnlySpan<byte> data, DateTimeOffset time)
    {
        var info = Info(data, time);
        var attributes = Attributes(info);
        // What is signed is the SET, tagged as one; in the message it is tagged [0].
        var signature = TestInstance.Sign(_key, attributes);
        attributes[0] = 0xa0;

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                writer.WriteInteger(0);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.113549.1.7.2");
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                using (writer.PushSequence())
                {
                    writer.WriteInteger(3);
                    using (writer.PushSetOf())
                        Algorithm(writer, "2.16.840.1.101.3.4.2.1");
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier("1.2.840.113549.1.9.16.1.4");
                        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                            writer.WriteOctetString(info);
                    }
                    using (writer.PushSetOf(new Asn1Tag(TagClass.ContextSpecific, 0)))
                        writer.WriteEncodedValue(Leaf.RawData);
                    using (writer.PushSetOf())
                    using (writer.PushSequence())
                    {
                        writer.WriteInteger(1);
                        IssuerAndSerial(writer);
                        Algorithm(writer, "2.16.840.1.101.3.4.2.1");
                        writer.WriteEncodedValue(attributes);
                        Algorithm(writer, "1.2.840.10045.4.3.2");
                        writer.WriteOctetString(signature);
                    }
                }
            }
        }
        return writer.Encode();
    }

    private static byte[] Info(ReadOnlySpan<byte> data, DateTimeOffset time)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteObjectIdentifier("1.3.6.1.4.1.57264.2");
            using (writer.PushSequence())
            {
                Algorithm(writer, "2.16.840.1.101.3.4.2.1");
                writer.WriteOctetString(SHA256.HashData(data));
            }
            writer.WriteInteger(new BigInteger(RandomNumberGenerator.GetBytes(8), isUnsigned: true));
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: time.Millisecond == 0);
        }
        return writer.Encode();
    }

    private byte[] Attributes(byte[] info)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSetOf())
        {
            Attribute(writer, "1.2.840.113549.1.9.3", w => w.WriteObjectIdentifier("1.2.840.113549.1.9.16.1.4"));
            Attribute(writer, "1.2.840.113549.1.9.4", w => w.WriteOctetString(SHA256.HashData(info)));
            Attribute(writer, "1.2.840.113549.1.9.16.2.47", w =>
            {
                using (w.PushSequence())
                using (w.PushSequence())
                using (w.PushSequence())
                    w.WriteOctetString(SHA256.HashData(Leaf.RawData));
            });
        }
        return writer.Encode();
    }

    private static void Attribute(AsnWriter writer, string type, Action<AsnWriter> value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(type);
            using (writer.PushSetOf())
                value(writer);
        }
    }

    private static void Algorithm(AsnWriter writer, string algorithm)
    {
        using (writer.PushSequence())
            writer.WriteObjectIdentifier(algorithm);
    }

    private void IssuerAndSerial(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(Leaf.IssuerName.RawData);
            writer.WriteInteger(new BigInteger(Leaf.SerialNumberBytes.Span, isUnsigned: true, isBigEndian: true));
        }
    }
}
