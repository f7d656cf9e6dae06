using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>Gives identity tokens as GitHub Actions does, about the commit of the test; nobody here checks their signature.</summary>
internal sealed class TokenServer : IDisposable
{
    public const string Bearer = "bearerOfTheTest";
    public const string Repository = "octo/widgets";
    public const string Workflow = $"{Repository}/.github/workflows/release.yml@refs/heads/main";

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

    private static JobToken Token(string commit, string visibility, string trigger, string audience) =>
        new() { Repository = Repository, Commit = commit, Visibility = visibility, Trigger = trigger, Audience = audience };

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
                    context.Response.OutputStream.Write(JsonSerializer.SerializeToUtf8Bytes(new { value = Token(commit, visibility, trigger, context.Request.QueryString["audience"]!).ToString() }));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed: the test is over.
        }
    }
}
