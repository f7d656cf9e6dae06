using System.Text.Json;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tool.Tests;

[TestClass]
public sealed class StripTests : IDisposable
{
    private readonly AttestedPackage _package = new();
    private readonly byte[] _attested;
    private readonly byte[] _signed;

    public StripTests()
    {
        _attested = AttestedPackage.Attest(_package.Built, _package.Bundle);
        _signed = AttestedPackage.NuGetSign(_attested);
        _package.Write(AttestedPackage.Name, _signed);
    }

    public void Dispose() => _package.Dispose();

    [TestMethod]
    public void The_package_as_it_was_built_is_written_and_the_one_that_is_read_stays()
    {
        var run = Strip("-o", "built.nupkg").Exits(Tool.Yes);

        CollectionAssert.AreEqual(_package.Built, File.ReadAllBytes(_package.At("built.nupkg")));
        CollectionAssert.AreEqual(_signed, File.ReadAllBytes(_package.Path));
        Assert.AreEqual($"""
            Contoso.Widgets.1.2.3.nupkg

              read          sha256:{Digest.Sha256Of(_signed).Hex}
              taken off     the NuGet signature, the attestation
              written       sha256:{Digest.Sha256Of(_package.Built).Hex}  built.nupkg

            Nothing of this was verified.

            """.ReplaceLineEndings("\n"), run.Output.ReplaceLineEndings("\n"));
        Assert.AreEqual("", run.Error);
    }

    [TestMethod]
    public void The_attestation_is_kept_when_asked_and_nothing_is_taken_off_where_nothing_was_appended()
    {
        Assert.Contains("taken off     the NuGet signature\n", Strip("-o", "out/unsigned.nupkg", "--keep-attestation").Exits(Tool.Yes).Output.ReplaceLineEndings("\n"));
        CollectionAssert.AreEqual(_attested, File.ReadAllBytes(_package.At("out/unsigned.nupkg")));

        _package.Write(AttestedPackage.Name, _attested);
        Assert.Contains("taken off     the attestation\n", Strip("-o", "built.nupkg").Exits(Tool.Yes).Output.ReplaceLineEndings("\n"));
        CollectionAssert.AreEqual(_package.Built, File.ReadAllBytes(_package.At("built.nupkg")));

        _package.Write(AttestedPackage.Name, _package.Built);
        Assert.Contains("taken off     nothing\n", Strip("-o", "again.nupkg").Exits(Tool.Yes).Output.ReplaceLineEndings("\n"));
        CollectionAssert.AreEqual(_package.Built, File.ReadAllBytes(_package.At("again.nupkg")));
    }

    [TestMethod]
    public void What_the_help_says_to_write_is_what_verify_takes_and_another_name_is_not()
    {
        var help = Tool.RunIn(_package.Folder, "strip", "--help").Exits(Tool.Yes).Output;
        var examples = help.Split('\n').Where(line => line.StartsWith("  supplychain strip ", StringComparison.Ordinal) && line.Contains(" -o ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[1..]).ToList();
        Assert.HasCount(2, examples);

        foreach (var example in examples)
        {
            Tool.RunIn(_package.Folder, example).Exits(Tool.Yes);
            Tool.RunIn(_package.Folder, "verify", example[3], "--key", _package.KeyPath, "--bundle", _package.BundlePath).Exits(Tool.Yes);
        }

        Strip("-o", "unsigned.nupkg", "--keep-attestation").Exits(Tool.Yes);
        Assert.Contains(Codes.StatementContradicts.Id, Tool.RunIn(_package.Folder, "verify", "unsigned.nupkg", "--key", _package.KeyPath).Exits(Tool.No).Output);
    }

    [TestMethod]
    public void The_json_has_everything_that_the_text_shows()
    {
        var json = JsonDocument.Parse(Strip("-o", "built.nupkg", "--format", "json").Exits(Tool.Yes).Output).RootElement;

        Assert.AreEqual("version file output removedSignature removedAttestation read written", string.Join(' ', json.EnumerateObject().Select(p => p.Name)));
        Assert.AreEqual("1 Contoso.Widgets.1.2.3.nupkg built.nupkg True True",
            $"{json.GetProperty("version")} {json.GetProperty("file")} {json.GetProperty("output")} {json.GetProperty("removedSignature")} {json.GetProperty("removedAttestation")}");
        foreach (var (member, bytes) in (ReadOnlySpan<(string, byte[])>)[("read", _signed), ("written", _package.Built)])
        {
            Assert.AreEqual(Digest.Sha256Of(bytes).Hex, json.GetProperty(member).GetProperty("sha256").GetString());
            Assert.AreEqual(Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData(bytes)), json.GetProperty(member).GetProperty("sha512").GetString());
        }
    }

    [TestMethod]
    public void The_package_itself_is_never_written_by_whatever_name()
    {
        File.CreateSymbolicLink(_package.At("link.nupkg"), _package.Path);
        foreach (var name in (string[])[AttestedPackage.Name, $"./{AttestedPackage.Name}", _package.Path, "link.nupkg"])
            Assert.Contains(Codes.OutputUnwritable.Id, Strip("-o", name, "--force").Exits(Tool.Undecided).Error);

        CollectionAssert.AreEqual(_signed, File.ReadAllBytes(_package.Path));
        Assert.IsNotNull(new FileInfo(_package.At("link.nupkg")).LinkTarget);
    }

    [TestMethod]
    public void A_file_that_exists_is_replaced_only_when_asked()
    {
        _package.Write("built.nupkg", "of somebody");

        Assert.Contains("add --force", Strip("-o", "built.nupkg").Exits(Tool.Undecided).Error);
        Assert.AreEqual("of somebody", File.ReadAllText(_package.At("built.nupkg")));

        Strip("-o", "built.nupkg", "--force").Exits(Tool.Yes);
        CollectionAssert.AreEqual(_package.Built, File.ReadAllBytes(_package.At("built.nupkg")));
    }

    [TestMethod]
    public void What_cannot_be_written_leaves_nothing_and_what_is_missing_is_undecided()
    {
        _package.Write("file", "");
        Assert.Contains(Codes.OutputUnwritable.Id, Strip("-o", "file/built.nupkg").Exits(Tool.Undecided).Error);
        Directory.CreateDirectory(_package.At("folder"));
        Assert.Contains(Codes.OutputUnwritable.Id, Strip("-o", "folder", "--force").Exits(Tool.Undecided).Error);
        Assert.IsEmpty(Directory.GetFiles(_package.Folder, "*.tmp", SearchOption.AllDirectories));

        Assert.Contains(Codes.InputUnreadable.Id, Tool.RunIn(_package.Folder, "strip", "nowhere.nupkg", "-o", "built.nupkg").Exits(Tool.Undecided).Error);
        Assert.IsFalse(File.Exists(_package.At("built.nupkg")));
    }

    [TestMethod]
    public void A_package_whose_earlier_bytes_are_not_known_is_refused_with_the_reason()
    {
        // The directory says another name than the entry does.
        var changed = _attested.ToArray();
        changed[_attested.AsSpan().LastIndexOf("_manifest/attestation.sigstore.json"u8)] = (byte)'X';
        _package.Write(AttestedPackage.Name, changed);
        var run = Strip("-o", "built.nupkg").Exits(Tool.No);

        Assert.Contains(Codes.PackageMalformed.Id, run.Error);
        Assert.Contains("has another name than the central directory says", run.Error);
        Assert.AreEqual("", run.Output);
        Assert.IsFalse(File.Exists(_package.At("built.nupkg")));
    }

    private ToolRun Strip(params string[] arguments) => Tool.RunIn(_package.Folder, ["strip", AttestedPackage.Name, .. arguments]);
}
