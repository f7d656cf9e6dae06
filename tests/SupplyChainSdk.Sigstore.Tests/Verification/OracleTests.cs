using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Verification;

/// <summary>An independent verifier, in another language, decides the same bundles (<c>verify-bundle.mjs</c> of the oracles).</summary>
[TestClass]
public sealed class OracleTests
{
    // Where it is not right, by its README: hashedrekord over the PAE digest unknown, a log key without a start taken for unbounded.
    private static readonly string[] Differs =
        ["rekor2-dsse-happy-path", "trust-root-tlog-missing-validity-start_fail"];

    [TestMethod]
    public void An_independent_verifier_agrees_on_every_shared_case()
    {
        var wrong = new List<string>();
        var count = 0;
        foreach (var item in ConformanceCase.All().Where(c => !Differs.Contains(c.Name)))
        {
            count++;
            var root = File.Exists(item.At("trusted_root.json")) ? item.At("trusted_root.json") : TestData.At("sigstore", "trusted-roots", "public-good-trusted_root.json");
            List<string> arguments = [item.At("bundle.sigstore.json"), item.ArtifactPath, root];
            arguments.AddRange(File.Exists(item.At("key.pub")) ? ["--key", item.At("key.pub")] : [item.Identity, item.Issuer]);
            var result = Oracles.Run("verify-bundle.mjs", arguments);
            if (result.ExitCode != (item.IsGood ? 0 : 1))
                wrong.Add($"{item.Name}: {result}");
        }
        Assert.IsGreaterThanOrEqualTo(45, count);
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }
}
