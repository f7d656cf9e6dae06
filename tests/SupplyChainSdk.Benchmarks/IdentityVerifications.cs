using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Benchmarks;

/// <summary>
/// <c>supplychain verify</c> by identity as users have it, from start to exit, in turns with an independent verifier in Node over the same bundle, package and trusted root. Signed at a Sigstore
/// instance on this machine, since nobody may sign at the public one for this; its trusted root is a file, and reading it takes what reading the embedded one does.
/// </summary>
internal static class IdentityVerifications
{
    private const int Turns = 41;

    public static IEnumerable<Row> Processes()
    {
        var folder = Path.Combine(Workspace.Root, "identity");
        var command = Verifications.Install(folder);
        var oracles = Environment.GetEnvironmentVariable("SUPPLYCHAIN_ORACLES") ?? Path.Combine(Workspace.Repository, "artifacts", "oracles");
        var (identity, issuer) = SignAt(oracles, folder);
        Func<Sample> Ours(string package) => () => Programs.Measure(folder, command, "verify", package, "--offline",
            "--certificate-identity", identity, "--certificate-oidc-issuer", issuer, "--trusted-root", "trusted_root.json");

        var one = Measurement.InTurns(Turns,
            () => Programs.Measure(folder, "node", Path.Combine(oracles, "verify-bundle.mjs"), "Signed.V1.1.0.0.nupkg.sigstore.json", "Signed.V1.1.0.0.nupkg", "trusted_root.json", identity, issuer),
            Ours("Signed.V1.1.0.0.nupkg"));
        yield return Measurement.Compare("verify by identity, start to exit, Rekor v1: node with @sigstore/verify, ours", one[0], one[1], "≤ 100 ms, and faster than node",
            (difference, _) => difference < 0 && Measurement.Wall(one[1]) <= 100);
        // The other one takes no statement that Rekor v2 logged.
        var two = Measurement.InTurns(Turns, Ours("Signed.V2.1.0.0.nupkg"))[0];
        yield return new Row("verify by identity, start to exit, Rekor v2", "", Measurement.Milliseconds(Measurement.Wall(two)), "", "≤ 100 ms", Measurement.Wall(two) <= 100 ? "yes" : "no");
    }

    private static (string Identity, string Issuer) SignAt(string oracles, string folder)
    {
        using var stack = Process.Start(new ProcessStartInfo("node", [Path.Combine(oracles, "sigstore-mock-server.mjs"), "--rekor2-strict", "--out", folder]) { RedirectStandardOutput = true })!;
        try
        {
            var ready = JsonDocument.Parse(stack.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The local Sigstore instance did not start.")).RootElement;
            var (url, identity) = (ready.GetProperty("url").GetString()!, ready.GetProperty("identity").GetString()!);
            Sign(folder, url, identity, "Signed.V1", "signing_config.json");
            Sign(folder, url, identity, "Signed.V2", "signing_config_v2.json");
            return (identity, ready.GetProperty("issuer").GetString()!);
        }
        finally
        {
            stack.Kill();
        }
    }

    private static void Sign(string folder, string url, string identity, string id, string config)
    {
        using var http = new HttpClient();
        using var signer = new KeylessSigner(
            async cancel => IdentityToken.Parse((await http.GetFromJsonAsync<JsonElement>(new Uri($"{url}/oidc/token?audience=sigstore"), cancel).ConfigureAwait(false)).GetProperty("value").GetString()!),
            SigningConfig.Load(Path.Combine(folder, config)), TrustedRoot.Load(Path.Combine(folder, "trusted_root.json")));
        var package = PackageId.Create(id, "1.0.0");
        using var built = Verifications.Build(package, new Random(1));
        var statement = Encoding.UTF8.GetString(Verifications.Statement(package, built)).Replace(Provenance.LocalBuilder, identity, StringComparison.Ordinal);
        var file = Path.Combine(folder, $"{id}.1.0.0.nupkg");
        File.WriteAllBytes(file, built.ToArray());
        File.WriteAllBytes($"{file}.sigstore.json", signer.SignAsync(Dsse.InTotoPayloadType, Encoding.UTF8.GetBytes(statement), CancellationToken.None).AsTask().GetAwaiter().GetResult().ToJson());
    }
}
