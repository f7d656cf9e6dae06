using System.Security.Cryptography;

namespace SupplyChainSdk.Inventory;

/// <summary>
/// NuGet's content hash: the SHA-512 of a package as it was before it was signed, in base64. It is what
/// <c>packages.lock.json</c> records, and for a signed package it is not the SHA-512 of the file.
/// </summary>
public sealed record ContentHash
{
    private ContentHash(string base64) => Base64 = base64;

    /// <summary>88 characters of canonical base64.</summary>
    public string Base64 { get; }

    /// <summary>Wraps a finished hash.</summary>
    /// <param name="hash">64 bytes.</param>
    public static ContentHash Of(ReadOnlySpan<byte> hash) => hash.Length == SHA512.HashSizeInBytes
        ? new ContentHash(Convert.ToBase64String(hash))
        : throw new ArgumentException("A content hash has 64 bytes.", nameof(hash));

    /// <summary>Reads the form that lock files hold.</summary>
    /// <exception cref="InvalidDataException">Not canonical base64 of 64 bytes.</exception>
    public static ContentHash Parse(string base64)
    {
        Span<byte> bytes = stackalloc byte[SHA512.HashSizeInBytes];
        // Decoding alone accepts white space and stray bits (facts of the BCL), so the text must also be what encoding gives back.
        if (!Convert.TryFromBase64String(base64, bytes, out var written) || written != bytes.Length || Convert.ToBase64String(bytes) != base64)
            throw new InvalidDataException("A content hash is the base64 of 64 bytes.");
        return new ContentHash(base64);
    }

    /// <summary>The same 64 bytes as a SHA-512 digest in hexadecimal.</summary>
    public Digest ToDigest() => Digest.Sha512(Convert.FromBase64String(Base64));

    /// <summary>The first and last characters, for people: <c>HrC5…zQ==</c>.</summary>
    public string Short => $"{Base64[..4]}…{Base64[^4..]}";

    /// <summary>Two hashes for people, shortened so that one sees that they differ; whole where the ends are the same.</summary>
    public static (string One, string Other) Apart(ContentHash one, ContentHash other) =>
        one.Short == other.Short ? (one.Base64, other.Base64) : (one.Short, other.Short);

    /// <inheritdoc/>
    public override string ToString() => Base64;
}
