using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests;

[TestClass]
public sealed class AtomicFileTests
{
    [TestMethod]
    public void A_file_is_written_with_its_folder_and_replaced_whole()
    {
        using var scratch = new Scratch();
        var file = scratch.At("new", "file.txt");

        AtomicFile.Write(file, "a longer content"u8);
        AtomicFile.Write(file, "short"u8);

        Assert.AreEqual("short", File.ReadAllText(file));
        Assert.IsFalse(AtomicFile.WriteIfChanged(file, "short"u8));
        Assert.IsTrue(AtomicFile.WriteIfChanged(file, "shorn"u8));
        Assert.AreEqual("file.txt", Names(Path.GetDirectoryName(file)!));
    }

    [TestMethod]
    public void What_is_to_be_new_does_not_replace_a_file()
    {
        using var scratch = new Scratch();
        AtomicFile.Create(scratch.At("file.txt"), "first"u8);

        Assert.ThrowsExactly<UnwritableException>(() => AtomicFile.Create(scratch.At("file.txt"), "second"u8));

        Assert.AreEqual("first", File.ReadAllText(scratch.At("file.txt")));
        Assert.AreEqual("file.txt", Names(scratch.Folder));
    }

    [TestMethod]
    public void A_folder_in_the_place_of_the_file_and_a_file_in_the_place_of_the_folder_are_named_and_nothing_is_left()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch.At("taken"));
        scratch.Write("file", "");

        Assert.AreEqual(scratch.At("taken"), Assert.ThrowsExactly<UnwritableException>(() => AtomicFile.Write(scratch.At("taken"), "a"u8)).Path);
        Assert.AreEqual(scratch.At("file", "b"), Assert.ThrowsExactly<UnwritableException>(() => AtomicFile.Write(scratch.At("file", "b"), "a"u8)).Path);

        Assert.AreEqual("file taken", Names(scratch.Folder));
    }

    [TestMethod]
    public void On_a_full_disk_the_old_file_stays_whole_and_the_error_names_the_file_and_not_a_temporary_one()
    {
        using var scratch = new Scratch();
        using var disk = SmallDisk.On(scratch.At("disk"));
        var file = Path.Combine(disk.Folder, "file.txt");
        AtomicFile.Write(file, "old"u8);
        disk.LeaveFree(1);

        var error = Assert.ThrowsExactly<UnwritableException>(() => AtomicFile.Write(file, new byte[Environment.SystemPageSize + 1]));

        Assert.AreEqual($"{file} cannot be written: No space left on device.", error.Message);
        Assert.AreEqual("old", File.ReadAllText(file));
        Assert.AreEqual("file.txt", string.Join(' ', disk.Files()));
        var finding = OutputFindings.Unwritable(error);
        Assert.AreEqual(Codes.OutputUnwritable, finding.Code);
        Assert.AreEqual(Severity.Error, finding.Severity);
        AtomicFile.Write(file, new byte[Environment.SystemPageSize]);
    }

    private static string Names(string folder) =>
        string.Join(' ', Directory.EnumerateFileSystemEntries(folder).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal));
}
