using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>An older version that is attested as well as the locked one: no signature tells which of them is newer, and the lock file does.</summary>
[TestClass]
public sealed class AttestationReplayTests
{
    [TestMethod]
    public void An_older_build_with_a_good_attestation_is_held_off_by_the_lock_and_by_nothing_of_the_attestation()
    {
        using var package = new CertifiedPackage();
        // Another build of the same version, by the same workflow: the publisher replaced it.
        using var older = new CertifiedPackage(new Recipe { MoreEntries = [new Packaging.RawEntry("lib/net10.0/Old.dll", "with a hole")] });
        using var project = new AttestedProject(AttestedFolder.Inside(package));
        project.Policy(AttestedProject.Rule("require"));
        Assert.AreEqual("verified", project.Outcome());

        project.Installed.Replace(AttestedFolder.Inside(older));
        var report = project.Check();
        Assert.AreEqual(GateOutcome.Passed, report.Gates.Single(g => g.Gate == "provenance").Outcome);
        Assert.Contains(Codes.HashMismatch, report.Findings.Where(f => f.Severity == Severity.Error).Select(f => f.Code));
        Assert.IsTrue(project.Verify() is { Words: "refused", IsAnother: true });
        // Who changes the lock as well gets it verified: a lock file is reviewed.
        Assert.AreEqual("verified", project.Lock().Outcome());
    }
}
