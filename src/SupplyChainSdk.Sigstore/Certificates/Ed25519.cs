using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>Ed25519 signatures (RFC 8032), verification only: the platform has none. Public inputs, so the time it takes may depend on them.</summary>
internal static class Ed25519
{
    public const int KeySize = 32;
    public const int SignatureSize = 64;

    private const int BaseWidth = 7;
    private const int KeyWidth = 5;

    private static readonly EdwardsPoint[] BaseMultiples = OddMultiples(EdwardsPoint.Base, BaseWidth);

    /// <summary>Whether 32 bytes are the one encoding of a point of the curve.</summary>
    public static bool IsKey(ReadOnlySpan<byte> publicKey) => publicKey.Length == KeySize && EdwardsPoint.TryDecode(publicKey, out _);

    /// <summary>Whether the signature is valid, by the equation without the cofactor; every input that is not canonical is false.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != KeySize || signature.Length != SignatureSize)
            return false;
        if (!EdwardsPoint.TryDecode(publicKey, out var key) || !EdwardsScalar.TryDecode(signature[32..], out var s))
            return false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hash.AppendData(signature[..32]);
        hash.AppendData(publicKey);
        hash.AppendData(message);
        Span<byte> digest = stackalloc byte[64];
        hash.GetHashAndReset(digest);

        // R = S·B − k·A. Compared as bytes: an R that is no point, or not in its one encoding, equals none.
        Span<byte> expected = stackalloc byte[32];
        Combine(s, -key, EdwardsScalar.Reduce(digest)).Encode(expected);
        return expected.SequenceEqual(signature[..32]);
    }

    // s·B + k·P, with one run of doublings for both.
    private static EdwardsPoint Combine(in EdwardsScalar s, in EdwardsPoint point, in EdwardsScalar k)
    {
        var baseDigits = s.SparseDigits(BaseWidth);
        var digits = k.SparseDigits(KeyWidth);
        var multiples = OddMultiples(point, KeyWidth);
        var sum = EdwardsPoint.Neutral;
        for (var i = 255; i >= 0; i--)
        {
            sum = sum.Doubled();
            sum = Add(sum, BaseMultiples, baseDigits[i]);
            sum = Add(sum, multiples, digits[i]);
        }
        return sum;
    }

    private static EdwardsPoint Add(in EdwardsPoint sum, EdwardsPoint[] multiples, int digit) =>
        digit > 0 ? sum + multiples[digit >> 1] : digit < 0 ? sum + -multiples[-digit >> 1] : sum;

    // 1, 3, 5 … times the point: what the digits of a width choose from.
    private static EdwardsPoint[] OddMultiples(in EdwardsPoint point, int width)
    {
        var multiples = new EdwardsPoint[1 << (width - 2)];
        var twice = point.Doubled();
        multiples[0] = point;
        for (var i = 1; i < multiples.Length; i++)
            multiples[i] = multiples[i - 1] + twice;
        return multiples;
    }
}
