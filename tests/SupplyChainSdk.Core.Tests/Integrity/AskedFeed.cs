using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Integrity;

/// <summary>A NuGet v3 feed on this machine that serves what it is given, and fails as it is told.</summary>
internal sealed class AskedFeed : IDisposable
{
    private readonly ConcurrentDictionary<(string Id, string Version), byte[]> _packages = new();
    private readonly LocalServer _server;

    public AskedFeed() => _server = new LocalServer(Answer);

    public string Index => $"{_server.Address}v3/index.json";

    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Answers in place of the feed, when it says true.</summary>
    public Func<HttpListenerContext, string, bool> Instead { get; set; } = (_, _) => false;

    /// <summary>Versions that are served and that no list names.</summary>
    public ConcurrentBag<string> Unlisted { get; } = [];

    public AskedFeed With(string id, string version, byte[] package)
    {
        _packages[(id.ToLowerInvariant(), version.ToLowerInvariant())] = package;
        return this;
    }

    /// <summary>Wants these credentials.</summary>
    public AskedFeed For(string user, string password)
    {
        Instead = (context, _) =>
        {
            if (context.Request.Headers["Authorization"] == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")))
                return false;
            context.Response.StatusCode = 401;
            context.Response.AppendHeader("WWW-Authenticate", "Basic realm=\"feed\"");
            return true;
        };
        return this;
    }

    public void Dispose() => _server.Dispose();

    private void Answer(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        Asked.Enqueue(path);
        if (Instead(context, path))
            return;
        if (Content(path) is { } content)
            context.Response.OutputStream.Write(content);
        else
            context.Response.StatusCode = 404;
    }

    private byte[]? Content(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["v3", "index.json"] => Json(new { version = "3.0.0", resources = new[] { new Dictionary<string, string> { ["@id"] = $"{_server.Address}v3/content/", ["@type"] = "PackageBaseAddress/3.0.0" } } }),
        ["v3", "content", var id, "index.json"] when Versions(id) is { Length: > 0 } versions => Json(new { versions }),
        ["v3", "content", var id, var version, var file] when file == $"{id}.{version}.nupkg" => _packages.GetValueOrDefault((id, version)),
        _ => null,
    };

    private string[] Versions(string id) => [.. _packages.Keys.Where(k => k.Id == id && !Unlisted.Contains(k.Version)).Select(k => k.Version).Order(StringComparer.Ordinal)];

    private static byte[] Json(object value) => JsonSerializer.SerializeToUtf8Bytes(value);
}
