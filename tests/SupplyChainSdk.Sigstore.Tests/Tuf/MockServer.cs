using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>The server of the oracles, as a process of one test.</summary>
internal sealed class MockServer : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;
    private readonly Uri _address;
    private readonly HttpClient _http = new();

    public MockServer()
    {
        (_process, var ready) = Oracles.Serve("--out", _folder.At(""));
        _address = new Uri((string)ready["url"]! + "/");
    }

    /// <summary>Of its TUF metadata; the targets lie in <c>targets/</c> below it.</summary>
    public Uri Tuf => new(_address, "tuf/");

    public string At(string name) => _folder.At(name);

    public TufClient Client(TimeSpan? timeout = null) =>
        new(new TufRepository(new Uri(_address, "tuf"), new Uri(_address, "tuf/targets"), File.ReadAllBytes(At("tuf_root.json"))), At("store"))
        {
            RequestTimeout = timeout ?? TimeSpan.FromSeconds(30),
        };

    public async Task ControlAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(_address, path), body);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<string[]> RequestsAsync()
    {
        var log = await _http.GetFromJsonAsync<JsonElement>(new Uri(_address, "__log"));
        return [.. log.EnumerateArray().Select(entry => entry.GetProperty("path").GetString()!).Where(path => path.StartsWith("/tuf/", StringComparison.Ordinal))
            .Select(path => path["/tuf/".Length..])];
    }

    /// <summary>From then on nobody answers at its address; its files stay.</summary>
    public void Stop()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Stop();
        _process.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }
}
