using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Publishers;

/// <summary>A NuGet v3 feed on this machine that serves registrations and nothing else (learn.microsoft.com/nuget/api/registration-base-url-resource).</summary>
internal sealed class StatusFeed : IDisposable
{
    private readonly LocalServer _server;
    private readonly Dictionary<string, JsonArray> _versions = new(StringComparer.Ordinal);

    public StatusFeed() => _server = new LocalServer(Answer);

    public string Index => $"{_server.Address}v3/index.json";

    /// <summary>When set, every registration is answered with it.</summary>
    public int? Status { get; set; }

    /// <summary>When set, every registration is this.</summary>
    public string? Body { get; set; }

    /// <summary>Whether the service index names the registrations.</summary>
    public bool HasRegistrations { get; set; } = true;

    /// <summary>When set, answers wait for it.</summary>
    public ManualResetEventSlim? Waits { get; set; }

    /// <summary>Whether the service index waits as well.</summary>
    public bool IsAllSilent { get; set; }

    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Serves a version; <paramref name="change"/> changes its catalog entry.</summary>
    public StatusFeed Has(string id, string version = "1.0.0", Action<JsonObject>? change = null)
    {
        var entry = new JsonObject { ["@id"] = $"{_server.Address}v3/catalog/{id}.{version}.json", ["id"] = id, ["version"] = version, ["listed"] = true };
        change?.Invoke(entry);
        var versions = _versions.TryGetValue(id.ToLowerInvariant(), out var known) ? known : _versions[id.ToLowerInvariant()] = [];
        versions.Add(new JsonObject { ["@id"] = $"{_server.Address}v3/registrations/{id}/{version}.json", ["packageContent"] = $"{_server.Address}v3/{id}.{version}.nupkg", ["catalogEntry"] = entry });
        return this;
    }

    public void Dispose() => _server.Dispose();

    private void Answer(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        Asked.Enqueue(path);
        if (path != "/v3/index.json" || IsAllSilent)
            Waits?.Wait(TimeSpan.FromSeconds(30));
        var answer = path == "/v3/index.json" ? ServiceIndex() : Body is not null ? Encoding.UTF8.GetBytes(Body) : Status is null ? Registration(path) : null;
        context.Response.StatusCode = answer is null ? Status ?? 404 : 200;
        context.Response.OutputStream.Write(answer ?? []);
    }

    private byte[] ServiceIndex() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        version = "3.0.0",
        resources = new[]
        {
            new Dictionary<string, string> { ["@id"] = $"{_server.Address}v3/content/", ["@type"] = "PackageBaseAddress/3.0.0" },
            new Dictionary<string, string> { ["@id"] = $"{_server.Address}v3/registrations/", ["@type"] = HasRegistrations ? "RegistrationsBaseUrl/3.6.0" : "PackagePublish/2.0.0" },
        },
    });

    private byte[]? Registration(string path)
    {
        if (path.Split('/') is not ["", "v3", "registrations", var id, "index.json"] || !_versions.TryGetValue(id, out var versions))
            return null;
        var numbers = versions.Select(v => v!["catalogEntry"]!["version"]!.GetValue<string>()).Order(StringComparer.Ordinal).ToList();
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["@id"] = $"{_server.Address}v3/registrations/{id}/index.json",
            ["count"] = 1,
            ["items"] = new JsonArray(new JsonObject
            {
                ["@id"] = $"{_server.Address}v3/registrations/{id}/index.json#page",
                ["count"] = versions.Count,
                ["lower"] = numbers[0],
                ["upper"] = numbers[^1],
                ["items"] = versions.DeepClone(),
            }),
        });
    }
}
