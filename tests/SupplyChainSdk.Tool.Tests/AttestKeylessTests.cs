using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Sigstore.Tests.Signing;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Tool.Tests;

/// <summary>A job that signs with its identity what another job packed, against a Sigstore instance on this machine that shares no code with the product.</summary>
[TestClass]
public sealed class AttestKeylessTests
{
    private const string Certify = "/api/v2/signingCert";
    private const string Timestamps = "/api/v1/timestamp";
    private const string Log1 = "/api/v1/log/entries";
    private const string Log2 = "/api/v2/log/entries";
    private const string Name = AttestedPackage.Name;
    private const string StatementName = $"{Name}.intoto.unsigned.json";

    private static readonly JobToken Token = new() { Repository = "contoso/widget", Commit = AttestedPackage.Commit };

    [TestMethod]
    public async Task A_whole_release_has_one_certificate_and_each_package_a_log_entry_of_its_own()
    {
        const int Packages = 70;
        using var stack = new LocalStack();
        using var release = Packed();
        var statement = File.ReadAllBytes(release.At(StatementName));
        for (var i = 0; i < Packages; i++)
        {
            release.Write($"out/{i}/{Name}", release.Built);
            release.Write($"out/{i}/{AttestedPackage.SbomBeside}", File.ReadAllBytes(release.At(AttestedPackage.SbomBeside)));
            release.Write($"out/{i}/{StatementName}", statement);
        }

        // Given as it is, as a shell does that reads no patterns.
        var run = Attest(release, stack, Token, ["out/*/*.nupkg"]).Exits(Tool.Yes);

        Assert.AreEqual(Packages, run.Output.Split("Attested.").Length - 1);
        var requests = await stack.RequestsAsync();
        Assert.AreEqual(1, requests.Count(path => path == Certify));
        Assert.AreEqual(Packages, requests.Count(path => path == Log2));
        Assert.AreEqual(Packages, requests.Count(path => path == Timestamps));
        Assert.HasCount((2 * Packages) + 1, requests);
        Tool.RunIn(release.Folder, ["verify", "out", .. Expected(stack)]).Exits(Tool.Yes);
        Assert.HasCount(Packages, Directory.GetFiles(release.At("out"), "*.sigstore.json", SearchOption.AllDirectories));
        Assert.IsEmpty(Directory.GetFiles(release.At("out"), "*.unsigned.json", SearchOption.AllDirectories));
    }

    [TestMethod]
    public async Task A_token_that_runs_out_meanwhile_is_not_needed_again_while_its_certificate_lasts()
    {
        using var stack = new LocalStack();
        using var package = Packed();
        package.Write($"second/{Name}", package.Built);
        package.Write($"second/{StatementName}", File.ReadAllBytes(package.At(StatementName)));
        var token = Token with { Expires = DateTimeOffset.UtcNow.AddSeconds(4) };
        // The first package takes longer than the token lasts.
        await stack.FaultAsync(Log2, delayMs: 5000);

        Attest(package, stack, token, [Name, $"second/{Name}"]).Exits(Tool.Yes);

        Assert.AreEqual(1, (await stack.RequestsAsync()).Count(path => path == Certify));
        // And there is nothing to sign with in the next run.
        Assert.Contains("SCSDK7009", Attest(package, stack, token, [Name]).Exits(Tool.Undecided).Error);
    }

    [TestMethod]
    [DataRow(Certify, false)]
    [DataRow(Timestamps, false)]
    [DataRow(Log1, false)]
    [DataRow(Log2, true)]
    public async Task A_service_that_refuses_leaves_every_file_as_it_was_and_the_next_package_is_attested(string path, bool isRekor2)
    {
        using var stack = new LocalStack();
        using var package = Packed();
        package.Write($"second/{Name}", package.Built);
        package.Write($"second/{StatementName}", File.ReadAllBytes(package.At(StatementName)));
        var state = State(package);
        await stack.FaultAsync(path, status: 400);

        var run = Attest(package, stack, Token, [Name], isRekor2).Exits(Tool.Undecided);

        Assert.Contains("error SCSDK7015: Nothing is signed", run.Error);
        Assert.Contains("400", run.Error);
        Assert.AreEqual("", run.Output);
        CollectionAssert.AreEqual(state, State(package));

        // Busy once is asked again, and what failed does not keep the others of a release from being attested.
        await stack.FaultAsync(path, status: 400);
        Attest(package, stack, Token, [Name, $"second/{Name}"], isRekor2).Exits(Tool.Undecided);
        Assert.IsFalse(File.Exists(package.BundlePath));
        Assert.IsTrue(File.Exists(package.At($"second/{Name}.sigstore.json")));
        await stack.FaultAsync(path, status: 503);
        Attest(package, stack, Token, [Name], isRekor2).Exits(Tool.Yes);
        Tool.RunIn(package.Folder, ["verify", Name, .. Expected(stack)]).Exits(Tool.Yes);
    }

    [TestMethod]
    public async Task What_a_service_gives_is_verified_before_anything_is_written()
    {
        using var stack = new LocalStack();
        using var other = new LocalStack();
        using var package = Packed();
        var state = State(package);

        // Trusted, and not those that answer.
        var run = Run(package, Environment(Token), [Name, "--trusted-root", other.RootPath, "--signing-config", stack.ConfigPath(isRekor2: true)]).Exits(Tool.Undecided);
        Assert.Contains("error SCSDK7016: Nothing is signed, because what a service gave is not right", run.Error);
        // An entry that is none.
        await stack.FaultAsync(Log2, status: 201, body: "{}");
        Assert.Contains("error SCSDK7016", Attest(package, stack, Token, [Name]).Exits(Tool.Undecided).Error);
        // The certificate of another job than the token's.
        await stack.FaultAsync(Certify, status: 200, body: """{"signedCertificateEmbeddedSct":{"chain":{"certificates":["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]}}}""");
        Assert.Contains("error SCSDK7016", Attest(package, stack, Token, [Name]).Exits(Tool.Undecided).Error);

        CollectionAssert.AreEqual(state, State(package));
    }

    [TestMethod]
    [DataRow("another commit", "SCSDK7012", "and the certificate says '0000000000000000000000000000000000000000'")]
    [DataRow("another repository", "SCSDK7012", "and the certificate says 'https://github.com/contoso/gadget'")]
    [DataRow("another builder", "SCSDK7012", "and the certificate is of 'https://github.com/contoso/widget/.github/workflows/release.yml@refs/heads/main'")]
    [DataRow("changes", "SCSDK7012", "an identity signs no such build")]
    [DataRow("no commit", "SCSDK7012", "it names no commit, and the certificate says")]
    public async Task What_contradicts_the_certificate_is_not_signed_and_not_logged(string how, string code, string said)
    {
        using var stack = new LocalStack();
        using var package = Packed(how switch
        {
            "another builder" => new Recipe { Statement = s => s["predicate"]!["runDetails"]!["builder"]!["id"] = "https://github.com/contoso/widget/.github/workflows/other.yml@refs/heads/main" },
            "changes" => new Recipe { Provenance = p => p with { Source = p.Source! with { IsDirty = true } } },
            "no commit" => new Recipe { Commit = "", Provenance = p => p with { Source = null } },
            _ => null,
        });
        var state = State(package);
        var token = how switch
        {
            "another commit" => Token with { Commit = new string('0', 40) },
            "another repository" => Token with { Repository = "contoso/gadget" },
            _ => Token,
        };
        if (how == "another repository")
            said = said.Replace("widget", "gadget", StringComparison.Ordinal);

        var run = Attest(package, stack, token, [Name]).Exits(Tool.No);

        Assert.Contains($"error {code}", run.Error);
        Assert.Contains(said, run.Error);
        CollectionAssert.AreEqual(state, State(package));
        Assert.AreEqual(0, (await stack.RequestsAsync()).Count(path => path is Log2 or Timestamps));
    }

    [TestMethod]
    [DataRow("GITHUB_ACTIONS=true", "Add these two lines to the job (a run of a fork gets none even so): 'permissions:' / '  id-token: write'.")]
    [DataRow("GITLAB_CI=true", "Add these three lines to the job: 'id_tokens:' / '  SIGSTORE_ID_TOKEN:' / '    aud: sigstore'.")]
    [DataRow("BUILDKITE=true", "'buildkite-agent', and that failed: 'it is not on the PATH'")]
    [DataRow("CIRCLECI=true", "'circleci', and that failed: 'it is not on the PATH'")]
    [DataRow("SIGSTORE_ID_TOKEN=no token", "The identity token cannot be read")]
    [DataRow("expired", "expired at ")]
    [DataRow("another audience", "is for 'somebody' and not for 'sigstore'")]
    public async Task Without_an_identity_nobody_is_asked_and_it_is_said_what_is_missing(string job, string said)
    {
        using var stack = new LocalStack();
        using var package = Packed();
        var state = State(package);
        // A program of that name in the folder that is released is not the CI's.
        Program(package.At("buildkite-agent"), $"printf %s '{Token}'");
        File.Move(package.At("buildkite-agent"), package.At("circleci"));
        Program(package.At("buildkite-agent"), $"printf %s '{Token}'");
        var (name, value) = job switch
        {
            "expired" => ("SIGSTORE_ID_TOKEN", (Token with { Expires = DateTimeOffset.UtcNow.AddSeconds(-1) }).ToString()),
            "another audience" => ("SIGSTORE_ID_TOKEN", (Token with { Audience = "somebody" }).ToString()),
            _ => (job.Split('=')[0], job.Split('=')[1]),
        };

        var run = Run(package, Environment(null, (name, value), ("PATH", $".{Path.PathSeparator}nowhere{Path.PathSeparator}")), [Name, .. Instance(stack)]).Exits(Tool.Undecided);

        Assert.Contains("error SCSDK7009: Nothing is signed with an identity. ", run.Error);
        Assert.Contains(". Without one, sign with a key (--key).", run.Error);
        Assert.Contains(said, run.Error);
        Assert.DoesNotContain("SupplyChainSigner", run.Error);
        Assert.DoesNotContain(JobToken.Signature, run.ToString());
        Assert.IsEmpty(await stack.RequestsAsync());
        File.Delete(package.At("buildkite-agent"));
        File.Delete(package.At("circleci"));
        CollectionAssert.AreEqual(state, State(package));
    }

    [TestMethod]
    [DataRow("BUILDKITE", "buildkite-agent", "oidc request-token --audience sigstore")]
    [DataRow("CIRCLECI", "circleci", """run oidc get --claims {"aud":"sigstore"}""")]
    public void The_program_of_the_CI_gives_the_token_which_is_shown_nowhere(string variable, string program, string arguments)
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("The program of this test is a script.");
        using var stack = new LocalStack();
        using var package = Packed();
        Directory.CreateDirectory(package.At("bin"));
        var asked = package.At("asked.txt");
        ToolRun Job() => Run(package, Environment(null, (variable, "true"), ("PATH", $"nowhere:{package.At("bin")}")), [Name, .. Instance(stack)]);

        Program(package.At($"bin/{program}"), "printf %s 'secret-of-the-program'; exit 3");
        var failed = Job().Exits(Tool.Undecided);
        Assert.Contains("SCSDK7009", failed.Error);
        Assert.Contains($"'{program}', and that failed: 'it ended with exit code 3'", failed.Error);
        Assert.DoesNotContain("secret-of-the-program", failed.ToString());

        Program(package.At($"bin/{program}"), "while printf %s aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; do :; done");
        Assert.Contains("'it wrote more than any token has'", Job().Exits(Tool.Undecided).Error);

        Program(package.At($"bin/{program}"), $"printf '%s' \"$*\" > '{asked}'; printf '%s\\n' '{Token}'");
        var signed = Job().Exits(Tool.Yes);
        Assert.Contains($"signed        as {Token.Identity} ({stack.Issuer})", signed.Output);
        Assert.DoesNotContain(JobToken.Signature, signed.ToString());
        Assert.AreEqual(arguments, File.ReadAllText(asked));
        Tool.RunIn(package.Folder, ["verify", Name, .. Expected(stack)]).Exits(Tool.Yes);
        Tool.RunIn(package.Folder, ["verify", Name, .. Expected(stack, "https://github.com/contoso/gadget")]).Exits(Tool.No);
    }

    [TestMethod]
    public async Task Cancelled_while_a_service_is_asked_it_ends_at_once_and_nothing_is_written()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("There is no SIGINT to send.");
        using var stack = new LocalStack();
        using var package = Packed();
        var state = State(package);
        await stack.FaultAsync(Log2, delayMs: 60_000);
        var process = Tool.Start(Tool.Folder, package.Folder, Environment(Token), ["attest", "--keyless", Name, .. Instance(stack)]);
        for (var i = 0; i < 300 && !(await stack.RequestsAsync()).Contains(Log2); i++)
            await Task.Delay(50);

        var watch = Stopwatch.StartNew();
        await Process.Start("kill", ["-INT", $"{process.Id}"])!.WaitForExitAsync();
        var run = Tool.Finish(process).Exits(Tool.Undecided);

        Assert.Contains("Cancelled. Nothing was left half-written.", run.Error);
        Assert.IsLessThan(15, watch.Elapsed.TotalSeconds);
        CollectionAssert.AreEqual(state, State(package));
    }

    [TestMethod]
    public void What_is_signed_names_the_certified_workflow_as_its_builder_and_else_is_byte_for_byte_what_was_packed()
    {
        using var stack = new LocalStack();
        using var package = Packed();
        var unsigned = File.ReadAllText(package.At(StatementName));

        Attest(package, stack, Token, [Name]).Exits(Tool.Yes);

        var signed = Encoding.UTF8.GetString(JsonNode.Parse(File.ReadAllBytes(package.BundlePath))!["dsseEnvelope"]!["payload"]!.AsValue().GetValue<string>() is { } payload ? Convert.FromBase64String(payload) : []);
        Assert.AreEqual(unsigned.Replace(SupplyChainSdk.Attestation.Provenance.LocalBuilder, Token.Identity, StringComparison.Ordinal), signed);
        Assert.Contains(Token.Identity, signed);
    }

    private static AttestedPackage Packed(Recipe? recipe = null)
    {
        var package = new AttestedPackage(recipe);
        package.Write(StatementName, Convert.FromBase64String(JsonNode.Parse(package.Bundle)!["dsseEnvelope"]!["payload"]!.GetValue<string>()));
        package.Delete($"{Name}.sigstore.json");
        return package;
    }

    private static ToolRun Attest(AttestedPackage package, LocalStack stack, JobToken token, string[] files, bool isRekor2 = true) =>
        Run(package, Environment(token), [.. files, .. Instance(stack, isRekor2)]);

    private static ToolRun Run(AttestedPackage package, (string, string)[] variables, string[] arguments) =>
        Tool.Finish(Tool.Start(Tool.Folder, package.Folder, variables, ["attest", "--keyless", .. arguments]));

    // Whatever runs these tests may be a job of a CI system itself.
    private static (string, string)[] Environment(JobToken? token, params (string Name, string Value)[] more) =>
    [
        .. new[] { "SIGSTORE_ID_TOKEN", "GITHUB_ACTIONS", "GITLAB_CI", "BUILDKITE", "CIRCLECI", "ACTIONS_ID_TOKEN_REQUEST_URL" }.Select(name => (name, "")),
        .. token is null ? [] : (ReadOnlySpan<(string, string)>)[("SIGSTORE_ID_TOKEN", token.ToString())],
        .. more,
    ];

    private static string[] Instance(LocalStack stack, bool isRekor2 = true) => ["--trusted-root", stack.RootPath, "--signing-config", stack.ConfigPath(isRekor2)];

    private static string[] Expected(LocalStack stack, string? identity = null) =>
        ["--offline", "--trusted-root", stack.RootPath, "--certificate-identity", identity ?? Token.Identity, "--certificate-oidc-issuer", stack.Issuer];

    private static void Program(string path, string script)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string[] State(AttestedPackage package) => [.. Directory.GetFiles(package.Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => $"{Path.GetRelativePath(package.Folder, file)} {Digest.Sha256Of(File.ReadAllBytes(file)).Hex}")];
}
