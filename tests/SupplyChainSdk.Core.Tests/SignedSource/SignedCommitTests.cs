using SupplyChainSdk.Attestation;
using static SupplyChainSdk.Core.Tests.SignedSource.SignedRepository;

namespace SupplyChainSdk.Core.Tests.SignedSource;

[TestClass]
public sealed class SignedCommitTests
{
    [TestMethod]
    public void A_commit_by_an_allowed_SSH_key_is_verified_and_by_another_or_nobody_is_not()
    {
        using var repository = new SignedRepository();
        var (key, other) = (repository.Ssh("one"), repository.Ssh("other"));

        IsNo(repository.Check(Allowed(key.Public)), "it is not signed");
        repository.Commit(key.Signing);
        var commit = repository.Check(Allowed(key.Public)).Commit;

        Assert.AreEqual((CheckedFact.Verified, "", Signer, repository.Fingerprint("one"), null, null), (commit.Result, commit.Detail, commit.Signer, commit.Key, (object?)commit.TagName, (object?)commit.TagId));
        IsNo(repository.Check(Allowed(other.Public)), $"it is signed by the SSH key {repository.Fingerprint("one")}, which allowed_signers does not name");
    }

    [TestMethod]
    public void A_commit_by_an_OpenPGP_key_of_the_keyring_is_verified_and_by_another_is_not()
    {
        using var repository = new SignedRepository();
        var (key, other) = (repository.Gpg("g1"), repository.Gpg("g2"));
        repository.Commit(key.Signing);

        Assert.AreEqual((CheckedFact.Verified, key.Signing[^1].Split('=')[1]), (repository.Check(Keyring(key.Public)).Commit.Result, repository.Check(Keyring(key.Public)).Commit.Key));
        IsNo(repository.Check(Keyring(other.Public)), "which maintainers.asc does not hold");
    }

    // The signature of one commit in another: the header is the same, the tree is not.
    [TestMethod]
    public void A_commit_that_took_the_signature_of_another_is_not()
    {
        using var repository = new SignedRepository();
        var key = repository.Ssh("one");
        repository.Commit(key.Signing);
        File.WriteAllText(repository.At("other"), repository.Raw("commit", "HEAD").Replace("a commit", "a comMit", StringComparison.Ordinal));
        repository.Git("update-ref", "HEAD", repository.Read("hash-object", "-t", "commit", "-w", "--literally", repository.At("other")));

        IsNo(repository.Check(Allowed(key.Public)), "its SSH signature does not verify");
    }

    [TestMethod]
    public void A_repository_of_SHA_256_is_read_too()
    {
        using var repository = new SignedRepository("--object-format=sha256");
        var key = repository.Ssh("one");
        repository.Commit(key.Signing);
        repository.Tag("v1.0.0", key.Signing);

        var check = repository.Check(Allowed(key.Public));

        Assert.AreEqual((CheckedFact.Verified, CheckedFact.Verified, 64), (check.Commit.Result, check.Tag.Result, check.Tag.TagId?.Length));
        IsNo(repository.Check(Allowed(repository.Ssh("other").Public)), "does not name");
    }

    private static void IsNo(SourceCheck check, string said)
    {
        Assert.AreEqual(CheckedFact.No, check.Commit.Result, check.Commit.Detail);
        Assert.Contains(said, check.Commit.Detail);
    }
}
