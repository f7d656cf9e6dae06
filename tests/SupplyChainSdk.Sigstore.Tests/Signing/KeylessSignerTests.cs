using System.Security.Cryptography;
using System.Text;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Signing;

/// <summary>Signing with everything as it should be, by a Sigstore instance that shares no code with this repository.</summary>
[TestClass]
public sealed class KeylessSignerTests
{
    private static readonly byte[] Content = "an artifact\n"u8.ToArray();
    private static readonly Lazy<LocalStack> Started = new(() => new LocalStack());

    private static LocalStack Stack => Started.Value;

    [ClassCleanup]
    public static void Stop()
    {
        if (Started.IsValueCreated)
            Stack.Dispose();
    }

    [TestMethod]
    [DataRow(false, "dsse/0.0.1")]
    [DataRow(true, "hashedrekord/0.0.2")]
    public async Task A_signed_statement_verifies_and_its_changed_twin_does_not(bool isRekor2, string kind)
    {
        using var signer = Signer(isRekor2);
        var bundle = await signer.SignAsync(Dsse.InTotoPayloadType, Statements.About(Content), default);

        var verified = BundleVerifier.Verify(bundle, Artifact.FromBytes(Content), Stack.Root, IdentityPolicy.Exact(Stack.Identity, Stack.Issuer), new VerificationPolicy { Timestamps = 1 });
        Assert.AreEqual(kind, verified.LogEntries.Single().Kind);
        Assert.AreEqual(isRekor2 ? 1 : 2, verified.Times.Length);
        Assert.AreEqual("public", verified.Certified!.Visibility);
        Assert.AreEqual($"'{Stack.Identity}' (issuer '{Stack.Issuer}')", signer.Description!.ToString());
        if (!isRekor2)
            AssertOracle(0, bundle, Content);

        byte[] other = [.. Content, 0];
        var policy = IdentityPolicy.Exact(Stack.Identity, Stack.Issuer);
        Refused.With(VerificationFailure.SubjectMismatch, () => BundleVerifier.Verify(bundle, Artifact.FromBytes(other), Stack.Root, policy));
    }

    [TestMethod]
    [DataRow(false, "hashedrekord/0.0.1")]
    [DataRow(true, "hashedrekord/0.0.2")]
    public async Task A_signed_file_verifies_here_and_elsewhere_and_its_changed_twin_does_not(bool isRekor2, string kind)
    {
        using var signer = Signer(isRekor2);
        var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Content))}";
        var bundle = await signer.SignFileAsync(Artifact.FromDigest(digest));

        var identity = IdentityPolicy.Exact(Stack.Identity, Stack.Issuer);
        var verified = BundleVerifier.Verify(bundle, Artifact.FromBytes(Content), Stack.Root, identity);
        Assert.AreEqual(kind, verified.LogEntries.Single().Kind);
        AssertOracle(0, bundle, Content);
        byte[] other = [.. Content, 0];
        AssertOracle(1, bundle, other);
        Refused.With(VerificationFailure.ArtifactMismatch, () => BundleVerifier.Verify(bundle, Artifact.FromBytes(other), Stack.Root, identity));
    }

    [TestMethod]
    public async Task A_bundle_has_the_leaf_alone_and_one_timestamp()
    {
        using var signer = Signer(isRekor2: true);
        var bundle = await signer.SignFileAsync(Artifact.FromBytes(Content));
        Assert.AreEqual(BundleVersion.V03, bundle.Version);
        Assert.HasCount(1, ((CertificateMaterial)bundle.Key).Certificates);
        Assert.HasCount(1, bundle.Timestamps);
        Assert.AreEqual(Encoding.UTF8.GetString(bundle.ToJson()), Encoding.UTF8.GetString(Bundle.Parse(bundle.ToJson()).ToJson()));
    }

    private static KeylessSigner Signer(bool isRekor2) => new(Stack.TokenAsync, Stack.Config(isRekor2), Stack.Root);

    private static void AssertOracle(int expected, Bundle bundle, byte[] artifact)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("artifact"), artifact);
        File.WriteAllBytes(folder.At("bundle.json"), bundle.ToJson());
        var result = Oracles.Run("verify-bundle.mjs", folder.At("bundle.json"), folder.At("artifact"), Stack.RootPath, Stack.Identity, Stack.Issuer);
        Assert.AreEqual(expected, result.ExitCode, result.ToString());
    }
}
