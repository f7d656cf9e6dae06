using System.Formats.Asn1;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>RSAPublicKey (RFC 8017, A.1.1), read from its DER.</summary>
internal static class RsaPublicKey
{
    private const int MaxBits = 16384; // what OpenSSL verifies with
    private const int MaxExponentBits = 64; // OpenSSL's limit for a modulus above 3072 bits

    /// <summary>The size of the modulus.</summary>
    /// <exception cref="AsnContentException">Not of that form.</exception>
    /// <exception cref="KeyException"><see cref="KeyFailure.NotAKey"/>, <see cref="KeyFailure.Weak"/> or <see cref="KeyFailure.Unsupported"/>.</exception>
    public static int ReadBits(byte[] publicKey, int minBits)
    {
        var outer = new AsnReader(publicKey, AsnEncodingRules.DER);
        var key = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var bits = ReadLength(key, out var isModulusOdd);
        var exponentBits = ReadLength(key, out var isExponentOdd);
        key.ThrowIfNotEmpty();
        if (!isModulusOdd)
            throw SubjectPublicKey.Damaged();
        if (bits < minBits)
            throw new KeyException(KeyFailure.Weak, $"The RSA key has {bits} bits; at least {minBits} are needed.");
        if (bits > MaxBits || exponentBits > MaxExponentBits)
        {
            throw new KeyException(
                KeyFailure.Unsupported,
                $"The RSA key has {bits} bits and a public exponent of {exponentBits}; at most {MaxBits} and {MaxExponentBits} are used.");
        }
        return exponentBits > 16 && isExponentOdd // FIPS 186-5, 5.1
            ? bits
            : throw new KeyException(KeyFailure.Weak, "The RSA key's public exponent is not an odd number above 65536.");
    }

    // The length of a positive number; negative ones and zero have none.
    private static int ReadLength(AsnReader key, out bool isOdd)
    {
        var bytes = key.ReadIntegerBytes().Span;
        isOdd = (bytes[^1] & 1) != 0;
        if ((bytes[0] & 0x80) != 0)
            throw SubjectPublicKey.Damaged();
        if (bytes[0] == 0 && bytes.Length > 1)
            bytes = bytes[1..];
        return (bytes.Length * 8) - (int.LeadingZeroCount(bytes[0]) - 24);
    }
}
