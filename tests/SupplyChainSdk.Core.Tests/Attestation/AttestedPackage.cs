using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Core.Tests.Attestation;

/// <summary>How a package is made, attested and signed; every step can be made wrong. What is not set is right.</summary>
internal sealed record Recipe
{
    public string Id { get; init; } = "Contoso.Widgets";
    public string Version { get; init; } = "1.2.3";
    public string Commit { get; init; } = AttestedPackage.Commit;
    public string Sbom { get; init; } = """{"bomFormat":"CycloneDX","specVersion":"1.6"}""";
    public ImmutableArray<RawEntry> MoreEntries { get; init; } = [];
    public bool SbomInside { get; init; } = true;
    public Func<Provenance, Provenance> Provenance { get; init; } = p => p;
    public Action<JsonObject> Statement { get; init; } = _ => { };
    public Func<byte[], byte[]> Payload { get; init; } = p => p;
    public string PayloadType { get; init; } = Dsse.InTotoPayloadType;
    public Action<JsonObject> Bundle { get; init; } = _ => { };
    public bool ByOtherKey { get; init; }
}

/// <summary>A real package with a real bundle by a real key, in a folder of its own: <c>Contoso.Widgets.1.2.3.nupkg</c>.</summary>
internal sealed class AttestedPackage : IDisposable
{
    public const string Name = "Contoso.Widgets.1.2.3.nupkg";
    public const string SbomEntry = "_manifest/cyclonedx/bom.cdx.json";
    public const string SbomBeside = "Contoso.Widgets.1.2.3.cdx.json";
    public const string Commit = "9f8e7d6c5b4a39281706f5e4d3c2b1a098765432";
    public const string PolicySha256 = "1c7e04b7e2b5b3a1f0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f89a";

    private static readonly Lazy<(byte[] Private, byte[] Public)> Key = new(NewKey);
    private static readonly Lazy<(byte[] Private, byte[] Public)> OtherKey = new(NewKey);
    private readonly Scratch _scratch = new();

    public AttestedPackage(Recipe? recipe = null)
    {
        var made = recipe ?? new Recipe();
        Built = RawZip.Write(Entries(made));
        Write(Name, Built);
        Write(SbomBeside, Encoding.UTF8.GetBytes(made.Sbom));
        Write("release.pub", Key.Value.Public);
        Write("other.pub", OtherKey.Value.Public);
        Bundle = Sign(made, StatementOf(made, Built));
        Write($"{Name}.sigstore.json", Bundle);
    }

    public string Folder => _scratch.Folder;
    public string Path => At(Name);
    public string BundlePath => At($"{Name}.sigstore.json");
    public string KeyPath => At("release.pub");

    /// <summary>The package as it was packed: what the statement is about.</summary>
    public byte[] Built { get; }

    public byte[] Bundle { get; }

    public string At(string name) => _scratch.At(name);

    public string Write(string name, byte[] content) => _scratch.Write(name, content);

    public string Write(string name, string content) => _scratch.Write(name, content);

    public void Delete(string name) => File.Delete(At(name));

    /// <summary>Another bundle about the same package; what the recipe says about the package itself is passed over.</summary>
    public byte[] AnotherBundle(Recipe recipe) => Sign(recipe, StatementOf(recipe, Built));

    public VerificationReport Verify(string? bundle = null, string key = "release.pub") =>
        PackageVerification.Verify(Path, bundle, ExpectedSigner.Key(At(key)), CancellationToken.None);

    /// <summary>The package with a bundle inside, as attesting appends it.</summary>
    public static byte[] Attest(byte[] package, byte[] bundle)
    {
        var output = new MemoryStream();
        PackageLayers.AppendAttestation(new MemoryStream(package), bundle, output);
        return output.ToArray();
    }

    /// <summary>The package with a signature entry, appended as NuGet appends one.</summary>
    public static byte[] NuGetSign(byte[] package) => NuGetSign(package, "not really a signature");

    /// <summary>The package with a signature entry, appended as NuGet appends one.</summary>
    public static byte[] NuGetSign(byte[] package, string signature)
    {
        var output = new MemoryStream();
        var layers = ArchiveLayers.Read(new MemoryStream(package), attested: true);
        layers.Append(AppendedEntry.SignatureName, Encoding.ASCII.GetBytes(signature), 0x5B75_39C3, ZipRecords.PlainMadeBy, output, CancellationToken.None);
        return output.ToArray();
    }

    /// <summary>The same package with one entry more, last.</summary>
    public static byte[] Repack(Recipe recipe, params RawEntry[] more) => RawZip.Write([.. Entries(recipe), .. more]);

    public static byte[] PrivateKeyPem => Key.Value.Private;

    public void Dispose() => _scratch.Dispose();

    /// <summary>A small build: one source, two packages, three gates.</summary>
    public static Provenance Provenance(params ImmutableArray<Byproduct> sboms) => new()
    {
        Parameters = new BuildParameters("src/Contoso.Widgets/Contoso.Widgets.csproj", "Release", ["net8.0", "net10.0"], "1.2.3"),
        Environment = new BuildEnvironment("10.0.401", "18.9.11", "7.9.0", "10.0.12", "Debian GNU/Linux 12 (bookworm)", "linux-x64", "0.1.0",
            ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
                [KeyValuePair.Create("GITHUB_SHA", Commit), KeyValuePair.Create("GITHUB_REF", "refs/tags/v1.2.3")])),
        Source = new SourceRevision("https://github.com/contoso/widget", Commit, IsDirty: false),
        Packages =
        [
            Material("Newtonsoft.Json", "13.0.4", 0x13, isDevelopmentOnly: false),
            Material("Analyzers.Ünicode", "1.0.0-beta.2", 0x0a, isDevelopmentOnly: true),
        ],
        Gates =
        [
            GateResult.Of("lock", Enforce.Error, []),
            GateResult.Of("licenses", Enforce.Error, [], [Exception("Bar"), Exception("Baz")]),
            GateResult.Of("integrity", Enforce.Warning, [Finding.Create(Codes.HashMismatch, Severity.Warning, "A package is another one.", "x")]),
        ],
        PolicyDigest = Digest.Parse("sha256", PolicySha256),
        Sboms = sboms,
    };

    private static ExceptionUse Exception(string id) => new(
        new LicenseExceptionEntry(new PackageSelector(id, null), null, "r", "o", new DateOnly(2027, 3, 1), new Location("supplychain.json", 3, 5)), [PackageId.Create(id, "1.0.0")]);

    private static ResolvedMaterial Material(string id, string version, byte seed, bool isDevelopmentOnly) => new(
        PackageId.Create(id, version), ContentHash.Of(Enumerable.Repeat(seed, 64).ToArray()),
        Digest.Sha512(Enumerable.Repeat((byte)(seed + 1), 64).ToArray()), isDevelopmentOnly);

    /// <summary>What is packed.</summary>
    public static IEnumerable<RawEntry> Entries(Recipe recipe) =>
    [
        new("_rels/.rels", "<Relationships/>"),
        new($"{recipe.Id}.nuspec", $"""
            <package><metadata><id>{recipe.Id}</id><version>{recipe.Version}</version><authors>Contoso</authors>
            <license type="expression">MIT</license>
            <repository type="git" url="https://github.com/contoso/widget" commit="{recipe.Commit}" /></metadata></package>
            """),
        new("lib/net10.0/Contoso.Widgets.dll", new string('x', 300)) { Method = 0 },
        .. recipe.SbomInside ? [new RawEntry(SbomEntry, recipe.Sbom)] : ImmutableArray<RawEntry>.Empty,
        .. recipe.MoreEntries,
        new("[Content_Types].xml", "<Types/>"),
    ];

    /// <summary>What a build says of it.</summary>
    public static byte[] StatementOf(Recipe recipe, byte[] built)
    {
        var layers = PackageLayers.Read(new MemoryStream(built));
        var sbom = Digest.Sha256Of(Encoding.UTF8.GetBytes(recipe.Sbom));
        var provenance = recipe.Provenance(Provenance(
            new Byproduct(SbomEntry, "application/vnd.cyclonedx+json", sbom, IsInPackage: true),
            new Byproduct(SbomBeside, "application/vnd.cyclonedx+json", sbom, IsInPackage: false)));
        var statement = JsonNode.Parse(ProvenanceWriter.Write(
            Name, "pkg:nuget/Contoso.Widgets@1.2.3", [layers.AsBuilt.Sha256, layers.AsBuilt.Sha512], provenance))!.AsObject();
        recipe.Statement(statement);
        return recipe.Payload(Encoding.UTF8.GetBytes(statement.ToJsonString()));
    }

    private static byte[] Sign(Recipe recipe, byte[] statement)
    {
        using var signer = new KeySigner(SigningKey.Parse((recipe.ByOtherKey ? OtherKey : Key).Value.Private, default));
        var bundle = recipe.PayloadType == Dsse.InTotoPayloadType
            ? signer.SignAsync(recipe.PayloadType, statement, CancellationToken.None).AsTask().GetAwaiter().GetResult().ToJson()
            : SignAnyType(recipe.PayloadType, statement);
        var json = JsonNode.Parse(bundle)!.AsObject();
        recipe.Bundle(json);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    // The signer refuses to sign anything but a statement; others do not.
    private static byte[] SignAnyType(string payloadType, byte[] payload)
    {
        using var ecdsa = System.Security.Cryptography.ECDsa.Create();
        ecdsa.ImportFromPem(Encoding.ASCII.GetString(Key.Value.Private));
        var signature = ecdsa.SignData(Dsse.PreAuthenticationEncoding(payloadType, payload),
            System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.DSASignatureFormat.Rfc3279DerSequence);
        return Sigstore.Bundle.ForKey(new DsseEnvelope(payloadType, [.. payload], [.. signature], PublicKey.Parse(Key.Value.Public).KeyId)).ToJson();
    }

    private static (byte[] Private, byte[] Public) NewKey()
    {
        using var pair = KeyPair.CreateEcdsaP256();
        return (pair.ExportPrivatePem(default), pair.ExportPublicPem());
    }
}
