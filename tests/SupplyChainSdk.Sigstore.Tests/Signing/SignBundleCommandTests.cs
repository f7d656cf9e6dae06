using SupplyChainSdk.Sigstore.Tests.Tuf;

namespace SupplyChainSdk.Sigstore.Tests.Signing;

/// <summary>The command line of the conformance suite, as a process.</summary>
[TestClass]
public sealed class SignBundleCommandTests
{
    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    [DataRow(true, true)]
    public async Task What_it_signs_it_verifies(bool isRekor2, bool isStatement)
    {
        using var stack = new LocalStack();
        using var folder = new TemporaryFolder();
        byte[] content = [1, 2, 3];
        File.WriteAllBytes(folder.At("artifact"), content);
        File.WriteAllBytes(folder.At("statement"), Statements.About(content));
        string[] instance = ["--trusted-root", stack.RootPath];
        var signed = Run(
            [
                "sign-bundle", .. isStatement ? ["--in-toto"] : Array.Empty<string>(), "--identity-token", await stack.TokenTextAsync(), "--bundle", folder.At("bundle"),
                .. instance, "--signing-config", stack.ConfigPath(isRekor2), folder.At(isStatement ? "statement" : "artifact"),
            ]);
        Assert.AreEqual(0, signed.ExitCode, signed.Error);
        string[] verify = ["verify-bundle", "--bundle", folder.At("bundle"), "--certificate-identity", stack.Identity, "--certificate-oidc-issuer", stack.Issuer, .. instance];
        Assert.AreEqual(0, Run([.. verify, folder.At("artifact")]).ExitCode);
        File.WriteAllBytes(folder.At("artifact"), [1, 2, 4]);
        Assert.AreEqual(1, Run([.. verify, folder.At("artifact")]).ExitCode);
    }

    [TestMethod]
    public async Task What_cannot_be_signed_leaves_no_bundle_and_shows_no_token()
    {
        using var stack = new LocalStack();
        using var folder = new TemporaryFolder();
        folder.Write("artifact", "a");
        var token = await stack.TokenTextAsync("other");
        var result = Run(
            "sign-bundle", "--identity-token", token, "--bundle", folder.At("bundle"), "--trusted-root", stack.RootPath, "--signing-config", stack.ConfigPath(false), folder.At("artifact"));
        Assert.AreEqual(1, result.ExitCode);
        StringAssert.StartsWith(result.Error, "TokenAudienceMismatch: ");
        result = Run("sign-bundle", token, "--staging", "--bundle", folder.At("bundle"), folder.At("artifact"));
        Assert.AreEqual(2, result.ExitCode);
        Assert.DoesNotContain(token, result.Error);
        CollectionAssert.AreEqual(new[] { "artifact" }, folder.Names());
        Assert.IsEmpty((await stack.RequestsAsync()).Where(p => p != "/oidc/token"));
    }

    private static (int ExitCode, string Error) Run(params string[] arguments)
    {
        using var process = ConformanceRun.Start(arguments);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
