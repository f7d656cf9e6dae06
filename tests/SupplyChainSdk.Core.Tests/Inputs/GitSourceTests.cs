using System.Text;
using SupplyChainSdk.Inputs;
using static SupplyChainSdk.Core.Tests.Inputs.GitRepository;

namespace SupplyChainSdk.Core.Tests.Inputs;

[TestClass]
public sealed class GitSourceTests
{
    [TestMethod]
    [DataRow("sha1", 40)]
    [DataRow("sha256", 64)]
    public void A_commit_is_described(string format, int length)
    {
        using var scratch = new Scratch();
        scratch.Write("src/a.cs", "a");
        Commit(scratch, "--object-format=" + format);
        Git(scratch.Folder, "remote", "add", "origin", "https://user:secret@git.example/r.git?x=secret");

        var commit = Found(scratch.At("src"));

        Assert.AreEqual(scratch.Folder, commit.Root);
        Assert.AreEqual(length, commit.Id.Length);
        Assert.AreEqual(DateTimeOffset.Parse(CommitTime, System.Globalization.CultureInfo.InvariantCulture), commit.Time);
        Assert.AreEqual("https://git.example/r.git", commit.Remote);
        Assert.IsFalse(commit.IsShallow);
        Assert.IsFalse(GitTree.Compare(commit).IsDirty);
    }

    [TestMethod]
    public void A_detached_head_is_a_commit_like_another()
    {
        using var scratch = new Scratch();
        scratch.Write("a", "a");
        Commit(scratch);
        Git(scratch.Folder, "checkout", "-q", "--detach");

        Assert.AreEqual(scratch.Folder, Found(scratch.Folder).Root);
    }

    [TestMethod]
    public void A_shallow_clone_is_told()
    {
        using var scratch = new Scratch();
        scratch.Write("one/a", "a");
        Git(scratch.At("one"), "init", "-q");
        Git(scratch.At("one"), "add", "-A");
        Git(scratch.At("one"), "commit", "-q", "-m", "one");
        Git(scratch.At("one"), "commit", "-q", "--allow-empty", "-m", "two");
        Git(scratch.Folder, "clone", "-q", "--depth=1", new Uri(scratch.At("one")).AbsoluteUri, "two");

        Assert.IsTrue(Found(scratch.At("two")).IsShallow);
        Assert.IsFalse(Found(scratch.At("one")).IsShallow);
    }

    [TestMethod]
    public void A_worktree_is_a_repository_of_its_own()
    {
        using var scratch = new Scratch();
        scratch.Write("one/a", "a");
        Git(scratch.At("one"), "init", "-q");
        Git(scratch.At("one"), "add", "-A");
        Git(scratch.At("one"), "commit", "-q", "-m", "one");
        Git(scratch.At("one"), "worktree", "add", "-q", "-b", "other", scratch.At("two"));

        var commit = Found(scratch.At("two"));

        Assert.AreEqual(scratch.At("two"), commit.Root);
        Assert.AreEqual(scratch.At("two"), RepositoryRoot.Find(scratch.At("two")));
        Git(scratch.At("two"), "update-index", "--assume-unchanged", "a");
        scratch.Write("two/a", "b");
        Assert.AreEqual("a", GitTree.Compare(commit).Changed.Single());
        Assert.IsFalse(GitTree.Compare(Found(scratch.At("one"))).IsDirty);
    }

    [TestMethod]
    public void No_repository_no_commit_and_bare_are_told_apart()
    {
        using var scratch = new Scratch();
        Assert.AreEqual(GitOutcome.NoRepository, GitSource.Read(scratch.Folder).Outcome);

        Git(scratch.Folder, "init", "-q");
        Assert.AreEqual(GitOutcome.NoCommit, GitSource.Read(scratch.Folder).Outcome);

        Git(scratch.Folder, "init", "-q", "--bare", "bare");
        Assert.AreEqual(GitOutcome.Bare, GitSource.Read(scratch.At("bare")).Outcome);
    }

    [TestMethod]
    public void A_damaged_repository_is_a_failure_with_a_reason()
    {
        using var scratch = new Scratch();
        scratch.Write("a", "a");
        Commit(scratch);
        File.WriteAllText(scratch.At(".git", "config"), "[broken");

        var state = GitSource.Read(scratch.Folder);

        Assert.AreEqual(GitOutcome.Failed, state.Outcome);
        Assert.Contains("config", state.Detail);
    }

    [TestMethod]
    [DataRow("tracked changed", "a.cs", "b")]
    [DataRow("untracked", "new.cs", "b")]
    public void A_changed_tree_is_dirty(string what, string path, string content)
    {
        using var scratch = new Scratch();
        scratch.Write("a.cs", "a");
        Commit(scratch);
        Assert.IsFalse(GitTree.Compare(Found(scratch.Folder)).IsDirty, what);

        scratch.Write(path, content);

        var changes = GitTree.Compare(Found(scratch.Folder));
        Assert.AreEqual(path, changes.Changed.Concat(changes.Untracked).Single());
    }

    [TestMethod]
    public void What_is_only_staged_is_dirty()
    {
        using var scratch = new Scratch();
        scratch.Write("a.cs", "a");
        Commit(scratch);
        scratch.Write("a.cs", "b");
        Git(scratch.Folder, "add", "a.cs");
        scratch.Write("a.cs", "a");

        Assert.AreEqual("a.cs", GitTree.Compare(Found(scratch.Folder)).Changed.Single());
    }

    [TestMethod]
    [DataRow("--assume-unchanged")]
    [DataRow("--skip-worktree")]
    public void Flags_of_the_index_hide_nothing(string flag)
    {
        using var scratch = new Scratch();
        scratch.Write("ä b.cs", "a");
        scratch.Write("other.cs", "a");
        Commit(scratch);
        Git(scratch.Folder, "update-index", flag, "ä b.cs");
        Assert.IsFalse(GitTree.Compare(Found(scratch.Folder)).IsDirty, "nothing changed yet");

        scratch.Write("ä b.cs", "b");

        Assert.AreEqual("ä b.cs", GitTree.Compare(Found(scratch.Folder)).Changed.Single());
    }

    [TestMethod]
    public void Settings_of_the_repository_hide_nothing()
    {
        using var scratch = new Scratch();
        scratch.Write("a.cs", "a");
        Commit(scratch);
        foreach (var setting in (string[])["core.ignoreStat=true", "core.checkStat=minimal", "core.trustctime=false", "status.showUntrackedFiles=no", "core.untrackedCache=true"])
            Git(scratch.Folder, "config", setting.Split('=')[0], setting.Split('=')[1]);
        var written = File.GetLastWriteTimeUtc(scratch.At("a.cs"));
        scratch.Write("a.cs", "b");
        File.SetLastWriteTimeUtc(scratch.At("a.cs"), written);
        scratch.Write("new.cs", "b");

        var changes = GitTree.Compare(Found(scratch.Folder));

        Assert.AreEqual("a.cs new.cs", $"{changes.Changed.Single()} {changes.Untracked.Single()}");
    }

    [TestMethod]
    public void A_sparse_checkout_is_clean_until_a_file_is_put_there()
    {
        using var scratch = new Scratch();
        scratch.Write("in/a.cs", "a");
        scratch.Write("out/b.cs", "b");
        Commit(scratch);
        Git(scratch.Folder, "sparse-checkout", "set", "in");
        Assert.IsFalse(File.Exists(scratch.At("out", "b.cs")));
        Assert.IsFalse(GitTree.Compare(Found(scratch.Folder)).IsDirty);

        scratch.Write("out/b.cs", "changed");

        Assert.AreEqual("out/b.cs", GitTree.Compare(Found(scratch.Folder)).Changed.Single());
    }

    [TestMethod]
    public void The_index_is_never_written()
    {
        using var scratch = new Scratch();
        scratch.Write("a.cs", "a");
        Commit(scratch);
        Git(scratch.Folder, "update-index", "--assume-unchanged", "a.cs");
        scratch.Write("a.cs", "b");
        var before = File.ReadAllBytes(scratch.At(".git", "index"));

        GitTree.Compare(Found(scratch.Folder));

        CollectionAssert.AreEqual(before, File.ReadAllBytes(scratch.At(".git", "index")));
    }

    [TestMethod]
    public void Neither_hooks_nor_the_monitor_of_the_repository_run()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("The programs that must not run are shell scripts.");
        using var scratch = new Scratch();
        scratch.Write("a.cs", "a");
        Commit(scratch);
        var proof = scratch.At("ran");
        var script = scratch.Write(".git/hooks/post-index-change", $"#!/bin/sh\ntouch '{proof}'\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Git(scratch.Folder, "config", "core.fsmonitor", script);
        Git(scratch.Folder, "config", "core.pager", script);

        GitTree.Compare(Found(scratch.Folder));

        Assert.IsFalse(File.Exists(proof));
    }

    [TestMethod]
    public void A_file_is_compared_with_its_blob_at_head()
    {
        using var scratch = new Scratch();
        var path = scratch.Write("sub dir/packages.lock.json", "{\n}\n");
        Commit(scratch);
        var state = GitSource.Read(scratch.At("sub dir"));

        Assert.AreEqual(CommittedState.Same, Compare(state, path, "{\n}\n"));
        Assert.AreEqual(CommittedState.Same, Compare(state, path, "{\r\n}\r\n"), "line ends of a checkout on Windows");
        Assert.AreEqual(CommittedState.Differs, Compare(state, path, "{\n}\n\n"));
        Assert.AreEqual(CommittedState.Differs, Compare(state, path, "{\n]\n"));
        Assert.AreEqual(CommittedState.NotCommitted, Compare(state, scratch.At("sub dir", "other.json"), "{\n}\n"));
        Assert.AreEqual(CommittedState.NotCommitted, Compare(state, scratch.At("sub dir"), "{\n}\n"), "a folder is no file");
        Assert.AreEqual(CommittedState.NotCommitted, Compare(state, Path.Combine(Path.GetTempPath(), "x.json"), "{\n}\n"), "outside");
    }

    [TestMethod]
    public void A_staged_file_is_not_a_committed_one()
    {
        using var scratch = new Scratch();
        scratch.Write("a", "a");
        Commit(scratch);
        var path = scratch.Write("packages.lock.json", "{}");
        Git(scratch.Folder, "add", "-A");

        Assert.AreEqual(CommittedState.NotCommitted, Compare(GitSource.Read(scratch.Folder), path, "{}"));
    }

    [TestMethod]
    public void A_replaced_object_does_not_count()
    {
        using var scratch = new Scratch();
        var path = scratch.Write("packages.lock.json", "{}");
        Commit(scratch);
        scratch.Write("packages.lock.json", "{ }");
        Git(scratch.Folder, "hash-object", "-w", "packages.lock.json");
        Git(scratch.Folder, "replace", "HEAD:packages.lock.json", Blob("{ }"));

        Assert.AreEqual(CommittedState.Differs, Compare(GitSource.Read(scratch.Folder), path, "{ }"));
        Assert.AreEqual(CommittedState.Same, Compare(GitSource.Read(scratch.Folder), path, "{}"));
    }

    [TestMethod]
    public void Without_a_commit_nothing_is_known_about_a_file()
    {
        using var scratch = new Scratch();

        var compared = GitSource.Compare(GitSource.Read(scratch.Folder), scratch.At("a"), "a"u8.ToArray());

        Assert.AreEqual(new CommittedFile(CommittedState.Unknown, "the folder is in no git repository"), compared);
    }

    [TestMethod]
    public void The_root_is_found_without_git_and_an_empty_git_folder_is_none()
    {
        using var scratch = new Scratch();
        scratch.Write("src/App/a.cs", "a");
        Commit(scratch);
        Directory.CreateDirectory(scratch.At("src", ".git"));

        Assert.AreEqual(scratch.Folder, RepositoryRoot.Find(scratch.At("src", "App")));
        Assert.AreEqual(scratch.Folder, Found(scratch.At("src", "App")).Root, "git agrees");

        scratch.Write("src/App/.git", "gitdir: ../../.git/modules/App");
        Assert.AreEqual(scratch.At("src", "App"), RepositoryRoot.Find(scratch.At("src", "App")));
    }

    private static GitCommit Found(string folder)
    {
        var state = GitSource.Read(folder);
        Assert.AreEqual(GitOutcome.Commit, state.Outcome, state.Detail);
        return state.Commit!;
    }

    private static CommittedState Compare(GitState state, string path, string content) => GitSource.Compare(state, path, Encoding.UTF8.GetBytes(content)).State;

    private static string Blob(string content)
    {
        var bytes = Encoding.UTF8.GetBytes($"blob {content.Length}\0{content}");
#pragma warning disable CA5350 // git's object ids are SHA-1
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA1.HashData(bytes));
#pragma warning restore CA5350
    }
}
