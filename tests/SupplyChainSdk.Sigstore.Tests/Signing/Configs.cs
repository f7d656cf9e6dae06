using System.Text;
using System.Text.Json.Nodes;

namespace SupplyChainSdk.Sigstore.Tests.Signing;

/// <summary>Signing configs of a local stack with other services in their places.</summary>
internal static class Configs
{
    public static SigningConfig With(LocalStack stack, string? authority = null, string? timestamps = null, string? log = null, int logVersion = 1) => Read(new JsonObject
    {
        ["mediaType"] = "application/vnd.dev.sigstore.signingconfig.v0.2+json",
        ["caUrls"] = new JsonArray(Service(authority ?? stack.Url.AbsoluteUri)),
        ["rekorTlogUrls"] = new JsonArray(Service(log ?? stack.Url.AbsoluteUri, logVersion)),
        ["tsaUrls"] = new JsonArray(Service(timestamps ?? $"{stack.Url}api/v1/timestamp")),
        ["rekorTlogConfig"] = new JsonObject { ["selector"] = "ANY" },
        ["tsaConfig"] = new JsonObject { ["selector"] = "ANY" },
    });

    public static SigningConfig Read(JsonNode config) => SigningConfig.Parse(Encoding.UTF8.GetBytes(config.ToJsonString()), "config.json");

    public static JsonObject Service(string url, int version = 1, string start = "2020-01-01T00:00:00Z", string? end = null, string @operator = "test")
    {
        var validFor = new JsonObject { ["start"] = start };
        if (end is not null)
            validFor["end"] = end;
        return new() { ["url"] = url, ["majorApiVersion"] = version, ["validFor"] = validFor, ["operator"] = @operator };
    }
}
