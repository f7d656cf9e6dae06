using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Tool.Tests;

/// <summary>A job that has the key and builds nothing, with what another job left: a package and its unsigned statement.</summary>
[TestClass]
public sealed class AttestTests
{
    private const string Name = AttestedPackage.Name;
    private const string StatementName = $"{Name}.intoto.unsigned.json";
    private const string BundleName = $"{Name}.sigstore.json";

    [TestMethod]
    public void The_statement_is_signed_as_it_is_and_the_package_holds_what_lies_beside_it()
    {
        using var package = Packed();
        var statement = File.ReadAllBytes(package.At(StatementName));

        var run = Attest(package, "--commit", AttestedPackage.Commit.ToUpperInvariant()).Exits(Tool.Yes);

        var bundle = File.ReadAllBytes(package.BundlePath);
        CollectionAssert.AreEqual(statement, Payload(bundle));
        CollectionAssert.AreEqual(AttestedPackage.Attest(package.Built, bundle), File.ReadAllBytes(package.Path));
        Assert.IsFalse(File.Exists(package.At(StatementName)));
        Assert.AreEqual($"""
            Contoso.Widgets 1.2.3

              statement     https://slsa.dev/provenance/v1 about sha256:{Short(package.Built)}, built from git {Printable.Short(AttestedPackage.Commit)}
              signed        with ECDSA P-256, sha256:{Printable.Short(PublicKey.Load(package.KeyPath).Fingerprint)}
              inside        {Name}, which is now sha256:{Short(File.ReadAllBytes(package.Path))}
              bundle        {BundleName}

            Attested.

            """.ReplaceLineEndings("\n"), run.Output.ReplaceLineEndings("\n"));
        Assert.AreEqual("", run.Error);
        File.Delete(package.BundlePath);
        Assert.IsNull(package.Verify().Refusal);
        Assert.IsNotNull(package.Verify(key: "other.pub").Refusal);
    }

    [TestMethod]
    public void The_second_time_there_is_nothing_to_do_with_the_statement_and_without()
    {
        using var package = Packed();
        var statement = File.ReadAllBytes(package.At(StatementName));
        Attest(package).Exits(Tool.Yes);
        var state = State(package);

        Assert.Contains("Attested already: nothing was signed.", Attest(package).Exits(Tool.Yes).Output);
        CollectionAssert.AreEqual(state, State(package));

        package.Write(StatementName, statement);
        Assert.Contains("Attested already: nothing was signed.", Attest(package).Exits(Tool.Yes).Output);
        CollectionAssert.AreEqual(state, State(package));

        // What is signed already is compared again.
        Assert.Contains($"The statement in {Name} is not about {Name}: it was built from commit", Attest(package, "--commit", new string('0', 40)).Exits(Tool.No).Error);

        // Stopped before the bundle was beside it: the one inside is the one.
        var bundle = File.ReadAllBytes(package.BundlePath);
        File.Delete(package.BundlePath);
        package.Write(StatementName, statement);
        Attest(package).Exits(Tool.Yes);
        CollectionAssert.AreEqual(bundle, File.ReadAllBytes(package.BundlePath));
        Assert.IsFalse(File.Exists(package.At(StatementName)));
    }

    [TestMethod]
    [DataRow("another digest", "its sha256 is 000000…0000, and the file's is")]
    [DataRow("sha512 wrong, sha256 right", "its sha512 is 000000…0000")]
    [DataRow("one digest more", "a digest by 'sha1', which cannot be compared")]
    [DataRow("two subjects", "it has 2 subjects")]
    [DataRow("another name", "its subject is called 'Contoso.Widgets.1.2.4.nupkg'")]
    [DataRow("another id", "its subject is 'pkg:nuget/Contoso.Gadgets@1.2.3', and the nuspec says pkg:nuget/Contoso.Widgets@1.2.3")]
    [DataRow("another version", "its subject is 'pkg:nuget/Contoso.Widgets@1.2.2'")]
    [DataRow("no uri", "SCSDK8006")]
    [DataRow("another predicate", "its predicate is 'https://cyclonedx.org/bom'")]
    [DataRow("another version in the parameters", "it is about version 1.2.2, and the nuspec says 1.2.3")]
    [DataRow("a hosted builder", "it names the builder 'https://github.com/actions/runner'")]
    [DataRow("another commit", "it was built from commit 0000000000000000000000000000000000000000, and the nuspec says 9f8e7d6c5b4a")]
    [DataRow("another SBOM", "SCSDK8008")]
    [DataRow("an unknown parameter", "SCSDK8006")]
    [DataRow("another statement type", "SCSDK8006")]
    [DataRow("a member twice", "SCSDK8006")]
    [DataRow("a byte order mark", "SCSDK8006")]
    public void A_statement_that_contradicts_the_package_is_refused_with_what_differs(string how, string said)
    {
        using var package = Packed(Wrong(how));
        var state = State(package);

        var run = Attest(package).Exits(Tool.No);

        Assert.Contains(said, run.Error);
        Assert.Contains(said.StartsWith("SCSDK", StringComparison.Ordinal) ? said : Codes.StatementDiffers.Id, run.Error);
        Assert.AreEqual("", run.Output);
        CollectionAssert.AreEqual(state, State(package));
    }

    [TestMethod]
    public void A_package_that_was_changed_after_its_statement_was_written_is_refused()
    {
        using var package = Packed();
        var changed = package.Built.ToArray();
        changed[changed.AsSpan().IndexOf("xxxxxxxx"u8)] ^= 1;
        package.Write(Name, changed);

        var run = Attest(package).Exits(Tool.No);

        Assert.Contains(Codes.StatementDiffers.Id, run.Error);
        Assert.Contains("its sha256 is", run.Error);
        CollectionAssert.AreEqual(changed, File.ReadAllBytes(package.Path));
    }

    [TestMethod]
    [DataRow("name --key KEY, or say --keyless", "")]
    [DataRow("name --key KEY, or say --keyless", "--commit HEAD")]
    [DataRow("--key and --keyless exclude each other", "--key release.key --keyless")]
    [DataRow("belong to --keyless", "--key release.key --trusted-root root.json")]
    [DataRow("--passphrase-env belongs to --key", "--keyless --passphrase-env NAME")]
    [DataRow("--signing-config is empty", "--keyless --signing-config=")]
    [DataRow("--key is empty", "--key=")]
    [DataRow("--statement is empty", "--statement= --key release.key")]
    [DataRow("--output is empty", "-o= --key release.key")]
    [DataRow("argument missing for option: '--signing-config'", "--keyless --signing-config")]
    [DataRow("argument missing for option: '--key'", "--key")]
    [DataRow("are for one FILE", "other.nupkg --key release.key --format json")]
    [DataRow("are for one FILE", "* --key release.key --statement s.json")]
    [DataRow("SCSDK8012", "nowhere/*.nupkg --key release.key")]
    [DataRow("SCSDK7017", "--keyless --signing-config none.json")]
    public void Either_a_key_or_an_identity_signs_and_options_of_the_one_are_refused_for_the_other(string said, string options)
    {
        using var package = Packed();
        package.Write("other.nupkg", "another one");
        var state = State(package);

        var run = Tool.RunIn(package.Folder, ["attest", .. options.Contains('*') ? (string[])[] : [Name], .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).Exits(Tool.Undecided);

        Assert.Contains(said, run.Error);
        Assert.DoesNotContain("SupplyChainSign", run.Error, "there are no properties on a command line");
        CollectionAssert.AreEqual(state, State(package));
    }

    [TestMethod]
    public void The_commit_that_is_expected_has_to_be_named_and_its_tree_without_changes()
    {
        using var package = Packed();
        Assert.Contains($"it was built from commit {AttestedPackage.Commit}, and {new string('0', 40)} was expected", Attest(package, "--commit", new string('0', 40)).Exits(Tool.No).Error);
        Attest(package, "--commit", AttestedPackage.Commit).Exits(Tool.Yes);

        foreach (var id in (string[])[AttestedPackage.Commit[..8], "HEAD", "", $"{AttestedPackage.Commit[..39]}g"])
            Assert.Contains("--commit takes the whole id, 40 or 64 hexadecimal digits", Attest(package, $"--commit={id}").Exits(Tool.Undecided).Error);

        using var dirty = Packed(new Recipe { Provenance = p => p with { Source = p.Source! with { IsDirty = true } } });
        Assert.Contains("with changes that are not in commit", Attest(dirty, "--commit", AttestedPackage.Commit).Exits(Tool.No).Error);
        Attest(dirty).Exits(Tool.Yes);

        using var nowhere = Packed(new Recipe { Commit = "", Provenance = p => p with { Source = null } });
        Assert.Contains("it names no commit", Attest(nowhere, "--commit", AttestedPackage.Commit).Exits(Tool.No).Error);
    }

    [TestMethod]
    public void A_package_that_was_signed_first_is_refused_with_the_way_out()
    {
        using var package = Packed();
        package.Write(Name, AttestedPackage.NuGetSign(package.Built));
        var state = State(package);

        var run = Attest(package).Exits(Tool.No);

        Assert.Contains(Codes.PackageAlreadySigned.Id, run.Error);
        CollectionAssert.AreEqual(state, State(package));
        RunSaid(package, run, "release.key");
    }

    [TestMethod]
    public void A_package_that_was_attested_and_signed_since_is_attested_already_or_otherwise()
    {
        using var package = Packed();
        var statement = File.ReadAllBytes(package.At(StatementName));
        Attest(package).Exits(Tool.Yes);
        package.Write(Name, AttestedPackage.NuGetSign(File.ReadAllBytes(package.Path)));
        var state = State(package);

        Assert.Contains("Attested already: nothing was signed.", Attest(package).Exits(Tool.Yes).Output);
        CollectionAssert.AreEqual(state, State(package));

        var run = Attest(package, "--key", Other(package)).Exits(Tool.No);
        Assert.Contains($"{Codes.AlreadyAttested}: {Name} has an attestation already (in the package, which was signed since)", run.Error);
        Assert.Contains(", then sign again", run.Error);
        package.Write(StatementName, [.. statement[..^1], .. " }"u8]);
        Assert.Contains(Codes.AlreadyAttested.Id, Attest(package).Exits(Tool.No).Error);

        // Attested beside it only: that is what was asked for, or it is not.
        package.Write(Name, package.Built);
        File.Delete(package.BundlePath);
        package.Write(StatementName, statement);
        Attest(package, "--no-embed").Exits(Tool.Yes);
        package.Write(Name, AttestedPackage.NuGetSign(package.Built));
        Assert.Contains("Attested already: nothing was signed.", Attest(package, "--no-embed").Exits(Tool.Yes).Output);
        Assert.Contains(Codes.PackageAlreadySigned.Id, Attest(package).Exits(Tool.No).Error);
    }

    [TestMethod]
    public void What_the_refusal_of_another_key_says_to_do_attests_it_anew()
    {
        using var package = Packed();
        var statement = File.ReadAllBytes(package.At(StatementName));
        Attest(package, "--key", Other(package)).Exits(Tool.Yes);

        var run = Attest(package).Exits(Tool.No);

        Assert.Contains($"delete the bundle {BundleName}", run.Error);
        package.Write(StatementName, statement);
        File.Delete(package.BundlePath);
        RunSaid(package, run, "release.key");
    }

    // The commands of a refusal, with the statement that it asks for.
    private static void RunSaid(AttestedPackage package, ToolRun refused, string key)
    {
        var commands = refused.Error.Split('\'').Where(part => part.StartsWith("supplychain ", StringComparison.Ordinal)).Select(part => part.Split(' ')[1..]).ToList();
        Assert.HasCount(2, commands);
        Tool.RunIn(package.Folder, commands[0]).Exits(Tool.Yes);
        Tool.RunIn(package.Folder, [.. commands[1][..2], "--statement", StatementName, "--key", key]).Exits(Tool.Yes);
        CollectionAssert.AreEqual(AttestedPackage.Attest(package.Built, File.ReadAllBytes(package.At($"built/{BundleName}"))), File.ReadAllBytes(package.At($"built/{Name}")));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Another_attestation_is_never_replaced(bool inside)
    {
        using var package = Packed();
        var statement = File.ReadAllBytes(package.At(StatementName));
        // The same statement, by another key; then another statement, by the same key.
        Attest(package, "--key", Other(package), inside ? "" : "--no-embed").Exits(Tool.Yes);
        if (inside)
            File.Delete(package.BundlePath);
        package.Write(StatementName, statement);
        Refused("it names sha256:");
        File.Delete(package.At(StatementName));
        Refused(inside ? $"'supplychain strip {Name} -o built/{Name}'" : "name the unsigned statement with --statement");

        package.Write(Name, package.Built);
        File.Delete(package.BundlePath);
        package.Write(StatementName, statement);
        Attest(package, inside ? "" : "--no-embed").Exits(Tool.Yes);
        if (inside)
            File.Delete(package.BundlePath);
        package.Write(StatementName, [.. statement[..^1], .. " }"u8]);
        Refused("it says something else");

        void Refused(string why)
        {
            var state = State(package);
            var run = Attest(package).Exits(Tool.No);
            Assert.Contains(Codes.AlreadyAttested.Id, run.Error);
            Assert.Contains(why, run.Error);
            CollectionAssert.AreEqual(state, State(package));
        }
    }

    [TestMethod]
    public void Without_a_statement_nothing_is_decided()
    {
        using var package = Packed();
        File.Delete(package.At(StatementName));

        Assert.Contains(Codes.StatementMissing.Id, Attest(package).Exits(Tool.Undecided).Error);
        Assert.Contains(Codes.InputUnreadable.Id, Attest(package, "--statement", "nowhere.json").Exits(Tool.Undecided).Error);
        Assert.Contains(Codes.InputUnreadable.Id, Tool.RunIn(package.Folder, "attest", "nowhere.nupkg", "--key", "release.key").Exits(Tool.Undecided).Error);
        CollectionAssert.AreEqual(package.Built, File.ReadAllBytes(package.Path));
    }

    [TestMethod]
    public void A_key_that_cannot_be_used_decides_nothing_and_is_never_shown()
    {
        using var package = Packed();
        var state = State(package);
        using var pair = KeyPair.CreateEcdsaP256();
        KeyFiles.Write(pair, package.At("secret.key"), package.At("secret.pub"), "passphrase of the test");

        foreach (var (arguments, code) in (ReadOnlySpan<(string[], DiagnosticCode)>)
            [
                (["--key", "release.pub"], Codes.KeyNotPrivate), (["--key", "nowhere.key"], Codes.KeyUnusable), (["--key", "env:NOWHERE"], Codes.KeyUnusable),
                (["--key", "secret.key"], Codes.KeyPassphrase), (["--key", "secret.key", "--passphrase-env", "NOWHERE"], Codes.KeyPassphrase),
                (["--key", Encoding.UTF8.GetString(AttestedPackage.PrivateKeyPem)], Codes.KeyUnusable),
            ])
        {
            var run = Tool.RunIn(package.Folder, ["attest", Name, .. arguments]).Exits(Tool.Undecided);
            Assert.Contains(code.Id, run.Error);
            Assert.DoesNotContain("SupplyChainSigningKey", run.Error, "there is no such thing on a command line");
            if (code == Codes.KeyUnusable)
                Assert.Contains(" --key names a PEM file, or, as env:NAME, an environment variable that holds one.", run.Error);
            Assert.DoesNotContain("PRIVATE KEY", run.ToString());
        }
        File.Delete(package.At("secret.pub"));
        File.Delete(package.At("secret.key"));
        CollectionAssert.AreEqual(state, State(package));

        // From a variable, as a CI hands out its secrets.
        Finish(package, [("RELEASE_KEY", Encoding.UTF8.GetString(AttestedPackage.PrivateKeyPem))], "--key", "env:RELEASE_KEY").Exits(Tool.Yes);
    }

    [TestMethod]
    [UnsupportedOSPlatform("windows")]
    public void A_key_that_others_can_read_is_a_warning_and_in_CI_an_error()
    {
        using var package = Packed();
        File.SetUnixFileMode(package.At("release.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Assert.Contains($"error {Codes.KeyReadableByOthers}", Finish(package, [("CI", "true")], "--key", "release.key").Exits(Tool.Undecided).Error);
        Assert.IsFalse(File.Exists(package.BundlePath));
        Assert.Contains($"warning {Codes.KeyReadableByOthers}", Finish(package, [("CI", "")], "--key", "release.key").Exits(Tool.Yes).Error);
    }

    [TestMethod]
    public void Only_beside_or_elsewhere_when_asked()
    {
        using var package = Packed();
        var statement = File.ReadAllBytes(package.At(StatementName));

        Assert.DoesNotContain("inside", Attest(package, "--no-embed").Exits(Tool.Yes).Output);
        CollectionAssert.AreEqual(package.Built, File.ReadAllBytes(package.Path));
        Assert.IsNull(package.Verify().Refusal);
        File.Delete(package.BundlePath);

        package.Write("elsewhere/statement.json", statement);
        Attest(package, "--statement", "elsewhere/statement.json", "-o", "elsewhere/new/bundle.json").Exits(Tool.Yes);
        Assert.IsFalse(File.Exists(package.BundlePath));
        CollectionAssert.AreEqual(AttestedPackage.Attest(package.Built, File.ReadAllBytes(package.At("elsewhere/new/bundle.json"))), File.ReadAllBytes(package.Path));
        CollectionAssert.AreEqual(statement, File.ReadAllBytes(package.At("elsewhere/statement.json")), "what was named stays");

        // And never over what is read.
        package.Write(Name, package.Built);
        foreach (var file in (string[])[Name, "elsewhere/statement.json"])
            Assert.Contains(Codes.OutputUnwritable.Id, Attest(package, "--statement", "elsewhere/statement.json", "-o", file).Exits(Tool.Undecided).Error);
        CollectionAssert.AreEqual(package.Built, File.ReadAllBytes(package.Path));
    }

    [TestMethod]
    public void What_could_not_be_written_is_written_the_next_time()
    {
        using var package = Packed();
        Directory.CreateDirectory(package.BundlePath);

        Assert.Contains(Codes.OutputUnwritable.Id, Attest(package).Exits(Tool.Undecided).Error);
        Assert.IsTrue(File.Exists(package.At(StatementName)));
        var attested = File.ReadAllBytes(package.Path);
        Directory.Delete(package.BundlePath);

        Attest(package).Exits(Tool.Yes);
        CollectionAssert.AreEqual(attested, File.ReadAllBytes(package.Path));
        CollectionAssert.AreEqual(AttestedPackage.Attest(package.Built, File.ReadAllBytes(package.BundlePath)), attested);
        Assert.IsEmpty(Directory.GetFiles(package.Folder, "*.tmp", SearchOption.AllDirectories));
    }

    [TestMethod]
    [UnsupportedOSPlatform("windows")]
    public void A_link_to_the_package_stays_one_and_the_package_keeps_its_mode()
    {
        using var package = Packed();
        Directory.CreateDirectory(package.At("real"));
        File.Move(package.Path, package.At($"real/{Name}"));
        File.SetUnixFileMode(package.At($"real/{Name}"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(package.Path, Path.Combine("real", Name));

        Attest(package).Exits(Tool.Yes);

        Assert.AreEqual(Path.Combine("real", Name), new FileInfo(package.Path).LinkTarget);
        CollectionAssert.AreEqual(AttestedPackage.Attest(package.Built, File.ReadAllBytes(package.BundlePath)), File.ReadAllBytes(package.At($"real/{Name}")));
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(package.At($"real/{Name}")));
    }

    [TestMethod]
    public void A_package_that_cannot_hold_another_entry_is_refused_and_takes_its_bundle_beside_it()
    {
        // One entry more would make it a zip64 archive.
        using var package = Packed(new Recipe { MoreEntries = [.. Enumerable.Range(0, 65534 - 5).Select(i => new RawEntry($"f{i}", "") { Method = 0 })] });

        Assert.Contains("cannot hold its attestation", Attest(package).Exits(Tool.No).Error);
        CollectionAssert.AreEqual(package.Built, File.ReadAllBytes(package.Path));
        Attest(package, "--no-embed").Exits(Tool.Yes);
        Assert.IsNull(package.Verify().Refusal);
    }

    [TestMethod]
    [DataRow("Contoso.Widgets.1.2.3.snupkg")]
    [DataRow("Contoso.Widgets.1.2.3.symbols.nupkg")]
    public void Symbols_hold_no_attestation(string symbols)
    {
        using var package = Packed(new Recipe { Statement = s => s["subject"]![0]!["name"] = symbols });
        File.Move(package.Path, package.At(symbols));
        File.Move(package.At(StatementName), package.At($"{symbols}.intoto.unsigned.json"));

        Tool.RunIn(package.Folder, "attest", symbols, "--key", "release.key").Exits(Tool.Yes);

        CollectionAssert.AreEqual(package.Built, File.ReadAllBytes(package.At(symbols)));
        Assert.IsTrue(File.Exists(package.At($"{symbols}.sigstore.json")));
    }

    [TestMethod]
    public void Any_other_file_and_a_digest_of_what_is_not_here_are_attested_beside()
    {
        using var package = Packed();
        var archive = "an archive"u8.ToArray();
        var sha256 = Digest.Sha256Of(archive).Hex;
        package.Write("site.tar.gz", archive);
        var statement = Statement("dist/site.tar.gz", ("sha256", sha256), ("sha512", Convert.ToHexStringLower(SHA512.HashData(archive))));
        package.Write("site.tar.gz.intoto.unsigned.json", statement);

        Tool.RunIn(package.Folder, "attest", "site.tar.gz", "--key", "release.key").Exits(Tool.Yes);
        CollectionAssert.AreEqual(Encoding.UTF8.GetBytes(statement), Payload(File.ReadAllBytes(package.At("site.tar.gz.sigstore.json"))));
        CollectionAssert.AreEqual(archive, File.ReadAllBytes(package.At("site.tar.gz")));
        Assert.IsFalse(File.Exists(package.At("site.tar.gz.intoto.unsigned.json")));

        package.Write("image.json", Statement("registry.example/contoso/widgets", ("sha256", sha256)));
        string[] image = ["attest", $"sha256:{sha256}", "--statement", "image.json", "--key", "release.key"];
        Assert.Contains("name the bundle with --output", Tool.RunIn(package.Folder, image).Exits(Tool.Undecided).Error);
        var json = JsonDocument.Parse(Tool.RunIn(package.Folder, [.. image, "-o", "image.sigstore.json", "--format", "json"]).Exits(Tool.Yes).Output).RootElement;
        Assert.AreEqual($"sha256:{sha256}", json.GetProperty("target").GetString());
        Assert.IsTrue(File.Exists(package.At("image.json")));
    }

    [TestMethod]
    public void Only_the_statement_that_was_signed_goes()
    {
        using var package = Packed();
        package.Write("site.tar.gz", "an archive");
        package.Write("s.json", Statement("site.tar.gz", ("sha256", Digest.Sha256Of("an archive"u8).Hex)));
        package.Write("site.tar.gz.intoto.unsigned.json", "another one");
        string[] attest = ["attest", "site.tar.gz", "--statement", "s.json", "--key", "release.key"];

        // The bundle would go with it.
        Tool.RunIn(package.Folder, [.. attest, "-o", "site.tar.gz.intoto.unsigned.json"]).Exits(Tool.Undecided);
        Tool.RunIn(package.Folder, attest).Exits(Tool.Yes);

        Assert.AreEqual("another one", File.ReadAllText(package.At("site.tar.gz.intoto.unsigned.json")));
        Assert.IsTrue(File.Exists(package.At("s.json")));
        Assert.IsTrue(File.Exists(package.At("site.tar.gz.sigstore.json")));
    }

    [TestMethod]
    public void A_statement_about_another_file_is_refused_for_those_too()
    {
        using var package = Packed();
        package.Write("site.tar.gz", "an archive");
        var sha256 = Digest.Sha256Of("an archive"u8).Hex;
        foreach (var (target, statement, said) in (ReadOnlySpan<(string, string, string)>)
            [
                ("site.tar.gz", Statement("site.tar.gz", ("sha256", new string('0', 64))), "its sha256 is 000000…0000"),
                ("site.tar.gz", Statement("other.tar.gz", ("sha256", sha256)), "its subject is called 'other.tar.gz'"),
                ("site.tar.gz", Statement("site.tar.gz", ("sha256", sha256), ("gitCommit", AttestedPackage.Commit)), "a digest by 'gitCommit'"),
                ($"sha256:{sha256}", Statement("x", ("sha256", sha256), ("sha512", new string('0', 128))), "a digest by 'sha512', which cannot be compared"),
                ($"sha256:{Digest.Sha256Of(package.Built).Hex}", File.ReadAllText(package.At(StatementName)), "a digest by 'sha512'"),
            ])
        {
            package.Write("s.json", statement);
            var run = Tool.RunIn(package.Folder, "attest", target, "--statement", "s.json", "--key", "release.key", "-o", "b.json").Exits(Tool.No);
            Assert.Contains(Codes.StatementDiffers.Id, run.Error);
            Assert.Contains(said, run.Error);
            Assert.IsFalse(File.Exists(package.At("b.json")));
        }

        // The statement of a package is compared with the package, not with a digest alone.
        using var short256 = Packed(new Recipe { Statement = s => ((JsonObject)s["subject"]![0]!["digest"]!).Remove("sha512") });
        Assert.Contains("it is the statement of a package", Tool.RunIn(short256.Folder, "attest", $"sha256:{Digest.Sha256Of(short256.Built).Hex}", "--statement", StatementName,
            "--key", "release.key", "-o", "b.json").Exits(Tool.No).Error);
        Assert.Contains(Codes.InputUnreadable.Id, Tool.RunIn(package.Folder, "attest", $"sha256:{sha256.ToUpperInvariant()}", "--statement", "s.json", "--key", "release.key", "-o", "b.json").Exits(Tool.Undecided).Error);
    }

    [TestMethod]
    public void The_json_has_everything_that_the_text_shows()
    {
        using var package = Packed();
        var json = JsonDocument.Parse(Attest(package, "--format", "json").Exits(Tool.Yes).Output).RootElement;

        Assert.AreEqual("version target package predicateType commit subject file signer bundle embedded new", string.Join(' ', json.EnumerateObject().Select(p => p.Name)));
        Assert.AreEqual(Digest.Sha256Of(package.Built).Hex, json.GetProperty("subject").GetProperty("sha256").GetString());
        Assert.AreEqual(Digest.Sha256Of(File.ReadAllBytes(package.Path)).Hex, json.GetProperty("file").GetProperty("sha256").GetString());
        Assert.AreEqual(Convert.ToHexStringLower(SHA512.HashData(File.ReadAllBytes(package.Path))), json.GetProperty("file").GetProperty("sha512").GetString());
        Assert.AreEqual("Contoso.Widgets 1.2.3 True True", $"{json.GetProperty("package").GetProperty("id")} {json.GetProperty("package").GetProperty("version")} {json.GetProperty("embedded")} {json.GetProperty("new")}");
        Assert.IsFalse(JsonDocument.Parse(Attest(package, "--format", "json").Exits(Tool.Yes).Output).RootElement.GetProperty("new").GetBoolean());
    }

    // The package as job one leaves it: nothing is signed.
    private static AttestedPackage Packed(Recipe? recipe = null)
    {
        var package = new AttestedPackage(recipe);
        package.Write(StatementName, Payload(package.Bundle));
        package.Delete(BundleName);
        package.Write("release.key", AttestedPackage.PrivateKeyPem);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(package.At("release.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return package;
    }

    private static Recipe Wrong(string how)
    {
        JsonNode Subject(JsonObject statement) => statement["subject"]![0]!;
        return how switch
        {
            "another digest" => new Recipe { Statement = s => Subject(s)["digest"]!["sha256"] = new string('0', 64) },
            "sha512 wrong, sha256 right" => new Recipe { Statement = s => Subject(s)["digest"]!["sha512"] = new string('0', 128) },
            "one digest more" => new Recipe { Statement = s => Subject(s)["digest"]!["sha1"] = new string('0', 40) },
            "two subjects" => new Recipe { Statement = s => s["subject"]!.AsArray().Add(Subject(s).DeepClone()), Payload = AsForeign },
            "another name" => new Recipe { Statement = s => Subject(s)["name"] = "Contoso.Widgets.1.2.4.nupkg" },
            "another id" => new Recipe { Statement = s => Subject(s)["uri"] = "pkg:nuget/Contoso.Gadgets@1.2.3" },
            "another version" => new Recipe { Statement = s => Subject(s)["uri"] = "pkg:nuget/Contoso.Widgets@1.2.2" },
            "no uri" => new Recipe { Statement = s => ((JsonObject)Subject(s)).Remove("uri") },
            "another predicate" => new Recipe { Statement = s => s["predicateType"] = "https://cyclonedx.org/bom" },
            "another version in the parameters" => new Recipe { Statement = s => s["predicate"]!["buildDefinition"]!["externalParameters"]!["version"] = "1.2.2" },
            "a hosted builder" => new Recipe { Statement = s => s["predicate"]!["runDetails"]!["builder"]!["id"] = "https://github.com/actions/runner" },
            "another commit" => new Recipe { Provenance = p => p with { Source = p.Source! with { Commit = new string('0', 40) } } },
            "another SBOM" => new Recipe { Provenance = p => p with { Sboms = [.. p.Sboms.Select(s => s with { Sha256 = Digest.Parse("sha256", new string('0', 64)) })] } },
            "an unknown parameter" => new Recipe { Statement = s => s["predicate"]!["buildDefinition"]!["externalParameters"]!["x"] = "y" },
            "another statement type" => new Recipe { Statement = s => s["_type"] = "https://in-toto.io/Statement/v0.1" },
            "a member twice" => new Recipe { Payload = p => [.. "{\"_type\":\"https://in-toto.io/Statement/v1\","u8, .. p[1..]] },
            "a byte order mark" => new Recipe { Payload = p => [.. "\uFEFF"u8, .. p] },
            _ => throw new ArgumentException(how),
        };
    }

    // Of a build type that allows several subjects; ours is refused before they are counted.
    private static byte[] AsForeign(byte[] payload) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(payload).Replace(Provenance.BuildType, "https://example.com/build/v1", StringComparison.Ordinal));

    private static string Statement(string name, params (string Algorithm, string Hex)[] digests) => new JsonObject
    {
        ["_type"] = "https://in-toto.io/Statement/v1",
        ["subject"] = new JsonArray(new JsonObject { ["name"] = name, ["digest"] = new JsonObject(digests.Select(d => KeyValuePair.Create(d.Algorithm, (JsonNode?)d.Hex))) }),
        ["predicateType"] = "https://example.com/claim/v1",
        ["predicate"] = new JsonObject(),
    }.ToJsonString();

    private static string Short(byte[] content) => Printable.Short(Digest.Sha256Of(content).Hex);

    private static byte[] Payload(byte[] bundle) => JsonDocument.Parse(bundle).RootElement.GetProperty("dsseEnvelope").GetProperty("payload").GetBytesFromBase64();

    private static string Other(AttestedPackage package)
    {
        using var pair = KeyPair.CreateEcdsaP256();
        KeyFiles.Write(pair, package.At("somebody.key"), package.At("somebody.pub"), default);
        return "somebody.key";
    }

    private static string[] State(AttestedPackage package) => [.. Directory.GetFiles(package.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => $"{Path.GetRelativePath(package.Folder, file)} {File.GetLastWriteTimeUtc(file):O} {Digest.Sha256Of(File.ReadAllBytes(file)).Hex}")];

    private static ToolRun Attest(AttestedPackage package, params string[] arguments) =>
        Tool.RunIn(package.Folder, ["attest", Name, .. arguments.Where(a => a.Length > 0), .. arguments.Contains("--key") ? (string[])[] : ["--key", "release.key"]]);

    private static ToolRun Finish(AttestedPackage package, (string, string)[] variables, params string[] arguments) =>
        Tool.Finish(Tool.Start(Tool.Folder, package.Folder, variables, ["attest", Name, .. arguments]));
}
