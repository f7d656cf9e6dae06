using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Verification;

/// <summary>A shared case of the conformance suite: a folder with a bundle, and what to verify it with.</summary>
internal sealed record ConformanceCase(string Folder)
{
    private const string DefaultIdentity =
        "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";

    private const string DefaultIssuer = "https://token.actions.githubusercontent.com";

    public string Name => Path.GetFileName(Folder);

    public bool IsGood => !Name.EndsWith("_fail", StringComparison.Ordinal);

    public string ArtifactPath => File.Exists(At("artifact")) ? At("artifact") : Path.Combine(Path.GetDirectoryName(Folder)!, "a.txt");

    public string Identity => Text("identity", DefaultIdentity);

    public string Issuer => Text("issuer", DefaultIssuer);

    public static IEnumerable<ConformanceCase> All() =>
        Directory.EnumerateDirectories(TestData.At("sigstore", "bundle-verify")).Order(StringComparer.Ordinal).Select(f => new ConformanceCase(f));

    public static ConformanceCase Named(string name) => new(TestData.At("sigstore", "bundle-verify", name));

    public string At(string file) => Path.Combine(Folder, file);

    public TrustedRoot Root() => File.Exists(At("trusted_root.json")) ? TrustedRoot.Load(At("trusted_root.json")) : TrustedRoot.PublicGood;

    public byte[] Json() => File.ReadAllBytes(At("bundle.sigstore.json"));

    public VerifiedBundle Verify(Artifact artifact) => Verify(Bundle.Parse(Json()), artifact, Root());

    public VerifiedBundle Verify(Bundle bundle, Artifact artifact, TrustedRoot root) => File.Exists(At("key.pub"))
        ? BundleVerifier.VerifyWithKey(bundle, artifact, root, PublicKey.Load(At("key.pub")))
        : BundleVerifier.Verify(bundle, artifact, root, IdentityPolicy.Exact(Identity, Issuer));

    private string Text(string file, string otherwise) => File.Exists(At(file)) ? File.ReadAllText(At(file)).Trim() : otherwise;
}
