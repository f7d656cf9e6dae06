using System.Security.Cryptography;

namespace SupplyChainSdk.Inventory;

/// <summary>A SHA-256 or SHA-512 digest of bytes.</summary>
public sealed record Digest
{
    private Digest(string algorithm, string hex) => (Algorithm, Hex) = (algorithm, hex);

    /// <summary><c>sha256</c> or <c>sha512</c>.</summary>
    public string Algorithm { get; }

    /// <summary>Lower-case hexadecimal digits, 64 or 128 of them.</summary>
    public string Hex { get; }

    /// <summary>The bytes as base64, the form of NuGet's content hash.</summary>
    public string Base64 => Convert.ToBase64String(Convert.FromHexString(Hex));

    /// <summary>Wraps a finished SHA-256 hash.</summary>
    /// <param name="hash">32 bytes.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static Digest Sha256(ReadOnlySpan<byte> hash) => Create("sha256", hash, SHA256.HashSizeInBytes);

    /// <summary>Wraps a finished SHA-512 hash.</summary>
    /// <param name="hash">64 bytes.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static Digest Sha512(ReadOnlySpan<byte> hash) => Create("sha512", hash, SHA512.HashSizeInBytes);

    /// <summary>The SHA-256 of bytes in memory.</summary>
    public static Digest Sha256Of(ReadOnlySpan<byte> content) => Sha256(SHA256.HashData(content));

    /// <summary>Reads a digest as in-toto writes it.</summary>
    /// <param name="algorithm"><c>sha256</c> or <c>sha512</c>.</param>
    /// <param name="hex">Lower-case digits of exactly the algorithm's length.</param>
    /// <exception cref="InvalidDataException">Another algorithm, length, or a character that is not a lower-case hexadecimal digit.</exception>
    public static Digest Parse(string algorithm, string hex)
    {
        var length = algorithm switch
        {
            "sha256" => 2 * SHA256.HashSizeInBytes,
            "sha512" => 2 * SHA512.HashSizeInBytes,
            _ => throw new InvalidDataException($"'{algorithm}' is not a digest algorithm that is accepted here (sha256, sha512)."),
        };
        if (hex.Length != length || hex.AsSpan().ContainsAnyExcept("0123456789abcdef"))
            throw new InvalidDataException($"A {algorithm} digest has {length} lower-case hexadecimal digits.");
        return new Digest(algorithm, hex);
    }

    /// <summary><c>sha256:HEX</c> or <c>sha512:HEX</c>.</summary>
    public override string ToString() => $"{Algorithm}:{Hex}";

    private static Digest Create(string algorithm, ReadOnlySpan<byte> hash, int length) => hash.Length == length
        ? new Digest(algorithm, Convert.ToHexStringLower(hash))
        : throw new ArgumentException($"A {algorithm} digest has {length} bytes.", nameof(hash));
}
