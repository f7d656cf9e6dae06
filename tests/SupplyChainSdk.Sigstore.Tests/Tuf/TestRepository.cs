using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>A TUF repository on this machine that does what a test says, wrong things too.</summary>
internal sealed class TestRepository : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly LocalServer _server;
    private readonly TemporaryFolder _folder = new();

    public TestRepository()
    {
        _server = new LocalServer(Answer);
        PublishRoot();
        Publish();
    }

    public TestRole Root { get; } = new("root");

    public TestRole Timestamp { get; } = new("timestamp");

    public TestRole Snapshot { get; } = new("snapshot");

    public TestRole Targets { get; } = new("targets");

    /// <summary>Published beside the top-level targets.</summary>
    public List<TestRole> Delegated { get; } = [];

    public bool ConsistentSnapshot { get; set; } = true;

    /// <summary>Whether metadata is listed with length and hash.</summary>
    public bool ListHashes { get; set; }

    /// <summary>What is served, by the path of the request as it was sent.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The paths that were asked for, below the repository.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Answers instead; false leaves it to <see cref="Files"/>.</summary>
    public Func<HttpListenerContext, string, bool>? Intercept { get; set; }

    public Uri Metadata => new(_server.Address, "metadata");

    public Uri TargetFiles => new(_server.Address, "targets/");

    public string Store => _folder.At("store");

    public byte[] FirstRoot => Files["metadata/1.root.json"];

    public string At(string name) => _folder.At(name);

    public TufClient Client(int trustedRoot = 1, DateTimeOffset? now = null, string? store = null) =>
        new(new TufRepository(Metadata, TargetFiles, Files[$"metadata/{trustedRoot}.root.json"]), store ?? Store, time: new FixedTime(now ?? Now))
        {
            RequestTimeout = TimeSpan.FromSeconds(20),
        };

    public async Task<(long Root, long Timestamp, long Snapshot, long Targets)> UpdateAsync(int trustedRoot = 1, DateTimeOffset? now = null)
    {
        using var update = await Client(trustedRoot, now).UpdateAsync();
        return (update.RootVersion, update.TimestampVersion, update.SnapshotVersion, update.TargetsVersion);
    }

    public async Task<byte[]> DownloadAsync(string target, DateTimeOffset? now = null)
    {
        using var update = await Client(now: now).UpdateAsync();
        return [.. await update.DownloadAsync(target)];
    }

    /// <summary>The paths asked for since the last call.</summary>
    public string[] TakeRequests()
    {
        string[] taken = [.. Requests.Select(path => path.Replace("metadata/", "", StringComparison.Ordinal))];
        Requests.Clear();
        return taken;
    }

    /// <summary>Publishes the root at its version, signed also by others.</summary>
    public byte[] PublishRoot(params IEnumerable<TestKey> others)
    {
        TestRole[] roles = [Root, Timestamp, Snapshot, Targets];
        var signed = new JsonObject
        {
            ["consistent_snapshot"] = ConsistentSnapshot,
            ["keys"] = Keys(roles),
            ["roles"] = new JsonObject(roles.Select(role => KeyValuePair.Create(role.Name, (JsonNode?)role.Membership()))),
        };
        return Files[$"metadata/{Root.Version}.root.json"] = Root.Sign("root", signed, others);
    }

    /// <summary>Publishes the next root, signed by the keys of the one before too.</summary>
    public void NextRoot(Action change)
    {
        TestKey[] before = [.. Root.Keys];
        change();
        Root.Version++;
        PublishRoot(before.Where(key => !Root.Keys.Contains(key)));
    }

    /// <summary>Publishes everything below the root at its version.</summary>
    public void Publish()
    {
        var roles = new JsonObject();
        foreach (var role in (TestRole[])[Targets, .. Delegated])
        {
            var bytes = role.Sign("targets", Content(role));
            Files[$"metadata/{Prefix(role)}{Uri.EscapeDataString(role.Name)}.json"] = bytes;
            roles[$"{role.Name}.json"] = Listed(role, bytes);
        }
        var snapshot = Snapshot.Sign("snapshot", new JsonObject { ["meta"] = roles });
        Files[$"metadata/{Prefix(Snapshot)}snapshot.json"] = snapshot;
        Files["metadata/timestamp.json"] = Timestamp.Sign("timestamp", new JsonObject { ["meta"] = new JsonObject { ["snapshot.json"] = Listed(Snapshot, snapshot) } });
    }

    /// <summary>Publishes the next version of everything below the root.</summary>
    public void PublishNext()
    {
        foreach (var role in (TestRole[])[Timestamp, Snapshot, Targets])
            role.Version++;
        Publish();
    }

    public TestRole Delegate(TestRole from, string name, Action<JsonObject> scope)
    {
        var role = Delegated.Find(known => known.Name == name);
        if (role is null)
            Delegated.Add(role = new TestRole(name));
        from.Delegations.Add((role, scope));
        return role;
    }

    public static Action<JsonObject> Paths(params string[] patterns) => json => json["paths"] = new JsonArray([.. patterns.Select(p => (JsonNode)p)]);

    public static Action<JsonObject> Terminating(params string[] patterns) => json =>
    {
        Paths(patterns)(json);
        json["terminating"] = true;
    };

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    private string Prefix(TestRole role) => ConsistentSnapshot ? $"{role.Version}." : "";

    private JsonObject Listed(TestRole role, byte[] bytes)
    {
        var listed = new JsonObject { ["version"] = role.Version };
        if (ListHashes)
        {
            listed["length"] = bytes.Length;
            listed["hashes"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        }
        return listed;
    }

    private JsonObject Content(TestRole role)
    {
        var targets = new JsonObject();
        foreach (var (path, content) in role.Targets)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(content));
            targets[path] = new JsonObject { ["length"] = content.Length, ["hashes"] = new JsonObject { ["sha256"] = hash } };
            var segments = path.Split('/').Select(Uri.EscapeDataString).ToArray();
            if (ConsistentSnapshot)
                segments[^1] = $"{hash}.{segments[^1]}";
            Files[$"targets/{string.Join('/', segments)}"] = content;
        }
        var signed = new JsonObject { ["targets"] = targets };
        if (role.HashBins is { } bins)
            signed["delegations"] = new JsonObject { ["keys"] = Keys(Delegated), ["succinct_roles"] = bins.DeepClone() };
        else if (role.Delegations.Count > 0)
            signed["delegations"] = new JsonObject { ["keys"] = Keys(role.Delegations.Select(d => d.Role)), ["roles"] = Roles(role) };
        return signed;
    }

    private static JsonArray Roles(TestRole delegator) => new([.. delegator.Delegations.Select(delegation =>
    {
        var json = delegation.Role.Membership();
        json["name"] = delegation.Role.Name;
        json["terminating"] = false;
        delegation.Scope(json);
        return (JsonNode)json;
    })]);

    private static JsonObject Keys(IEnumerable<TestRole> roles) =>
        new(roles.SelectMany(role => role.Keys).DistinctBy(key => key.Id).Select(key => KeyValuePair.Create(key.Id, (JsonNode?)key.Json.DeepClone())));

    private void Answer(HttpListenerContext context)
    {
        var path = context.Request.RawUrl![1..];
        Requests.Enqueue(path);
        if (Intercept?.Invoke(context, path) == true)
            return;
        if (Files.TryGetValue(path, out var content))
            context.Response.OutputStream.Write(content);
        else
            context.Response.StatusCode = 404;
    }
}

/// <summary>A clock that stands still.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
