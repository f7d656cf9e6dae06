using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>Reads packages and what lies beside them without any code of the product.</summary>
internal static class Evidence
{
    /// <summary>Where the bundle lies in a package.</summary>
    public const string Attestation = "_manifest/attestation.sigstore.json";

    /// <summary>A package without what was appended to it: the bytes that the statement is about.</summary>
    public static byte[] AsBuilt(string package) => Strip(package, [".signature.p7s", Attestation]);

    /// <summary>A package as it was before it was signed.</summary>
    public static byte[] WithoutSignature(string package) => Strip(package, [".signature.p7s"]);

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

    // The last entries of these names go, with their headers in the directory; the end record is written anew (APPNOTE.TXT, 4.3.12 and 4.3.16).
    private static byte[] Strip(string package, string[] names)
    {
        var file = File.ReadAllBytes(package);
        var end = file.AsSpan(file.Length - 22);
        Assert.AreEqual(0x06054b50u, BinaryPrimitives.ReadUInt32LittleEndian(end));
        var (count, start) = (BinaryPrimitives.ReadUInt16LittleEndian(end[10..]), BinaryPrimitives.ReadInt32LittleEndian(end[16..]));
        var headers = new List<int> { start };
        for (var i = 0; i < count; i++)
        {
            var header = file.AsSpan(headers[^1]);
            headers.Add(headers[^1] + 46 + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]));
        }
        var data = start;
        for (; count > 0; count--)
        {
            var header = file.AsSpan(headers[count - 1]);
            if (!names.Contains(Encoding.UTF8.GetString(header.Slice(46, BinaryPrimitives.ReadUInt16LittleEndian(header[28..])))))
                break;
            data = BinaryPrimitives.ReadInt32LittleEndian(header[42..]);
        }
        byte[] built = [.. file.AsSpan(0, data), .. file.AsSpan(start, headers[count] - start), .. end];
        var written = built.AsSpan(built.Length - 22);
        BinaryPrimitives.WriteUInt16LittleEndian(written[8..], count);
        BinaryPrimitives.WriteUInt16LittleEndian(written[10..], count);
        BinaryPrimitives.WriteInt32LittleEndian(written[12..], headers[count] - start);
        BinaryPrimitives.WriteInt32LittleEndian(written[16..], data);
        return built;
    }

    /// <summary>Flips one bit of a file.</summary>
    public static void Flip(string file, int at)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[at < 0 ? bytes.Length + at : at] ^= 1;
        File.WriteAllBytes(file, bytes);
    }
}
