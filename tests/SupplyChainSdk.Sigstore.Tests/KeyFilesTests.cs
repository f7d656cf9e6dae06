using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;

namespace SupplyChainSdk.Sigstore.Tests;

[TestClass]
public sealed class KeyFilesTests
{
    [TestMethod]
    [DataRow("")]
    [DataRow("correct horse")]
    public void A_new_pair_is_written_and_signs(string passphrase)
    {
        using var folder = new TemporaryFolder();
        using var pair = KeyPair.CreateEcdsaP256();

        KeyFiles.Write(pair, folder.At("release.key"), folder.At("release.pub"), passphrase);

        Assert.AreEqual("release.key release.pub", string.Join(" ", folder.Names()));
        Assert.AreEqual(pair.PublicKey.Fingerprint, PublicKey.Load(folder.At("release.pub")).Fingerprint);
        using var key = SigningKey.Load(folder.At("release.key"), passphrase.Length == 0 ? null : "PASS", _ => passphrase);
        Assert.AreEqual("PKIX_ECDSA_P256_SHA_256", key.PublicKey.KeyDetails);
        pair.PublicKey.Verify("x"u8, key.Sign("x"u8));
        Assert.IsFalse(key.IsReadableByOthers);
    }

    [TestMethod]
    public void An_encrypted_private_key_has_the_agreed_encryption_and_opens_with_no_other_passphrase()
    {
        using var pair = KeyPair.CreateEcdsaP256();
        var pem = pair.ExportPrivatePem("correct horse");

        Assert.StartsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n", Encoding.ASCII.GetString(pem));
        Assert.EndsWith("-----END ENCRYPTED PRIVATE KEY-----\n", Encoding.ASCII.GetString(pem));
        // RFC 8018, A.4: PBES2 { PBKDF2 { salt, rounds, prf }, AES-256-CBC }
        var block = PemEncoding.FindUtf8(pem);
        var der = Convert.FromBase64String(Encoding.ASCII.GetString(pem[block.Base64Data]));
        var identifier = new AsnReader(der, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        Assert.AreEqual("1.2.840.113549.1.5.13", identifier.ReadObjectIdentifier());
        var pbes2 = identifier.ReadSequence();
        var derivation = pbes2.ReadSequence();
        Assert.AreEqual("1.2.840.113549.1.5.12", derivation.ReadObjectIdentifier());
        var pbkdf2 = derivation.ReadSequence();
        _ = pbkdf2.ReadOctetString();
        Assert.AreEqual(600_000, (int)pbkdf2.ReadInteger());
        Assert.AreEqual("1.2.840.113549.2.9", pbkdf2.ReadSequence().ReadObjectIdentifier());
        Assert.AreEqual("2.16.840.1.101.3.4.1.42", pbes2.ReadSequence().ReadObjectIdentifier());
        Refused.With(KeyFailure.WrongPassphrase, () => SigningKey.Parse(pem, "incorrect horse"));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void The_private_file_is_for_its_owner_alone_and_the_public_one_for_all_to_read()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TemporaryFolder();
        using var pair = KeyPair.CreateEcdsaP256();
        KeyFiles.Write(pair, folder.At("release.key"), folder.At("release.pub"), default);

        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.At("release.key")));
        Assert.AreEqual(UnixFileMode.None, File.GetUnixFileMode(folder.At("release.pub")) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.UserExecute));
    }

    [TestMethod]
    [DataRow("release.key")]
    [DataRow("release.pub")]
    public void A_file_that_exists_is_not_overwritten_and_its_other_half_not_written(string existing)
    {
        using var folder = new TemporaryFolder();
        using var pair = KeyPair.CreateEcdsaP256();
        folder.Write(existing, "kept");

        Assert.Contains(existing, Refused.With(KeyFailure.AlreadyExists, () => Write(pair, folder)).Message);

        Assert.AreEqual(existing, folder.Names().Single());
        Assert.AreEqual("kept", File.ReadAllText(folder.At(existing)));
    }

    [TestMethod]
    public void One_name_for_both_halves_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        using var pair = KeyPair.CreateEcdsaP256();
        Refused.With(KeyFailure.AlreadyExists, () => KeyFiles.Write(pair, folder.At("same"), folder.At("same"), default));
        Assert.IsEmpty(folder.Names());
    }

    [TestMethod]
    public void A_dangling_link_is_not_followed()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Links need a privilege on Windows.");
        using var folder = new TemporaryFolder();
        using var pair = KeyPair.CreateEcdsaP256();
        File.CreateSymbolicLink(folder.At("release.key"), folder.At("elsewhere"));

        Refused.With(KeyFailure.AlreadyExists, () => Write(pair, folder));

        Assert.AreEqual("release.key", folder.Names().Single());
    }

    [TestMethod]
    public void A_folder_that_does_not_exist_is_an_error_that_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        using var pair = KeyPair.CreateEcdsaP256();
        Refused.With(KeyFailure.Unwritable, () => KeyFiles.Write(pair, folder.At("release.key"), folder.At("missing/release.pub"), default));
        Assert.IsEmpty(folder.Names());
    }

    private static void Write(KeyPair pair, TemporaryFolder folder) =>
        KeyFiles.Write(pair, folder.At("release.key"), folder.At("release.pub"), default);
}
