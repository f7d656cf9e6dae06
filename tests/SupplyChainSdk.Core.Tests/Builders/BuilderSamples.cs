using SupplyChainSdk.Attestation;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using static SupplyChainSdk.Core.Tests.Policy.PolicySamples;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>Facts about one package, as attestations of GitHub and by keys give them, and rules about it.</summary>
internal static class BuilderSamples
{
    public const string GitHub = "https://token.actions.githubusercontent.com";
    public const string Repository = "https://github.com/contoso/widget";
    public const string Workflow = $"{Repository}/.github/workflows/release.yml@refs/tags/v1.2.3";
    public const string Generator = "https://github.com/slsa/generator/.github/workflows/pack.yml@refs/tags/v2";
    public const string PolicySha256 = "1c7e000000000000000000000000000000000000000000000000000000001c7e";

    /// <summary>What a rule says that expects <see cref="Signed"/>.</summary>
    public const string Identity = $$"""{"issuer":"{{GitHub}}","repository":"{{Repository}}","repositoryId":"123","ownerId":"7","workflow":".github/workflows/release.yml","ref":"refs/tags/*"}""";

    public static readonly PackageId Widget = PackageId.Create("Contoso.Widget", "1.2.3");
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset SignedAt = new(2026, 6, 1, 23, 59, 59, TimeSpan.Zero);
    public static readonly Digest Content = Digest.Sha512(System.Security.Cryptography.SHA512.HashData("package"u8));
    public static readonly string Key = Digest.Sha256Of("a key"u8).Hex;

    /// <summary>The certificate of a release that a tag started on a hosted runner.</summary>
    public static readonly CertifiedSigner Certified = new(Workflow, GitHub)
    {
        IsWorkload = true,
        Repository = Repository,
        RepositoryId = "123",
        Owner = "https://github.com/contoso",
        OwnerId = "7",
        Ref = "refs/tags/v1.2.3",
        Commit = "9f8e7d6c9f8e7d6c9f8e7d6c9f8e7d6c9f8e7d6c",
        Workflow = Workflow,
        SignerWorkflow = Workflow,
        Trigger = "push",
        Runner = "github-hosted",
    };

    public static readonly ClaimedBuild Claims = new(Provenance.PredicateType, Provenance.BuildType, Workflow)
    {
        Gates = [new ClaimedGate("integrity", "passed", "error", PolicySha256, 0), new ClaimedGate("licenses", "warned", "warning", PolicySha256, 0), new ClaimedGate("lock", "passed", "error", PolicySha256, 0)],
    };

    public static AttestationSigner By(CertifiedSigner? certified = null) => AttestationSigner.OfIdentity(certified ?? Certified) with { Times = [SignedAt], LogEntries = 1 };

    public static AttestationSigner ByKey(string? key = null) => AttestationSigner.OfKey(key ?? Key);

    public static AttestedBuild Signed(AttestationSigner? signer = null, ClaimedBuild? claims = null, CheckedBuild? seen = null) =>
        new(signer ?? By(), claims ?? Claims, seen ?? new CheckedBuild(PackageLayer.AsBuilt), "inside");

    public static AttestationFacts Facts(params AttestedBuild[] builds) => new([Content, Digest.Sha256Of("package"u8)], [.. builds]);

    /// <summary>The rules of one policy file.</summary>
    public static ProvenanceRules Rules(params string[] rules) => Section($"\"rules\":[{string.Join(',', rules)}]");

    public static ProvenanceRules Section(string body) => Tree($$""" "provenance":{ {{body}} } """).Policy().Provenance!;

    /// <summary>A rule of a mode that expects an identity, with what else it says.</summary>
    public static string Rule(string mode, string more = "", string identity = Identity) => $$"""{"packages":"Contoso.*","mode":"{{mode}}","identities":[{{identity}}]{{(more.Length == 0 ? "" : $",{more}")}}}""";

    /// <summary>Rules that expect a key, as the loader makes them of its file.</summary>
    public static ProvenanceRules KeyRules(string? fingerprint = null, DateOnly? notBefore = null, DateOnly? notAfter = null, string more = "")
    {
        var rules = Rules($$"""{"packages":"Contoso.*","mode":"require","keys":[{"file":"contoso.pub"}]{{(more.Length == 0 ? "" : $",{more}")}}}""");
        return rules with
        {
            Rules = [.. rules.Rules.Select(r => r with { Keys = [.. r.Keys.Select(k => k with { Fingerprint = fingerprint ?? Key, NotBefore = notBefore, NotAfter = notAfter })] })],
        };
    }

    public static ProvenanceJudgment Judge(ProvenanceRules? rules, AttestationFacts facts, params AttestationMemory[] remembered) => ProvenanceJudgment.Judge(rules, Widget, facts, Now, [.. remembered]);
}
