using System.Text.Json;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tool.Tests;

[TestClass]
public sealed class InspectTests
{
    [TestMethod]
    public void A_package_is_shown_as_it_describes_itself_and_as_nothing_more()
    {
        using var package = new AttestedPackage();
        var attested = AttestedPackage.Attest(package.Built, package.Bundle);
        var signed = AttestedPackage.NuGetSign(attested);
        package.Write(AttestedPackage.Name, signed);
        var run = Tool.RunIn(package.Folder, "inspect", AttestedPackage.Name).Exits(Tool.Yes);

        Assert.AreEqual($"""
            Contoso.Widgets 1.2.3

              claims        licence MIT; authors Contoso
                            repository https://github.com/contoso/widget at 9f8e7d6c5b4a39281706f5e4d3c2b1a098765432
              file          sha256:{Digest.Sha256Of(signed).Hex}
              content hash  {Convert.ToBase64String(System.Security.Cryptography.SHA512.HashData(attested))}
              as built      sha256:{Digest.Sha256Of(package.Built).Hex}
              appended      an attestation, then a NuGet signature
              SBOMs         _manifest/cyclonedx/bom.cdx.json
              beside it     Contoso.Widgets.1.2.3.nupkg.sigstore.json

            Nothing of this was verified.

            """.ReplaceLineEndings("\n"), run.Output.ReplaceLineEndings("\n"));
    }

    [TestMethod]
    public void The_json_has_everything_that_the_text_shows()
    {
        using var package = new AttestedPackage();
        var json = JsonDocument.Parse(Tool.RunIn(package.Folder, "inspect", AttestedPackage.Name, "--format", "json").Exits(Tool.Yes).Output).RootElement;

        Assert.AreEqual("version file claimed contentHash asDownloaded withoutSignature asBuilt hasSignature hasAttestation sboms beside",
            string.Join(' ', json.EnumerateObject().Select(p => p.Name)));
        Assert.AreEqual("id version authors license repository commit", string.Join(' ', json.GetProperty("claimed").EnumerateObject().Select(p => p.Name)));
        Assert.AreEqual(Digest.Sha256Of(package.Built).Hex, json.GetProperty("asDownloaded").GetProperty("sha256").GetString());
        Assert.AreEqual(AttestedPackage.SbomEntry, json.GetProperty("sboms")[0].GetString());
    }

    [TestMethod]
    public void What_is_no_package_is_a_no_and_what_is_missing_is_undecided()
    {
        using var package = new AttestedPackage();
        // In one form, as verify has it.
        var malformed = Tool.RunIn(package.Folder, "inspect", "release.pub").Exits(Tool.No).Error;
        Assert.StartsWith($"error {Codes.PackageMalformed}: ", malformed);
        Assert.Contains($"\n{malformed}", Tool.RunIn(package.Folder, "verify", "release.pub", "--key", "release.pub").Exits(Tool.No).Output);
        Assert.StartsWith($"error {Codes.InputUnreadable}: ", Tool.RunIn(package.Folder, "inspect", "nowhere.nupkg").Exits(Tool.Undecided).Error);
    }
}
