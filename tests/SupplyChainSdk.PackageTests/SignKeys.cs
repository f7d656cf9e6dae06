using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>Every kind of key signs, by file and by variable, and an implementation that is not ours agrees.</summary>
[TestClass]
public sealed class SignKeys
{
    [TestMethod]
    public void Each_kind_of_key_signs_what_OpenSSL_and_the_tool_verify()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        var package = consumer.PathOf("bin", "Release", "a.1.0.0.nupkg");
        var bundle = $"{package}.sigstore.json";
        consumer.Run("build", "--no-restore", "-c", "Release").Succeeds();
        foreach (var (kind, passphrase, digest, asVariable) in (ReadOnlySpan<(string, string?, string, bool)>)
            [("P-256", null, "-sha256", true), ("P-384", "correct horse", "-sha384", false), ("P-521", null, "-sha512", false), ("RSA", "correct horse", "-sha256", true)])
        {
            var (secret, open) = consumer.Make(kind, kind, passphrase);
            consumer.With("PASS_OF_KEY", passphrase ?? "").With("KEY_OF_TEST", File.ReadAllText(secret));

            consumer.Run("pack", "--no-build", $"-p:SupplyChainSigningKey={(asVariable ? "env:KEY_OF_TEST" : secret)}", $"-p:SupplyChainSigningKeyPassphrase={(passphrase is null ? "" : "PASS_OF_KEY")}")
                .Succeeds();

            Assert.IsTrue(consumer.OpenSslAccepts(bundle, open, digest), kind);
            Assert.IsFalse(consumer.OpenSslAccepts(bundle, consumer.Make($"other {kind}", kind).Public, digest), kind);
            consumer.Tool("verify", package, "--key", open).Ends(0);
        }

        // A key that is not the one expected, and a byte that is not the one signed.
        Assert.AreEqual(1, consumer.Tool("verify", package, "--key", Path.Combine(consumer.Root, "P-256.pub")).ExitCode);
        Evidence.Flip(package, 100);
        Assert.AreNotEqual(0, consumer.Tool("verify", package, "--key", Path.Combine(consumer.Root, "RSA.pub")).ExitCode);
    }
}
