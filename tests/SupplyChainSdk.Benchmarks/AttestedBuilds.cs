using System.Text.Json;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Benchmarks;

/// <summary>A build of which packages are attested, and a rule says by whom: the attestations lie beside the packages, signed with a key.</summary>
internal static class AttestedBuilds
{
    private const int Attested = 50;

    public static Row NothingChanged(int turns)
    {
        var (without, with) = Projects.Large;
        using var key = KeyPair.CreateEcdsaP256();
        File.WriteAllBytes(Path.Combine(with, "release.pub"), key.ExportPublicPem());
        File.WriteAllText(Path.Combine(with, "supplychain.json"), """
            { "version": 1, "licenses": { "deny": ["AGPL-3.0-only"], "unknown": "off" },
              "provenance": { "rules": [ { "packages": "*", "mode": "whenPresent", "keys": [ { "file": "release.pub" } ] } ] } }
            """);
        Workspace.Commit(with);
        var bundles = Sign(with, key);
        try
        {
            // The first one verifies, and only the second one finds everything older than itself.
            Programs.Run(with, "dotnet", "build");
            Programs.Run(with, "dotnet", "build");
            Programs.Run(with, "dotnet", Workspace.Tool, "verify", "--lock", "packages.lock.json");
            return Builds.NothingChanged($"no-op build, 171 packages of which {Attested} are attested, with a rule", (without, with), turns, "≤ 40 ms", (wall, _) => wall <= 40);
        }
        finally
        {
            // The packages are shared with every other measurement.
            foreach (var bundle in bundles)
                File.Delete(bundle);
        }
    }

    private static List<string> Sign(string project, KeyPair key)
    {
        using var signer = new KeySigner(SigningKey.Parse(key.ExportPrivatePem(default), default));
        using var locked = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(project, "packages.lock.json")));
        var bundles = new List<string>();
        foreach (var dependency in locked.RootElement.GetProperty("dependencies").EnumerateObject().First().Value.EnumerateObject().Where(d => d.Name != "SupplyChainSdk").Take(Attested))
        {
            var package = PackageId.Create(dependency.Name, dependency.Value.GetProperty("resolved").GetString()!);
            var name = $"{package.Id}.{package.Version}.nupkg".ToLowerInvariant();
            var path = Path.Combine(Workspace.Packages, package.Id.ToLowerInvariant(), package.Version.ToLowerInvariant(), name);
            using var archive = File.OpenRead(path);
            var layers = PackageLayers.Read(archive);
            var statement = ProvenanceWriter.Write(name, package.Purl, [layers.AsBuilt.Sha256, layers.AsBuilt.Sha512], Verifications.Provenance with { Parameters = Verifications.Provenance.Parameters with { Version = package.Version }, Sboms = [] });
            bundles.Add($"{path}.sigstore.json");
            File.WriteAllBytes(bundles[^1], signer.SignAsync(Dsse.InTotoPayloadType, statement, CancellationToken.None).AsTask().GetAwaiter().GetResult().ToJson());
        }
        return bundles.Count == Attested ? bundles : throw new InvalidOperationException($"Only {bundles.Count} packages could be attested.");
    }
}
