using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Tool.Tests;

[TestClass]
public sealed class KeysTests
{
    [TestMethod]
    public void A_key_pair_is_written_and_fits()
    {
        using var scratch = new Scratch();
        var run = Tool.RunIn(scratch.Folder, "keys", "new", "mine").Exits(Tool.Yes);
        using var key = SigningKey.Load(scratch.At("mine.key"), null, _ => null);
        var publicKey = PublicKey.Load(scratch.At("mine.pub"));

        Assert.AreEqual(publicKey.Fingerprint, key.PublicKey.Fingerprint);
        Assert.Contains(publicKey.Fingerprint, run.Output);
        Assert.DoesNotContain("PRIVATE KEY", run.Output + run.Error);
        Assert.IsFalse(key.IsReadableByOthers);
        if (!OperatingSystem.IsWindows())
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(scratch.At("mine.key")));
    }

    [TestMethod]
    public void In_a_repository_that_does_not_ignore_it_a_private_key_is_warned_of()
    {
        using var scratch = new Scratch();
        Assert.AreEqual("", Tool.RunIn(scratch.Folder, "keys", "new", "outside").Exits(Tool.Yes).Error);

        scratch.Write("repo/src/a.txt", "a");
        GitRepository.Git(scratch.At("repo"), "init", "-q");
        var run = Tool.RunIn(scratch.At("repo"), "keys", "new", "src/mine").Exits(Tool.Yes);
        Assert.StartsWith("warning: src/mine.key lies in a git repository that does not ignore it.", run.Error);
        Assert.Contains("Add the line *.key to .gitignore", run.Error);

        // The remedy is one.
        scratch.Write("repo/.gitignore", "*.key\n");
        Assert.AreEqual("", Tool.RunIn(scratch.At("repo"), "keys", "new", "src/next").Exits(Tool.Yes).Error);
        Assert.IsTrue(File.Exists(scratch.At("repo/src/next.key")));
        // From outside, too: where the file lies counts, not where the user stands.
        File.Delete(scratch.At("repo/.gitignore"));
        Assert.StartsWith("warning: ", Tool.RunIn(scratch.Folder, "keys", "new", "repo/src/third").Exits(Tool.Yes).Error);
    }

    [TestMethod]
    public void Without_a_name_the_pair_is_called_release()
    {
        using var scratch = new Scratch();
        Tool.RunIn(scratch.Folder, "keys", "new").Exits(Tool.Yes);
        Assert.AreEqual("release.key release.pub", Names(scratch));
    }

    [TestMethod]
    [DataRow("mine.key")]
    [DataRow("mine.pub")]
    public void A_file_that_is_there_is_not_overwritten(string there)
    {
        using var scratch = new Scratch();
        scratch.Write(there, "there before");
        var run = Tool.RunIn(scratch.Folder, "keys", "new", "mine").Exits(Tool.Undecided);

        Assert.Contains("is not overwritten", run.Error);
        Assert.AreEqual("there before", File.ReadAllText(scratch.At(there)));
        Assert.AreEqual(there, Names(scratch));
    }

    [TestMethod]
    public void A_passphrase_from_a_variable_encrypts_the_private_key()
    {
        const string Passphrase = "correct horse battery staple";
        using var scratch = new Scratch();
        var run = Tool.RunWith(("KEY_PASSPHRASE", Passphrase), "keys", "new", scratch.At("mine"), "--passphrase-env", "KEY_PASSPHRASE").Exits(Tool.Yes);

        Assert.Contains("ENCRYPTED PRIVATE KEY", File.ReadAllText(scratch.At("mine.key")));
        Assert.Contains("encrypted", run.Output);
        Assert.DoesNotContain(Passphrase, run.Output + run.Error);
        using var key = SigningKey.Load(scratch.At("mine.key"), "P", _ => Passphrase);
        Assert.AreEqual(PublicKey.Load(scratch.At("mine.pub")).Fingerprint, key.PublicKey.Fingerprint);
        Assert.ThrowsExactly<KeyException>(() => SigningKey.Load(scratch.At("mine.key"), "P", _ => "another"));
    }

    [TestMethod]
    public void A_passphrase_in_the_place_of_the_variable_is_refused_and_not_printed()
    {
        using var scratch = new Scratch();
        var run = Tool.RunIn(scratch.Folder, "keys", "new", "mine", "--passphrase-env", "hunter2hunter2").Exits(Tool.Undecided);

        Assert.Contains("--passphrase-env", run.Error);
        Assert.DoesNotContain("hunter2", run.Output + run.Error);
        Assert.AreEqual("", Names(scratch));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("folder/")]
    public void A_name_that_names_no_file_is_refused(string name)
    {
        using var scratch = new Scratch();
        Tool.RunIn(scratch.Folder, "keys", "new", name).Exits(Tool.Undecided);
        Assert.AreEqual("", Names(scratch));
    }

    [TestMethod]
    public void A_folder_that_is_not_there_leaves_nothing()
    {
        using var scratch = new Scratch();
        Assert.Contains("SCSDK1019", Tool.RunIn(scratch.Folder, "keys", "new", "no/where").Exits(Tool.Undecided).Error);
        Assert.AreEqual("", Names(scratch));
    }

    private static string Names(Scratch scratch) =>
        string.Join(' ', Directory.EnumerateFileSystemEntries(scratch.Folder).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal));
}
