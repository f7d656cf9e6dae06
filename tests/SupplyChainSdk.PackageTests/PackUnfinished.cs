using System.Diagnostics;
using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>A pack that does not come to its end leaves nothing half-written, and no package that nobody attested.</summary>
[TestClass]
public sealed class PackUnfinished
{
    [TestMethod]
    public void Evidence_that_cannot_be_written_fails_with_its_code_and_moves_the_package_aside()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        var key = $"-p:SupplyChainSigningKey={consumer.Make("release").Private}";
        // A file where a folder is needed: no account, not even root, can write into it.
        File.WriteAllText(Path.Combine(consumer.Root, "file"), "");

        consumer.Run("pack", key, "-p:SupplyChainEvidenceDir=../file/evidence").Fails("error SCSDK1019", "error SCSDK7008");
        Assert.IsEmpty(Evidence.Files(consumer.PathOf("bin", "Release")));
        CollectionAssert.AreEqual((string[])["a.1.0.0.nupkg"], Evidence.Files(consumer.PathOf("obj", "supplychain", "unattested")));

        // A folder where the bundle should be: the SBOM, which can be written, does not stay alone.
        Directory.CreateDirectory(consumer.PathOf("bin", "Release", "a.1.0.0.nupkg.sigstore.json"));
        consumer.Run("pack", "--no-build", key).Fails("error SCSDK1019", "error SCSDK7008");
        Assert.IsEmpty(Evidence.Files(consumer.PathOf("bin", "Release")));

        // Where obj does not take it, it loses the name that a push step looks for.
        Directory.Delete(consumer.PathOf("obj", "supplychain", "unattested"), recursive: true);
        File.WriteAllText(consumer.PathOf("obj", "supplychain", "unattested"), "");
        Assert.Contains("a.1.0.0.nupkg.unattested, where no push step", consumer.Run("pack", "--no-build", key).Fails("error SCSDK1019", "error SCSDK7008").Output);
        CollectionAssert.AreEqual((string[])["a.1.0.0.nupkg.unattested"], Evidence.Files(consumer.PathOf("bin", "Release")));

        File.Delete(consumer.PathOf("bin", "Release", "a.1.0.0.nupkg.unattested"));
        File.Delete(consumer.PathOf("obj", "supplychain", "unattested"));
        Directory.Delete(consumer.PathOf("bin", "Release", "a.1.0.0.nupkg.sigstore.json"));
        consumer.Run("pack", "--no-build", key).Succeeds();
        Assert.HasCount(3, Evidence.Files(consumer.PathOf("bin", "Release")));
    }

    [TestMethod]
    public void In_a_folder_that_became_read_only_the_earlier_package_stays_whole_and_the_pack_fails()
    {
        using var consumer = new Consumer().WithOwnPackages().Project("a.csproj").Write("supplychain.json", """{ "version": 1, "lock": { "againstSource": "off" } }""").Lock().Commit();
        var output = consumer.PathOf("bin", "Release");
        consumer.Run("pack", $"-p:SupplyChainSigningKey={consumer.Make("release").Private}").Succeeds();
        var before = Evidence.Files(output).Select(file => Evidence.Sha256(Path.Combine(output, file))).ToArray();
        Assert.HasCount(3, before);
        string[] pack = ["pack", "--no-build", $"-p:SupplyChainSigningKey={consumer.Make("next").Private}"];
        Keys.Mode(output, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        // Permissions do not bind root, so a user runs it whom they bind.
        var run = Environment.IsPrivilegedProcess ? consumer.RunAsNobody(pack) : consumer.Run(pack);
        Keys.Mode(output, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // When the package cannot even be moved away, that is said, and who reads it knows what to do.
        Assert.Contains("Delete it by hand", run.Fails("error SCSDK1019", "error SCSDK7008").Output);
        CollectionAssert.AreEqual(before, Evidence.Files(output).Select(file => Evidence.Sha256(Path.Combine(output, file))).ToArray());
    }

    [TestMethod]
    public void A_build_that_fails_after_packing_leaves_no_package_and_the_earlier_one_stays_when_nothing_was_packed()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit().Write("Directory.Build.targets", """
            <Project>
              <Target Name="FailInPack" AfterTargets="GenerateNuspec" Condition="'$(FailNow)' == 'true'"><Error Text="of another target" /></Target>
            </Project>
            """);
        var key = $"-p:SupplyChainSigningKey={consumer.Make("release").Private}";
        var output = consumer.PathOf("bin", "Release");

        consumer.Run("pack", key, "-p:FailNow=true").Fails();
        Assert.IsEmpty(Evidence.Files(output));

        consumer.Run("pack", key).Succeeds();
        var digests = Evidence.Files(output).Select(file => Evidence.Sha256(Path.Combine(output, file))).ToArray();
        Assert.HasCount(3, digests);

        // Nothing to pack: the attested package of before is still what it was.
        consumer.Run("pack", key, "-p:FailNow=true").Fails();
        CollectionAssert.AreEqual(digests, Evidence.Files(output).Select(file => Evidence.Sha256(Path.Combine(output, file))).ToArray());

        // Packed anew, and not attested: neither package nor the bundle of the one before stay.
        consumer.Write("Class1.cs", "public class Class2 { }\n");
        consumer.Run("pack", key, "-p:FailNow=true").Fails();
        Assert.DoesNotContain("a.1.0.0.nupkg", Evidence.Files(output));
        Assert.DoesNotContain("a.1.0.0.nupkg.sigstore.json", Evidence.Files(output));

        consumer.Run("pack", key).Succeeds();
        Assert.HasCount(3, Evidence.Files(output));
    }

    [TestMethod]
    public void Cancelled_between_packing_and_attesting_nothing_stays_and_the_next_pack_is_good()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit().Write("Directory.Build.targets", """
            <Project>
              <Target Name="Wait" AfterTargets="GenerateNuspec" Condition="'$(WaitNow)' == 'true'"><Exec Command="touch waiting; sleep 60" /></Target>
            </Project>
            """);
        var (secret, open) = consumer.Make("release");
        var output = consumer.PathOf("bin", "Release");
        var pack = Task.Run(() => consumer.Run("pack", $"-p:SupplyChainSigningKey={secret}", "-p:WaitNow=true", "-p:CancelTest=" + consumer.Root));
        var started = Stopwatch.StartNew();
        while (!File.Exists(consumer.PathOf("waiting")))
        {
            Assert.IsLessThan(120_000, started.ElapsedMilliseconds, "the build did not come to the target that waits");
            Assert.IsFalse(pack.IsCompleted, "the build ended before it was cancelled");
            Thread.Sleep(50);
        }
        Assert.IsTrue(File.Exists(Path.Combine(output, "a.1.0.0.nupkg")), "it is packed");

        consumer.Interrupt();

        Assert.AreNotEqual(0, pack.Result.ExitCode, pack.Result.Output);
        Assert.IsEmpty(Evidence.Files(output), pack.Result.Output);
        Assert.IsEmpty(Directory.GetFiles(consumer.PathOf("obj"), "*.tmp", SearchOption.AllDirectories));
        consumer.Run("pack", $"-p:SupplyChainSigningKey={secret}").Succeeds();
        consumer.Tool("verify", Path.Combine(output, "a.1.0.0.nupkg"), "--key", open).Ends(0);
    }
}
