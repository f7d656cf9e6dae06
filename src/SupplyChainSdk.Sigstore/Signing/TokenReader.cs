using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>The claims that are used of a token.</summary>
internal sealed record TokenClaims(
    string Issuer, string Subject, ImmutableArray<string> Audiences, DateTimeOffset Expires, DateTimeOffset? NotBefore, ImmutableDictionary<string, string> Names, bool IsEmailVerified,
    string FederatedIssuer)
{
    /// <summary>A claim that certificates are named by; empty when absent.</summary>
    public string Name(string claim) => Names.GetValueOrDefault(claim, "");

    public GitHubClaims? GitHub => CertifiedName.IsGitHub(Issuer)
        ? new(Name("repository"), Name("repository_visibility"), Name("event_name"), Name("ref"), Name("sha"), Name("job_workflow_ref"), Name("runner_environment"))
        : null;
}

/// <summary>The strict reader of tokens (RFC 7519, compact JWS). No message and no inner exception holds anything of one.</summary>
internal static class TokenReader
{
    private const int MaxLength = 16 * 1024;
    private const int MaxDepth = 16;
    private const int MaxAudiences = 16;
    private const long MaxTime = 253_402_300_799; // what a DateTimeOffset holds

    private static readonly SearchValues<char> Base64Url = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly string[] Used =
    [
        "repository", "repository_visibility", "event_name", "ref", "sha", "job_workflow_ref", "runner_environment", "email", "ci_config_ref_uri", "organization_slug",
        "pipeline_slug", "platform_url", "account_name", "account_id", "pipeline_name", "pipeline_id", "api_url", "oidc.circleci.com/project-id",
        "oidc.circleci.com/pipeline-definition-id",
    ];

    /// <exception cref="SigningException"><see cref="SigningFailure.TokenMalformed"/>.</exception>
    public static TokenClaims Read(string token)
    {
        if (token.Length is 0 or > MaxLength)
            throw Malformed("it", token.Length == 0 ? "is empty" : $"has more than {MaxLength} characters");
        if (token.Split('.') is not [var header, var payload, var signature])
            throw Malformed("it", "has not three parts with a point between them, as a JSON Web Token has");
        _ = StrictJson.Read(Decode(header, "header"), MaxDepth, Malformed, e => JsonMembers.OpenAny(e, StrictJson.Root, Malformed).RequiredText("alg"));
        if (Decode(signature, "signature").Length == 0)
            throw Malformed("its signature", "is empty");
        return StrictJson.Read(Decode(payload, "payload"), MaxDepth, Malformed, ReadClaims);
    }

    private static TokenClaims ReadClaims(JsonElement element)
    {
        var claims = JsonMembers.OpenAny(element, StrictJson.Root, Malformed);
        var names = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var name in Used)
        {
            // Another kind of value is no name, and a certificate is not named by it.
            if (element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
                names.Add(name, value.GetString()!);
        }
        var isEmailVerified = element.TryGetProperty("email_verified", out var verified)
            && (verified.ValueKind == JsonValueKind.True || (verified.ValueKind == JsonValueKind.String && verified.ValueEquals("true")));
        var federated = claims.Has("federated_claims") ? claims.RequiredAny("federated_claims").Text("connector_id") : "";
        return new TokenClaims(
            claims.RequiredText("iss"), claims.RequiredText("sub"), ReadAudiences(claims, element), ReadTime(element, "exp") ?? throw claims.Malformed("exp", "is missing"),
            ReadTime(element, "nbf"), names.ToImmutable(), isEmailVerified, federated);
    }

    // RFC 7519, 4.1.3: a string, or an array of strings.
    private static ImmutableArray<string> ReadAudiences(JsonMembers claims, JsonElement element) =>
        element.TryGetProperty("aud", out var audience) && audience.ValueKind == JsonValueKind.Array
            ? claims.TextItems("aud", MaxAudiences) is { IsEmpty: false } several ? several : throw claims.Malformed("aud", "is empty")
            : [claims.RequiredText("aud")];

    // Seconds since 1970, perhaps with a fraction (RFC 7519, 2, NumericDate).
    private static DateTimeOffset? ReadTime(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var time))
            return null;
        return time.ValueKind == JsonValueKind.Number && time.TryGetDecimal(out var seconds) && seconds is >= 0 and <= MaxTime
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : throw Malformed(name, "is not a time in seconds");
    }

    private static byte[] Decode(string part, string name)
    {
        try
        {
            if (!part.AsSpan().ContainsAnyExcept(Base64Url))
                return Base64Text.Decode(part);
        }
        catch (FormatException)
        {
            // Said below: nothing of a token belongs into an inner exception.
        }
        throw Malformed($"its {name}", "is not base64url without padding");
    }

    private static SigningException Malformed(string where, string what, Exception? inner = null) => new(
        SigningFailure.TokenMalformed,
        string.Create(CultureInfo.InvariantCulture, $"The identity token cannot be read: {where} {what}. A JSON Web Token of the CI is needed."), SigningServiceKind.IdentityProvider);
}
