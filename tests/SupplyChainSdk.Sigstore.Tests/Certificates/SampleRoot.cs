using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using SupplyChainSdk.Sigstore.Certificates;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Certificates;

/// <summary>What a real trusted root has for certificates and timestamps, read by the tests themselves.</summary>
internal sealed record SampleRoot(
    ImmutableArray<CertificateAuthority> Authorities, ImmutableArray<CertificateAuthority> Timestampers, ImmutableArray<CertificateLog> Logs)
{
    /// <summary>The root of a case in <c>sigstore/bundle-verify</c>: its own, or the public-good one.</summary>
    public static SampleRoot OfCase(string name)
    {
        var own = TestData.At("sigstore", "bundle-verify", name, "trusted_root.json");
        return Read(File.Exists(own) ? own : TestData.At("sigstore", "trusted-roots", "public-good-trusted_root.json"));
    }

    public static SampleRoot Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        return new SampleRoot(
            [.. Items(root, "certificateAuthorities").Select(Authority)], [.. Items(root, "timestampAuthorities").Select(Authority)],
            [.. Items(root, "ctlogs").Select(Log)]);
    }

    private static CertificateAuthority Authority(JsonElement element) => new(
        element.TryGetProperty("uri", out var uri) ? uri.GetString()! : "", "",
        [.. element.GetProperty("certChain").GetProperty("certificates").EnumerateArray().Select(c => Certificate.Parse(c.GetProperty("rawBytes").GetBytesFromBase64()))],
        Range(element.GetProperty("validFor")));

    private static CertificateLog Log(JsonElement element)
    {
        var key = element.GetProperty("publicKey");
        return new CertificateLog(
            element.TryGetProperty("baseUrl", out var url) ? url.GetString()! : "", "",
            VerificationKey.FromKeyDetails(key.GetProperty("keyDetails").GetString()!, key.GetProperty("rawBytes").GetBytesFromBase64()),
            Range(key.GetProperty("validFor")));
    }

    private static TimeRange Range(JsonElement element) =>
        new(Time(element.GetProperty("start")), element.TryGetProperty("end", out var end) && end.ValueKind == JsonValueKind.String ? Time(end) : null);

    private static DateTimeOffset Time(JsonElement element) => DateTimeOffset.Parse(element.GetString()!, CultureInfo.InvariantCulture);

    private static JsonElement[] Items(JsonElement root, string name) => root.TryGetProperty(name, out var items) ? [.. items.EnumerateArray()] : [];
}
