using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>
/// The bytes in which the digests of a package's extracted files are kept: a mark, the content hash and the scope that they are of, the files in ordinal order, and the SHA-256 of all that.
/// Whatever is not exactly this is damaged.
/// </summary>
internal static class FileManifest
{
    /// <summary>No package has more entries than a zip archive without zip64 can have, and names are short.</summary>
    public const int MaxBytes = 64 << 20;

    private const int FileHeader = sizeof(long) + SHA256.HashSizeInBytes + sizeof(ushort);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Mark => "SupplyChainSdk manifest 1\n"u8;

    private static int HeadLength => Mark.Length + SHA512.HashSizeInBytes + 1 + sizeof(int);

    /// <summary>Writes them.</summary>
    /// <param name="package">Of the archive that the files are entries of.</param>
    /// <param name="scope">Which of its files they are.</param>
    /// <param name="files">By path.</param>
    public static byte[] Write(ContentHash package, FileScope scope, IEnumerable<KeyValuePair<string, KnownFile>> files)
    {
        var sorted = files.OrderBy(f => f.Key, StringComparer.Ordinal).ToArray();
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(Mark);
        writer.Write(Convert.FromBase64String(package.Base64));
        writer.Write((byte)scope);
        writer.Write(sorted.Length);
        foreach (var (path, file) in sorted)
        {
            var name = StrictUtf8.GetBytes(path);
            writer.Write(file.Size);
            writer.Write(Convert.FromHexString(file.Sha256.Hex));
            writer.Write(checked((ushort)name.Length));
            writer.Write(name);
        }
        writer.Write(SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)));
        return content.ToArray();
    }

    /// <summary>Reads them back.</summary>
    /// <returns>Null for everything that <see cref="Write"/> would not have written for this package and scope.</returns>
    public static Dictionary<string, KnownFile>? Read(ReadOnlySpan<byte> content, ContentHash package, FileScope scope)
    {
        if (content.Length < HeadLength + SHA256.HashSizeInBytes)
            return null;
        var body = content[..^SHA256.HashSizeInBytes];
        if (!body.StartsWith(Mark) || !SHA256.HashData(body).AsSpan().SequenceEqual(content[^SHA256.HashSizeInBytes..]))
            return null;
        var of = body.Slice(Mark.Length, SHA512.HashSizeInBytes);
        var count = BinaryPrimitives.ReadInt32LittleEndian(body[(HeadLength - sizeof(int))..]);
        var rest = body[HeadLength..];
        if (ContentHash.Of(of) != package || body[Mark.Length + SHA512.HashSizeInBytes] != (byte)scope || count < 0 || (long)count * FileHeader > rest.Length)
            return null;
        var files = new Dictionary<string, KnownFile>(count, StringComparer.Ordinal);
        for (var last = ""; count > 0; count--)
        {
            if (rest.Length < FileHeader)
                return null;
            var size = BinaryPrimitives.ReadInt64LittleEndian(rest);
            var digest = Digest.Sha256(rest.Slice(sizeof(long), SHA256.HashSizeInBytes));
            int length = BinaryPrimitives.ReadUInt16LittleEndian(rest[(FileHeader - sizeof(ushort))..]);
            rest = rest[FileHeader..];
            if (size < 0 || length > rest.Length || Name(rest[..length]) is not { } name || string.CompareOrdinal(last, name) >= 0)
                return null;
            files.Add(last = name, new KnownFile(size, digest));
            rest = rest[length..];
        }
        return rest.IsEmpty ? files : null;
    }

    private static string? Name(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
