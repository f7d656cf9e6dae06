using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;
using SupplyChainSdk.SignedSource;

namespace SupplyChainSdk.Core.Tests.SignedSource;

/// <summary>The gate over real repositories, with the policy that lies in them.</summary>
[TestClass]
public sealed class SignedSourceGateTests
{
    [TestMethod]
    [DataRow("require", "require", GateOutcome.Passed, "")]
    [DataRow("release", "off", GateOutcome.Passed, "")]
    [DataRow("off", "off", GateOutcome.Off, "")]
    public void A_signed_release_passes(string tag, string commit, GateOutcome outcome, string codes)
    {
        using var repository = Signed(tag, commit, out var key);
        repository.Tag("v1.0.0", key);

        Is(repository, outcome, codes);
    }

    [TestMethod]
    [DataRow("require", "off", GateOutcome.Failed, "SCSDK5024")]
    [DataRow("release", "off", GateOutcome.Failed, "SCSDK5024")]
    [DataRow("off", "require", GateOutcome.Failed, "SCSDK5025")]
    [DataRow("require", "release", GateOutcome.Failed, "SCSDK5024 SCSDK5025")]
    public void A_release_by_somebody_else_does_not(string tag, string commit, GateOutcome outcome, string codes)
    {
        using var repository = Signed(tag, commit, out _);
        var other = repository.Ssh("other").Signing;
        repository.Commit(other);
        repository.Tag("v1.0.0", other);

        Is(repository, outcome, codes);
    }

    // Nothing is asked of it, and nobody may take that for a pass; what is going to be signed is a release, whatever tags there are.
    [TestMethod]
    public void What_is_no_release_is_asked_nothing_unless_the_policy_says_always()
    {
        using (var repository = Signed("release", "release", out _))
        {
            Is(repository, GateOutcome.NotConfigured, "");
            Is(repository, GateOutcome.Failed, "SCSDK5024", isRelease: true);
            repository.Git("tag", "nightly");
            Is(repository, GateOutcome.Failed, "SCSDK5024");
        }
        using var always = Signed("require", "off", out _);
        Is(always, GateOutcome.Failed, "SCSDK5024");
    }

    [TestMethod]
    public void What_cannot_be_decided_is_no_pass()
    {
        using var repository = Signed("require", "require", out var key);
        repository.Tag("v1.0.0", key);
        var policy = Load(repository);

        var result = SignedSourceGate.Run(Request(repository), policy, GitState.Without(GitOutcome.NoProgram, "there is no git program on the PATH"), CancellationToken.None);
        Assert.AreEqual((GateOutcome.Failed, "SCSDK5026"), (result.Gate.Outcome, result.Gate.Findings.Single().Code.Id));
        Assert.Contains("cannot be decided: there is no git program on the PATH.", result.Gate.Findings[0].Message);
        Assert.AreEqual(SourceCheck.None, result.Check);
        Is(repository, GateOutcome.Failed, "SCSDK5026", tag: "refs/tags/v2.0.0");
    }

    [TestMethod]
    public void A_keyring_that_gpg_does_not_take_is_no_pass()
    {
        using var repository = new SignedRepository();
        repository.Write("keys.asc", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n");
        repository.Write("supplychain.json", """{ "version": 1, "source": { "signedTag": "require", "keyring": ["keys.asc"] } }""");
        repository.Commit();
        repository.Tag("v1.0.0", repository.Gpg("g1").Signing);

        Is(repository, GateOutcome.Failed, "SCSDK5027");
    }

    [TestMethod]
    public void With_enforce_warning_it_warns()
    {
        using var repository = new SignedRepository();
        repository.Write("allowed_signers", $"{SignedRepository.Signer} {repository.Ssh("one").Public}\n");
        repository.Write("supplychain.json", """{ "version": 1, "source": { "enforce": "warning", "signedTag": "require", "signers": ["allowed_signers"] } }""");

        Is(repository, GateOutcome.Warned, "SCSDK5024");
    }

    [TestMethod]
    public void A_plain_local_build_looks_at_nothing()
    {
        using var repository = Signed("require", "require", out _);
        var (policy, request) = (Load(repository), Request(repository));

        Assert.IsFalse(SignedSourceGate.Looks(request, policy));
        Assert.AreEqual(GateOutcome.NotRun, SignedSourceGate.Skipped(policy).Outcome);
        Assert.IsTrue(SignedSourceGate.Looks(request with { IsCI = true }, policy));
        Assert.IsTrue(SignedSourceGate.Looks(request with { NamesSource = true }, policy));
        Assert.IsTrue(SignedSourceGate.Looks(request with { LooksAtSource = true }, policy));
        repository.Write("supplychain.json", """{ "version": 1 }""");
        Assert.IsFalse(SignedSourceGate.Looks(request with { IsCI = true }, Load(repository)));
        Assert.AreEqual(GateOutcome.NotConfigured, SignedSourceGate.Skipped(Load(repository)).Outcome);
    }

    [TestMethod]
    public void A_check_of_a_project_has_the_gate_and_what_was_found_and_a_local_build_asks_no_git()
    {
        using var repository = Signed("require", "require", out var key);
        repository.Tag("v1.0.0", key);
        var assets = Assets.Small();
        assets["packageFolders"] = new System.Text.Json.Nodes.JsonObject { [repository.At("packages")] = new System.Text.Json.Nodes.JsonObject() };
        assets["project"]!["restore"]!["projectPath"] = Path.Combine(repository.Folder, "App.csproj");
        repository.Write("obj/project.assets.json", assets.ToJsonString());

        var looked = DependencyCheck.Run(Request(repository) with { LooksAtSource = true }, CancellationToken.None);
        Assert.AreEqual(GateOutcome.Passed, looked.Gates.Single(g => g.Gate == SignedSourceGate.Name).Outcome);
        Assert.AreEqual((CheckedFact.Verified, "v1.0.0", CheckedFact.Verified), (looked.SourceSignatures.Tag.Result, looked.SourceSignatures.Tag.TagName, looked.SourceSignatures.Commit.Result));
        var local = DependencyCheck.Run(Request(repository), CancellationToken.None);
        Assert.AreEqual((GateOutcome.NotRun, GitOutcome.NotAsked), (local.Gates.Single(g => g.Gate == SignedSourceGate.Name).Outcome, local.Git.Outcome));
        Assert.AreEqual(SourceCheck.None, local.SourceSignatures);
    }

    // SLSA Source levels 2 and up say something of the host of a repository, which nobody here looks at.
    [TestMethod]
    public void No_source_level_above_1_is_written_anywhere()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(SupplyChainSdk.Tests.TestData.Repository, "src"), "*.cs", SearchOption.AllDirectories).ToArray();
        Assert.IsGreaterThan(200, sources.Length);
        foreach (var line in sources.SelectMany(File.ReadLines).Where(l => l.Contains("SLSA_SOURCE_LEVEL", StringComparison.Ordinal)))
            Assert.MatchesRegex("SLSA_SOURCE_LEVEL_?([01{\"]|$)", line);
    }

    private static SignedRepository Signed(string tag, string commit, out string[] key)
    {
        var repository = new SignedRepository();
        var signer = repository.Ssh("one");
        key = signer.Signing;
        repository.Write("allowed_signers", $"{SignedRepository.Signer} {signer.Public}\n");
        repository.Write("supplychain.json", $$"""{ "version": 1, "source": { "signedTag": "{{tag}}", "signedCommit": "{{commit}}", "signers": ["allowed_signers"] } }""");
        repository.Commit(key);
        return repository;
    }

    private static void Is(SignedRepository repository, GateOutcome outcome, string codes, bool isRelease = false, string? tag = null)
    {
        var policy = Load(repository);
        var request = Request(repository) with { LooksAtSource = true, IsRelease = isRelease, ReleaseTag = tag };
        var gate = SignedSourceGate.Looks(request, policy) ? SignedSourceGate.Run(request, policy, GitSource.Read(repository.Folder), CancellationToken.None).Gate : SignedSourceGate.Skipped(policy);

        Assert.AreEqual((outcome, codes), (gate.Outcome, string.Join(' ', gate.Findings.Select(f => f.Code.Id))), string.Join('\n', gate.Findings.Select(f => f.Message)));
        Assert.AreEqual("source", gate.Gate);
    }

    private static EffectivePolicy Load(SignedRepository repository)
    {
        var load = PolicyLoader.Load(repository.Folder, null, [], new DateOnly(2026, 11, 21));
        Assert.IsNotNull(load.Policy, string.Join('\n', load.Findings.Select(f => f.Message)));
        return load.Policy;
    }

    private static CheckRequest Request(SignedRepository repository) => new()
    {
        ProjectFile = Path.Combine(repository.Folder, "App.csproj"),
        AssetsFile = Path.Combine(repository.Folder, "obj", "project.assets.json"),
        LockFile = Path.Combine(repository.Folder, "packages.lock.json"),
        Now = TimeProvider.System.GetUtcNow(),
    };
}
