using System.Net;
using System.Text;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Signing;

[TestClass]
public sealed class AmbientIdentityTests
{
    private static readonly TestTime Time = new();

    [TestMethod]
    [DataRow("SIGSTORE_ID_TOKEN=x GITHUB_ACTIONS=true BUILDKITE=true", AmbientProvider.Variable)]
    [DataRow("GITHUB_ACTIONS=true GITLAB_CI=true", AmbientProvider.GitHubActions)]
    [DataRow("GITLAB_CI=true BUILDKITE=true", AmbientProvider.GitLab)]
    [DataRow("BUILDKITE=true CIRCLECI=true", AmbientProvider.Buildkite)]
    [DataRow("CIRCLECI=true", AmbientProvider.CircleCI)]
    [DataRow("SIGSTORE_ID_TOKEN= GITHUB_ACTIONS=false", AmbientProvider.None)]
    public void The_first_provider_in_the_order_is_taken(string variables, AmbientProvider expected) =>
        Assert.AreEqual(expected, new AmbientIdentity(Environment(variables)).Detect());

    [TestMethod]
    public async Task A_token_in_the_variable_needs_no_request()
    {
        using var handler = new Answering(_ => throw new InvalidOperationException("A request was sent."));
        var token = await new AmbientIdentity(Environment($"SIGSTORE_ID_TOKEN={Tokens.GitHub()}"), handler, Time).GetTokenAsync();
        Assert.AreEqual("contoso/widget", token.GitHub!.Repository);

        var other = Tokens.GitHub(c => c["aud"] = "other");
        await NotSigned.WithAsync(
            SigningFailure.TokenAudienceMismatch, async () => await new AmbientIdentity(Environment($"SIGSTORE_ID_TOKEN={other}"), handler, Time).GetTokenAsync());
    }

    [TestMethod]
    public async Task GitHub_is_asked_with_its_own_token_for_our_audience()
    {
        string? seen = null;
        using var server = new LocalServer(context =>
        {
            seen = $"{context.Request.Url!.PathAndQuery} {context.Request.Headers["Authorization"]}";
            context.Response.OutputStream.Write(Encoding.UTF8.GetBytes($$"""{"count":1,"value":"{{Tokens.GitHub()}}"}"""));
        });
        var ambient = new AmbientIdentity(
            Environment($"GITHUB_ACTIONS=true ACTIONS_ID_TOKEN_REQUEST_URL={server.Address}x?api-version=1 ACTIONS_ID_TOKEN_REQUEST_TOKEN=bearer"), time: Time);
        Assert.AreEqual("contoso/widget", (await ambient.GetTokenAsync()).GitHub!.Repository);
        Assert.AreEqual("/x?api-version=1&audience=sigstore Bearer bearer", seen);
    }

    [TestMethod]
    [DataRow("GITHUB_ACTIONS=true")]
    [DataRow("GITHUB_ACTIONS=true ACTIONS_ID_TOKEN_REQUEST_URL=https://example.test")]
    [DataRow("GITHUB_ACTIONS=true ACTIONS_ID_TOKEN_REQUEST_TOKEN=x")]
    public async Task A_job_without_permission_is_told_the_two_lines(string variables)
    {
        var e = await NotSigned.WithAsync(SigningFailure.IdentityNotPermitted, async () => await new AmbientIdentity(Environment(variables)).GetTokenAsync());
        Assert.AreEqual(
            "GitHub Actions gives this job no identity token. Add these two lines to the job (a run of a fork gets none even so):\npermissions:\n  id-token: write", e.Message);
    }

    [TestMethod]
    [DataRow("http://example.test/token")]
    [DataRow("ftp://example.test/token")]
    [DataRow("https://user:password@example.test/")]
    [DataRow("token")]
    public async Task An_address_that_is_not_encrypted_is_not_asked(string url)
    {
        var e = await NotSigned.WithAsync(
            SigningFailure.ServiceAddressInsecure,
            async () => await new AmbientIdentity(Environment($"GITHUB_ACTIONS=true ACTIONS_ID_TOKEN_REQUEST_URL={url} ACTIONS_ID_TOKEN_REQUEST_TOKEN=x")).GetTokenAsync());
        Assert.DoesNotContain("password", e.Message);
    }

    [TestMethod]
    public async Task A_job_of_GitLab_without_token_is_told_the_lines()
    {
        var e = await NotSigned.WithAsync(SigningFailure.IdentityNotPermitted, async () => await new AmbientIdentity(Environment("GITLAB_CI=true")).GetTokenAsync());
        StringAssert.EndsWith(e.Message, "\nid_tokens:\n  SIGSTORE_ID_TOKEN:\n    aud: sigstore");
    }

    [TestMethod]
    [DataRow("BUILDKITE=true", "buildkite-agent oidc request-token --audience sigstore")]
    [DataRow("CIRCLECI=true CIRCLE_OIDC_TOKEN=x", """circleci run oidc get --claims {"aud":"sigstore"}""")]
    public async Task Programs_are_run_by_the_caller_alone(string variables, string command)
    {
        string? ran = null;
        Task<string> Run(string program, System.Collections.Immutable.ImmutableArray<string> arguments, CancellationToken cancel)
        {
            ran = $"{program} {string.Join(' ', arguments)}";
            return Task.FromResult(Tokens.GitHub() + "\n");
        }
        var token = await new AmbientIdentity(Environment(variables), time: Time, run: Run).GetTokenAsync();
        Assert.AreEqual("contoso/widget", token.GitHub!.Repository);
        Assert.AreEqual(command, ran);

        var e = await NotSigned.WithAsync(SigningFailure.IdentityProgramFailed, async () => await new AmbientIdentity(Environment(variables), time: Time).GetTokenAsync());
        StringAssert.Contains(e.Message, "SIGSTORE_ID_TOKEN");
        e = await NotSigned.WithAsync(
            SigningFailure.IdentityProgramFailed,
            async () => await new AmbientIdentity(Environment(variables), time: Time, run: (_, _, _) => throw new InvalidOperationException("exit code 1")).GetTokenAsync());
        StringAssert.Contains(e.Message, "'exit code 1'");
        await NotSigned.WithAsync(
            SigningFailure.IdentityProgramFailed,
            async () => await new AmbientIdentity(Environment(variables), time: Time, run: (_, _, _) => Task.FromResult(new string('a', 70_000))).GetTokenAsync());
    }

    [TestMethod]
    public async Task Google_Cloud_is_asked_at_last_and_only_by_the_metadata_server()
    {
        HttpRequestMessage? seen = null;
        using var handler = new Answering(request =>
        {
            seen = request;
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Tokens.GitHub()) };
        });
        await new AmbientIdentity(Environment(""), handler, Time).GetTokenAsync();
        Assert.AreEqual(
            "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/identity?format=full&audience=sigstore", seen!.RequestUri!.AbsoluteUri);
        Assert.AreEqual("Google", seen.Headers.GetValues("Metadata-Flavor").Single());

        using var portal = new Answering(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>Welcome</html>") });
        await NotSigned.WithAsync(SigningFailure.IdentityMissing, async () => await new AmbientIdentity(Environment(""), portal, Time).GetTokenAsync());
        using var nobody = new Answering(_ => throw new HttpRequestException(HttpRequestError.NameResolutionError));
        var e = await NotSigned.WithAsync(SigningFailure.IdentityMissing, async () => await new AmbientIdentity(Environment(""), nobody, Time).GetTokenAsync());
        StringAssert.Contains(e.Message, "or set SIGSTORE_ID_TOKEN");
    }

    [TestMethod]
    public async Task Who_does_not_want_the_metadata_server_asked_has_no_request_sent()
    {
        using var handler = new Answering(_ => throw new InvalidOperationException("A request was sent."));
        var ambient = new AmbientIdentity(Environment(""), handler, Time) { AsksGoogleCloud = false };
        await NotSigned.WithAsync(SigningFailure.IdentityMissing, async () => await ambient.GetTokenAsync());
    }

    private static Func<string, string?> Environment(string variables)
    {
        var values = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1]);
        return name => values.GetValueOrDefault(name);
    }

    private sealed class TestTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Tokens.Now;
    }

    private sealed class Answering(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(request));
    }
}
