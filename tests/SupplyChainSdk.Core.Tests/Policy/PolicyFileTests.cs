using System.Text;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using static SupplyChainSdk.Core.Tests.Policy.PolicySamples;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class PolicyFileTests
{
    private const string Whole = """
        // the whole of it
        {
          "$schema": "supplychain.schema.json", "version": 1,
          "extends": "../policy/supplychain.json", /* in the repository */
          "delegate": { "licenses.exceptions": "180d", "licenses.clarify": "3650d", "integrity.inputs": "1d", "publishers.baseline": "9d" },
          "lock": { "enforce": "warning", "againstSource": "always" },
          "integrity": { "enforce": "off", "files": "all", "inputs": [{ "file": "gen/**/*.cs", "reason": "written by a tool" }, { "file": "obj/A.cs", "expires": "2027-03-01", "reason": "r", "sha256": "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855" }] },
          "licenses": {
            "enforce": "warning", "deny": ["copyleft-strong", "AGPL-3.0-only"], "allow": ["MIT"], "unknown": "off", "scope": "all",
            "clarify": [{ "package": "Foo", "expression": "MIT", "file": "docs/LICENSE.txt",
              "sha256": "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", "reason": "read it" }],
            "exceptions": [{ "package": "Bar", "version": "[1.0,2.0)", "license": "LGPL-3.0-only",
              "reason": "linked dynamically", "owner": "legal", "expires": "2027-03-01" },],
          },
          "signatures": { "enforce": "warning", "rules": [{ "packages": "Contoso.*", "requireAuthor": true, "requireRepository": false,
            "fingerprints": ["E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"], "owners": ["contoso", "Fabrikam"] }] },
          "publishers": { "enforce": "error", "baseline": "../trust/publishers.json", "minimumAge": "14d", "rules": [{ "packages": "*", "enforce": "off" }] },
        }
        """;

    [TestMethod]
    public void Every_name_of_this_version_is_read()
    {
        var file = Read(Whole);

        Assert.AreEqual(new Setting<string>("../policy/supplychain.json", new Location(file.Path, 4, 14)), file.Extends);
        Assert.AreEqual("licenses.exceptions 180,licenses.clarify 3650,integrity.inputs 1,publishers.baseline 9", string.Join(',', file.Delegations.Select(d => $"{d.Value.Rule} {d.Value.Days}")));
        Assert.AreEqual(new Setting<Enforce>(Enforce.Warning, new Location(file.Path, 6, 24)), file.Lock!.Enforce);
        Assert.AreEqual(AgainstSource.Always, file.Lock.AgainstSource!.Value);
        Assert.AreEqual((Enforce.Off, FileScope.All), (file.Integrity!.Enforce!.Value, file.Integrity.Files!.Value));
        var empty = Digest.Sha256Of([]);
        Assert.AreEqual(new DeclaredInput("gen/**/*.cs", null, "written by a tool", Root, new Location(file.Path, 7, 63)), file.Integrity.Inputs[0]);
        Assert.AreEqual(("obj/A.cs", empty, new DateOnly(2027, 3, 1)), (file.Integrity.Inputs[1].File, file.Integrity.Inputs[1].Sha256, file.Integrity.Inputs[1].Expires!.Value));
        var signed = file.Signatures!.Rules.Single();
        Assert.AreEqual((Enforce.Warning, new PackagePattern("Contoso.*"), true, false), (file.Signatures.Enforce!.Value, signed.Packages, signed.RequireAuthor, signed.RequireRepository));
        Assert.AreSequenceEqual(new[] { empty }, signed.Fingerprints);
        Assert.AreSequenceEqual(new[] { "contoso", "Fabrikam" }, signed.Owners);
        Assert.AreEqual((Enforce.Error, "../trust/publishers.json", 14), (file.Publishers!.Enforce!.Value, file.Publishers.Baseline!.Value, file.Publishers.MinimumAge!.Value));
        Assert.AreEqual((new PackagePattern("*"), Enforce.Off), (file.Publishers.Rules.Single().Packages, file.Publishers.Rules[0].Enforce));
        var licenses = file.Licenses!;
        Assert.AreEqual(Enforce.Warning, licenses.Enforce!.Value);
        Assert.AreEqual("copyleft-strong,AGPL-3.0-only", string.Join(',', licenses.Deny.Select(t => t.Value)));
        Assert.AreEqual("MIT", licenses.Allow!.Value.Single().Value);
        Assert.AreEqual(Enforce.Off, licenses.Unknown!.Value);
        Assert.AreEqual(LicenseScope.All, licenses.Scope!.Value);
        var clarification = licenses.Clarifications.Single();
        Assert.AreEqual(("Foo", "MIT", "docs/LICENSE.txt", "read it"),
            (clarification.Package.Id, clarification.Expression, clarification.File, clarification.Reason));
        Assert.AreEqual("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", clarification.Sha256!.ToString());
        var exception = licenses.Exceptions.Single();
        Assert.AreEqual(new LicenseExceptionEntry(new PackageSelector("Bar", "[1.0.0, 2.0.0)"), "LGPL-3.0-only", "linked dynamically", "legal",
            new DateOnly(2027, 3, 1), new Location(file.Path, 12, 20)), exception);
    }

    [TestMethod]
    [DataRow("", "SCSDK1001", 1, 1, "empty")]
    [DataRow("  \n\n", "SCSDK1001", 3, 1, "empty")]
    [DataRow("// only this", "SCSDK1001", 1, 13, "ends here")]
    [DataRow("{\"version\": 1", "SCSDK1001", 1, 14, "ends here")]
    [DataRow("{\n  \"version\": 1,\n  \"lock\": {", "SCSDK1001", 3, 12, "ends here")]
    [DataRow("{ /* never closed", "SCSDK1001", 1, 3, "comment is not closed")]
    [DataRow("{\n \"version\": one }", "SCSDK1001", 2, 13, "not JSON")]
    [DataRow("{ \"version\": 1 } x", "SCSDK1001", 1, 18, "not JSON")]
    [DataRow("{ \"version\": 1 } {}", "SCSDK1001", 1, 18, "not JSON")]
    [DataRow("{ 'version': 1 }", "SCSDK1001", 1, 3, "not JSON")]
    [DataRow("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "SCSDK1001", 1, 17, "more than 16 deep")]
    [DataRow("{ \"version\": 1, \"extends\": \"\\uD800\" }", "SCSDK1001", 1, 28, "surrogate")]
    [DataRow("[]", "SCSDK1002", 1, 1, "\"supplychain.json\" takes an object ({ … }), not a list")]
    [DataRow("{}", "SCSDK1002", 1, 1, "\"version\" is missing. Add \"version\": 1")]
    [DataRow("{ \"version\": \"1\" }", "SCSDK1002", 1, 14, "takes the number 1, not text")]
    [DataRow("{ \"version\": 0 }", "SCSDK1002", 1, 14, "is \"0\": write 1")]
    [DataRow("{ \"version\": 1.0 }", "SCSDK1002", 1, 14, "is \"1.0\": write 1")]
    [DataRow("{ \"version\": -2 }", "SCSDK1002", 1, 14, "is \"-2\": write 1")]
    [DataRow("{ \"version\": 2, \"whatever\": {} }", "SCSDK1003", 1, 14, "version 2 (this reads version 1) needs a newer version")]
    [DataRow("{ \"version\": 1, \"version\": 1 }", "SCSDK1002", 1, 17, "\"version\" stands twice; the first is on line 1")]
    [DataRow("{ \"version\": 1, \"licences\": {} }", "SCSDK1002", 1, 17, "did you mean \"licenses\"?")]
    [DataRow("{ \"version\": 1, \"Lock\": {} }", "SCSDK1002", 1, 17, "did you mean \"lock\"?")]
    [DataRow("{ \"version\": 1, \"zzzzzzzzz\": {} }", "SCSDK1002", 1, 17, "known here: $schema, version, extends, delegate, lock, integrity, signatures, publishers, licenses, source, trust, provenance.")]
    [DataRow("{ \"version\": 1, \"lock\": { \"enforc\": \"off\" } }", "SCSDK1002", 1, 27, "not a name that \"lock\" takes; did you mean \"enforce\"?")]
    [DataRow("{ \"version\": 1, \"lock\": { \"enforce\": \"eror\" } }", "SCSDK1002", 1, 38, "\"lock.enforce\" does not take \"eror\"; did you mean \"error\"?")]
    [DataRow("{ \"version\": 1, \"lock\": { \"enforce\": \"Error\" } }", "SCSDK1002", 1, 38, "did you mean \"error\"?")]
    [DataRow("{ \"version\": 1, \"lock\": { \"enforce\": true } }", "SCSDK1002", 1, 38, "takes \"error\", \"warning\", \"off\", not true or false")]
    [DataRow("{ \"version\": 1, \"lock\": null }", "SCSDK1002", 1, 25, "takes an object ({ … }), not null")]
    [DataRow("{ \"version\": 1, \"lock\": { \"againstSource\": \"released\" } }", "SCSDK1002", 1, 44, "did you mean \"release\"?")]
    [DataRow("{ \"version\": 1, \"lock\": { \"againstSource\": true } }", "SCSDK1002", 1, 44, "takes \"off\", \"release\", \"always\", not true or false")]
    [DataRow("{ \"version\": 1, \"lock\": { \"files\": \"used\" } }", "SCSDK1002", 1, 27, "not a name that \"lock\" takes")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"file\": \"obj/A.cs\", \"reason\": \"r\" } ] } }", "SCSDK1002", 1, 44, "\"integrity.inputs[0].sha256\" is missing. Add the SHA-256 of that file")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"file\": \"*.cs\" } ] } }", "SCSDK1002", 1, 44, "\"integrity.inputs[0].reason\" is missing")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"reason\": \"r\" } ] } }", "SCSDK1002", 1, 44, "\"integrity.inputs[0].file\" is missing")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"file\": \"/etc/x.*\", \"reason\": \"r\", \"sha256\": \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\" } ] } }", "SCSDK1002", 1, 54, "write a path below the folder of this file")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"file\": \"../*.cs\", \"reason\": \"r\", \"sha256\": \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\" } ] } }", "SCSDK1002", 1, 54, "write a path below the folder of this file")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"file\": \"a/../*.cs\", \"reason\": \"r\", \"sha256\": \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\" } ] } }", "SCSDK1002", 1, 54, "write a path below the folder of this file")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"file\": \"a\\\\*.cs\", \"reason\": \"r\", \"sha256\": \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\" } ] } }", "SCSDK1002", 1, 54, "write a path below the folder of this file")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"file\": \"c:/*.cs\", \"reason\": \"r\", \"sha256\": \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\" } ] } }", "SCSDK1002", 1, 54, "write a path below the folder of this file")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"file\": \"a//*.cs\", \"reason\": \"r\", \"sha256\": \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\" } ] } }", "SCSDK1002", 1, 54, "write a path below the folder of this file")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"file\": \"./*.cs\", \"reason\": \"r\", \"sha256\": \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\" } ] } }", "SCSDK1002", 1, 54, "write a path below the folder of this file")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"file\": \"gen/\", \"reason\": \"r\", \"sha256\": \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\" } ] } }", "SCSDK1002", 1, 54, "write a path below the folder of this file")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"file\": \"gen/**\", \"reason\": \"r\" } ] } }", "SCSDK1002", 1, 54, "** stands for folders")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"file\": \"**\", \"reason\": \"r\" } ] } }", "SCSDK1002", 1, 54, "** stands for folders")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"file\": \"a**b/*.cs\", \"reason\": \"r\" } ] } }", "SCSDK1002", 1, 54, "** stands for folders")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"file\": \"*.cs\", \"reason\": \"r\", \"sha256\": \"e3b0\" } ] } }", "SCSDK1002", 1, 87, "64 hexadecimal digits")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"inputs\": [ { \"file\": \"*.cs\", \"reason\": \"r\", \"expires\": \"soon\" } ] } }", "SCSDK1002", 1, 88, "a day of the calendar")]
    [DataRow("{ \"version\": 1, \"signatures\": { \"rules\": [ { \"packages\": \"A\" } ] } }", "SCSDK1002", 1, 44, "\"signatures.rules[0]\" demands nothing of a signature")]
    [DataRow("{ \"version\": 1, \"signatures\": { \"rules\": [ { \"packages\": \"A\", \"requireAuthor\": false, \"requireRepository\": false } ] } }", "SCSDK1002", 1, 44, "demands nothing")]
    [DataRow("{ \"version\": 1, \"signatures\": { \"rules\": [ { \"packages\": \"A\", \"requireAuthor\": \"true\" } ] } }", "SCSDK1002", 1, 80, "takes true or false, not text")]
    [DataRow("{ \"version\": 1, \"signatures\": { \"rules\": [ { \"requireAuthor\": true } ] } }", "SCSDK1002", 1, 44, "\"signatures.rules[0].packages\" is missing")]
    [DataRow("{ \"version\": 1, \"signatures\": { \"rules\": [ { \"requireAuthor\": true, \"packages\": \"A*B\" } ] } }", "SCSDK1002", 1, 81, "write a package id, a beginning of one with * at its end")]
    [DataRow("{ \"version\": 1, \"signatures\": { \"rules\": [ { \"requireAuthor\": true, \"packages\": \"a b\" } ] } }", "SCSDK1002", 1, 81, "write a package id")]
    [DataRow("{ \"version\": 1, \"signatures\": { \"rules\": [ { \"packages\": \"A\", \"fingerprints\": [] } ] } }", "SCSDK1002", 1, 79, "name at least one, or leave it out")]
    [DataRow("{ \"version\": 1, \"signatures\": { \"rules\": [ { \"packages\": \"A\", \"owners\": [] } ] } }", "SCSDK1002", 1, 73, "name at least one, or leave it out")]
    [DataRow("{ \"version\": 1, \"signatures\": { \"rules\": [ { \"packages\": \"A\", \"owners\": [ \" \" ] } ] } }", "SCSDK1002", 1, 75, "blank")]
    [DataRow("{ \"version\": 1, \"signatures\": { \"rules\": [ { \"packages\": \"A\", \"fingerprints\": [ \"AA:BB\" ] } ] } }", "SCSDK1002", 1, 81, "write the SHA-256 of the certificate as 64 hexadecimal digits")]
    [DataRow("{ \"version\": 1, \"signatures\": { \"rules\": [ { \"packages\": \"A\", \"owner\": [ \"a\" ], \"requireAuthor\": true } ] } }", "SCSDK1002", 1, 63, "did you mean \"owners\"?")]
    [DataRow("{ \"version\": 1, \"publishers\": { \"baseline\": \"/publishers.json\" } }", "SCSDK1002", 1, 45, "write a path relative to this file")]
    [DataRow("{ \"version\": 1, \"publishers\": { \"baseline\": \"c:publishers.json\" } }", "SCSDK1002", 1, 45, "write a path relative to this file")]
    [DataRow("{ \"version\": 1, \"publishers\": { \"minimumAge\": \"7\" } }", "SCSDK1002", 1, 47, "from \"1d\" to \"3650d\"")]
    [DataRow("{ \"version\": 1, \"publishers\": { \"minimumAge\": 7 } }", "SCSDK1002", 1, 47, "not a number")]
    [DataRow("{ \"version\": 1, \"publishers\": { \"rules\": [ { \"packages\": \"A\" } ] } }", "SCSDK1002", 1, 44, "\"publishers.rules[0].enforce\" is missing")]
    [DataRow("{ \"version\": 1, \"publishers\": { \"rules\": [ { \"packages\": \"\", \"enforce\": \"error\" } ] } }", "SCSDK1002", 1, 58, "blank")]
    [DataRow("{ \"version\": 1, \"delegate\": { \"posture.suppress\": \"9d\" } }", "SCSDK1003", 1, 31, "needs a newer")]
    [DataRow("{ \"version\": 1, \"integrity\": { \"files\": \"hash\" } }", "SCSDK1002", 1, 41, "did you mean \"hashes\"?")]
    [DataRow("{ \"version\": 1,\n  \"advisories\": {} }", "SCSDK1003", 2, 3, "\"advisories\" needs a newer version of SupplyChainSdk")]
    [DataRow("{ \"version\": 1, \"extends\": \"/etc/supplychain.json\" }", "SCSDK1002", 1, 28, "write a path relative to this file")]
    [DataRow("{ \"version\": 1, \"extends\": \"https://example.test/p.json\" }", "SCSDK1002", 1, 28, "write a path relative to this file")]
    [DataRow("{ \"version\": 1, \"extends\": \"..\\\\p.json\" }", "SCSDK1002", 1, 28, "write a path relative to this file")]
    [DataRow("{ \"version\": 1, \"extends\": [\"p.json\"] }", "SCSDK1002", 1, 28, "not a list")]
    [DataRow("{ \"version\": 1, \"delegate\": { \"licenses.exceptions\": \"180\" } }", "SCSDK1002", 1, 54, "from \"1d\" to \"3650d\"")]
    [DataRow("{ \"version\": 1, \"delegate\": { \"licenses.exceptions\": \"9999d\" } }", "SCSDK1002", 1, 54, "from \"1d\" to \"3650d\"")]
    [DataRow("{ \"version\": 1, \"delegate\": { \"licenses.exceptions\": \"0d\" } }", "SCSDK1002", 1, 54, "from \"1d\" to \"3650d\"")]
    [DataRow("{ \"version\": 1, \"delegate\": { \"licenses.exceptions\": 180 } }", "SCSDK1002", 1, 54, "not a number")]
    [DataRow("{ \"version\": 1, \"delegate\": { \"licenses.exception\": \"9d\" } }", "SCSDK1002", 1, 31, "did you mean \"licenses.exceptions\"?")]
    [DataRow("{ \"version\": 1, \"delegate\": { \"advisories.acknowledged\": \"9d\" } }", "SCSDK1003", 1, 31, "needs a newer")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"deny\": \"MIT\" } }", "SCSDK1002", 1, 39, "\"licenses.deny\" takes a list of licences, not text")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"deny\": [\"MIT\", 7] } }", "SCSDK1002", 1, 47, "takes a licence, not a number")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"deny\": [\"GPL-3.0-onyl\"] } }", "SCSDK1002", 1, 40, "did you mean \"GPL-3.0-only\"?")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"deny\": [\"Fancy\"] } }", "SCSDK1002", 1, 40, "\"Fancy\" is not a licence that is known; write an SPDX id")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"deny\": [\" \"] } }", "SCSDK1002", 1, 40, "blank")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"allow\": [] } }", "SCSDK1002", 1, 40, "the list is empty")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"scope\": \"everything\" } }", "SCSDK1002", 1, 40, "known here: shipped, all.")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"textScore\": 94 } }", "SCSDK1002", 1, 44, "write a whole number from 95 to 100")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"textScore\": 97.5 } }", "SCSDK1002", 1, 44, "write a whole number from 95 to 100")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"textScore\": \"97\" } }", "SCSDK1002", 1, 44, "takes a number from 95 to 100, not text")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"exceptions\": [ { \"package\": \"A\", \"owner\": \"o\", \"expires\": \"2027-01-01\" } ] } }",
        "SCSDK1002", 1, 47, "\"licenses.exceptions[0].reason\" is missing")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"exceptions\": [ { \"package\": \"A\", \"reason\": \"r\", \"expires\": \"2027-01-01\" } ] } }",
        "SCSDK1002", 1, 47, "\"licenses.exceptions[0].owner\" is missing")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"exceptions\": [ { \"package\": \"A\", \"reason\": \"r\", \"owner\": \"o\" } ] } }",
        "SCSDK1002", 1, 47, "\"licenses.exceptions[0].expires\" is missing")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"exceptions\": [ { \"reason\": \"r\", \"owner\": \"o\", \"expires\": \"2027-01-01\" } ] } }",
        "SCSDK1002", 1, 47, "\"licenses.exceptions[0].package\" is missing")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"exceptions\": [ { \"package\": \"A\", \"reason\": \"r\", \"owner\": \"o\",\n\"expires\": \"2027-02-30\" } ] } }",
        "SCSDK1002", 2, 12, "a day of the calendar")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"exceptions\": [ { \"package\": \"A.*\", \"reason\": \"r\", \"owner\": \"o\", \"expires\": \"2027-02-28\" } ] } }",
        "SCSDK1002", 1, 60, "write one package id")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"exceptions\": [ { \"version\": \"1.0\", \"package\": \"A\", \"reason\": \"r\", \"owner\": \"o\", \"expires\": \"2027-02-28\" } ] } }",
        "SCSDK1002", 1, 60, "write a range with brackets: [1.0]")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"exceptions\": [ { \"version\": \"[2.0,1.0\", \"package\": \"A\", \"reason\": \"r\", \"owner\": \"o\", \"expires\": \"2027-02-28\" } ] } }",
        "SCSDK1002", 1, 60, "not a NuGet version range")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"clarify\": [ { \"package\": \"A\", \"expression\": \"MTI\", \"reason\": \"r\" } ] } }",
        "SCSDK1002", 1, 76, "did you mean \"MIT\"?")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"clarify\": [ { \"package\": \"A\", \"expression\": \"MIT\", \"reason\": \"r\", \"file\": \"L\" } ] } }",
        "SCSDK1002", 1, 44, "\"licenses.clarify[0].sha256\" is missing")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"clarify\": [ { \"file\": \"../L\", \"package\": \"A\", \"expression\": \"MIT\", \"reason\": \"r\", \"sha256\": \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\" } ] } }",
        "SCSDK1002", 1, 54, "the path inside the package")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"clarify\": [ { \"sha256\": \"e3b0\", \"file\": \"L\", \"package\": \"A\", \"expression\": \"MIT\", \"reason\": \"r\" } ] } }",
        "SCSDK1002", 1, 56, "64 hexadecimal digits")]
    [DataRow("{ \"version\": 1, \"licenses\": { \"clarify\": [ { \"package\": \"A\", \"expression\": \"MIT\", \"reason\": \"r\", \"owner\": \"o\" } ] } }",
        "SCSDK1002", 1, 98, "not a name that \"licenses.clarify[0]\" takes")]
    public void Bad_input_is_one_error_at_its_place(string json, string code, int line, int column, string fragment)
    {
        var (file, findings) = Parse(json);

        Assert.IsNull(file);
        Assert.HasCount(1, findings, string.Join('\n', findings.Select(f => f.Message)));
        Assert.AreEqual((code, line, column), (findings[0].Code.Id, findings[0].Location!.Line, findings[0].Location!.Column), findings[0].Message);
        Assert.Contains(fragment, findings[0].Message);
        Assert.AreEqual(Severity.Error, findings[0].Severity);
    }

    [TestMethod]
    public void All_errors_of_a_file_are_found_in_its_order()
    {
        var (_, findings) = Parse("""
            {
              "version": 1,
              "licenses": { "deny": ["nonsense!"], "enforce": 1 },
              "lok": {},
              "posture": {}
            }
            """);

        Assert.AreEqual("SCSDK1002(3,26) SCSDK1002(3,51) SCSDK1002(4,3) SCSDK1003(5,3)",
            string.Join(' ', findings.Select(f => $"{f.Code}({f.Location!.Line},{f.Location.Column})")));
    }

    [TestMethod]
    public void Columns_count_utf16_units_and_the_byte_order_mark_counts_nothing()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("{\r\n/* ü😀 */ \"version\": 1, \"lok\": 1 }")];

        var finding = PolicyFile.Parse(Root, bytes, licenses: Licenses).Findings.Single();

        Assert.AreEqual((2, 25), (finding.Location!.Line, finding.Location.Column));
    }

    [TestMethod]
    public void Bytes_that_are_not_utf8_are_refused_where_they_stand()
    {
        var finding = PolicyFile.Parse(Root, Encoding.Latin1.GetBytes("{\n \"extends\": \"\u00FC\" }")).Findings.Single();

        Assert.AreEqual(("SCSDK1001", 2, 14), (finding.Code.Id, finding.Location!.Line, finding.Location.Column));
        Assert.Contains("UTF-8", finding.Message);
    }

    [TestMethod]
    public void A_file_of_utf16_is_refused()
    {
        byte[] bytes = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{\"version\":1}")];

        Assert.AreEqual("SCSDK1001", PolicyFile.Parse(Root, bytes).Findings.Single().Code.Id);
    }

    [TestMethod]
    public void A_file_may_have_one_mebibyte_and_not_a_byte_more()
    {
        var largest = Encoding.UTF8.GetBytes("""{"version":1}""".PadRight(PolicyFile.MaxBytes));

        Assert.IsNotNull(PolicyFile.Parse(Root, largest).File);
        var finding = PolicyFile.Parse(Root, (byte[])[.. largest, (byte)' ']).Findings.Single();
        Assert.AreEqual("SCSDK1001", finding.Code.Id);
        Assert.Contains("1048577 bytes, and 1048576 are the most", finding.Message);
    }

    [TestMethod]
    public void Every_prefix_of_a_file_is_an_error_and_none_an_exception()
    {
        var bytes = Encoding.UTF8.GetBytes(Whole);
        for (var length = 0; length < bytes.Length; length++)
        {
            var (file, findings) = PolicyFile.Parse(Root, bytes.AsMemory(0, length), licenses: Licenses);
            Assert.IsNull(file);
            Assert.AreEqual("SCSDK1001", findings.Single().Code.Id, $"{length} bytes");
        }
    }

    [TestMethod]
    public void Hostile_text_is_escaped_in_messages_and_cut()
    {
        var message = Parse("{ \"version\": 1, \"\\u001b[2J\\u202e" + new string('x', 500) + "\": 1 }").Findings.Single().Message;

        Assert.Contains("\\u{001B}[2J\\u{202E}xxx", message);
        Assert.IsLessThan(250, message.Length);
    }

    [TestMethod]
    public void Fifty_thousand_mistakes_are_a_hundred_findings()
    {
        var json = """{"version":1,""" + string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"a{i}\":1")) + "}";

        Assert.HasCount(100, Parse(json).Findings);
    }

    [TestMethod]
    public void A_list_has_at_most_ten_thousand_items()
    {
        string With(int count) => $$"""{"version":1,"licenses":{"deny":[{{string.Join(',', Enumerable.Repeat("\"MIT\"", count))}}] } }""";

        Assert.HasCount(10_000, Read(With(10_000)).Licenses!.Deny);
        Assert.Contains("10001 items", Parse(With(10_001)).Findings.Single().Message);
    }

    [TestMethod]
    public void The_same_mistake_has_the_same_fingerprint_on_another_line_and_in_another_folder()
    {
        var here = Parse("""{ "version": 1, "lok": 1 }""").Findings.Single();
        var there = PolicyFile.Parse(Path.Combine(Root, "elsewhere", "supplychain.json"), """

            { "version": 1,
            "lok": 2 }
            """u8.ToArray()).Findings.Single();

        Assert.AreEqual(here.Fingerprint, there.Fingerprint);
        Assert.AreNotEqual(here.Fingerprint, Parse("""{ "version": 1, "lokk": 1 }""").Findings.Single().Fingerprint);
    }
}
