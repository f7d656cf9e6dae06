using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using SupplyChainSdk.Sigstore.Tuf;

namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>A key that signs metadata.</summary>
internal sealed record TestKey(string Id, JsonObject Json, Func<byte[], byte[]> Sign)
{
    private static int _count;

    public static TestKey Ecdsa(string type = "ecdsa")
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Of(type, "ecdsa-sha2-nistp256", key.ExportSubjectPublicKeyInfoPem() + "\n",
            data => key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    public static TestKey Rsa(string scheme, RSASignaturePadding padding)
    {
        var key = RSA.Create(3072);
        return Of("rsa", scheme, key.ExportSubjectPublicKeyInfoPem(), data => key.SignData(data, HashAlgorithmName.SHA256, padding));
    }

    /// <summary>The id says nothing about the key: no client may require that it is its hash.</summary>
    public static TestKey Of(string type, string scheme, string text, Func<byte[], byte[]> sign) => new(
        $"key{Interlocked.Increment(ref _count)}",
        new JsonObject { ["keytype"] = type, ["scheme"] = scheme, ["keyval"] = new JsonObject { ["public"] = text } },
        sign);

    public TestKey As(string id) => this with { Id = id };
}

/// <summary>A role: who signs for it, and what it says besides.</summary>
internal sealed class TestRole(string name)
{
    public string Name { get; } = name;

    public List<TestKey> Keys { get; } = [TestKey.Ecdsa()];

    /// <summary>Who really signs; by default everybody who may.</summary>
    public List<TestKey>? Signers { get; set; }

    public int Threshold { get; set; } = 1;

    public long Version { get; set; } = 1;

    public DateTimeOffset Expires { get; set; } = TestRepository.Now.AddYears(50); // child processes go by the real clock

    /// <summary>Target path to content.</summary>
    public Dictionary<string, byte[]> Targets { get; } = new(StringComparer.Ordinal);

    /// <summary>The delegations of a targets role, in order.</summary>
    public List<(TestRole Role, Action<JsonObject> Scope)> Delegations { get; } = [];

    /// <summary>Hash bins instead of them.</summary>
    public JsonObject? HashBins { get; set; }

    /// <summary>A last change before signing.</summary>
    public Action<JsonObject>? Edit { get; set; }

    /// <summary>A last change after signing.</summary>
    public Action<JsonObject>? Tamper { get; set; }

    public void Rotate()
    {
        Keys.Clear();
        Keys.Add(TestKey.Ecdsa());
    }

    public JsonObject Membership() => new()
    {
        ["keyids"] = new JsonArray([.. Keys.Select(key => (JsonNode)key.Id)]),
        ["threshold"] = Threshold,
    };

    public byte[] Sign(string type, JsonObject signed, params IEnumerable<TestKey> others)
    {
        signed["_type"] = type;
        signed["spec_version"] = "1.0.31";
        signed["version"] = Version;
        signed["expires"] = Expires.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        Edit?.Invoke(signed);
        using var document = JsonDocument.Parse(signed.ToJsonString());
        var data = OlpcJson.Encode(document.RootElement);
        var file = new JsonObject
        {
            ["signatures"] = new JsonArray([.. (Signers ?? Keys).Concat(others).Select(key => (JsonNode)new JsonObject
            {
                ["keyid"] = key.Id,
                ["sig"] = Convert.ToHexStringLower(key.Sign(data)),
            })]),
            ["signed"] = signed,
        };
        Tamper?.Invoke(file);
        return JsonSerializer.SerializeToUtf8Bytes(file);
    }
}
