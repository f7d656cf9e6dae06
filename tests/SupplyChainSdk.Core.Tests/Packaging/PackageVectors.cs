using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Packaging;

/// <summary>
/// Makes <c>tests/vectors/attested-packages</c>: everything that is done to one package of our own build. From the package, its statement, the
/// bundles and NuGet's signature, which are committed, the others follow byte for byte. README.md there says how each is made.
/// </summary>
internal static class PackageVectors
{
    public const string Key = "release.pub";
    public const string List = "vectors.json";
    private const string Built = "as-built.nupkg";
    private const string Signed = "attested-and-signed.nupkg";
    private const string StatementFile = "inputs/statement.json";
    private const string GoodBundle = "inputs/attestation.sigstore.json";

    // Larger ones are made in the tests alone.
    private const int MaxBytes = 1 << 16;

    private static readonly Dictionary<string, Action<JsonObject>> Statements = new()
    {
        ["attestation"] = _ => { },
        ["another-sha512"] = s => s["subject"]![0]!["digest"]!["sha512"] = new string('0', 128),
        ["another-sha256"] = s => s["subject"]![0]!["digest"]!["sha256"] = new string('0', 64),
        ["a-second-subject"] = s => s["subject"]!.AsArray().Add(JsonNode.Parse($$"""{"name":"other","uri":"pkg:nuget/Other@1.0.0","digest":{"sha256":"{{new string('0', 64)}}"} }""")),
        ["another-id"] = s => s["subject"]![0]!["uri"] = "pkg:nuget/Contoso.Other@1.2.3",
        ["an-older-version"] = s => s["subject"]![0]!["uri"] = "pkg:nuget/Contoso.Widget@1.2.2",
        ["another-predicate"] = s => s["predicateType"] = "https://spdx.dev/Document",
    };

    public static string Folder { get; } = Path.Combine(TestData.Repository, "tests", "vectors", "attested-packages");

    /// <summary>The attested package, as entries: built, attestation, signature.</summary>
    public static HostilePackages Packages => new(RawZip.Read(Read(Built)), Read(GoodBundle), SignatureEntry);

    public static RawEntry SignatureEntry => RawZip.Read(Read(Signed))[^1];

    /// <summary>All packages, by what they are.</summary>
    public static IEnumerable<(string What, byte[] Package)> Make()
    {
        var (built, packages) = (Read(Built), Packages);
        foreach (var (what, make) in packages.Accepted)
            yield return (what, make());
        foreach (var (what, hostile) in packages.Refused)
        {
            if (hostile.Make() is { Length: < MaxBytes } package)
                yield return (what, package);
        }
        yield return ("one changed byte", AttestedPackage.Attest(OneChanged(built), packages.Bundle));
        yield return ("one file more before the attestation", RawZip.Write([.. packages.Built, new("lib/more.dll", "more") { Method = 0 }, packages.Attestation]));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "inputs"), "*.sigstore.json").Where(f => Path.GetFileName(f) != Path.GetFileName(GoodBundle)).Order(StringComparer.Ordinal))
            yield return ($"bundle with {Path.GetFileName(file).Split('.')[0].Replace('-', ' ')}", AttestedPackage.Attest(built, File.ReadAllBytes(file)));
        foreach (var (what, bundle) in Bundles(packages.Bundle))
            yield return ($"bundle {what}", AttestedPackage.Attest(built, bundle));
    }

    public static string FileOf(string what) => $"{string.Join('-', new string([.. what.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries))}.nupkg";

    /// <summary>What is expected of each of them, as it is found here.</summary>
    public static byte[] Judge(IEnumerable<(string What, byte[] Package)> packages)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteStartArray("vectors");
            foreach (var (what, package) in packages)
            {
                var (reason, layers) = Judge(package, Path.Combine(Folder, Key));
                json.WriteStartObject();
                json.WriteString("file", FileOf(what));
                json.WriteString("what", what);
                json.WriteString("verdict", reason is null ? "verified" : "refused");
                json.WriteString("reason", reason);
                Write(json, "asDownloaded", layers?.AsDownloaded);
                Write(json, "withoutSignature", layers?.WithoutSignature);
                Write(json, "asBuilt", layers?.AsBuilt);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    /// <summary>Our verdict, with nothing but the package and the key.</summary>
    public static (string? Reason, PackageLayers? Layers) Judge(byte[] package, string key)
    {
        using var scratch = new Scratch();
        var report = PackageVerification.Verify(scratch.Write("Contoso.Widget.1.2.3.nupkg", package), null, ExpectedSigner.Key(key), CancellationToken.None);
        try
        {
            var layers = PackageLayers.Read(new MemoryStream(package));
            return report.Result == VerificationResult.Verified ? (null, layers)
                : (typeof(Codes).GetFields().Single(f => Equals(f.GetValue(null), report.Refusal!.Code)).Name, layers);
        }
        catch (PackageFormatException e)
        {
            Assert.AreEqual(VerificationResult.NotVerified, report.Result, e.Message);
            return (e.Defect.ToString(), null);
        }
    }

    /// <summary>A new key, the bundles that it signs, and NuGet's signature; the key is kept nowhere.</summary>
    public static void MakeInputs()
    {
        using var key = RSA.Create(3072);
        using var other = RSA.Create(3072);
        File.WriteAllText(Path.Combine(Folder, Key), key.ExportSubjectPublicKeyInfoPem() + "\n");
        foreach (var (name, change) in Statements)
        {
            var statement = JsonNode.Parse(Read(StatementFile))!.AsObject();
            change(statement);
            WriteBundle(name, key, Dsse.InTotoPayloadType, name == "attestation" ? Read(StatementFile) : Encoding.UTF8.GetBytes(statement.ToJsonString()));
        }
        WriteBundle("another-payload-type", key, "application/json", Read(StatementFile));
        WriteBundle("another-key", other, Dsse.InTotoPayloadType, Read(StatementFile));

        using var scratch = new Scratch();
        var attested = scratch.Write("attested.nupkg", AttestedPackage.Attest(Read(Built), Read(GoodBundle)));
        scratch.WriteCertificate("signer.pfx");
        RealPackages.Dotnet(scratch.Folder, "nuget", "sign", attested, "--certificate-path", "signer.pfx", "--certificate-password", "test");
        File.Copy(attested, Path.Combine(Folder, Signed), overwrite: true);
    }

    private static void WriteBundle(string name, RSA key, string type, byte[] payload)
    {
        var keyId = PublicKey.Parse(Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem())).KeyId;
        var signature = key.SignData(Dsse.PreAuthenticationEncoding(type, payload), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        File.WriteAllBytes(Path.Combine(Folder, "inputs", $"{name}.sigstore.json"), Bundle.ForKey(new DsseEnvelope(type, [.. payload], [.. signature], keyId)).ToJson());
    }

    // Edits that need no key.
    private static IEnumerable<(string What, byte[] Bundle)> Bundles(byte[] good)
    {
        var text = Encoding.UTF8.GetString(good);
        yield return ("with a changed payload type", Replaced("application/vnd.in-toto+json", "application/vnd.in-toto+jsoN"));
        yield return ("with a changed signature", Replaced("\"sig\":\"", "\"sig\":\"AAAA"));
        yield return ("with a changed payload", Replaced("\"payload\":\"eyJf", "\"payload\":\"eyJg"));
        yield return ("with two envelopes", Replaced("\"dsseEnvelope\":", "\"dsseEnvelope\":{},\"dsseEnvelope\":"));
        yield return ("with another media type", Replaced("bundle.v0.3+json", "bundle.v0.4+json"));
        yield return ("with a NUL byte in it", [.. good[..^1], 0, (byte)'}']);
        yield return ("twice", [.. good, .. good]);

        byte[] Replaced(string part, string by) => Encoding.UTF8.GetBytes(text.Contains(part, StringComparison.Ordinal)
            ? text.Replace(part, by, StringComparison.Ordinal) : throw new InvalidDataException($"The bundle has no {part}."));
    }

    private static byte[] OneChanged(byte[] built)
    {
        var changed = (byte[])built.Clone();
        changed[ZipDirectory.Read(new MemoryStream(built)).Entries.Single(e => e.Name == "content/content.txt").DataStart + 3] ^= 1;
        return changed;
    }

    private static void Write(Utf8JsonWriter json, string layer, PackageDigests? digests)
    {
        json.WritePropertyName(layer);
        if (digests is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteString("sha256", digests.Sha256.Hex);
        json.WriteString("sha512", digests.Sha512.Hex);
        json.WriteEndObject();
    }

    private static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Folder, file));
}
