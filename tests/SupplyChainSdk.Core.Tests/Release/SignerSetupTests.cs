using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Release;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Release;

/// <summary>What a token decides before anything is packed. No request is sent: the variable holds the token itself.</summary>
[TestClass]
public sealed class SignerSetupTests
{
    private const string GitHub = "https://token.actions.githubusercontent.com";

    [TestMethod]
    [DataRow("auto", "public", "push", "Keyless")]
    [DataRow("auto", "private", "push", "None SCSDK7001")]
    [DataRow("auto", "internal", "push", "None SCSDK7001")]
    [DataRow("auto", "", "push", "None SCSDK7001")]
    [DataRow("auto", "public", "pull_request", "None SCSDK7001")]
    [DataRow("keyless", "public", "push", "Keyless")]
    [DataRow("keyless", "private", "push", "Keyless SCSDK7019")]
    [DataRow("keyless", "public", "pull_request", "Keyless")]
    public void A_token_says_whether_auto_signs_and_whether_a_private_name_becomes_public(string signer, string visibility, string trigger, string expected) =>
        Assert.AreEqual(expected, Decided(signer, Token(GitHub, visibility, trigger)));

    [TestMethod]
    public void Only_a_token_of_GitHub_says_that_a_repository_is_public() =>
        Assert.AreEqual("None SCSDK7001", Decided("auto", Token("https://gitlab.com", "public", "push")));

    [TestMethod]
    [DataRow("auto")]
    [DataRow("keyless")]
    public void A_token_that_is_offered_and_cannot_be_used_is_an_error_and_no_unsigned_package(string signer)
    {
        Assert.AreEqual("None SCSDK7009", Decided(signer, "no token"));
        Assert.AreEqual("None SCSDK7009", Decided(signer, Token(GitHub, "public", "push", audience: "somebody")));
        Assert.AreEqual("None SCSDK7009", Decided(signer, Token(GitHub, "public", "push", age: TimeSpan.FromHours(1))));
    }

    [TestMethod]
    public void By_auto_nobody_is_asked_where_the_job_offers_no_token()
    {
        Assert.AreEqual("None SCSDK7001", Decided("auto", null));
        Assert.AreEqual("None SCSDK7001", Decided("auto", null, "GITHUB_ACTIONS"));
        Assert.AreEqual("None SCSDK7001", Decided("auto", null, "BUILDKITE"));
        Assert.AreEqual("None SCSDK7009", Decided("keyless", null, "GITHUB_ACTIONS"));
    }

    [TestMethod]
    public void A_signing_config_or_a_trusted_root_that_is_not_there_is_an_error_before_a_token_is_asked_for()
    {
        Assert.AreEqual("None SCSDK7017", Decided("keyless", "no token", signingConfig: "/none/signing_config.json"));
        Assert.AreEqual("None SCSDK7017", Decided("keyless", "no token", trustedRoot: "/none/trusted_root.json"));
    }

    [TestMethod]
    public void A_trusted_root_of_another_instance_without_its_signing_config_shows_no_token_to_sigstore_dev()
    {
        var folder = Path.Combine(TestData.Repository, "src", "SupplyChainSdk.Sigstore", "Trust", "public-good");
        var (root, config) = (Path.Combine(folder, "trusted_root.json"), Path.Combine(folder, "signing_config.v0.2.json"));
        using var scratch = new Scratch();
        var other = scratch.Write("trusted_root.json", File.ReadAllText(root).Replace("sigstore.dev", "sigstore.test", StringComparison.Ordinal));
        var token = Token(GitHub, "public", "push");

        Assert.AreEqual("None SCSDK7017", Decided("keyless", token, trustedRoot: other));
        Assert.AreEqual("None SCSDK7017", Decided("auto", token, trustedRoot: other));
        Assert.AreEqual("Keyless", Decided("keyless", token, trustedRoot: root));
        Assert.AreEqual("Keyless", Decided("keyless", token, trustedRoot: other, signingConfig: config));
    }

    [TestMethod]
    public void A_private_name_is_warned_of_also_where_the_signing_config_of_sigstore_dev_is_a_file()
    {
        var config = Path.Combine(TestData.Repository, "src", "SupplyChainSdk.Sigstore", "Trust", "public-good", "signing_config.v0.2.json");
        using var scratch = new Scratch();
        var other = scratch.Write("config.json", File.ReadAllText(config).Replace("sigstore.dev", "sigstore.test", StringComparison.Ordinal));
        var token = Token(GitHub, "private", "push");

        Assert.AreEqual("Keyless SCSDK7019", Decided("keyless", token));
        Assert.AreEqual("Keyless SCSDK7019", Decided("keyless", token, signingConfig: config));
        Assert.AreEqual("Keyless", Decided("keyless", token, signingConfig: other));
    }

    private static string Decided(string signer, string? token, string? marker = null, string trustedRoot = "", string signingConfig = "")
    {
        string? Variable(string name) => name == "SIGSTORE_ID_TOKEN" ? token : name == marker ? "true" : null;
        using var session = new KeylessSession(Variable, trustedRoot, signingConfig);
        var request = new SignerRequest { Signer = signer, SigningKey = "", CI = CIEnvironment.Read(Variable), Variable = Variable, Keyless = session };
        var choice = SignerSetup.Choose(request, CancellationToken.None);
        var (opened, findings) = SignerSetup.Open(request, choice, CancellationToken.None);
        using (opened)
            return string.Join(' ', (string[])[opened is null ? "None" : choice.Kind.ToString(), .. findings.Select(f => f.Code.Id)]);
    }

    private static string Token(string issuer, string visibility, string trigger, string audience = "sigstore", TimeSpan age = default)
    {
        var issued = (DateTimeOffset.UtcNow - age).ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = issuer,
            ["aud"] = audience,
            ["iat"] = issued,
            ["exp"] = issued + 600,
            ["sub"] = "repo:contoso/widget:ref:refs/heads/main",
            ["repository"] = "contoso/widget",
            ["event_name"] = trigger,
            ["repository_visibility"] = visibility,
            ["job_workflow_ref"] = "contoso/widget/.github/workflows/release.yml@refs/heads/main",
        };
        return $"{Encoded("""{"alg":"RS256","typ":"JWT"}""")}.{Encoded(claims.ToJsonString())}.c2lnbmF0dXJl";
    }

    private static string Encoded(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
