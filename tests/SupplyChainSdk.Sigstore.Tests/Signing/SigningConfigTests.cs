using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Signing;

[TestClass]
public sealed class SigningConfigTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public void The_embedded_config_is_the_published_one_and_names_the_public_services()
    {
        CollectionAssert.AreEqual(
            new[] { "https://fulcio.sigstore.dev/", "https://timestamp.sigstore.dev/api/v1/timestamp", "https://rekor.sigstore.dev/" },
            SigningConfig.PublicGood.ServicesAt(Now).Select(s => s.Url.AbsoluteUri).ToArray());
        Assert.AreEqual(SigningConfig.Load(TestData.At("sigstore", "trusted-roots", "signing_config.v0.2.json")).Sha256, SigningConfig.PublicGood.Sha256);
    }

    [TestMethod]
    public void The_highest_version_is_taken_from_the_moment_on_at_which_it_is_valid()
    {
        var config = SigningConfig.Load(TestData.At("sigstore", "trusted-roots", "signing_config_rekor_v2.v0.2.json"));
        Assert.AreEqual("https://log2025-1.rekor.sigstore.dev/", Log(config, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.AreEqual("https://rekor.sigstore.dev/", Log(config, new(2025, 12, 31, 23, 59, 59, TimeSpan.Zero)));
    }

    public static IEnumerable<object[]> Choices =>
    [
        ["ANY", 0, new[] { Log("a"), Log("b", start: 2) }, "b"],
        ["ANY", 0, new[] { Log("a", version: 1, start: 5), Log("b", version: 2) }, "b"],
        ["ANY", 0, new[] { Log("a", version: 3, start: 5), Log("b") }, "b"],
        ["ANY", 0, new[] { Log("a", end: 3), Log("b", end: 9) }, "b"],
        ["ANY", 0, new[] { Log("a", start: 8), Log("b", end: 8) }, "a"],
        ["ANY", 0, new[] { Log("a"), Log("b") }, "a"],
        ["ALL", 0, new[] { Log("a"), Log("b", @operator: "other"), Log("c", start: 2), Log("d", version: 1, @operator: "third") }, "c b"],
        ["EXACT", 2, new[] { Log("a"), Log("b", start: 3, @operator: "other"), Log("c", start: 2, @operator: "third") }, "b c"],
        ["EXACT", 2, new[] { Log("a"), Log("b") }, ""],
        ["EXACT", 2, new[] { Log("a"), Log("b", version: 1, @operator: "other") }, ""],
        ["ANY", 0, new[] { Log("a", start: 9) }, ""],
        ["ALL", 0, new[] { Log("a", version: 3) }, ""],
    ];

    [TestMethod]
    [DynamicData(nameof(Choices))]
    public void Services_are_chosen_by_time_version_and_operator(string selector, int count, JsonObject[] logs, string expected)
    {
        var json = Good();
        json["rekorTlogUrls"] = new JsonArray([.. logs.Select(l => l.DeepClone())]);
        json["rekorTlogConfig"] = new JsonObject { ["selector"] = selector, ["count"] = count };
        var config = Configs.Read(json);
        if (expected.Length == 0)
        {
            var e = NotSigned.With(SigningFailure.ServiceMissing, () => config.ServicesAt(Now));
            Assert.AreEqual(SigningServiceKind.TransparencyLog, e.Service);
            StringAssert.Contains(e.Message, "(config.json)");
            return;
        }
        Assert.AreEqual(
            expected, string.Join(' ', config.ServicesAt(Now).Where(s => s.Kind == SigningServiceKind.TransparencyLog).Select(s => s.Url.Host.Split('.')[0])));
    }

    public static IEnumerable<object[]> Bad =>
    [
        Case(c => c["mediaType"] = "application/vnd.dev.sigstore.signingconfig.v0.1+json", SigningFailure.SigningConfigUnsupported, "signing_config.v0.2.json"),
        Case(c => c["mediaType"] = "application/vnd.dev.sigstore.signingconfig.v0.3+json", SigningFailure.SigningConfigUnsupported, "a newer version is needed"),
        Case(c => c["mediaType"] = "application/vnd.dev.sigstore.trustedroot+json;version=0.1", SigningFailure.SigningConfigUnsupported, "it is a trusted root"),
        Case(c => c["rekorTlogConfig"]!["selector"] = "SOME", SigningFailure.SigningConfigUnsupported, "'SOME'"),
        Case(c => c["rekorTlogConfig"]!["selector"] = "EXACT", SigningFailure.SigningConfigMalformed, "rekorTlogConfig.count is not a number"),
        Case(c => c.Remove("mediaType"), SigningFailure.SigningConfigMalformed, "mediaType is missing"),
        Case(c => c["more"] = 1, SigningFailure.SigningConfigMalformed, "'more'"),
        Case(c => c["caUrls"] = 1, SigningFailure.SigningConfigMalformed, "caUrls is not an array"),
        Case(c => c["caUrls"]![0]!.AsObject().Remove("validFor"), SigningFailure.SigningConfigMalformed, "caUrls[0].validFor is missing"),
        Case(c => c["caUrls"]![0]!["validFor"]!.AsObject().Remove("start"), SigningFailure.SigningConfigMalformed, "caUrls[0].validFor.start is missing"),
        Case(c => c["caUrls"]![0]!.AsObject().Remove("majorApiVersion"), SigningFailure.SigningConfigMalformed, "majorApiVersion is missing"),
        Case(c => c["tsaUrls"]![0]!["url"] = "http://tsa.example.test/", SigningFailure.ServiceAddressInsecure, "the timestamp authority"),
        Case(c => c["caUrls"]![0]!["url"] = "fulcio.example.test", SigningFailure.ServiceAddressInsecure, "the certificate authority"),
    ];

    [TestMethod]
    [DynamicData(nameof(Bad))]
    public void A_config_of_another_form_is_refused(Action<JsonObject> change, SigningFailure expected, string why)
    {
        var json = Good();
        change(json);
        StringAssert.Contains(NotSigned.With(expected, () => Configs.Read(json)).Message, why);
    }

    [TestMethod]
    public void A_config_that_is_too_large_or_no_JSON_is_refused()
    {
        NotSigned.With(SigningFailure.SigningConfigMalformed, () => SigningConfig.Parse(new byte[SigningConfig.MaxBytes + 1]));
        NotSigned.With(SigningFailure.SigningConfigMalformed, () => SigningConfig.Parse("{"u8.ToArray()));
        NotSigned.With(SigningFailure.SigningConfigMalformed, () => SigningConfig.Parse(Encoding.UTF8.GetBytes(Good().ToJsonString().Replace("\"caUrls\"", "\"tsaUrls\"", StringComparison.Ordinal))));
    }

    [TestMethod]
    [DataRow("rekorTlogUrls", SigningServiceKind.TransparencyLog)]
    [DataRow("tsaUrls", SigningServiceKind.TimestampAuthority)]
    [DataRow("caUrls", SigningServiceKind.CertificateAuthority)]
    public async Task A_service_that_is_needed_and_missing_is_found_before_a_token_is_asked_for(string list, SigningServiceKind kind)
    {
        var json = Good();
        json[list] = new JsonArray();
        using var signer = new KeylessSigner(_ => throw new InvalidOperationException("A token was asked for."), Configs.Read(json), TrustedRoot.PublicGood);
        var e = await NotSigned.WithAsync(SigningFailure.ServiceMissing, async () => await signer.CertifyAsync());
        Assert.AreEqual(kind, e.Service);
    }

    private static object[] Case(Action<JsonObject> change, SigningFailure failure, string why) => [change, failure, why];

    private static string Log(SigningConfig config, DateTimeOffset time) => config.ServicesAt(time).Single(s => s.Kind == SigningServiceKind.TransparencyLog).Url.AbsoluteUri;

    // Month of 2026.
    private static JsonObject Log(string name, int version = 2, int start = 1, int? end = null, string @operator = "one") =>
        Configs.Service($"https://{name}.example.test", version, $"2026-{start:00}-01T00:00:00Z", end is null ? null : $"2026-{end:00}-01T00:00:00Z", @operator);

    private static JsonObject Good() => new()
    {
        ["mediaType"] = "application/vnd.dev.sigstore.signingconfig.v0.2+json",
        ["caUrls"] = new JsonArray(Configs.Service("https://ca.example.test")),
        ["oidcUrls"] = new JsonArray(Configs.Service("https://oidc.example.test")),
        ["rekorTlogUrls"] = new JsonArray(Log("log")),
        ["tsaUrls"] = new JsonArray(Configs.Service("https://tsa.example.test/api/v1/timestamp")),
        ["rekorTlogConfig"] = new JsonObject { ["selector"] = "ANY" },
        ["tsaConfig"] = new JsonObject { ["selector"] = "ANY" },
    };
}
