using SupplyChainSdk.PackageTests.Infra;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests;

/// <summary>
/// Packing onto disks that are full after nothing, one page, two pages and so on, until all of it has room: whichever file is the one that
/// has none, the pack fails and leaves no part of a file and no package without its bundle.
/// </summary>
[TestClass]
public sealed class DiskFull
{
    [TestMethod]
    public void An_output_folder_that_is_full_gets_nothing()
    {
        using var consumer = new Consumer().Project("a.csproj", $"{Consumer.Reference}<None Include=\"notes.txt\" Pack=\"true\" PackagePath=\"/\" />").Write("notes.txt", "first").Lock().Commit();
        consumer.Run("build", "--no-restore", "-c", "Release").Succeeds();
        var (secret, open) = consumer.Make("release");
        using var disk = SmallDisk.On(Path.Combine(consumer.Root, "output"));
        string[] pack = ["pack", "--no-build", "-o", disk.Folder, $"-p:SupplyChainSigningKey={secret}"];

        var failed = Until(disk, () => consumer.Run(pack), run =>
        {
            Assert.AreEqual("", string.Join(' ', disk.Files()), run.Shown);
            // Before there is a package it is pack's own error; from then on it is ours.
            if (!run.Output.Contains("Successfully created package", StringComparison.Ordinal))
                return run.Fails().Output.Contains("No space left on device", StringComparison.Ordinal) ? "a.1.0.0.nupkg" : run.Shown;
            Assert.Contains("moved to obj/supplychain/unattested/a.1.0.0.nupkg", run.Fails("error SCSDK1019", "error SCSDK7008").Output);
            return Unwritable(run);
        });

        // First pack's own, then ours with the attestation, which needs room beside it; where that was, the bundle has room.
        Assert.AreEqual("a.1.0.0.nupkg, a.1.0.0.cdx.json", failed);
        consumer.Tool("verify", Path.Combine(disk.Folder, "a.1.0.0.nupkg"), "--key", open).Ends(0);

        // Over an attested package, whose bundle would be a stale one beside another package.
        Assert.HasCount(3, disk.Files());
        consumer.Write("notes.txt", string.Join(' ', Enumerable.Range(0, 20_000)));
        disk.LeaveFree(0);
        consumer.Run(pack).Fails();
        Assert.DoesNotContain("a.1.0.0.nupkg", disk.Files());
        Assert.DoesNotContain("a.1.0.0.nupkg.sigstore.json", disk.Files());
    }

    [TestMethod]
    public void An_obj_folder_that_is_full_keeps_no_part_of_a_file_and_lets_no_package_out()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        consumer.Run("build", "--no-restore", "-c", "Release").Succeeds();
        var (secret, open) = consumer.Make("release");
        var output = consumer.PathOf("bin", "Release");
        using var disk = SmallDisk.On(consumer.PathOf("obj", "supplychain"));
        var left = new Dictionary<string, long>();

        var failed = Until(disk, () => consumer.Run("pack", "--no-build", $"-p:SupplyChainSigningKey={secret}"), run =>
        {
            foreach (var file in disk.Files())
                left[file] = Math.Min(left.GetValueOrDefault(file, long.MaxValue), new FileInfo(Path.Combine(disk.Folder, file)).Length);
            var wasPacked = run.Output.Contains("Successfully created package", StringComparison.Ordinal);
            run.Fails(wasPacked ? ["error SCSDK1019", "error SCSDK7008"] : ["error SCSDK1019"]);
            CollectionAssert.AreEqual(wasPacked ? (string[])["a.1.0.0.nupkg.unattested"] : [], Evidence.Files(output), run.Shown);
            File.Delete(Path.Combine(output, "a.1.0.0.nupkg.unattested"));
            return Unwritable(run);
        });

        var whole = disk.Files().ToDictionary(file => file, file => new FileInfo(Path.Combine(disk.Folder, file)).Length);
        Assert.AreEqual("check.state, pack.inputs, bom.cdx.json, a.1.0.0.nupkg", failed);
        CollectionAssert.IsSubsetOf(left.Select(file => $"{file.Key} {file.Value}").ToArray(), whole.Select(file => $"{file.Key} {file.Value}").ToArray());
        consumer.Tool("verify", Path.Combine(output, "a.1.0.0.nupkg"), "--key", open).Ends(0);
    }

    [TestMethod]
    public void What_the_gates_found_is_said_although_it_cannot_be_kept()
    {
        using var consumer = new Consumer().Project("a.csproj").With("CI", "true");
        consumer.RunPlain("restore").Succeeds();
        using var disk = SmallDisk.On(consumer.PathOf("obj", "supplychain"));
        disk.LeaveFree(0);

        consumer.Run("build", "--no-restore").Fails("error SCSDK1019", "error SCSDK2001");

        disk.Clear();
        consumer.Run("build", "--no-restore").Fails("error SCSDK2001");
    }

    [TestMethod]
    public void The_tool_says_which_file_it_could_not_write_and_decides_nothing()
    {
        using var consumer = new Consumer().Project("a.csproj");
        consumer.RunPlain("restore").Succeeds();
        using var disk = SmallDisk.On(consumer.PathOf("disk"));

        disk.LeaveFree(0);
        foreach (var command in (string[][])[["sbom", "-o", "disk/bom.json"], ["keys", "new", "disk/release"], ["init", "disk"]])
        {
            Assert.Contains("cannot be written: No space left on device", consumer.Tool(command).Ends(2, "error SCSDK1019").Output);
            Assert.AreEqual("", string.Join(' ', disk.Files()), command[0]);
        }

        disk.Clear();
        consumer.Tool("sbom", "-o", "disk/bom.json").Ends(0);
        consumer.Tool("keys", "new", "disk/release").Ends(0);
        consumer.Tool("init", "disk").Ends(0);
    }

    // What had no room, in the order in which there was more and more; the last run succeeded.
    private static string Until(SmallDisk disk, Func<BuildRun> pack, Func<BuildRun, string> failed)
    {
        var seen = new List<string>();
        for (var free = 0; free < 20; free++)
        {
            disk.Clear();
            disk.LeaveFree(free);
            var run = pack();
            if (run.ExitCode == 0)
                return string.Join(", ", seen.Distinct(StringComparer.Ordinal));
            seen.Add(failed(run));
        }
        throw new AssertFailedException($"With 20 free pages it still failed: {string.Join(", ", seen)}.");
    }

    // The name of the file in our error; that of a record begins with the package that it is about.
    private static string Unwritable(BuildRun run)
    {
        var line = run.Output.Split('\n').First(l => l.Contains("error SCSDK1019: ", StringComparison.Ordinal));
        Assert.DoesNotContain(".tmp", line);
        Assert.Contains("No space left on device", line);
        var name = Path.GetFileName(line[..line.IndexOf(" cannot be written", StringComparison.Ordinal)]);
        return name.EndsWith(".sha256", StringComparison.Ordinal) ? name[..(name.IndexOf(".nupkg", StringComparison.Ordinal) + ".nupkg".Length)] : name;
    }
}
