using SupplyChainSdk.Attestation;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Sigstore.Tests.Verification;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>What the attestations of a packages folder say, whoever signed; each with its tampered twin.</summary>
[TestClass]
public sealed class DependencyVerificationTests
{
    [TestMethod]
    public void Who_built_a_package_is_known_without_anybody_being_expected()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedPackage.NuGetSign(AttestedFolder.Inside(package)));
        var all = folder.Verify();
        Assert.AreSequenceEqual([AttestedFolder.Widgets], all.Keys);

        var build = all[AttestedFolder.Widgets].Builds.Single();
        Assert.IsTrue(all[AttestedFolder.Widgets] is { Refused.IsEmpty: true, UnknownSigners.IsEmpty: true, Digests.Length: 6 });
        Assert.AreEqual((TestInstance.Identity, TestInstance.Issuer, CertifiedPackage.Repository, "1", AttestedPackage.Commit),
            (build.Signer.Certified!.Identity, build.Signer.Certified.Issuer, build.Signer.Certified.Repository, build.Signer.Certified.RepositoryId, build.Signer.Certified.Commit));
        Assert.AreEqual((TestInstance.Now, 1, PackageLayer.AsBuilt, "inside"), (build.Signer.Times[0], build.Signer.LogEntries, build.Checked.Layer, build.Source));
        Assert.AreSequenceEqual(["integrity", "licenses", "lock"], build.Claims.Gates.Select(g => g.Name));
    }

    [TestMethod]
    public void A_package_without_an_attestation_is_not_opened_again()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(package.Built);
        Assert.IsEmpty(folder.Verify());
        folder.Put(AttestedFolder.Place + ".sigstore.json", package.Bundle);
        Assert.AreEqual("contoso.widgets.1.2.3.nupkg.sigstore.json", folder.Facts().Builds.Single().Source);
    }

    [TestMethod]
    public void A_bundle_that_is_inside_and_beside_counts_in_both_places_and_another_one_beside_it_does_not_hide()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package), package.Bundle);
        Assert.HasCount(2, folder.Facts().Builds);
        folder.Put(AttestedFolder.Place + ".sigstore.json", [.. package.Bundle, (byte)'x']);
        var facts = folder.Facts();
        Assert.HasCount(1, facts.Builds);
        Assert.AreEqual("the bundle is malformed (SCSDK8002)", facts.Refused.Single().Reason);
    }

    [TestMethod]
    [DataRow("another package", "the package differs from the attested one (SCSDK8004)")]
    [DataRow("signature", "(SCSDK80")]
    [DataRow("contradiction", "the statement contradicts its certificate (SCSDK8020)")]
    [DataRow("not last", "'_manifest/attestation.sigstore.json' is not its last entry but the signature")]
    [DataRow("resembles", "resembles '_manifest/attestation.sigstore.json'")]
    public void What_must_not_be_believed_is_refused_with_its_reason(string what, string reason)
    {
        using var package = new CertifiedPackage(sign: what == "contradiction" ? s => s.Claims[13] = new string('0', 40) : null);
        using var folder = new AttestedFolder(what switch
        {
            "another package" => AttestedPackage.Attest(AttestedPackage.Repack(new Recipe(), new Packaging.RawEntry("x.txt", "x")), package.Bundle),
            "signature" => AttestedPackage.Attest(package.Built, Flip(package.Bundle)),
            "not last" => Packaging.RawZip.Write([.. AttestedPackage.Entries(new Recipe()), new Packaging.RawEntry("_manifest/attestation.sigstore.json", "{}"), new Packaging.RawEntry("x.txt", "x")]),
            "resembles" => AttestedPackage.Repack(new Recipe(), new Packaging.RawEntry("_manifest/Attestation.sigstore.json", "{}")),
            _ => AttestedFolder.Inside(package),
        });
        var facts = folder.Facts();
        Assert.IsEmpty(facts.Builds);
        Assert.Contains(reason, facts.Refused.Single().Reason);
    }

    [TestMethod]
    public void A_package_that_is_exchanged_between_two_readings_is_refused()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        var read = folder.Read();
        folder.Replace(AttestedPackage.NuGetSign(AttestedFolder.Inside(package)));
        var facts = DependencyVerification.Run([.. read.Read.Select(DependencyEvidence.Of)], null, AttestedFolder.Root, null, default)[AttestedFolder.Widgets];
        Assert.AreEqual("the package changed while it was checked", facts.Refused.Single().Reason);
    }

    [TestMethod]
    public void A_key_signs_only_where_a_rule_about_the_package_names_it()
    {
        using var package = new AttestedPackage();
        using var folder = new AttestedFolder(AttestedPackage.Attest(package.Built, package.Bundle));
        Assert.IsNotEmpty(folder.Facts().UnknownSigners.Single().Hint);
        Assert.IsEmpty(folder.Facts().Builds);

        var rule = AttestedFolder.Rule() with { Keys = [AttestedFolder.Key(package.At("other.pub")), AttestedFolder.Key(package.KeyPath)] };
        Assert.AreEqual(AttestedFolder.Key(package.KeyPath).Fingerprint, folder.Facts(AttestedFolder.Rules(rule)).Builds.Single().Signer.KeySha256);
        Assert.IsEmpty(folder.Facts(AttestedFolder.Rules(rule with { Packages = new SupplyChainSdk.Policy.PackagePattern("Other.*") })).Builds);
        // It names the key of the rule, and does not verify with it.
        folder.Replace(AttestedPackage.Attest(package.Built, Flip(package.Bundle)));
        Assert.AreEqual("the signature does not verify (SCSDK8003)", folder.Facts(AttestedFolder.Rules(rule)).Refused.Single().Reason);
    }

    [TestMethod]
    public void A_certificate_of_an_authority_that_is_not_trusted_says_nothing_of_who_signed()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        var facts = folder.Facts(root: SupplyChainSdk.Sigstore.TrustedRoot.PublicGood);
        Assert.IsTrue(facts is { Builds.IsEmpty: true, Refused.IsEmpty: true });
        Assert.AreEqual((true, $"{TestInstance.Identity} ({TestInstance.Issuer})"), (facts.UnknownSigners.Single().IsCertificate, facts.UnknownSigners.Single().Hint));
        // It is no key, and is not called one.
        Assert.AreEqual($"signed by a certificate by an authority or a log outside the trusted root, which names '{TestInstance.Identity} ({TestInstance.Issuer})' (unverified), not expected",
            ProvenanceJudgment.Judge(null, AttestedFolder.Widgets, facts, TestInstance.Now.AddDays(30), []).Words);
    }

    [TestMethod]
    public void Facts_that_were_kept_are_the_same_and_a_damaged_entry_is_verified_again()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        using var home = new Scratch();
        var cache = new AttestationCache(home.At("cache", "attestations-2"));
        var first = folder.Facts(cache: cache);
        var kept = Directory.GetFiles(home.At("cache", "attestations-2")).Single();
        var second = folder.Facts(cache: cache);
        Assert.AreNotSame(first, second);
        Assert.AreSequenceEqual(AttestationFactsJson.Write(first, "key"), AttestationFactsJson.Write(second, "key"));
        Assert.AreEqual(first.Builds[0].Signer.Certified, second.Builds[0].Signer.Certified);

        // What was kept counts: so much is shown by an entry that says something else, under its right sum and key.
        File.WriteAllBytes(kept, AttestationFactsJson.Write(first with { Builds = [first.Builds[0] with { Source = "kept" }] }, Path.GetFileName(kept)));
        Assert.AreEqual("kept", folder.Facts(cache: cache).Builds[0].Source);
        foreach (var damage in new Action<byte[]>[] { c => c[0] ^= 1, c => c[^2] ^= 1, c => c.AsSpan(40).Reverse() })
        {
            var content = AttestationFactsJson.Write(first with { Builds = [first.Builds[0] with { Source = "kept" }] }, Path.GetFileName(kept));
            damage(content);
            File.WriteAllBytes(kept, content);
            Assert.AreEqual("inside", folder.Facts(cache: cache).Builds[0].Source);
        }
        // Of another package, or by another root, it is another entry.
        File.WriteAllBytes(kept, AttestationFactsJson.Write(first with { Builds = [first.Builds[0] with { Source = "kept" }] }, Path.GetFileName(kept)));
        Assert.IsEmpty(folder.Facts(cache: cache, root: SupplyChainSdk.Sigstore.TrustedRoot.PublicGood).Builds);
        folder.Replace(AttestedPackage.NuGetSign(folder.Package));
        Assert.AreEqual("inside", folder.Facts(cache: cache).Builds[0].Source);
    }

    [TestMethod]
    public void What_was_refused_is_never_kept()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package), [.. package.Bundle, (byte)'x']);
        using var home = new Scratch();
        Assert.HasCount(1, folder.Facts(cache: new AttestationCache(home.At("cache", "attestations-2"))).Refused);
        Assert.IsFalse(Directory.Exists(home.At("cache")));
    }

    // One bit of the signature over the envelope.
    private static byte[] Flip(byte[] bundle)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(bundle)!;
        var signature = json["dsseEnvelope"]!["signatures"]![0]!;
        var bytes = Convert.FromBase64String((string)signature["sig"]!);
        bytes[^1] ^= 1;
        signature["sig"] = Convert.ToBase64String(bytes);
        return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
