using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>A number modulo 2²⁵⁵−19 (RFC 8032, 5.1): five limbs of 51 bits, of which each may be a little too large until it is encoded.</summary>
internal readonly struct FieldElement
{
    private const int LimbBits = 51;
    private const ulong Mask = (1UL << LimbBits) - 1;

    private readonly ulong _0, _1, _2, _3, _4;

    private FieldElement(ulong a, ulong b, ulong c, ulong d, ulong e) => (_0, _1, _2, _3, _4) = (a, b, c, d, e);

    public static FieldElement Zero => default;

    public static FieldElement One => new(1, 0, 0, 0, 0);

    /// <summary>A number below 2⁵¹.</summary>
    public static FieldElement Of(ulong small) => new(small, 0, 0, 0, 0);

    /// <summary>Reads 32 bytes, least first, whose highest bit is ignored; false for a number that is not below the modulus.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out FieldElement value)
    {
        var a = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var b = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        var c = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        var d = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]) & (ulong.MaxValue >> 1);
        value = new FieldElement(a & Mask, ((a >> 51) | (b << 13)) & Mask, ((b >> 38) | (c << 26)) & Mask, ((c >> 25) | (d << 39)) & Mask, d >> 12);
        return d != ulong.MaxValue >> 1 || c != ulong.MaxValue || b != ulong.MaxValue || a < unchecked(0UL - 19);
    }

    /// <summary>The one encoding: 32 bytes, least first, below the modulus.</summary>
    public void Encode(Span<byte> bytes)
    {
        var carried = Carried();
        ulong a = carried._0, b = carried._1, c = carried._2, d = carried._3, e = carried._4;
        // What is at least the modulus, and below twice of it, is by adding 19 seen to reach 2²⁵⁵.
        var carry = (a + 19) >> LimbBits;
        carry = (b + carry) >> LimbBits;
        carry = (c + carry) >> LimbBits;
        carry = (d + carry) >> LimbBits;
        carry = (e + carry) >> LimbBits;
        a += 19 * carry;
        b += a >> LimbBits;
        c += b >> LimbBits;
        d += c >> LimbBits;
        e += d >> LimbBits;
        a &= Mask;
        b &= Mask;
        c &= Mask;
        d &= Mask;
        e &= Mask;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, a | (b << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], (b >> 13) | (c << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], (c >> 26) | (d << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], (d >> 39) | (e << 12));
    }

    public bool IsZero => Equal(this, Zero);

    /// <summary>The lowest bit of the encoding, which RFC 8032 takes for the sign.</summary>
    public bool IsOdd
    {
        get
        {
            Span<byte> bytes = stackalloc byte[32];
            Encode(bytes);
            return (bytes[0] & 1) != 0;
        }
    }

    public static bool Equal(in FieldElement x, in FieldElement y)
    {
        Span<byte> left = stackalloc byte[32];
        Span<byte> right = stackalloc byte[32];
        x.Encode(left);
        y.Encode(right);
        return left.SequenceEqual(right);
    }

    public static FieldElement operator +(in FieldElement x, in FieldElement y) => Reduce(x._0 + y._0, x._1 + y._1, x._2 + y._2, x._3 + y._3, x._4 + y._4);

    // Four times the modulus is added first, so that no limb goes below zero.
    public static FieldElement operator -(in FieldElement x, in FieldElement y) => Reduce(
        x._0 + 0x1FFFFFFFFFFFB4 - y._0, x._1 + 0x1FFFFFFFFFFFFC - y._1, x._2 + 0x1FFFFFFFFFFFFC - y._2, x._3 + 0x1FFFFFFFFFFFFC - y._3, x._4 + 0x1FFFFFFFFFFFFC - y._4);

    public static FieldElement operator -(in FieldElement x) => Zero - x;

    public static FieldElement operator *(in FieldElement x, in FieldElement y)
    {
        // 2²⁵⁵ = 19: a product that would land on limb 5 + n lands on n, nineteen times.
        ulong y1 = 19 * y._1, y2 = 19 * y._2, y3 = 19 * y._3, y4 = 19 * y._4;
        Wide a = default, b = default, c = default, d = default, e = default;
        a.Add(x._0, y._0);
        a.Add(x._1, y4);
        a.Add(x._2, y3);
        a.Add(x._3, y2);
        a.Add(x._4, y1);
        b.Add(x._0, y._1);
        b.Add(x._1, y._0);
        b.Add(x._2, y4);
        b.Add(x._3, y3);
        b.Add(x._4, y2);
        c.Add(x._0, y._2);
        c.Add(x._1, y._1);
        c.Add(x._2, y._0);
        c.Add(x._3, y4);
        c.Add(x._4, y3);
        d.Add(x._0, y._3);
        d.Add(x._1, y._2);
        d.Add(x._2, y._1);
        d.Add(x._3, y._0);
        d.Add(x._4, y4);
        e.Add(x._0, y._4);
        e.Add(x._1, y._3);
        e.Add(x._2, y._2);
        e.Add(x._3, y._1);
        e.Add(x._4, y._0);
        b.Add(a.Carry);
        c.Add(b.Carry);
        d.Add(c.Carry);
        e.Add(d.Carry);
        return Reduce((a.Low & Mask) + (19 * e.Carry), b.Low & Mask, c.Low & Mask, d.Low & Mask, e.Low & Mask);
    }

    public FieldElement Squared() => this * this;

    /// <summary>The power with an exponent of 256 bits, given from its least 64 bits to its highest.</summary>
    public FieldElement Power(ulong a, ulong b, ulong c, ulong d)
    {
        var result = One;
        for (var i = 255; i >= 0; i--)
        {
            result = result.Squared();
            var word = i >= 192 ? d : i >= 128 ? c : i >= 64 ? b : a;
            if (((word >> (i & 63)) & 1) != 0)
                result *= this;
        }
        return result;
    }

    /// <summary>1/x by Fermat: x to the power p−2. Zero stays zero.</summary>
    public FieldElement Inverse() => Power(unchecked(0UL - 21), ulong.MaxValue, ulong.MaxValue, ulong.MaxValue >> 1);

    // Limbs of at most 2⁶² in, below 2⁵² out.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Reduce(ulong a, ulong b, ulong c, ulong d, ulong e) => new(
        (a & Mask) + (19 * (e >> LimbBits)), (b & Mask) + (a >> LimbBits), (c & Mask) + (b >> LimbBits), (d & Mask) + (c >> LimbBits), (e & Mask) + (d >> LimbBits));

    // Every limb below 2⁵¹ but the last, which may hold the bit 2⁵¹ when the number is just above 2²⁵⁵.
    private FieldElement Carried()
    {
        var once = Reduce(_0, _1, _2, _3, _4);
        ulong a = once._0, b = once._1, c = once._2, d = once._3, e = once._4;
        b += a >> LimbBits;
        c += b >> LimbBits;
        d += c >> LimbBits;
        e += d >> LimbBits;
        return new FieldElement(a & Mask, b & Mask, c & Mask, d & Mask, e);
    }

    private struct Wide
    {
        private ulong _high;

        public ulong Low { get; private set; }

        public readonly ulong Carry => (_high << (64 - LimbBits)) | (Low >> LimbBits);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ulong x, ulong y)
        {
            _high += Math.BigMul(x, y, out var low);
            Add(low);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ulong low)
        {
            Low += low;
            if (Low < low)
                _high++;
        }
    }
}
