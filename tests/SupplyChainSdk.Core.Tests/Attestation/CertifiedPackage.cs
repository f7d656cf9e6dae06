using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Sigstore.Tests.Verification;

namespace SupplyChainSdk.Core.Tests.Attestation;

/// <summary>
/// A real package that a workflow attested at a Sigstore instance in memory: certificate, log entry, timestamp. The bundle lies beside it. Each step can be made
/// wrong, by the recipe of the package and its statement, by what is signed, or by the trusted root.
/// </summary>
internal sealed class CertifiedPackage : IDisposable
{
    public const string Repository = "https://github.com/contoso/widget";
    public const string RootName = "root.json";

    public static readonly TestInstance Instance = new();
    public static readonly TestInstance Other = new();
    private readonly AttestedPackage _package;
    private readonly Recipe _recipe;

    public CertifiedPackage(Recipe? recipe = null, Action<TestSigning>? sign = null, Action<JsonObject>? root = null)
    {
        _recipe = recipe ?? new Recipe();
        _package = new AttestedPackage(_recipe);
        var trusted = Instance.Root();
        root?.Invoke(trusted);
        _package.Write(RootName, trusted.ToJsonString());
        _package.Write("other-root.json", OtherRoot().ToJsonString());
        Bundle = Sign(sign: sign);
        _package.Write($"{AttestedPackage.Name}.sigstore.json", Bundle);
    }

    public string Folder => _package.Folder;
    public string Path => _package.Path;
    public byte[] Built => _package.Built;
    public byte[] Bundle { get; }

    /// <summary>A bundle of the key of <see cref="AttestedPackage"/> about the same package.</summary>
    public byte[] KeyBundle => _package.Bundle;

    public string KeyPath => _package.KeyPath;

    public ExpectedSigner Expected => new() { Identity = TestInstance.Identity, Issuer = TestInstance.Issuer, TrustedRoot = At(RootName) };

    public string At(string name) => _package.At(name);

    public string Write(string name, byte[] content) => _package.Write(name, content);

    /// <summary>Another bundle about the same package.</summary>
    public byte[] Sign(Recipe? recipe = null, Action<TestSigning>? sign = null)
    {
        var made = recipe ?? _recipe;
        var payload = AttestedPackage.StatementOf(made with { Statement = s => { NameBuilder(s, TestInstance.Identity); made.Statement(s); } }, Built);
        var signing = new TestSigning(Instance) { Envelope = true, Kind = "dsse/0.0.1", Timestamps = Instance.Timestamps, Statement = Encoding.UTF8.GetString(payload) };
        (signing.Claims[12], signing.Claims[13]) = (Repository, AttestedPackage.Commit);
        sign?.Invoke(signing);
        return Encoding.UTF8.GetBytes(signing.Json().ToJsonString());
    }

    public VerificationReport Verify(Func<ExpectedSigner, ExpectedSigner>? expect = null, string? bundles = null) =>
        PackageVerification.Verify(Path, bundles, expect?.Invoke(Expected) ?? Expected, CancellationToken.None);

    public static void NameBuilder(JsonNode statement, string builder) => statement["predicate"]!["runDetails"]!["builder"]!["id"] = builder;

    /// <summary>Gives the certificate the name of a person or of another workload.</summary>
    public static Action<CertificateRequest> Named(Action<SubjectAlternativeNameBuilder> name) => request =>
    {
        var made = new SubjectAlternativeNameBuilder();
        name(made);
        request.CertificateExtensions.Remove(request.CertificateExtensions.Single(e => e.Oid!.Value == "2.5.29.17"));
        request.CertificateExtensions.Add(made.Build(critical: true));
    };

    private static JsonObject OtherRoot()
    {
        var (root, authority) = (Other.Root(), new TestTimestampAuthority("tsa.other.test"));
        root["timestampAuthorities"] = new JsonArray(TestInstance.AuthorityOf("https://tsa.other.test", authority.Leaf, authority.Root));
        return root;
    }

    public void Dispose() => _package.Dispose();
}
