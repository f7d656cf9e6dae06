using System.Security.Cryptography;

namespace SupplyChainSdk.Sbom;

/// <summary>UUID version 5: derived from a name, here from the bytes of a document.</summary>
internal static class NameBasedUuid
{
    /// <summary>RFC 9562, 5.5.</summary>
    public static Guid Create(Guid space, ReadOnlySpan<byte> name)
    {
        const int Size = 16;
        var input = new byte[Size + name.Length];
        space.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input.AsSpan(Size));
#pragma warning disable CA5350 // RFC 9562 fixes SHA-1; the result is an identifier, nothing is protected by it
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..Size], bigEndian: true);
    }
}
