using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Signing;

/// <summary>The program on docs/sigstore.md that signs compiles and does what the page says: it stands here, and the page repeats it.</summary>
[TestClass]
public sealed class SigningPageTests
{
    private const string Heading = "## Signing with an identity";

    [TestMethod]
    public async Task The_program_on_the_page_signs_and_says_why_it_does_not()
    {
        using var stack = new LocalStack();
        using var folder = new TemporaryFolder();
        var statement = Statements.About("a"u8);
        var lines = await RunAsync(stack.Environment, stack.Config(), stack.Root, statement, folder.At("bundle"));
        Assert.AreEqual($"signed by '{stack.Identity}' (issuer '{stack.Issuer}'), commit {new string('a', 40)}", lines.Single());
        var bundle = Bundle.Parse(File.ReadAllBytes(folder.At("bundle")));
        BundleVerifier.Verify(bundle, Artifact.FromBytes("a"u8), stack.Root, IdentityPolicy.Exact(stack.Identity, stack.Issuer));

        lines = await RunAsync(name => name == "GITHUB_ACTIONS" ? "true" : null, stack.Config(), stack.Root, statement, folder.At("none"));
        Assert.StartsWith("not signed (IdentityNotPermitted): GitHub Actions gives this job no identity token.", lines.Single());
        Assert.IsFalse(File.Exists(folder.At("none")));
    }

    [TestMethod]
    public void The_page_repeats_the_program()
    {
        var source = File.ReadAllText(Path.Combine(TestData.Repository, "tests", "SupplyChainSdk.Sigstore.Tests", "Signing", "SigningPageTests.cs"));
        var program = Between(source, "// docs/sigstore.md, signing, begins\n", "        // docs/sigstore.md, signing, ends").Replace("\n        ", "\n", StringComparison.Ordinal).TrimStart(' ');
        Assert.AreEqual(program, Between(Section(), "```csharp\n", "```"));
    }

    [TestMethod]
    public void The_page_names_every_reason()
    {
        var section = Section();
        foreach (var failure in Enum.GetNames<SigningFailure>())
            Assert.Contains($"`{failure}`", section, failure);
    }

    private static async Task<List<string>> RunAsync(Func<string, string?> environment, SigningConfig config, TrustedRoot root, byte[] statement, string path)
    {
        var lines = new List<string>();
        void Print(FormattableString line) => lines.Add(FormattableString.Invariant(line));

        // docs/sigstore.md, signing, begins
        var ambient = new AmbientIdentity(environment);
        using var signer = new KeylessSigner(ambient.GetTokenAsync, config, root);
        try
        {
            CertifiedIdentity certified = await signer.CertifyAsync();
            Bundle bundle = await signer.SignAsync(Dsse.InTotoPayloadType, statement, CancellationToken.None);
            await File.WriteAllBytesAsync(path, bundle.ToJson());
            Print($"signed by {signer.Description}, commit {certified.SourceDigest}");
        }
        catch (SigningException e)
        {
            Print($"not signed ({e.Failure}): {e.Message}");
        }
        // docs/sigstore.md, signing, ends

        return lines;
    }

    private static string Section()
    {
        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "sigstore.md"));
        return Between(page, Heading, "## Conformance");
    }

    private static string Between(string text, string begin, string end)
    {
        var start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        Assert.IsGreaterThanOrEqualTo(begin.Length, start);
        return text[start..text.IndexOf(end, start, StringComparison.Ordinal)];
    }
}
