using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>
/// A NuGet v3 feed on this machine, with what push and restore ask for: service index, package content, registrations, push of packages and of symbols. Who pushes needs the key;
/// who reads needs the credentials, where there are any. Every package is signed by the repository when it is pushed.
/// </summary>
internal sealed class HttpFeed : IDisposable
{
    public const string ApiKey = "key of the test";

    private readonly string _folder = Directory.CreateTempSubdirectory("http feed ").FullName;
    private readonly RepositorySigning? _signing;
    private readonly string? _password;
    private readonly LocalServer _server;
    private readonly ConcurrentDictionary<(string Id, string Version), byte[]> _packages = new();

    /// <param name="signs">Whether packages are signed when they are pushed.</param>
    /// <param name="password">Of the user <c>reader</c>; null where everybody may read.</param>
    public HttpFeed(bool signs = true, string? password = null)
    {
        _signing = signs ? new RepositorySigning() : null;
        _password = password;
        _server = new LocalServer(Answer);
    }

    public string Index => $"{_server.Address}v3/index.json";

    /// <summary>The names of the symbol packages that were pushed.</summary>
    public ConcurrentBag<string> Symbols { get; } = [];

    /// <summary>What was asked, with the verb.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>What registrations say of a version, by id and version; null for what they say of every one.</summary>
    public Func<string, string, object>? Entry { get; set; }

    /// <summary>What is served.</summary>
    public byte[] Served(string id, string version) => _packages[(id, version)];

    /// <summary>Puts a package there as it is, as somebody does who has taken the feed over.</summary>
    public void Put(byte[] package) => _packages[Identity(package)] = package;

    public void Dispose()
    {
        _server.Dispose();
        _signing?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Answer(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var path = request.Url!.AbsolutePath;
        Asked.Enqueue($"{request.HttpMethod} {path}");
        if (request.HttpMethod == "PUT")
        {
            response.StatusCode = request.Headers["X-NuGet-ApiKey"] == ApiKey ? Push(Body(request), path.TrimEnd('/')) : 403;
        }
        else if (_password is not null && request.Headers["Authorization"] != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"reader:{_password}")))
        {
            response.StatusCode = 401;
            response.AppendHeader("WWW-Authenticate", "Basic realm=\"feed\"");
        }
        else if (Content(path) is { } content)
        {
            response.ContentLength64 = content.Length;
            response.OutputStream.Write(content);
        }
        else
        {
            response.StatusCode = 404;
        }
    }

    private int Push(byte[] content, string path)
    {
        var identity = Identity(content);
        if (path == "/v3/symbols")
        {
            Symbols.Add($"{identity.Id}.{identity.Version}");
            return 201;
        }
        if (path != "/v3/push")
            return 404;
        if (_packages.ContainsKey(identity))
            return 409;
        _packages[identity] = Sign(content);
        return 201;
    }

    private byte[] Sign(byte[] package)
    {
        if (_signing is null)
            return package;
        var pushed = Path.Combine(_folder, $"{Guid.NewGuid():N}.nupkg");
        File.WriteAllBytes(pushed, package);
        _signing.Sign(pushed, $"{pushed}.signed");
        return File.ReadAllBytes($"{pushed}.signed");
    }

    // learn.microsoft.com/nuget/api: service index, package content, registrations.
    private byte[]? Content(string path)
    {
        if (path == "/v3/index.json")
        {
            return Json(new
            {
                version = "3.0.0",
                resources = new[] { Resource("content/", "PackageBaseAddress/3.0.0"), Resource("registrations/", "RegistrationsBaseUrl/3.6.0"), Resource("push", "PackagePublish/2.0.0"), Resource("symbols", "SymbolPackagePublish/4.9.0") },
            });
        }
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["v3", "content", var id, "index.json"] when Versions(id) is { Length: > 0 } versions => Json(new { versions }),
            ["v3", "content", var id, var version, var file] when file == $"{id}.{version}.nupkg" => _packages.GetValueOrDefault((id, version)),
            ["v3", "registrations", var id, "index.json"] when Versions(id) is { Length: > 0 } versions => Registration(id, versions),
            _ => null,
        };
    }

    private string[] Versions(string id) => [.. _packages.Keys.Where(k => k.Id == id).Select(k => k.Version).Order(StringComparer.Ordinal)];

    private byte[] Registration(string id, string[] versions)
    {
        var index = $"{_server.Address}v3/registrations/{id}/index.json";
        return Json(new
        {
            count = 1,
            items = new[]
            {
                new
                {
                    id = $"{index}#page", count = versions.Length, lower = versions[0], upper = versions[^1],
                    items = versions.Select(v => new { packageContent = $"{_server.Address}v3/content/{id}/{v}/{id}.{v}.nupkg", catalogEntry = Entry?.Invoke(id, v) ?? new { id, version = v, listed = true } }),
                },
            },
        });
    }

    private Dictionary<string, string> Resource(string path, string type) => new() { ["@id"] = $"{_server.Address}v3/{path}", ["@type"] = type };

    private static byte[] Json(object value) => JsonSerializer.SerializeToUtf8Bytes(value);

    private static (string Id, string Version) Identity(byte[] package)
    {
        using var zip = new ZipArchive(new MemoryStream(package));
        using var nuspec = zip.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal) && !e.FullName.Contains('/', StringComparison.Ordinal)).Open();
        var metadata = XDocument.Load(nuspec).Root!.Elements().Single(e => e.Name.LocalName == "metadata").Elements().ToLookup(e => e.Name.LocalName, e => e.Value);
        return (metadata["id"].Single().ToLower(CultureInfo.InvariantCulture), metadata["version"].Single().ToLower(CultureInfo.InvariantCulture));
    }

    // The one part of a multipart body (RFC 2046, 5.1).
    private static byte[] Body(HttpListenerRequest request)
    {
        using var memory = new MemoryStream();
        request.InputStream.CopyTo(memory);
        var body = memory.ToArray().AsSpan();
        var boundary = MediaTypeHeaderValue.Parse(request.ContentType!).Parameters.Single(p => p.Name == "boundary").Value!.Trim('"');
        var start = body.IndexOf("\r\n\r\n"u8) + 4;
        var length = body[start..].LastIndexOf(Encoding.ASCII.GetBytes($"\r\n--{boundary}"));
        return body.Slice(start, length).ToArray();
    }
}
