using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Sigstore.Tests.Verification;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>What somebody can sign or change who is not whom a rule expects; and how the tables of docs/threat-model.md write a cell.</summary>
internal static partial class Attacks
{
    private const string OtherIdentity = "https://github.com/mallory/widget/.github/workflows/release.yml@refs/tags/v1";
    private static readonly TestTimestampAuthority Times = new("tsa.mallory.test");

    /// <summary>A repository of the same owner and name, made anew by somebody else: only the numbers differ.</summary>
    public static void SameName(TestSigning signing) => (signing.Claims[15], signing.Claims[17]) = ("4711", "815");

    /// <summary>What a build of another repository says of the package.</summary>
    public static Recipe Mallory { get; } = new()
    {
        Provenance = p => p with { Source = new SourceRevision("https://github.com/mallory/widget", AttestedPackage.Commit, IsDirty: false) },
        Statement = s => CertifiedPackage.NameBuilder(s, OtherIdentity),
    };

    /// <summary>The certificate of that build.</summary>
    public static void AsMallory(TestSigning signing)
    {
        signing.Extend = CertifiedPackage.Named(name => name.AddUri(new Uri(OtherIdentity)));
        (signing.Claims[12], signing.Claims[15], signing.Claims[16], signing.Claims[17], signing.Claims[18]) = ("https://github.com/mallory/widget", "4711", "https://github.com/mallory", "815", OtherIdentity);
    }

    /// <summary>An authority, logs and a timestamp authority of somebody's own, that certify whatever they like.</summary>
    public static void OwnInstance(TestSigning signing)
    {
        var own = CertifiedPackage.Other;
        (signing.Authority, signing.AuthorityKey, signing.CertificateLogKey, signing.LogKey, signing.Timestamps) = (own.Authority, own.AuthorityKey, own.CertificateLogKey, own.LogKey, Times);
    }

    /// <summary>The trusted root of that instance.</summary>
    public static JsonObject OwnRoot()
    {
        var root = CertifiedPackage.Other.Root();
        root["timestampAuthorities"] = new JsonArray(TestInstance.AuthorityOf("https://tsa.mallory.test", Times.Leaf, Times.Root));
        return root;
    }

    /// <summary>Signed, logged and stamped so much later.</summary>
    public static Action<TestSigning> Later(TimeSpan time) => signing =>
        (signing.NotBefore, signing.IntegratedTime, signing.TimestampTime) = (signing.NotBefore + time, signing.IntegratedTime + time, signing.TimestampTime + time);

    /// <summary>The bundle as tools wrote it years ago.</summary>
    public static byte[] AsOld(byte[] bundle, Action<JsonObject>? more = null)
    {
        var json = JsonNode.Parse(bundle)!.AsObject();
        json["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.1";
        var material = json["verificationMaterial"]!.AsObject();
        var certificate = material["certificate"]!.DeepClone();
        material.Remove("certificate");
        material["x509CertificateChain"] = new JsonObject { ["certificates"] = new JsonArray(certificate) };
        more?.Invoke(material);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    /// <summary>The statement names another commit; the signature is the old one.</summary>
    public static byte[] ChangePayload(byte[] bundle)
    {
        var json = JsonNode.Parse(bundle)!;
        var envelope = json["dsseEnvelope"]!;
        var payload = Encoding.UTF8.GetString(Convert.FromBase64String((string)envelope["payload"]!));
        envelope["payload"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(payload.Replace(AttestedPackage.Commit, new string('a', 40), StringComparison.Ordinal)));
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    /// <summary>A cell of a table.</summary>
    public static string Cell(string text) => Code().Replace(text, "[$0](diagnostics/$0.md)");

    [GeneratedRegex("SCSDK[0-9]{4}")]
    private static partial Regex Code();
}
