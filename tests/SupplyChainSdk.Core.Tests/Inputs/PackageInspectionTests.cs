using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Inputs;

[TestClass]
public sealed class PackageInspectionTests
{
    // Stored, not compressed: the bytes do not depend on the compressor of the runtime.
    private static readonly byte[] Package = RawZip.Write(
    [
        new("Contoso.Widgets.nuspec", """
            <package><metadata><id>Contoso.Widgets</id><version>1.2.3</version><authors>Contoso</authors><license type="expression">MIT</license>
            <repository type="git" url="https://github.com/contoso/widget" commit="9f8e7d6c5b4a39281706f5e4d3c2b1a098765432" /></metadata></package>
            """.ReplaceLineEndings("\n")) { Method = 0 },
        new(AttestedPackage.SbomEntry, "{}") { Method = 0 },
        new("lib/net10.0/_._", "") { Method = 0 },
    ]);

    [TestMethod]
    public void An_inspection_is_written_byte_for_byte()
    {
        using var scratch = new Scratch();
        scratch.Write("Contoso.Widgets.1.2.3.nupkg", AttestedPackage.NuGetSign(AttestedPackage.Attest(Package, "{}"u8.ToArray())));
        scratch.Write("Contoso.Widgets.1.2.3.nupkg.sigstore.json", "{}");
        scratch.Write("Contoso.Widgets.1.2.3.nupkg.intoto.unsigned.json", "{}");
        var inspection = PackageInspection.Read(scratch.At("Contoso.Widgets.1.2.3.nupkg"), out var refusal, CancellationToken.None);

        Assert.IsNull(refusal);
        Golden.AssertEqual(Path.Combine("Inputs", "Goldens", "inspection.json"), inspection!.ToJson());
    }

    [TestMethod]
    [DataRow("<license type=\"expression\">MIT OR Apache-2.0</license>", "MIT OR Apache-2.0")]
    [DataRow("<license type=\"file\">LICENSE.txt</license>", "in the file LICENSE.txt")]
    [DataRow("<licenseUrl>https://example.com/l</licenseUrl>", "at https://example.com/l")]
    [DataRow("", "not stated")]
    public void The_licence_is_named_as_the_nuspec_names_it(string element, string expected)
    {
        using var scratch = new Scratch();
        var path = scratch.Write("a.nupkg", RawZip.Write([new RawEntry("a.nuspec", $"<package><metadata><id>a</id><version>1.0.0</version>{element}</metadata></package>")]));
        Assert.AreEqual(expected, PackageInspection.Read(path, out _, CancellationToken.None)!.License);
    }

    [TestMethod]
    public void What_is_wrong_with_a_file_is_said_with_the_code_that_a_verification_gives()
    {
        using var scratch = new Scratch();
        var malformed = scratch.Write("a.nupkg", "no package");
        var noId = scratch.Write("b.nupkg", RawZip.Write([new RawEntry("a.nuspec", "<package><metadata><id>../a</id><version>1.0.0</version></metadata></package>")]));

        Assert.AreEqual(Codes.PackageMalformed, Refusal(malformed));
        Assert.AreEqual(Codes.PackageMalformed, Refusal(noId));
        Assert.AreEqual(Codes.InputUnreadable, Refusal(scratch.At("nowhere.nupkg")));
        Assert.AreEqual(Codes.InputUnreadable, Refusal(scratch.Folder));
    }

    private static DiagnosticCode? Refusal(string path)
    {
        Assert.IsNull(PackageInspection.Read(path, out var refusal, CancellationToken.None));
        return refusal?.Code;
    }
}
