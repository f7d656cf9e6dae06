using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>Gives identity tokens as GitHub Actions does, about the commit of the test; nobody here checks their signature.</summary>
internal sealed class TokenServer : IDisposable
{
    public const string Bearer = "bearerOfTheTest";
    public const string Repository = "octo/widgets";
    public const string Workflow = $"{Repository}/.github/workflows/release.yml@refs/heads/main";
    public const string Signature = "c2lnbmF0dXJlLW9mLXRoZS10ZXN0";

    private readonly HttpListener _listener = new();
    private readonly string _address;
    private int _asked;

    public TokenServer(string commit, string visibility = "public", string trigger = "push")
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            _address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        }
        _listener.Prefixes.Add(_address);
        _listener.Start();
        _ = AnswerAsync(commit, visibility, trigger);
    }

    /// <summary>How often somebody asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>What GitHub gives a job that may ask for a token.</summary>
    public Consumer Give(Consumer consumer) => consumer
        .With("ACTIONS_ID_TOKEN_REQUEST_URL", $"{_address}token?api-version=2").With("ACTIONS_ID_TOKEN_REQUEST_TOKEN", Bearer);

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync(string commit, string visibility, string trigger)
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                Interlocked.Increment(ref _asked);
                var isAllowed = context.Request.Headers["Authorization"] == $"Bearer {Bearer}";
                context.Response.StatusCode = isAllowed ? 200 : 401;
                if (isAllowed)
                    context.Response.OutputStream.Write(JsonSerializer.SerializeToUtf8Bytes(new { value = Token(commit, visibility, trigger, context.Request.QueryString["audience"]!) }));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed: the test is over.
        }
    }

    private static string Token(string commit, string visibility, string trigger, string audience)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = "https://token.actions.githubusercontent.com",
            ["aud"] = audience,
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 600,
            // The local stack names the certificate by this, and GitHub's rule is the workflow.
            ["sub"] = $"https://github.com/{Workflow}",
            ["job_workflow_ref"] = Workflow,
            ["workflow_ref"] = Workflow,
            ["repository"] = Repository,
            ["repository_owner"] = "octo",
            ["repository_id"] = "1",
            ["repository_owner_id"] = "2",
            ["ref"] = "refs/heads/main",
            ["sha"] = commit,
            ["workflow_sha"] = commit,
            ["job_workflow_sha"] = commit,
            ["event_name"] = trigger,
            ["workflow"] = "release",
            ["run_id"] = "42",
            ["run_attempt"] = "1",
            ["runner_environment"] = "github-hosted",
            ["repository_visibility"] = visibility,
        };
        return $"{Encoded("""{"alg":"RS256","typ":"JWT"}""")}.{Encoded(claims.ToJsonString())}.{Signature}";
    }

    private static string Encoded(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
