using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore.Tests;

[TestClass]
public sealed class SigningKeyTests
{
    private const string Passphrase = "correct horse é battery";
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);

    [TestMethod]
    [DataRow(TestKeys.P256)]
    [DataRow(TestKeys.P384)]
    [DataRow(TestKeys.P521)]
    [DataRow(TestKeys.Rsa3072)]
    public void A_key_is_loaded_from_a_file_or_a_variable_plain_or_encrypted(string kind)
    {
        using var folder = new TemporaryFolder();
        var plain = TestKeys.PrivatePem(kind);
        var encrypted = TestKeys.Raw(kind).ExportEncryptedPkcs8PrivateKeyPem(Passphrase, Encryption);
        var environment = Environment(("PLAIN", plain), ("ENCRYPTED", encrypted), ("PASS", Passphrase));

        AssertIs(kind, () => SigningKey.Load(folder.Write("a.key", plain), null, environment));
        AssertIs(kind, () => SigningKey.Load(folder.Write("b.key", encrypted), "PASS", environment));
        AssertIs(kind, () => SigningKey.Load("env:PLAIN", null, environment));
        AssertIs(kind, () => SigningKey.Load("env:ENCRYPTED", "PASS", environment));
    }

    [TestMethod]
    public void The_older_forms_of_PEM_are_read_and_blocks_of_other_kinds_passed_over()
    {
        AssertIs(TestKeys.P256, () => Parse(((ECDsa)TestKeys.Raw(TestKeys.P256)).ExportECPrivateKeyPem()));
        AssertIs(TestKeys.Rsa3072, () => Parse(((RSA)TestKeys.Raw(TestKeys.Rsa3072)).ExportRSAPrivateKeyPem()));
        AssertIs(TestKeys.P256, () => Parse($"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{TestKeys.PrivatePem(TestKeys.P256)}\n{TestKeys.PublicPem(TestKeys.P256)}"));
    }

    [TestMethod]
    public void A_missing_key_is_not_found_wherever_it_was_to_be()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("release.key", Refused.With(KeyFailure.NotFound, () => SigningKey.Load(folder.At("release.key"), null, Environment())).Message);
        Assert.Contains("env:KEY", Refused.With(KeyFailure.NotFound, () => SigningKey.Load("env:KEY", null, Environment())).Message);
        Refused.With(KeyFailure.NotFound, () => SigningKey.Load("env:KEY", null, Environment(("KEY", ""))));
        Refused.With(KeyFailure.NotFound, () => SigningKey.Load("env:", null, Environment()));
        Refused.With(KeyFailure.Unreadable, () => SigningKey.Load(folder.At("."), null, Environment()));
    }

    [TestMethod]
    public void A_key_that_is_larger_than_the_limit_is_not_read()
    {
        using var folder = new TemporaryFolder();
        var large = TestKeys.PrivatePem(TestKeys.P256).PadRight(KeyFiles.MaxBytes + 1);
        Refused.With(KeyFailure.TooLarge, () => SigningKey.Load(folder.Write("a.key", large), null, Environment()));
        Refused.With(KeyFailure.TooLarge, () => SigningKey.Load("env:KEY", null, Environment(("KEY", large))));
        Refused.With(KeyFailure.TooLarge, () => Parse(large));
    }

    [TestMethod]
    public void What_is_no_private_key_is_refused_as_what_it_is()
    {
        Refused.With(KeyFailure.NotAKey, () => Parse("secret"));
        Refused.With(KeyFailure.NotAKey, () => Parse("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----"));
        Refused.With(KeyFailure.NotAKey, () => Parse("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----"));
        Refused.With(KeyFailure.NotAKey, () => Parse("-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----"));
        Refused.With(KeyFailure.PublicGiven, () => Parse(TestKeys.PublicPem(TestKeys.P256)));
        Refused.With(KeyFailure.PublicGiven, () => Parse(((RSA)TestKeys.Raw(TestKeys.Rsa3072)).ExportRSAPublicKeyPem()));
        Refused.With(KeyFailure.CertificateGiven, () => Parse("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----"));
        Refused.With(KeyFailure.SeveralKeys, () => Parse(TestKeys.PrivatePem(TestKeys.P256) + "\n" + TestKeys.PrivatePem(TestKeys.P384)));
        Refused.With(KeyFailure.SeveralKeys, () => Parse(TestKeys.PrivatePem(TestKeys.P256) + "\n" + TestKeys.PrivatePem(TestKeys.P256)));
    }

    [TestMethod]
    public void A_kind_of_key_that_is_not_used_is_refused_by_name()
    {
        const string Ed25519 = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n-----END PRIVATE KEY-----";
        Assert.Contains("Ed25519", Refused.With(KeyFailure.Unsupported, () => Parse(Ed25519)).Message);
        Assert.Contains(
            "'ENCRYPTED SIGSTORE PRIVATE KEY'",
            Refused.With(KeyFailure.Unsupported, () => Parse("-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----")).Message);
        Refused.With(KeyFailure.Unsupported, () => Parse("-----BEGIN OPENSSH PRIVATE KEY-----\nMAA=\n-----END OPENSSH PRIVATE KEY-----"));
        Refused.With(
            KeyFailure.Unsupported,
            () => Parse("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMAA=\n-----END RSA PRIVATE KEY-----"));
    }

    [TestMethod]
    public void Bytes_after_the_key_are_refused()
    {
        byte[] pkcs8 = [.. TestKeys.Raw(TestKeys.P256).ExportPkcs8PrivateKey(), 0];
        byte[] sec1 = [.. ((ECDsa)TestKeys.Raw(TestKeys.P256)).ExportECPrivateKey(), 0];
        byte[] encrypted = [.. TestKeys.Raw(TestKeys.P256).ExportEncryptedPkcs8PrivateKey(Passphrase, Encryption), 0];
        Refused.With(KeyFailure.NotAKey, () => Parse(PemEncoding.WriteString("PRIVATE KEY", pkcs8)));
        Refused.With(KeyFailure.NotAKey, () => Parse(PemEncoding.WriteString("EC PRIVATE KEY", sec1)));
        Refused.With(
            KeyFailure.NotAKey, () => SigningKey.Parse(TestKeys.Utf8(PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", encrypted)), Passphrase));
    }

    [TestMethod]
    public void A_weak_key_does_not_sign()
    {
        using var rsa = RSA.Create(2048);
        Refused.With(KeyFailure.Weak, () => Parse(rsa.ExportPkcs8PrivateKeyPem()));
        Refused.With(KeyFailure.Weak, () => Parse(rsa.ExportRSAPrivateKeyPem()));
        Refused.With(KeyFailure.Weak, () => SigningKey.Parse(TestKeys.Utf8(rsa.ExportEncryptedPkcs8PrivateKeyPem(Passphrase, Encryption)), Passphrase));
    }

    [TestMethod]
    [DataRow(TestKeys.P256)]
    [DataRow(TestKeys.Rsa3072)]
    public void Neither_a_wrong_nor_a_missing_passphrase_opens_a_key(string kind)
    {
        var encrypted = TestKeys.Raw(kind).ExportEncryptedPkcs8PrivateKeyPem(Passphrase, Encryption);
        var environment = Environment(("KEY", encrypted), ("WRONG", "incorrect horse"), ("EMPTY", ""));

        Refused.With(KeyFailure.WrongPassphrase, () => SigningKey.Load("env:KEY", "WRONG", environment));
        Refused.With(KeyFailure.PassphraseMissing, () => SigningKey.Load("env:KEY", null, environment));
        Refused.With(KeyFailure.PassphraseMissing, () => SigningKey.Load("env:KEY", "", environment));
        Refused.With(KeyFailure.PassphraseMissing, () => SigningKey.Load("env:KEY", "UNSET", environment));
        Refused.With(KeyFailure.PassphraseMissing, () => SigningKey.Load("env:KEY", "EMPTY", environment));
    }

    [TestMethod]
    public void No_exception_holds_a_key_or_a_passphrase()
    {
        var plain = TestKeys.PrivatePem(TestKeys.P256);
        var encrypted = TestKeys.Raw(TestKeys.P256).ExportEncryptedPkcs8PrivateKeyPem(Passphrase, Encryption);
        var damaged = plain.Replace("-----END", "----END", StringComparison.Ordinal);
        var secret = plain.Split('\n')[1];
        var environment = Environment(("ENCRYPTED", encrypted), ("DAMAGED", damaged), ("WRONG", "hunter2 hunter2"), ("TWO", plain + "\n" + plain));
        Action[] mistakes =
        [
            () => SigningKey.Load("env:ENCRYPTED", "WRONG", environment),
            () => SigningKey.Load("env:DAMAGED", null, environment),
            () => SigningKey.Load("env:TWO", null, environment),
            () => SigningKey.Load(plain, null, environment),
            () => SigningKey.Load("env:" + plain, null, environment),
            () => SigningKey.Load(plain.Replace('\n', ' '), null, environment),
            () => SigningKey.Load(secret + plain.Split('\n')[2], null, environment),
            () => SigningKey.Load(string.Concat(plain.Split('\n')[1..3]), null, environment),
            () => SigningKey.Load(Convert.ToBase64String(TestKeys.Utf8(plain)), null, environment),
            () => SigningKey.Load("env:ENCRYPTED", "hunter2 hunter2", environment),
        ];
        foreach (var mistake in mistakes)
        {
            var e = Assert.ThrowsExactly<KeyException>(mistake).ToString();
            Assert.DoesNotContain(secret[..24], e);
            Assert.DoesNotContain(Convert.ToBase64String(TestKeys.Utf8(plain))[40..64], e);
            Assert.DoesNotContain("hunter2", e);
        }
    }

    [TestMethod]
    [DataRow("key")]
    [DataRow("MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg")]
    public void A_file_whose_name_looks_like_base64_is_only_a_file(string name)
    {
        using var folder = new TemporaryFolder();
        AssertIs(TestKeys.P256, () => SigningKey.Load(folder.Write(name, TestKeys.PrivatePem(TestKeys.P256)), null, Environment()));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow(UnixFileMode.UserRead, false)]
    [DataRow(UnixFileMode.UserRead | UnixFileMode.UserWrite, false)]
    [DataRow(UnixFileMode.UserRead | UnixFileMode.GroupRead, true)]
    [DataRow(UnixFileMode.UserRead | UnixFileMode.OtherRead, true)]
    public void A_file_that_others_may_read_says_so(UnixFileMode mode, bool readableByOthers)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.key", TestKeys.PrivatePem(TestKeys.P256));
        File.SetUnixFileMode(path, mode);
        using var key = SigningKey.Load(path, null, Environment());
        Assert.AreEqual(readableByOthers, key.IsReadableByOthers);
    }

    [TestMethod]
    public void A_key_from_a_variable_is_not_called_readable_by_others()
    {
        using var key = SigningKey.Load("env:KEY", null, Environment(("KEY", TestKeys.PrivatePem(TestKeys.P256))));
        Assert.IsFalse(key.IsReadableByOthers);
    }

    private static SigningKey Parse(string pem) => SigningKey.Parse(TestKeys.Utf8(pem), default);

    private static Func<string, string?> Environment(params (string Name, string Value)[] variables) =>
        name => variables.FirstOrDefault(v => v.Name == name).Value;

    private static void AssertIs(string kind, Func<SigningKey> load)
    {
        using var key = load();
        Assert.AreEqual(TestKeys.Public(kind).Fingerprint, key.PublicKey.Fingerprint);
        TestKeys.Public(kind).Verify("x"u8, key.Sign("x"u8));
    }
}
