using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Signing;

/// <summary>Fulcio, Rekor v1 and v2, a timestamp authority and an identity provider on this machine: a process that shares no code with this repository.</summary>
internal sealed class LocalStack : IDisposable
{
    private static readonly HttpClient Client = new();

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;
    private bool _isRunning = true;

    public LocalStack(params IEnumerable<string> options)
    {
        (_process, var ready) = Oracles.Serve(["--rekor2-strict", "--out", _folder.At("stack"), .. options]);
        Url = new Uri((string)ready["url"]!);
        (Identity, Issuer) = ((string)ready["identity"]!, (string)ready["issuer"]!);
    }

    public Uri Url { get; }

    public string Identity { get; }

    public string Issuer { get; }

    public string RootPath => Path.Combine(_folder.At("stack"), "trusted_root.json");

    public TrustedRoot Root => TrustedRoot.Load(RootPath);

    public SigningConfig Config(bool isRekor2 = false) => SigningConfig.Load(ConfigPath(isRekor2));

    public string ConfigPath(bool isRekor2) => Path.Combine(_folder.At("stack"), isRekor2 ? "signing_config_v2.json" : "signing_config.json");

    /// <summary>What a job of GitHub Actions has in its environment here.</summary>
    public string? Environment(string variable) => variable switch
    {
        "GITHUB_ACTIONS" => "true",
        "ACTIONS_ID_TOKEN_REQUEST_URL" => $"{Url}oidc/token?api-version=1",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN" => "bearer-of-the-test",
        _ => null,
    };

    public async Task<string> TokenTextAsync(string audience = "sigstore") =>
        (await Client.GetFromJsonAsync<JsonElement>($"{Url}oidc/token?audience={audience}")).GetProperty("value").GetString()!;

    public async ValueTask<IdentityToken> TokenAsync(CancellationToken _) => IdentityToken.Parse(await TokenTextAsync());

    /// <summary>The next requests to a path fail as said.</summary>
    public async Task FaultAsync(string path, object? status = null, int times = 1, int delayMs = 0, string? body = null)
    {
        var fault = new JsonObject { ["path"] = path, ["times"] = times, ["delayMs"] = delayMs };
        if (status is not null)
            fault["status"] = (int)status;
        if (body is not null)
            fault["body"] = body;
        using var answer = await Client.PostAsync(new Uri(Url, "__fault"), new StringContent(fault.ToJsonString(), Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Paths of every request so far, without their queries.</summary>
    public async Task<string[]> RequestsAsync() =>
        [.. (await LogAsync()).Select(r => r.GetProperty("path").GetString()!.Split('?')[0])];

    public async Task<JsonElement[]> LogAsync() => (await Client.GetFromJsonAsync<JsonElement[]>(new Uri(Url, "__log")))!;

    /// <summary>Ends it; once more does nothing.</summary>
    public void Dispose()
    {
        if (!_isRunning)
            return;
        _isRunning = false;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }
}
