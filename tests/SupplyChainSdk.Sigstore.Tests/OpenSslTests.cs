using System.ComponentModel;
using System.Diagnostics;

namespace SupplyChainSdk.Sigstore.Tests;

/// <summary>An implementation that shares nothing with ours agrees with it, both ways.</summary>
[TestClass]
public sealed class OpenSslTests
{
    private const string Statement = """{"_type":"https://in-toto.io/Statement/v1","name":"é"}""";

    [TestMethod]
    [DataRow(TestKeys.P256, "-sha256")]
    [DataRow(TestKeys.P384, "-sha384")]
    [DataRow(TestKeys.P521, "-sha512")]
    [DataRow(TestKeys.Rsa3072, "-sha256")]
    public async Task OpenSSL_verifies_what_we_sign_and_refuses_one_changed_byte(string kind, string digest)
    {
        using var folder = new TemporaryFolder();
        var envelope = (await TestKeys.Sign(kind, Statement)).Envelope();
        // The encoding is put together here by hand, so that a mistake in ours would show.
        var pae = $"DSSEv1 28 application/vnd.in-toto+json {TestKeys.Utf8(Statement).Length} {Statement}";
        File.WriteAllBytes(folder.At("signature"), [.. envelope.Signature]);
        folder.Write("key.pub", TestKeys.PublicPem(kind));
        string[] Command(string data) => ["dgst", digest, "-verify", folder.At("key.pub"), "-signature", folder.At("signature"), data];

        Assert.AreEqual(0, Run(Command(folder.Write("pae", pae))));
        Assert.AreNotEqual(0, Run(Command(folder.Write("changed", pae.Replace("é", "è", StringComparison.Ordinal)))));
    }

    [TestMethod]
    [DataRow("EC", "ec_paramgen_curve:P-256", "-sha256")]
    [DataRow("EC", "ec_paramgen_curve:P-384", "-sha384")]
    [DataRow("EC", "ec_paramgen_curve:P-521", "-sha512")]
    [DataRow("RSA", "rsa_keygen_bits:3072", "-sha256")]
    public void A_key_that_OpenSSL_made_and_encrypted_signs_and_what_OpenSSL_signed_verifies(string algorithm, string option, string digest)
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(0, Run("genpkey", "-algorithm", algorithm, "-pkeyopt", option, "-aes-256-cbc", "-pass", "pass:correct horse", "-out", folder.At("key")));
        Assert.AreEqual(0, Run("pkey", "-in", folder.At("key"), "-passin", "pass:correct horse", "-pubout", "-out", folder.At("key.pub")));
        folder.Write("data", Statement);
        Assert.AreEqual(0, Run("dgst", digest, "-sign", folder.At("key"), "-passin", "pass:correct horse", "-out", folder.At("signature"), folder.At("data")));

        var publicKey = PublicKey.Load(folder.At("key.pub"));
        publicKey.Verify(File.ReadAllBytes(folder.At("data")), File.ReadAllBytes(folder.At("signature")));
        Refused.With(VerificationFailure.SignatureInvalid, () => publicKey.Verify("x"u8, File.ReadAllBytes(folder.At("signature"))));
        using var key = SigningKey.Load(folder.At("key"), "PASS", _ => "correct horse");
        Assert.AreEqual(publicKey.Fingerprint, key.PublicKey.Fingerprint);
        publicKey.Verify("x"u8, key.Sign("x"u8));
    }

    [TestMethod]
    [DataRow("EC", "ec_paramgen_curve:secp256k1")]
    [DataRow("EC", "ec_paramgen_curve:brainpoolP256r1")]
    [DataRow("ED25519", "")]
    [DataRow("RSA-PSS", "rsa_keygen_bits:3072")]
    public void Keys_of_kinds_that_are_not_used_are_refused_as_that(string algorithm, string option)
    {
        using var folder = new TemporaryFolder();
        string[] options = option.Length == 0 ? [] : ["-pkeyopt", option];
        Assert.AreEqual(0, Run(["genpkey", "-algorithm", algorithm, .. options, "-out", folder.At("key")]));
        Assert.AreEqual(0, Run("pkey", "-in", folder.At("key"), "-pubout", "-out", folder.At("key.pub")));

        Refused.With(KeyFailure.Unsupported, () => PublicKey.Load(folder.At("key.pub")));
        Refused.With(KeyFailure.Unsupported, () => SigningKey.Load(folder.At("key"), null, _ => null));
    }

    [TestMethod]
    public void OpenSSL_opens_the_pair_that_we_write()
    {
        using var folder = new TemporaryFolder();
        using var pair = KeyPair.CreateEcdsaP256();
        KeyFiles.Write(pair, folder.At("key"), folder.At("key.pub"), "correct horse");

        Assert.AreEqual(0, Run("pkey", "-in", folder.At("key"), "-passin", "pass:correct horse", "-pubout", "-out", folder.At("again.pub")));
        Assert.AreEqual(File.ReadAllText(folder.At("again.pub")), File.ReadAllText(folder.At("key.pub")));
        Assert.AreNotEqual(0, Run("pkey", "-in", folder.At("key"), "-passin", "pass:incorrect horse", "-pubout", "-out", folder.At("none.pub")));
    }

    private static int Run(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            _ = error.Result;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (Win32Exception)
        {
            Assert.Inconclusive("openssl is not installed.");
            throw;
        }
    }
}
