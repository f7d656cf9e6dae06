using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Benchmarks;

/// <summary><c>supplychain verify</c> as users have it: installed from its package, with attested packages that are generated here.</summary>
internal static class Verifications
{
    private const int Many = 500;
    private const int Size = 200_000;
    private const int Turns = 21;
    private const string SbomEntry = "_manifest/cyclonedx/bom.cdx.json";
    private static readonly byte[] Sbom = "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\"}"u8.ToArray();

    internal static readonly Provenance Provenance = new()
    {
        Parameters = new BuildParameters("generated.csproj", "Release", ["net10.0"], "1.0.0"),
        Environment = new BuildEnvironment("10.0.401", "18.9.11", "7.9.0", "10.0.12", "Linux", "linux-x64", "0.1.0", ImmutableSortedDictionary<string, string>.Empty),
        Source = null,
        Packages = [],
        Gates = [],
        PolicyDigest = null,
        Sboms = [new Byproduct(SbomEntry, "application/vnd.cyclonedx+json", Digest.Sha256Of(Sbom), IsInPackage: true)],
    };

    public static IEnumerable<Row> OneAndMany()
    {
        var folder = Path.Combine(Workspace.Root, "verify");
        var command = Install(folder);
        var any = Directory.EnumerateFiles(Path.GetDirectoryName(command)!, "supplychain.dll", SearchOption.AllDirectories).Single(f => f.Contains($"{Path.DirectorySeparatorChar}any{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        Generate(folder);

        var one = Measurement.InTurns(Turns, () => Programs.Measure(folder, "dotnet", any, "verify", "packages/Generated.P0.1.0.0.nupkg", "--key", "key.pub"),
            () => Programs.Measure(folder, command, "verify", "packages/Generated.P0.1.0.0.nupkg", "--key", "key.pub"));
        yield return Measurement.Compare("verify of one package: compiled as it runs, compiled ahead", one[0], one[1], "≤ 100 ms", (_, _) => Measurement.Wall(one[1]) <= 100);

        var many = Measurement.InTurns(Turns, () => Programs.Measure(folder, command, "verify", "packages", "--key", "key.pub"))[0];
        yield return new Row(string.Create(CultureInfo.InvariantCulture, $"verify of {Many} packages of {Size / 1000} KB"), "", Measurement.Milliseconds(Measurement.Wall(many)),
            string.Create(CultureInfo.InvariantCulture, $"(processor {Measurement.Median(many.Select(s => s.ProcessorMilliseconds)):F0} ms, peak {Measurement.Median(many.Select(s => s.PeakMiB)):F0} MiB)"),
            "≤ 5 s", Measurement.Wall(many) <= 5000 ? "yes" : "no");
    }

    /// <summary>Installs the tool from its package into a folder.</summary>
    /// <returns>The command.</returns>
    public static string Install(string folder)
    {
        var feed = Path.Combine(folder, "feed");
        Programs.Run(Workspace.Repository, "dotnet", "pack", Path.Combine("src", "SupplyChainSdk.Tool"), "-c", "Release", "-o", feed, $"-p:PackageVersion={Workspace.Version}");
        File.WriteAllText(Path.Combine(folder, "nuget.config"), "<configuration><packageSources><clear /><add key=\"feed\" value=\"feed\" /></packageSources></configuration>");
        Programs.Run(folder, "dotnet", "tool", "install", "SupplyChainSdk.Tool", "--version", Workspace.Version, "--tool-path", "bin");
        return Path.Combine(folder, "bin", "supplychain");
    }

    private static void Generate(string folder)
    {
        using var pair = KeyPair.CreateEcdsaP256();
        File.WriteAllBytes(Path.Combine(folder, "key.pub"), pair.ExportPublicPem());
        using var signer = new KeySigner(SigningKey.Parse(pair.ExportPrivatePem(default), default));
        Directory.CreateDirectory(Path.Combine(folder, "packages"));
        var random = new Random(1);
        for (var i = 0; i < Many; i++)
        {
            var package = PackageId.Create(string.Create(CultureInfo.InvariantCulture, $"Generated.P{i}"), "1.0.0");
            using var built = Build(package, random);
            var statement = Statement(package, built);
            using var output = File.Create(Path.Combine(folder, "packages", $"{package.Id}.1.0.0.nupkg"));
            PackageLayers.AppendAttestation(built, signer.SignAsync(Dsse.InTotoPayloadType, statement, CancellationToken.None).AsTask().GetAwaiter().GetResult().ToJson(), output);
        }
    }

    /// <summary>What a build says of a package.</summary>
    public static byte[] Statement(PackageId package, Stream built)
    {
        var layers = PackageLayers.Read(built);
        return ProvenanceWriter.Write($"{package.Id}.1.0.0.nupkg", package.Purl, [layers.AsBuilt.Sha256, layers.AsBuilt.Sha512], Provenance);
    }

    /// <summary>A package of a library, of random bytes.</summary>
    public static MemoryStream Build(PackageId package, Random random)
    {
        var content = new byte[Size];
        random.NextBytes(content);
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, $"{package.Id}.nuspec", System.Text.Encoding.UTF8.GetBytes($"<package><metadata><id>{package.Id}</id><version>1.0.0</version><authors>Generated</authors></metadata></package>"));
            Add(zip, $"lib/net10.0/{package.Id}.dll", content);
            Add(zip, SbomEntry, Sbom);
        }
        return stream;

        static void Add(ZipArchive zip, string name, byte[] content)
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(content);
        }
    }
}
