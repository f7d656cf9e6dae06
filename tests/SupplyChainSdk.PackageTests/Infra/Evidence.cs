using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>Reads packages and what lies beside them without any code of the product.</summary>
internal static class Evidence
{
    /// <summary>The names of the files in a folder; empty when there is none.</summary>
    public static string[] Files(string folder) =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)] : [];

    public static byte[] Entry(string package, string name)
    {
        using var zip = ZipFile.OpenRead(package);
        using var content = (zip.GetEntry(name) ?? throw new AssertFailedException($"{package} has no entry {name}.")).Open();
        using var memory = new MemoryStream();
        content.CopyTo(memory);
        return memory.ToArray();
    }

    /// <summary>The signed bytes of a bundle.</summary>
    public static byte[] Payload(string bundle) => Convert.FromBase64String(Json(bundle).GetProperty("dsseEnvelope").GetProperty("payload").GetString()!);

    /// <summary>The signature of a bundle.</summary>
    public static byte[] Signature(string bundle) => Convert.FromBase64String(Json(bundle).GetProperty("dsseEnvelope").GetProperty("signatures")[0].GetProperty("sig").GetString()!);

    public static JsonElement Statement(string bundle) => JsonDocument.Parse(Payload(bundle)).RootElement;

    public static JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;

    public static string Sha256(string file) => Sha256(File.ReadAllBytes(file));

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static string Sha512(string file) => Convert.ToHexStringLower(SHA512.HashData(File.ReadAllBytes(file)));

    /// <summary>The packages of a lock file with their content hashes; projects are left out.</summary>
    public static (string Id, string Version, string ContentHash)[] Locked(string lockFile) =>
        [.. Json(lockFile).GetProperty("dependencies").EnumerateObject().SelectMany(target => target.Value.EnumerateObject())
            .Where(package => package.Value.TryGetProperty("contentHash", out _))
            .Select(package => (package.Name, package.Value.GetProperty("resolved").GetString()!, package.Value.GetProperty("contentHash").GetString()!))
            .Distinct().OrderBy(package => package.Name, StringComparer.Ordinal)];

    /// <summary>Flips one bit of a file.</summary>
    public static void Flip(string file, int at)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[at < 0 ? bytes.Length + at : at] ^= 1;
        File.WriteAllBytes(file, bytes);
    }
}
