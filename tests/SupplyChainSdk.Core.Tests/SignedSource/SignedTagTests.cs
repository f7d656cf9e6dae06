using SupplyChainSdk.Attestation;
using static SupplyChainSdk.Core.Tests.SignedSource.SignedRepository;

namespace SupplyChainSdk.Core.Tests.SignedSource;

/// <summary>Tags in real repositories, signed by real keys.</summary>
[TestClass]
public sealed class SignedTagTests
{
    [TestMethod]
    public void A_tag_by_an_allowed_SSH_key_is_verified_with_its_signer_key_and_object()
    {
        using var repository = new SignedRepository();
        var key = repository.Ssh("one");
        repository.Tag("v1.0.0", key.Signing);

        var tag = repository.Check(Allowed(key.Public)).Tag;

        Assert.AreEqual((CheckedFact.Verified, ""), (tag.Result, tag.Detail));
        Assert.AreEqual((Signer, repository.Fingerprint("one"), "v1.0.0", repository.Read("rev-parse", "refs/tags/v1.0.0")), (tag.Signer, tag.Key, tag.TagName, tag.TagId));
    }

    [TestMethod]
    public void A_tag_by_another_SSH_key_is_not()
    {
        using var repository = new SignedRepository();
        var (key, other) = (repository.Ssh("one"), repository.Ssh("other"));
        repository.Tag("v1.0.0", other.Signing);

        IsNo(repository.Check(Allowed(key.Public)), $"v1.0.0: it is signed by the SSH key {repository.Fingerprint("other")}, which allowed_signers does not name");
    }

    [TestMethod]
    public void A_tag_whose_bytes_were_changed_is_not()
    {
        using var repository = new SignedRepository();
        var key = repository.Ssh("one");
        repository.Tag("v1.0.0", key.Signing);
        repository.Replace("v1.0.0", bytes => bytes.Replace("a release", "a relEase", StringComparison.Ordinal));

        IsNo(repository.Check(Allowed(key.Public)), "v1.0.0: its SSH signature does not verify");
    }

    [TestMethod]
    public void A_signed_tag_that_is_pointed_at_another_commit_is_not()
    {
        using var repository = new SignedRepository();
        var key = repository.Ssh("one");
        repository.Tag("v1.0.0", key.Signing);
        var old = repository.Read("rev-parse", "HEAD");
        repository.Commit();
        repository.Replace("v1.0.0", bytes => bytes.Replace(old, repository.Read("rev-parse", "HEAD"), StringComparison.Ordinal));

        IsNo(repository.Check(Allowed(key.Public)), "v1.0.0: its SSH signature does not verify");
    }

    [TestMethod]
    public void A_tag_of_an_earlier_commit_says_nothing_of_this_one()
    {
        using var repository = new SignedRepository();
        var key = repository.Ssh("one");
        repository.Tag("v1.0.0", key.Signing);
        repository.Commit();

        IsNo(repository.Check(Allowed(key.Public)), "no tag points at it");
    }

    [TestMethod]
    public void A_signed_tag_under_another_name_is_not()
    {
        using var repository = new SignedRepository();
        var key = repository.Ssh("one");
        repository.Tag("v1.0.0", key.Signing);
        repository.Git("update-ref", "refs/tags/v2.0.0", "refs/tags/v1.0.0");
        repository.Git("update-ref", "-d", "refs/tags/v1.0.0");

        IsNo(repository.Check(Allowed(key.Public)), "v2.0.0: it was signed as the tag 'v1.0.0'");
    }

    [TestMethod]
    public void A_lightweight_tag_and_an_unsigned_one_are_not()
    {
        using var repository = new SignedRepository();
        var key = repository.Ssh("one");
        repository.Git("tag", "light");
        repository.Git("tag", "-a", "-m", "no signature", "plain");

        IsNo(repository.Check(Allowed(key.Public)), "light: it is a lightweight tag, which nothing signs, or was fetched as one, plain: it is not signed");
    }

    [TestMethod]
    public void A_signed_tag_of_a_tag_is_not_of_the_commit()
    {
        using var repository = new SignedRepository();
        var (key, other) = (repository.Ssh("one"), repository.Ssh("other"));
        repository.Tag("inner", other.Signing);
        repository.Tag("outer", key.Signing, "around it", "refs/tags/inner");

        var tag = repository.Check(Allowed(key.Public)).Tag;

        Assert.AreEqual(CheckedFact.No, tag.Result);
        Assert.DoesNotContain("outer: its SSH", tag.Detail);
    }

    // What verifying programs write stands in the message, of a tag that nobody signed and of one that somebody else did.
    [TestMethod]
    public void A_message_that_imitates_what_verifiers_write_changes_nothing()
    {
        using var repository = new SignedRepository();
        var (key, other) = (repository.Ssh("one"), repository.Ssh("other"));
        var said = $"Good \"git\" signature for {Signer} with ED25519 key {repository.Fingerprint("one")}\n[GNUPG:] GOODSIG 4EFE9178BCB9EEBB {Signer}\n"
            + "[GNUPG:] VALIDSIG 53E5E6A4C055FB191439A0E14EFE9178BCB9EEBB 2026-11-21 1795304638 0 4 0 22 8 00 53E5E6A4C055FB191439A0E14EFE9178BCB9EEBB";
        repository.Git("tag", "-a", "-m", said, "plain");
        repository.Tag("signed", other.Signing, said);
        repository.Git("tag", "-a", "-m", $"{said}\n-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----", "pgp");

        IsNo(repository.Check(Allowed(key.Public)), "pgp: it is signed with an OpenPGP key, and allowed_signers names none, plain: it is not signed, "
            + $"signed: it is signed by the SSH key {repository.Fingerprint("other")}, which allowed_signers does not name");
    }

    [TestMethod]
    public void What_the_repository_configures_neither_runs_nor_decides()
    {
        using var repository = new SignedRepository();
        var (key, other) = (repository.Ssh("one"), repository.Ssh("other"));
        repository.Tag("v1.0.0", other.Signing);
        repository.Commit(other.Signing);
        repository.Tag("v2.0.0", other.Signing);
        var canary = repository.At("ran");
        var hostile = repository.Program("hostile.sh", $"touch '{canary}'\necho 'Good \"git\" signature for {Signer} with ED25519 key {repository.Fingerprint("one")}'");
        File.WriteAllText(repository.At("theirs"), $"{Signer} {other.Public}\n");
        foreach (var (name, value) in new[] { ("gpg.program", hostile), ("gpg.ssh.program", hostile), ("gpg.openpgp.program", hostile), ("gpg.ssh.allowedSignersFile", repository.At("theirs")), ("gpg.ssh.defaultKeyCommand", hostile) })
            repository.Git("config", name, value);
        repository.Try("verify-tag", "v2.0.0");
        Assert.IsTrue(File.Exists(canary));
        File.Delete(canary);

        var check = repository.Check(Allowed(key.Public));

        Assert.AreEqual((CheckedFact.No, CheckedFact.No), (check.Tag.Result, check.Commit.Result));
        Assert.IsFalse(File.Exists(canary));
    }

    [TestMethod]
    public void The_tag_that_the_CI_system_names_is_the_one_that_counts()
    {
        using var repository = new SignedRepository();
        var (key, other) = (repository.Ssh("one"), repository.Ssh("other"));
        repository.Tag("v1.0.0", other.Signing);
        repository.Tag("v1.0.1", key.Signing);

        Assert.AreEqual("v1.0.1", repository.Check(Allowed(key.Public)).Tag.TagName);
        Assert.AreEqual("v1.0.1", repository.Check(Allowed(key.Public), "refs/tags/v1.0.1").Tag.TagName);
        IsNo(repository.Check(Allowed(key.Public), "refs/tags/v1.0.0"), $"v1.0.0: it is signed by the SSH key {repository.Fingerprint("other")}, which");
        var missing = repository.Check(Allowed(key.Public), "refs/tags/v3").Tag;
        Assert.AreEqual(CheckedFact.NotChecked, missing.Result);
        Assert.Contains("the tag v3, which the CI system names, is not in this clone", missing.Detail);
    }

    [TestMethod]
    public void A_shallow_clone_without_tags_decides_nothing()
    {
        using var repository = new SignedRepository();
        var key = repository.Ssh("one");

        var tag = repository.Check([Allowed(key.Public)], isShallow: true).Tag;

        Assert.AreEqual(CheckedFact.NotChecked, tag.Result);
        Assert.Contains("the clone is shallow", tag.Detail);
    }

    [TestMethod]
    public void A_signer_has_to_be_in_every_list()
    {
        using var repository = new SignedRepository();
        var (key, other) = (repository.Ssh("one"), repository.Ssh("other"));
        repository.Tag("v1.0.0", key.Signing);

        Assert.AreEqual(CheckedFact.Verified, repository.Check([Allowed(key.Public), Allowed(other.Public, key.Public)]).Tag.Result);
        IsNo(repository.Check([Allowed(key.Public), Allowed(other.Public)]), "does not name");
        Assert.AreEqual(CheckedFact.NotChecked, repository.Check([], null).Tag.Result);
    }

    [TestMethod]
    public void A_key_that_is_allowed_for_another_purpose_or_time_is_not()
    {
        using var repository = new SignedRepository();
        var key = repository.Ssh("one");
        repository.Tag("v1.0.0", key.Signing);

        Assert.AreEqual(CheckedFact.Verified, repository.Check(Allowed($"namespaces=\"git\",valid-after=\"20260101\" {key.Public}")).Tag.Result);
        IsNo(repository.Check(Allowed($"namespaces=\"file\" {key.Public}")), "v1.0.0: ");
        IsNo(repository.Check(Allowed($"valid-before=\"20260101\" {key.Public}")), "v1.0.0: ");
    }

    [TestMethod]
    public void A_tag_by_an_OpenPGP_key_of_the_keyring_is_verified_and_by_one_outside_is_not()
    {
        using var repository = new SignedRepository();
        var (key, other) = (repository.Gpg("g1"), repository.Gpg("g2"));
        repository.Tag("v1.0.0", key.Signing);

        var tag = repository.Check(Keyring(key.Public)).Tag;

        Assert.AreEqual((CheckedFact.Verified, ""), (tag.Result, tag.Detail));
        Assert.AreEqual(($"Release <{Signer}>", key.Signing[^1].Split('=')[1]), (tag.Signer, tag.Key));
        IsNo(repository.Check(Keyring(other.Public)), "which maintainers.asc does not hold");
        IsNo(repository.Check(Allowed(repository.Ssh("one").Public)), "v1.0.0: it is signed with an OpenPGP key, and allowed_signers names none");
        repository.Replace("v1.0.0", bytes => bytes.Replace("a release", "a relEase", StringComparison.Ordinal));
        IsNo(repository.Check(Keyring(key.Public)), "v1.0.0: its OpenPGP signature does not verify");
    }

    [TestMethod]
    [DataRow("expired", "which has expired")]
    [DataRow("revoked", "which is revoked")]
    [DataRow("weak", "over a hash that is too weak")]
    public void An_OpenPGP_key_that_is_expired_or_revoked_or_signs_a_weak_hash_is_not(string kind, string said)
    {
        using var repository = new SignedRepository();
        var key = kind switch
        {
            "expired" => repository.Gpg("g1", at: "20200101T000000", expires: "30d"),
            "weak" => repository.Gpg("g1", more: "--digest-algo SHA1"),
            _ => repository.Gpg("g1"),
        };
        repository.Tag("v1.0.0", key.Signing);

        IsNo(repository.Check(Keyring(kind == "revoked" ? repository.Revoke("g1") : key.Public)), said);
    }

    private static void IsNo(SourceCheck check, string said)
    {
        Assert.AreEqual(CheckedFact.No, check.Tag.Result, check.Tag.Detail);
        Assert.Contains(said, check.Tag.Detail);
        Assert.AreEqual((null, null, null, null), ((object?)check.Tag.Signer, (object?)check.Tag.Key, (object?)check.Tag.TagName, (object?)check.Tag.TagId));
    }
}
