using System.Text;
using SupplyChainSdk.Inputs;
using static SupplyChainSdk.Core.Tests.Inputs.GitRepository;

namespace SupplyChainSdk.Core.Tests.Inputs;

[TestClass]
public sealed class CommitFilesTests
{
    [TestMethod]
    [DataRow("main~1")]
    [DataRow("base")]
    [DataRow("v1")]
    [DataRow("refs/tags/v1")]
    [DataRow("")]
    public void A_commit_is_found_by_any_of_its_names_and_gives_its_files_whatever_the_tree_holds(string name)
    {
        using var scratch = TwoCommits();
        var first = Rev(scratch, "base");
        scratch.Write("é/policy.json", "the tree");

        var files = Open(scratch, name.Length == 0 ? first : name);

        Assert.AreEqual(first, files.Id);
        Assert.AreEqual(name.Length == 0 ? first : name, files.Name);
        Assert.AreEqual("the first\r\n", Text(files, scratch.At("é", "policy.json")));
        Assert.AreEqual("the second", Text(Open(scratch, "HEAD"), scratch.At("é", "policy.json")), "the twin");
    }

    [TestMethod]
    public void A_file_that_only_the_tree_or_another_commit_has_is_not_there()
    {
        using var scratch = TwoCommits();
        scratch.Write("tree.json", "");

        Assert.IsNull(Open(scratch, "HEAD").Read(scratch.At("tree.json")));
        Assert.IsNull(Open(scratch, "base").Read(scratch.At("later.json")));
        Assert.AreEqual("", Text(Open(scratch, "HEAD"), scratch.At("later.json")));

        // Deleted in the tree, and still of the commit.
        File.Delete(scratch.At("later.json"));
        Assert.AreEqual("", Text(Open(scratch, "HEAD"), scratch.At("later.json")));
    }

    [TestMethod]
    [DataRow("no-such-branch")]
    [DataRow("HEAD:later.json", DisplayName = "a file")]
    [DataRow("HEAD^{tree}", DisplayName = "a tree")]
    [DataRow("--all")]
    [DataRow("--upload-pack=touch evil")]
    [DataRow("")]
    [DataRow("HEAD\nmain")]
    public void What_names_no_commit_is_refused_and_is_no_option(string name)
    {
        using var scratch = TwoCommits();

        Assert.Contains("is no commit of this repository", Assert.ThrowsExactly<InvalidDataException>(() => Open(scratch, name)).Message);
        Assert.IsFalse(File.Exists(scratch.At("evil")));
    }

    [TestMethod]
    public void Without_a_repository_or_a_commit_nothing_is_looked_up()
    {
        using var scratch = new Scratch();

        Assert.Contains("cannot be looked up", Assert.ThrowsExactly<InvalidDataException>(() => Open(scratch, "main")).Message);
        Git(scratch.Folder, "init", "-q");
        Assert.Contains("no commit yet", Assert.ThrowsExactly<InvalidDataException>(() => Open(scratch, "main")).Message);
    }

    [TestMethod]
    public void A_folder_and_a_name_with_a_line_break_are_refused_and_not_taken_for_missing()
    {
        using var scratch = TwoCommits();
        var files = Open(scratch, "HEAD");

        Assert.Contains("at HEAD it is a folder", Assert.ThrowsExactly<InvalidDataException>(() => files.Read(scratch.At("é"))).Message);
        Assert.ThrowsExactly<InvalidDataException>(() => files.Read(scratch.At("later.json\nHEAD:é/policy.json")));
    }

    [TestMethod]
    public void A_link_in_the_commit_is_not_followed()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("Links need a privilege here.");
        using var scratch = TwoCommits();
        File.CreateSymbolicLink(scratch.At("link.json"), "é/policy.json");
        Git(scratch.Folder, "add", "-A");
        Git(scratch.Folder, "commit", "-q", "-m", "three");

        Assert.AreEqual("é/policy.json", Text(Open(scratch, "HEAD"), scratch.At("link.json")));
    }

    [TestMethod]
    public void A_replacement_that_the_repository_names_does_not_count()
    {
        using var scratch = TwoCommits();
        var first = Rev(scratch, "base");
        Git(scratch.Folder, "replace", first, Rev(scratch, "main"));

        Assert.AreEqual("the first\r\n", Text(Open(scratch, first), scratch.At("é", "policy.json")));
    }

    [TestMethod]
    public void It_covers_what_lies_in_the_repository_and_nothing_beside_it()
    {
        using var scratch = new Scratch();
        scratch.Write("one/a", "a");
        Git(scratch.At("one"), "init", "-q");
        Git(scratch.At("one"), "add", "-A");
        Git(scratch.At("one"), "commit", "-q", "-m", "one");
        var files = CommitFiles.Open(GitSource.Read(scratch.At("one")), "HEAD");

        Assert.IsTrue(files.Covers(scratch.At("one", "sub", "supplychain.json")));
        Assert.IsFalse(files.Covers(scratch.At("one-more", "supplychain.json")));
        Assert.IsFalse(files.Covers(scratch.At("supplychain.json")));
    }

    private static CommitFiles Open(Scratch scratch, string name) => CommitFiles.Open(GitSource.Read(scratch.Folder), name);

    private static string? Text(CommitFiles files, string path) => files.Read(path) is { } content ? Encoding.UTF8.GetString(content) : null;

    private static Scratch TwoCommits()
    {
        var scratch = new Scratch();
        scratch.Write("é/policy.json", "the first\r\n");
        Commit(scratch);
        Git(scratch.Folder, "branch", "base");
        Git(scratch.Folder, "tag", "-a", "v1", "-m", "v1");
        scratch.Write("é/policy.json", "the second");
        scratch.Write("later.json", "");
        Git(scratch.Folder, "add", "-A");
        Git(scratch.Folder, "commit", "-q", "-m", "two");
        return scratch;
    }

    private static string Rev(Scratch scratch, string name) => File.ReadAllText(scratch.At(".git", "refs", "heads", name)).Trim();
}
