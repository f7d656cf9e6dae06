using System.IO.Compression;
using System.Text.RegularExpressions;
using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>
/// What can be done to packages between restore and compiler, one row each: after a good build it is found by the next one, in which NuGet and MSBuild see nothing to do, and by a build in CI. The
/// table in docs/threat-model.md says the same, with what <c>dotnet restore --locked-mode</c> and <c>dotnet nuget verify</c> say.
/// </summary>
[TestClass]
public sealed partial class Tampering
{
    private const string Json = "newtonsoft.json/13.0.4";
    private const string Dll = $"{Json}/lib/net6.0/Newtonsoft.Json.dll";
    private const string Archive = $"{Json}/newtonsoft.json.13.0.4.nupkg";
    private const string Metadata = $"{Json}/.nupkg.metadata";
    private const string Kit = "given.kit/1.0.0";
    private const string Nothing = "nothing";

    private static readonly Lock OneAtATime = new();
    private static Consumer? _prepared;

    /// <summary>By the words of the table: what is done, the codes of the builds, and what NuGet says of it.</summary>
    private static readonly Dictionary<string, (Action<string> Do, string Codes, string Restore, string Verify)> Rows = new(StringComparer.Ordinal)
    {
        ["a DLL is changed by a byte"] = (root => Flip(root, Dll), "SCSDK2011", Nothing, Nothing),
        ["a DLL is replaced by one of equal size and time"] = (root => KeepTime(root, Dll, () => Flip(root, Dll)), "SCSDK2011", Nothing, Nothing),
        ["a DLL is replaced, and the folder's time set back"] = (root => KeepTime(root, Path.GetDirectoryName(Dll)!, () => Replace(root, Dll)), "SCSDK2011", Nothing, Nothing),
        ["the DLL of an analyzer is changed"] = (root => Flip(root, $"{Kit}/analyzers/dotnet/cs/Given.Kit.dll"), "SCSDK2011", Nothing, Nothing),
        ["`build/*.targets` is changed"] = (root => File.AppendAllText(At(root, $"{Kit}/build/Given.Kit.targets"), "<!-- -->"), "SCSDK2011", Nothing, Nothing),
        ["a `.targets` file is added"] = (root => File.WriteAllText(At(root, $"{Kit}/buildTransitive/Given.Kit.targets"), "<Project />"), "SCSDK2012", Nothing, Nothing),
        ["a DLL is added in `lib/`"] = (root => File.Copy(At(root, Dll), At(root, $"{Json}/lib/net6.0/Other.dll")), "SCSDK2012", Nothing, Nothing),
        ["a file is removed"] = (root => File.Delete(At(root, $"{Kit}/tools/run.sh")), "SCSDK2011", Nothing, Nothing),
        ["a link out of the package folder"] = (root => Link(root, $"{Kit}/build/Given.Kit.targets"), "SCSDK2011", Nothing, Nothing),
        ["the case of a file name is changed"] = (root => File.Move(At(root, $"{Kit}/tools/run.sh"), At(root, $"{Kit}/tools/Run.sh")), "SCSDK2011", Nothing, Nothing),
        ["the `.nupkg` is changed"] = (root => Flip(root, Archive, 5000), "SCSDK2003", Nothing, "NU3008"),
        ["the `.nupkg` is replaced by that of another version"] = (root => File.Copy(At(root, "other.nupkg"), At(root, Archive), overwrite: true), "SCSDK2008", Nothing, Nothing),
        ["the `.nupkg` is deleted"] = (root => File.Delete(At(root, Archive)), "SCSDK2007", Nothing, "no file"),
        ["`.nupkg.metadata` is edited"] = (root => Edit(root, Metadata), "SCSDK2025", "NU1403", Nothing),
        ["`.nupkg.metadata` is deleted"] = (root => File.Delete(At(root, Metadata)), "SCSDK2025", "makes it again", Nothing),
        ["`.nupkg` and `.nupkg.metadata` agree, and are not what was locked"] = (root => Agree(root), "SCSDK2003", "NU1403", "NU3004"),
        ["the `.nupkg` has two entries of one name"] = (root => Duplicate(root), "SCSDK2008", Nothing, "NU3008"),
    };

    public static IEnumerable<object[]> Names => Rows.Keys.Select(row => new object[] { row });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void What_was_tampered_with_is_found_by_the_next_build_and_in_CI(string row)
    {
        lock (OneAtATime)
        {
            var consumer = _prepared ??= Prepare();
            var root = Path.Combine(consumer.Root, "packages");
            var (tamper, code, restore, verify) = Rows[row];
            consumer.Without("CI");
            Copy(Path.Combine(consumer.Root, "pristine"), root);
            consumer.Run("build").Succeeds();
            tamper(root);

            consumer.Run("build").Fails($"error {code}").Checks(1);
            consumer.With("CI", "true").Run("build", "--no-restore").Fails($"error {code}").Checks(1);

            if (verify != "no file")
                Assert.AreEqual(verify, Said(consumer.RunPlain("nuget", "verify", "--all", At(root, Archive))), "dotnet nuget verify");
            Assert.AreEqual(restore == "makes it again" ? Nothing : restore, Said(consumer.RunPlain("restore", "--locked-mode", "--force")), "dotnet restore --locked-mode");
            if (restore == "makes it again")
                Assert.IsTrue(File.Exists(At(root, Metadata)));
        }
    }

    [TestMethod]
    public void The_table_has_these_rows()
    {
        var table = File.ReadAllLines(Path.Combine(SupplyChainSdk.Tests.TestData.Repository, "docs", "threat-model.md"));
        foreach (var (row, (_, code, restore, verify)) in Rows)
            Assert.Contains($"| {row} | {restore} | {verify} | [{code}](diagnostics/{code}.md) |", table);
    }

    [ClassCleanup]
    public static void Remove() => _prepared?.Dispose();

    private static Consumer Prepare()
    {
        var consumer = new Consumer().WithOwnPackages()
            .Package("Given.Kit", entries: [("analyzers/dotnet/cs/Given.Kit.dll", "not really an analyzer"), ("build/Given.Kit.targets", "<Project />"), ("buildTransitive/_._", ""), ("tools/run.sh", "exit 0")])
            .Project("a.csproj", $"{Consumer.Reference}{GivenPackage.Reference("Given.Kit")}<PackageReference Include=\"Newtonsoft.Json\" Version=\"13.0.4\" />").Lock().Commit();
        var root = Path.Combine(consumer.Root, "packages");
        File.Copy(SupplyChainSdk.Tests.RealPackages.Download("Newtonsoft.Json", "13.0.3"), At(root, "other.nupkg"));
        Copy(root, Path.Combine(consumer.Root, "pristine"));
        return consumer;
    }

    // The first code of NuGet, or nothing.
    private static string Said(BuildRun run) => run.ExitCode == 0 ? Nothing : Code().Match(run.Output) is { Success: true } code ? code.Value : $"exit code {run.ExitCode}: {run.Output}";

    private static string At(string root, string path) => Path.Combine(root, path);

    private static void Flip(string root, string path, int at = -1) => Evidence.Flip(At(root, path), at);

    private static void KeepTime(string root, string path, Action change)
    {
        var time = File.GetLastWriteTimeUtc(At(root, path));
        change();
        File.SetLastWriteTimeUtc(At(root, path), time);
    }

    // As cp -p and mv do it: another file under the same name, of the same size and time.
    private static void Replace(string root, string path)
    {
        var time = File.GetLastWriteTimeUtc(At(root, path));
        File.Copy(At(root, path), At(root, "copy.dll"));
        Flip(root, "copy.dll");
        File.SetLastWriteTimeUtc(At(root, "copy.dll"), time);
        File.Move(At(root, "copy.dll"), At(root, path), overwrite: true);
    }

    private static void Link(string root, string path)
    {
        File.Move(At(root, path), At(root, "outside"));
        File.CreateSymbolicLink(At(root, path), At(root, "outside"));
    }

    private static void Edit(string root, string path) => Record(root, path, new byte[64]);

    private static void Record(string root, string path, byte[] hash) =>
        File.WriteAllText(At(root, path), Hash().Replace(File.ReadAllText(At(root, path)), $"\"contentHash\": \"{Convert.ToBase64String(hash)}\""));

    // A package without a signature, so that the hash is that of the file, which is recorded as if it had been downloaded.
    private static void Agree(string root)
    {
        using (var zip = ZipFile.Open(At(root, Archive), ZipArchiveMode.Update))
        {
            zip.GetEntry(".signature.p7s")!.Delete();
            zip.CreateEntry("more.txt");
        }
        Record(root, Metadata, Convert.FromHexString(Evidence.Sha512(At(root, Archive))));
    }

    private static void Duplicate(string root)
    {
        using var zip = ZipFile.Open(At(root, Archive), ZipArchiveMode.Update);
        zip.CreateEntry("lib/net6.0/Newtonsoft.Json.dll");
    }

    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
            Directory.Delete(to, recursive: true);
        DotNet.Process("cp", "/", new Dictionary<string, string>(), "-a", from, to).Succeeds();
    }

    [GeneratedRegex("NU[0-9]{4}")]
    private static partial Regex Code();

    [GeneratedRegex("\"contentHash\": \"[^\"]*\"")]
    private static partial Regex Hash();
}
