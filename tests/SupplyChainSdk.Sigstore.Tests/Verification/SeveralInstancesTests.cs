using System.Text;

namespace SupplyChainSdk.Sigstore.Tests.Verification;

/// <summary>A trusted root of several lines, and one of an instance without logs.</summary>
[TestClass]
public sealed class SeveralInstancesTests
{
    private static readonly TestInstance First = new();
    private static readonly TestInstance Second = new();
    private static readonly IdentityPolicy Expected = IdentityPolicy.Exact(TestInstance.Identity, TestInstance.Issuer);

    private static readonly TrustedRoot Both = TrustedRoot.Parse(Encoding.UTF8.GetBytes($"{First.Root().ToJsonString()}\n{Second.Root().ToJsonString()}\n"));

    [TestMethod]
    public void A_bundle_of_either_instance_verifies()
    {
        Verify(new TestSigning(First), VerificationPolicy.Default);
        Verify(new TestSigning(Second), VerificationPolicy.Default);
    }

    [TestMethod]
    public void Evidence_of_two_instances_is_never_put_together()
    {
        Refused.With(VerificationFailure.LogUntrusted, () => Verify(new TestSigning(First) { CertificateLogKey = Second.CertificateLogKey, LogKey = Second.LogKey, Timestamps = First.Timestamps }, VerificationPolicy.Default));
        Refused.With(VerificationFailure.SctLogUnknown, () => Verify(new TestSigning(First) { CertificateLogKey = Second.CertificateLogKey }, VerificationPolicy.Default));
    }

    [TestMethod]
    public void What_the_furthest_instance_found_wrong_is_what_is_said()
    {
        var e = Refused.With(VerificationFailure.IdentityMismatch, () => BundleVerifier.Verify(
            new TestSigning(Second).Bundle(), Artifact.FromBytes(TestSigning.ArtifactBytes), Both, IdentityPolicy.Exact("x", TestInstance.Issuer)));
        Assert.AreEqual(4, e.Step);
    }

    [TestMethod]
    public void An_instance_without_logs_needs_a_policy_that_says_so()
    {
        var root = First.Root();
        root.Remove("tlogs");
        root.Remove("ctlogs");
        var signing = new TestSigning(First) { IsLogged = false, CertificateLogKey = null, Timestamps = First.Timestamps };
        VerifiedBundle Verify(VerificationPolicy policy) =>
            BundleVerifier.Verify(signing.Bundle(), Artifact.FromBytes(TestSigning.ArtifactBytes), TestInstance.Read(root), Expected, policy);

        var verified = Verify(VerificationPolicy.TimestampsOnly);
        Assert.IsEmpty(verified.LogEntries);
        Assert.AreEqual(VerifiedTimeSource.TimestampAuthority, verified.Times.Single().Source);
        Refused.With(VerificationFailure.SctMissing, () => Verify(VerificationPolicy.Default));
        Refused.With(VerificationFailure.LogEntryMissing, () => Verify(VerificationPolicy.TimestampsOnly with { LogEntries = 1 }));
        signing.Timestamps = null;
        Refused.With(VerificationFailure.TimeMissing, () => Verify(VerificationPolicy.TimestampsOnly));
    }

    [TestMethod]
    public void Thresholds_count_operators()
    {
        var root = First.Root();
        root["timestampAuthorities"]![0]!["operator"] = "somebody.else";
        var bundle = new TestSigning(First) { Timestamps = First.Timestamps }.Bundle();
        var two = new VerificationPolicy { Times = 2, Timestamps = 1 };
        Assert.HasCount(2, BundleVerifier.Verify(bundle, Artifact.FromBytes(TestSigning.ArtifactBytes), TestInstance.Read(root), Expected, two).Times);
        Refused.With(VerificationFailure.TimeMissing, () => BundleVerifier.Verify(bundle, Artifact.FromBytes(TestSigning.ArtifactBytes), TestInstance.Read(First.Root()), Expected, two));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VerificationPolicy { Times = -1 });
    }

    private static VerifiedBundle Verify(TestSigning signing, VerificationPolicy policy) =>
        BundleVerifier.Verify(signing.Bundle(), Artifact.FromBytes(TestSigning.ArtifactBytes), Both, Expected, policy);
}
