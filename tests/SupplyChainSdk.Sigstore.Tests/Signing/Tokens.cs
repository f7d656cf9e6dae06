using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace SupplyChainSdk.Sigstore.Tests.Signing;

/// <summary>Tokens, which nobody has signed.</summary>
internal static class Tokens
{
    public const string Signature = "dGhlLXNlY3JldC1zaWduYXR1cmUtb2YtdGhlLXRva2Vu";

    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A good one of a job of GitHub Actions, its claims changed.</summary>
    public static string GitHub(Action<JsonObject>? change = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = "https://token.actions.githubusercontent.com",
            ["sub"] = "repo:contoso/widget:ref:refs/heads/main",
            ["aud"] = "sigstore",
            ["iat"] = Now.ToUnixTimeSeconds(),
            ["nbf"] = Now.ToUnixTimeSeconds(),
            ["exp"] = Now.AddMinutes(5).ToUnixTimeSeconds(),
            ["repository"] = "contoso/widget",
            ["repository_visibility"] = "public",
            ["event_name"] = "push",
            ["ref"] = "refs/heads/main",
            ["sha"] = new string('a', 40),
            ["job_workflow_ref"] = "contoso/widget/.github/workflows/release.yml@refs/heads/main",
            ["runner_environment"] = "github-hosted",
        };
        change?.Invoke(claims);
        return Compact("""{"alg":"RS256","typ":"JWT"}""", claims.ToJsonString());
    }

    public static string Change(string token, Action<JsonObject> change)
    {
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        change(claims);
        return $"{parts[0]}.{Encode(claims.ToJsonString())}.{parts[2]}";
    }

    public static string Compact(string header, string payload) => $"{Encode(header)}.{Encode(payload)}.{Signature}";

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
