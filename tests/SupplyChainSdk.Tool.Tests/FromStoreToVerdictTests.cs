using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Sigstore;
using SupplyChainSdk.Sigstore.Tests.Signing;

namespace SupplyChainSdk.Tool.Tests;

/// <summary>The whole way, with a Sigstore instance that shares no code with this repository: trust is fetched, a package is signed by what was fetched, and verified without any of it running.</summary>
[TestClass]
public sealed class FromStoreToVerdictTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task What_was_signed_by_fetched_trust_is_verified_offline_and_its_tampered_twins_are_not(bool isRekor2)
    {
        var stack = new LocalStack();
        string[] instance = ["--url", $"{stack.Url}tuf/", "--root", Path.Combine(Path.GetDirectoryName(stack.RootPath)!, "tuf_root.json")];
        try
        {
            var root = File.ReadAllBytes(instance[3]);
            var probe = await SignAsync(stack, stack.Root, isRekor2, """{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"x","digest":{"sha256":"0000000000000000000000000000000000000000000000000000000000000000"}}],"predicateType":"https://example.test/x","predicate":{}}"""u8.ToArray());
            var certified = BundleVerifier.VerifyEnvelope(probe, stack.Root, IdentityPolicy.Exact(stack.Identity, stack.Issuer)).Certified!;
            var recipe = new Recipe
            {
                Commit = certified.SourceDigest!,
                Provenance = p => p with { Source = new SourceRevision(certified.SourceRepository!, certified.SourceDigest!, IsDirty: false) },
                Statement = s => CertifiedPackage.NameBuilder(s, certified.SignerWorkflow ?? certified.Identity),
            };
            using var package = new AttestedPackage(recipe);
            ToolRun In(params string[] arguments) => Tool.Finish(Tool.Start(
                Tool.Folder, package.Folder, [("XDG_CACHE_HOME", package.At("cache")), ("LOCALAPPDATA", package.At("cache")), ("NO_PROXY", "127.0.0.1")], arguments));

            var store = JsonNode.Parse(In(["trust", "update", "--format", "json", .. instance]).Exits(Tool.Yes).Output)!["store"]!.ToString();
            var fetched = TrustUpdate.ReadStored(new TufClient(new TufRepository(new Uri(instance[1]), new Uri($"{instance[1]}targets/"), root), store))!;
            var bundle = await SignAsync(stack, TrustedRoot.Parse(fetched.TrustedRoot.AsMemory()), isRekor2, AttestedPackage.StatementOf(recipe, package.Built));
            package.Write($"{AttestedPackage.Name}.sigstore.json", bundle.ToJson());
            In(["trust", "export", "root.json", .. instance]).Exits(Tool.Yes);
            stack.Dispose();

            string[] verify = ["verify", AttestedPackage.Name, "--offline", "--certificate-oidc-issuer", stack.Issuer];
            string[] expected = ["--certificate-identity", stack.Identity];
            var good = In([.. verify, .. expected, "--trusted-root", "root.json", "--source-repository", certified.SourceRepository!, "--source-commit", certified.SourceDigest!,
                "--trigger", certified.Trigger!, "--runner", certified.RunnerEnvironment!]).Exits(Tool.Yes);
            Assert.Contains($"signed by {stack.Identity} ({stack.Issuer}), certified", good.Output);
            Assert.Contains(isRekor2 ? "log-v2.mock.test" : stack.Url.Authority, good.Output);

            // The root that trusts the log no more, the one without timestamps and log, the embedded one.
            Without("root-without-log.json", "tlogs");
            Assert.MatchesRegex("SCSDK801[89]", In([.. verify, .. expected, "--trusted-root", "root-without-log.json"]).Exits(Tool.No).Output);
            Without("root-without-certificate-log.json", "ctlogs", keepOther: true);
            Assert.Contains("SCSDK8018", In([.. verify, .. expected, "--trusted-root", "root-without-certificate-log.json"]).Exits(Tool.No).Output);
            Assert.Contains("SCSDK8018", In([.. verify, .. expected]).Exits(Tool.No).Output);
            // Another identity, another issuer, another build.
            Assert.Contains("SCSDK8017", In([.. verify, "--certificate-identity", stack.Identity + "x", "--trusted-root", "root.json"]).Exits(Tool.No).Output);
            Assert.Contains("SCSDK8017", In(["verify", AttestedPackage.Name, "--offline", .. expected, "--certificate-oidc-issuer", stack.Issuer + "/x", "--trusted-root", "root.json"]).Exits(Tool.No).Output);
            Assert.Contains("SCSDK8017", In([.. verify, .. expected, "--trusted-root", "root.json", "--trigger", "schedule"]).Exits(Tool.No).Output);
            // Another package.
            var changed = File.ReadAllBytes(package.Path);
            changed[changed.AsSpan().IndexOf("xxxxxxxx"u8)] ^= 1;
            package.Write(AttestedPackage.Name, changed);
            In([.. verify, .. expected, "--trusted-root", "root.json"]).Exits(Tool.No);

            void Without(string name, string services, bool keepOther = false)
            {
                var json = JsonNode.Parse(File.ReadAllBytes(package.At("root.json")))!;
                if (keepOther)
                {
                    // The key of another log in its place.
                    json[services]![0]!["publicKey"]!["rawBytes"] = json["tlogs"]![0]!["publicKey"]!["rawBytes"]!.DeepClone();
                    json[services]![0]!["logId"]!["keyId"] = json["tlogs"]![0]!["logId"]!["keyId"]!.DeepClone();
                }
                else
                    json[services] = new JsonArray();
                package.Write(name, json.ToJsonString());
            }
        }
        finally
        {
            stack.Dispose();
        }
    }

    private static async Task<Bundle> SignAsync(LocalStack stack, TrustedRoot root, bool isRekor2, byte[] statement)
    {
        using var signer = new KeylessSigner(stack.TokenAsync, stack.Config(isRekor2), root);
        return await signer.SignAsync(Dsse.InTotoPayloadType, statement, CancellationToken.None);
    }
}
