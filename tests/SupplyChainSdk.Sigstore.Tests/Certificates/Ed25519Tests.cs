using System.Diagnostics;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore.Tests.Certificates;

[TestClass]
public sealed class Ed25519Tests
{
    private static readonly BigInteger L = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");

    // RFC 8032, 7.1: tests 1, 2, 3 and SHA(abc).
    [TestMethod]
    [DataRow(
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [DataRow(
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [DataRow(
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    [DataRow(
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704")]
    public void The_vectors_of_the_specification_verify_and_no_flipped_bit_of_them(string key, string message, string signature)
    {
        var (k, m, s) = (Convert.FromHexString(key), Convert.FromHexString(message), Convert.FromHexString(signature));
        Assert.IsTrue(Ed25519.Verify(k, m, s));
        foreach (var part in new[] { k, m, s })
        {
            for (var bit = 0; bit < part.Length * 8; bit++)
            {
                part[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.IsFalse(Ed25519.Verify(k, m, s), $"bit {bit} of {part.Length} bytes");
                part[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
        Assert.IsTrue(Ed25519.Verify(k, m, s));
    }

    [TestMethod]
    public void Node_and_we_agree_on_random_keys_messages_and_faults()
    {
        const string Script = """
            const c = require('crypto'), out = [];
            for (let i = 0; i < 300; i++) {
              const { publicKey, privateKey } = c.generateKeyPairSync('ed25519');
              const message = c.randomBytes(i), signature = c.sign(null, message, privateKey);
              if (i % 3 === 1) signature[c.randomInt(64)] ^= 1 << c.randomInt(8);
              out.push({ key: publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('hex'), message: message.toString('hex'),
                signature: signature.toString('hex'), valid: c.verify(null, message, publicKey, signature) });
            }
            console.log(JSON.stringify(out));
            """;
        var counts = new int[2];
        foreach (var item in JsonDocument.Parse(Node(Script)).RootElement.EnumerateArray())
        {
            byte[] Bytes(string name) => Convert.FromHexString(item.GetProperty(name).GetString()!);
            var expected = item.GetProperty("valid").GetBoolean();
            Assert.AreEqual(expected, Ed25519.Verify(Bytes("key"), Bytes("message"), Bytes("signature")), item.ToString());
            counts[expected ? 1 : 0]++;
        }
        Assert.AreEqual((100, 200), (counts[0], counts[1]));
    }

    [TestMethod]
    public void A_signature_with_the_group_order_added_to_its_scalar_is_refused()
    {
        var (key, message, signature) = Valid();
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true);
        var added = new byte[32];
        Assert.IsTrue((s + L).TryWriteBytes(added, out _, isUnsigned: true));
        Assert.IsFalse(Ed25519.Verify(key, message, [.. signature.AsSpan(0, 32), .. added]));
        Assert.IsTrue(Ed25519.Verify(key, message, signature));
    }

    [TestMethod]
    [DataRow("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", DisplayName = "y = p")]
    [DataRow("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", DisplayName = "y = p + 1")]
    [DataRow("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", DisplayName = "y = 2^255 - 1")]
    [DataRow("0100000000000000000000000000000000000000000000000000000000000080", DisplayName = "x = 0 with the sign bit")]
    [DataRow("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", DisplayName = "x = 0, y = -1, with the sign bit")]
    [DataRow("0200000000000000000000000000000000000000000000000000000000000000", DisplayName = "no square root")]
    public void What_is_no_point_in_its_one_encoding_is_no_key(string key) => Assert.IsFalse(Ed25519.IsKey(Convert.FromHexString(key)));

    [TestMethod]
    [DataRow("0100000000000000000000000000000000000000000000000000000000000000", DisplayName = "the neutral point")]
    [DataRow("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", DisplayName = "y = -1")]
    [DataRow("5866666666666666666666666666666666666666666666666666666666666666", DisplayName = "the base point")]
    public void Points_at_the_edge_are_points(string key) => Assert.IsTrue(Ed25519.IsKey(Convert.FromHexString(key)));

    [TestMethod]
    public void Other_lengths_are_refused()
    {
        var (key, message, signature) = Valid();
        Assert.IsFalse(Ed25519.Verify([.. key, 0], message, signature));
        Assert.IsFalse(Ed25519.Verify(key.AsSpan(1), message, signature));
        Assert.IsFalse(Ed25519.Verify(key, message, [.. signature, 0]));
        Assert.IsFalse(Ed25519.Verify(key, message, signature.AsSpan(0, 63)));
        Assert.IsFalse(Ed25519.Verify([], [], []));
    }

    [TestMethod]
    public void A_scalar_is_reduced_as_big_integers_are()
    {
        Span<byte> bytes = new byte[64];
        for (var i = 0; i < 500; i++)
        {
            RandomNumberGenerator.Fill(bytes);
            if (i == 0)
                bytes.Fill(0xff);
            var expected = new BigInteger(bytes, isUnsigned: true) % L;
            foreach (var width in new[] { 5, 7 })
            {
                var digits = EdwardsScalar.Reduce(bytes).SparseDigits(width);
                var sum = BigInteger.Zero;
                for (var d = 255; d >= 0; d--)
                    sum = (2 * sum) + digits[d];
                Assert.AreEqual(expected, sum);
            }
        }
    }

    private static (byte[] Key, byte[] Message, byte[] Signature) Valid() => (
        Convert.FromHexString("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"), [0x72],
        Convert.FromHexString("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));

    private static string Node(string script)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("node", ["-e", script]) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode);
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Inconclusive("node is not installed.");
            throw;
        }
    }
}
