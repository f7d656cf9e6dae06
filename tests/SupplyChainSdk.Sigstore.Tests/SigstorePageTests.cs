using SupplyChainSdk.Sigstore.Tests.Verification;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests;

/// <summary>The program on docs/sigstore.md compiles and does what the page says: it stands here, and the page repeats it.</summary>
[TestClass]
public sealed class SigstorePageTests
{
    [TestMethod]
    public void The_program_on_the_page_verifies_what_is_good_and_says_why_it_refuses()
    {
        var good = ConformanceCase.Named("happy-path-intoto-in-dsse-v3");
        var lines = Run(good.ArtifactPath, good.At("bundle.sigstore.json"), good.Identity, good.Issuer);
        Assert.HasCount(2, lines);
        Assert.StartsWith($"certified  {good.Identity} for https://github.com/", lines[0]);
        Assert.StartsWith("claimed    https://slsa.dev/provenance/v1, signed at 2024-12-16 18:42:56Z, logged in https://rekor.sigstore.dev", lines[1]);

        var bad = ConformanceCase.Named("dsse-invalid-sig_fail");
        Assert.StartsWith("refused in step 7 (SignatureInvalid): ", Run(bad.ArtifactPath, bad.At("bundle.sigstore.json"), bad.Identity, bad.Issuer).Single());
    }

    [TestMethod]
    public void The_page_repeats_the_program()
    {
        var source = File.ReadAllText(Path.Combine(TestData.Repository, "tests", "SupplyChainSdk.Sigstore.Tests", "SigstorePageTests.cs"));
        var program = Between(source, "// docs/sigstore.md begins\n", "        // docs/sigstore.md ends").Replace("\n        ", "\n", StringComparison.Ordinal).TrimStart(' ');
        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "sigstore.md"));
        Assert.AreEqual(program, Between(page, "```csharp\n", "```"));
    }

    [TestMethod]
    public void The_page_names_every_reason()
    {
        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "sigstore.md"));
        foreach (var failure in Enum.GetNames<VerificationFailure>())
            Assert.Contains($"`{failure}`", page, failure);
    }

    private static List<string> Run(string path, string bundlePath, string identity, string issuer)
    {
        var lines = new List<string>();
        void Print(FormattableString line) => lines.Add(FormattableString.Invariant(line));

        // docs/sigstore.md begins
        using var bundleFile = File.OpenRead(bundlePath);
        using var file = File.OpenRead(path);
        try
        {
            VerifiedBundle verified = BundleVerifier.Verify(
                Bundle.Read(bundleFile),
                Artifact.FromStream(file),
                TrustedRoot.PublicGood,
                IdentityPolicy.Exact(identity, issuer) with { RunnerEnvironment = "github-hosted" },
                new VerificationPolicy { PredicateType = "https://slsa.dev/provenance/v1" });

            Print($"certified  {verified.Certified!.Identity} for {verified.Certified.SourceRepository} at {verified.Certified.SourceDigest}");
            Print($"claimed    {verified.Claimed!.PredicateType}, signed at {verified.Times[0].Time:u}, logged in {verified.LogEntries[0].Log}");
        }
        catch (VerificationException e)
        {
            Print($"refused in step {e.Step} ({e.Failure}): {e.Message}");
        }
        // docs/sigstore.md ends

        return lines;
    }

    private static string Between(string text, string begin, string end)
    {
        var start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        Assert.IsGreaterThanOrEqualTo(begin.Length, start);
        return text[start..text.IndexOf(end, start, StringComparison.Ordinal)];
    }
}
