using SupplyChainSdk.PackageTests.Infra;
using SupplyChainSdk.Sigstore.Tests.Signing;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests;

/// <summary>Packing and attesting with the identity of a CI job, against a Sigstore instance on this machine that shares no code with the product.</summary>
[TestClass]
public sealed class SignKeyless
{
    private const string Package = "a.1.0.0.nupkg";
    private const string Bundle = $"{Package}.sigstore.json";
    private const string Certify = "/api/v2/signingCert";

    [TestMethod]
    public async Task A_package_is_signed_as_the_workflow_and_verified_by_it_and_no_log_holds_a_token()
    {
        using var stack = new LocalStack();
        using var consumer = Built();
        using var tokens = new TokenServer(Head(consumer));
        tokens.Give(consumer);
        var output = consumer.PathOf("bin", "Release");
        var (package, bundle) = (Path.Combine(output, Package), Path.Combine(output, Bundle));

        var run = consumer.RunPlain(["pack", "--no-build", "-tl:off", .. Keyless(stack), "-bl:../build.binlog", "-flp:logfile=../build.log;verbosity=diagnostic"]).Succeeds();

        Assert.Contains($"attested as 'https://github.com/{TokenServer.Workflow}'", run.Output);
        CollectionAssert.AreEqual((string[])["a.1.0.0.cdx.json", Package, Bundle], Evidence.Files(output));
        CollectionAssert.AreEqual(File.ReadAllBytes(bundle), Evidence.Entry(package, Evidence.Attestation));
        var statement = Evidence.Statement(bundle).GetProperty("predicate");
        Assert.AreEqual($"https://github.com/{TokenServer.Workflow}", statement.GetProperty("runDetails").GetProperty("builder").GetProperty("id").GetString());
        Assert.AreEqual($"git+https://github.com/{TokenServer.Repository}",
            statement.GetProperty("buildDefinition").GetProperty("resolvedDependencies").EnumerateArray().Single(d => d.TryGetProperty("name", out var name) && name.GetString() == "source").GetProperty("uri").GetString());
        Verify(consumer, stack, package).Ends(0).Says("Verified.").Says("SLSA Build L2 at most: that workflow");
        var built = Path.Combine(consumer.Root, "built.nupkg");
        File.WriteAllBytes(built, Evidence.AsBuilt(package));
        var oracle = Oracles.Run("verify-bundle.mjs", bundle, built, stack.RootPath, $"https://github.com/{TokenServer.Workflow}", stack.Issuer);
        Assert.AreEqual(0, oracle.ExitCode, oracle.ToString());

        // A token goes to the certificate authority alone, and into nothing that a build leaves.
        Assert.HasCount(1, (await stack.RequestsAsync()).Where(path => path == Certify));
        foreach (var file in (string[])[.. Directory.GetFiles(consumer.Root, "build.*"), .. Directory.GetFiles(consumer.Folder, "*", SearchOption.AllDirectories)])
        {
            Assert.IsFalse(SignSecrets.Contains(file, JobToken.Signature), file);
            Assert.IsFalse(SignSecrets.Contains(file, TokenServer.Bearer), file);
        }

        // Once more with nothing changed: it is the same. With another statement it is not.
        var before = File.ReadAllBytes(bundle);
        consumer.Run(["pack", "--no-build", .. Keyless(stack)]).Succeeds();
        CollectionAssert.AreEqual(before, File.ReadAllBytes(bundle));
        Assert.HasCount(1, (await stack.RequestsAsync()).Where(path => path == "/api/v1/log/entries"));

        // Another identity, another root, and other bytes are refused.
        consumer.Tool("verify", package, "--trusted-root", stack.RootPath, "--certificate-identity", "https://github.com/octo/other", "--certificate-oidc-issuer", stack.Issuer).Ends(1, "error SCSDK8017");
        consumer.Tool("verify", package, "--certificate-identity", stack.Identity, "--certificate-oidc-issuer", stack.Issuer).Ends(1, "error SCSDK8018");
        Evidence.Flip(package, built.Length / 2 + 200);
        Assert.AreEqual(1, Verify(consumer, stack, package).ExitCode);
    }

    [TestMethod]
    public void A_job_that_may_not_ask_for_a_token_fails_before_anything_is_compiled_and_says_the_lines_to_add()
    {
        using var consumer = new Consumer().Project("a.csproj").Write("Broken.cs", "this does not compile").Lock().Commit().With("GITHUB_ACTIONS", "true");

        var run = consumer.RunPlain("pack", "--no-restore", "-tl:off", "-p:SupplyChainSigner=keyless").Fails("error SCSDK7009");

        Assert.Contains("'permissions:' / '  id-token: write'", run.Output);
        Assert.DoesNotContain("error CS", run.Output, "the compiler was not asked");
        Assert.IsEmpty(Evidence.Files(consumer.PathOf("bin", "Release")));
        Assert.IsEmpty(Evidence.Files(consumer.PathOf("obj", "supplychain", "unattested")));
        // What only builds signs nothing, and needs no identity.
        Assert.DoesNotContain("SCSDK7009", consumer.RunPlain("build", "--no-restore", "-tl:off", "-p:SupplyChainSigner=keyless").Output);
    }

    [TestMethod]
    public async Task A_service_that_fails_and_a_build_that_is_not_the_certified_one_leave_no_package_and_no_bundle()
    {
        using var stack = new LocalStack();
        using var consumer = Built();
        using var tokens = new TokenServer(Head(consumer));
        tokens.Give(consumer);

        foreach (var path in (string[])[Certify, "/api/v1/log/entries"])
        {
            // Refused at once; that a busy one is asked again has tests of its own.
            await stack.FaultAsync(path, status: 400);
            Refused("SCSDK7015");
        }

        // Not the tree of the commit, and not the commit of the certificate, nor its repository.
        consumer.Write("new.txt", "new");
        Assert.Contains("'new.txt'", Refused("SCSDK7018").Output);
        File.Delete(consumer.PathOf("new.txt"));
        using (var other = new TokenServer(new string('b', 40)))
        {
            other.Give(consumer);
            Refused("SCSDK7018");
        }
        tokens.Give(consumer);
        consumer.Git("remote", "set-url", "origin", "git@github.com:octo/fork.git");
        Refused("SCSDK7018");
        consumer.Git("remote", "set-url", "origin", "git@github.com:octo/widgets.git");

        consumer.Write("../broken.json", "{}");
        consumer.Run("pack", "--no-build", "-p:SupplyChainSigner=keyless", "-p:SupplyChainSigningConfig=../broken.json").Fails("error SCSDK7017");
        // Trusted, and not of the services that signed: what they gave does not verify.
        consumer.Run("pack", "--no-build", "-p:SupplyChainSigner=keyless", $"-p:SupplyChainSigningConfig={stack.ConfigPath(false)}").Fails("error SCSDK7016", "error SCSDK7008");

        consumer.Run(["pack", "--no-build", .. Keyless(stack)]).Succeeds();
        CollectionAssert.Contains(Evidence.Files(consumer.PathOf("bin", "Release")), Bundle);

        BuildRun Refused(string code)
        {
            var run = consumer.Run(["pack", "--no-build", .. Keyless(stack)]).Fails($"error {code}", "error SCSDK7008");
            Assert.IsEmpty(Evidence.Files(consumer.PathOf("bin", "Release")), "nothing is left for a push step");
            return run;
        }
    }

    [TestMethod]
    public async Task By_auto_a_public_repository_signs_and_a_pull_request_or_a_private_one_does_not()
    {
        using var stack = new LocalStack();
        using var consumer = Built();
        var output = consumer.PathOf("bin", "Release");
        string[] auto = ["pack", "--no-build", .. Instance(stack)];
        using (var tokens = new TokenServer(Head(consumer)))
        {
            tokens.Give(consumer).With("GITHUB_EVENT_NAME", "pull_request");
            consumer.Run(auto).Succeeds("warning SCSDK7001");
            Assert.DoesNotContain(Bundle, Evidence.Files(output));
            Assert.AreEqual(0, tokens.Asked);

            consumer.With("GITHUB_EVENT_NAME", "push");
            consumer.Run(auto).Succeeds();
            Assert.Contains(Bundle, Evidence.Files(output));
            Verify(consumer, stack, Path.Combine(output, Package)).Ends(0);

            consumer.Run([.. auto, $"-p:SupplyChainSigningKey={consumer.Make("release").Private}"]).Succeeds();
            consumer.Tool("verify", Path.Combine(output, Package), "--key", Path.Combine(consumer.Root, "release.pub")).Ends(0);
        }
        using (var tokens = new TokenServer(Head(consumer), visibility: "private"))
        {
            tokens.Give(consumer);
            consumer.Run(auto).Succeeds("warning SCSDK7001");
            Assert.DoesNotContain(Bundle, Evidence.Files(output));
            // By name it does; on an instance of one's own nothing of it is public.
            consumer.Run(["pack", "--no-build", .. Keyless(stack)]).Succeeds();
            Assert.Contains(Bundle, Evidence.Files(output));
        }
        Assert.HasCount(2, (await stack.RequestsAsync()).Where(path => path == Certify));
    }

    [TestMethod]
    public async Task Projects_of_one_build_share_a_token_and_a_certificate()
    {
        using var stack = new LocalStack();
        using var consumer = new Consumer().Project("a/a.csproj").Project("b/b.csproj")
            .Write("supplychain.json", """{ "version": 1, "lock": { "againstSource": "off" } }""")
            .Write("all.proj", """<Project><Target Name="Pack"><MSBuild Projects="a/a.csproj;b/b.csproj" Targets="Pack" Properties="Configuration=Release" /></Target></Project>""")
            .Lock("a").Lock("b").Commit().With("GITHUB_ACTIONS", "true");
        using var tokens = new TokenServer(Head(consumer));
        tokens.Give(consumer);

        consumer.Run(["msbuild", "all.proj", "-t:Pack", "-m:1", .. Keyless(stack)]).Succeeds();

        Assert.HasCount(1, (await stack.RequestsAsync()).Where(path => path == Certify));
        Assert.AreEqual(1, tokens.Asked);
        foreach (var name in (string[])["a", "b"])
            Verify(consumer, stack, consumer.PathOf(name, "bin", "Release", $"{name}.1.0.0.nupkg")).Ends(0);
    }

    [TestMethod]
    public async Task Another_job_attests_several_packages_with_one_certificate()
    {
        using var stack = new LocalStack();
        using var consumer = Built("<IncludeSymbols>true</IncludeSymbols><SymbolPackageFormat>snupkg</SymbolPackageFormat>");
        using var tokens = new TokenServer(Head(consumer));
        consumer.Run("pack", "--no-build", "-o", "../out", "-p:SupplyChainSigner=none").Succeeds();
        var (package, symbols) = (Path.Combine(consumer.Root, "out", Package), Path.Combine(consumer.Root, "out", "a.1.0.0.snupkg"));
        string[] attest = ["attest", package, symbols, "--keyless", "--trusted-root", stack.RootPath, "--signing-config", stack.ConfigPath(true)];
        consumer.Tool(attest).Ends(2, "error SCSDK7009").Says("id-token: write");

        using (var other = new TokenServer(new string('b', 40)))
        {
            other.Give(consumer);
            consumer.Tool(attest).Ends(1, "error SCSDK7012", "error SCSDK7012");
        }
        tokens.Give(consumer);
        consumer.Tool(attest).Ends(0).Says("Attested.");

        Assert.HasCount(2, (await stack.RequestsAsync()).Where(path => path == Certify));
        Assert.HasCount(2, (await stack.RequestsAsync()).Where(path => path == "/api/v2/log/entries"));
        foreach (var file in (string[])[package, symbols])
            Verify(consumer, stack, file).Ends(0).Says("SLSA Build L2 at most: that workflow");
        CollectionAssert.AreEqual((string[])["a.1.0.0.cdx.json", Package, Bundle, "a.1.0.0.snupkg", "a.1.0.0.snupkg.sigstore.json"], Evidence.Files(Path.Combine(consumer.Root, "out")));
        consumer.Tool(attest).Ends(0).Says("Attested already");
        consumer.Tool("attest", package, "--key", consumer.Make("release").Private).Ends(1, "error SCSDK7013");
    }

    private static Consumer Built(string properties = "")
    {
        // Packages are compared with their sources before something is signed; that has tests of its own.
        var consumer = new Consumer().Project("a.csproj", frameworks: $"<TargetFramework>net10.0</TargetFramework>{properties}")
            .Write("supplychain.json", """{ "version": 1, "lock": { "againstSource": "off" } }""").Lock().Commit()
            .With("GITHUB_ACTIONS", "true").With("GITHUB_EVENT_NAME", "push").With("GITHUB_REPOSITORY", TokenServer.Repository);
        consumer.Git("remote", "add", "origin", $"https://github.com/{TokenServer.Repository}");
        consumer.Run("build", "--no-restore", "-c", "Release").Succeeds();
        return consumer;
    }

    private static string Head(Consumer consumer) => consumer.Program("git", "rev-parse", "HEAD").Output.Trim();

    private static string[] Keyless(LocalStack stack) => ["-p:SupplyChainSigner=keyless", .. Instance(stack)];

    private static string[] Instance(LocalStack stack) => [$"-p:SupplyChainTrustedRoot={stack.RootPath}", $"-p:SupplyChainSigningConfig={stack.ConfigPath(false)}"];

    private static ToolRun Verify(Consumer consumer, LocalStack stack, string package) => consumer.Tool(
        "verify", package, "--offline", "--trusted-root", stack.RootPath, "--certificate-identity", stack.Identity, "--certificate-oidc-issuer", stack.Issuer);
}
