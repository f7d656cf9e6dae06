using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests;

[TestClass]
public sealed class DsseTests
{
    [TestMethod]
    public void The_encoding_equals_the_vectors_of_the_protocol_byte_for_byte()
    {
        var vectors = Vectors();
        Assert.AreNotEqual(0, vectors.Length);
        foreach (var vector in vectors)
        {
            var encoded = Dsse.PreAuthenticationEncoding(Text(vector, "payloadType"), Encoding.UTF8.GetBytes(Text(vector, "payload")));
            Assert.AreEqual(Text(vector, "pae"), Encoding.UTF8.GetString(encoded));
        }
    }

    [TestMethod]
    public void The_vectors_signature_verifies_over_the_encoding_and_not_over_one_with_another_byte()
    {
        var vector = Vectors()[0];
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Decimal(vector, "publicKeyX"), Y = Decimal(vector, "publicKeyY") },
        });
        var envelope = vector.GetProperty("envelope");
        var signature = envelope.GetProperty("signatures")[0].GetProperty("sig").GetBytesFromBase64();
        var encoded = Dsse.PreAuthenticationEncoding(Text(envelope, "payloadType"), envelope.GetProperty("payload").GetBytesFromBase64());

        Assert.IsTrue(key.VerifyData(encoded, signature, HashAlgorithmName.SHA256));
        encoded[^1] ^= 1;
        Assert.IsFalse(key.VerifyData(encoded, signature, HashAlgorithmName.SHA256));
    }

    [TestMethod]
    public void A_bundle_signature_as_raw_numbers_is_refused_though_the_numbers_are_right()
    {
        var vector = Vectors()[0];
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Decimal(vector, "publicKeyX"), Y = Decimal(vector, "publicKeyY") },
        });
        var signature = vector.GetProperty("envelope").GetProperty("signatures")[0].GetProperty("sig").GetBytesFromBase64();
        var publicKey = PublicKey.Parse(Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem()));

        Refused.With(VerificationFailure.SignatureInvalid, () => publicKey.Verify(Encoding.UTF8.GetBytes(Text(vector, "pae")), signature));
    }

    [TestMethod]
    [DataRow("", "", "DSSEv1 0  0 ")]
    [DataRow("é", "Ⓖ", "DSSEv1 2 é 3 Ⓖ")]
    [DataRow("t", "0123456789", "DSSEv1 1 t 10 0123456789")]
    [DataRow("a 1 b", "c", "DSSEv1 5 a 1 b 1 c")]
    public void Lengths_count_bytes_in_decimals_without_a_leading_zero(string type, string payload, string expected) =>
        Assert.AreEqual(expected, Encoding.UTF8.GetString(Dsse.PreAuthenticationEncoding(type, Encoding.UTF8.GetBytes(payload))));

    [TestMethod]
    public void A_type_with_a_lone_surrogate_has_no_encoding() =>
        Assert.Throws<ArgumentException>(() => Dsse.PreAuthenticationEncoding("a\ud800", default));

    private static JsonElement[] Vectors()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(TestData.At("sigstore", "dsse-vectors.json")));
        return [.. document.RootElement.GetProperty("vectors").Clone().EnumerateArray()];
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static byte[] Decimal(JsonElement vector, string name)
    {
        var bytes = BigInteger.Parse(Text(vector, name), CultureInfo.InvariantCulture).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }
}
