using System.Buffers.Binary;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>A number below L, the order of the base point (RFC 8032, 5.1).</summary>
internal readonly struct EdwardsScalar
{
    private const ulong L0 = 0x5812631A5CF5D3ED, L1 = 0x14DEF9DEA2F79CD6, L2 = 0, L3 = 0x1000000000000000;

    private readonly ulong _0, _1, _2, _3;

    private EdwardsScalar(ulong a, ulong b, ulong c, ulong d) => (_0, _1, _2, _3) = (a, b, c, d);

    private bool IsReduced => _3 != L3 ? _3 < L3 : _2 != L2 ? _2 < L2 : _1 != L1 ? _1 < L1 : _0 < L0;

    /// <summary>Reads 32 bytes, least first; false for a number that is not below L.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out EdwardsScalar value)
    {
        value = new EdwardsScalar(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
        return value.IsReduced;
    }

    /// <summary>64 bytes, least first, modulo L.</summary>
    public static EdwardsScalar Reduce(ReadOnlySpan<byte> bytes)
    {
        // Bit by bit, highest first: twice a number below L, and a bit, is less than 2L + 1 and below 2²⁵⁴.
        var value = default(EdwardsScalar);
        for (var i = 511; i >= 0; i--)
        {
            var bit = (ulong)(bytes[i >> 3] >> (i & 7)) & 1;
            value = new EdwardsScalar(
                (value._0 << 1) | bit, (value._1 << 1) | (value._0 >> 63), (value._2 << 1) | (value._1 >> 63), (value._3 << 1) | (value._2 >> 63));
            if (!value.IsReduced)
                value = value.MinusL();
        }
        return value;
    }

    /// <summary>
    /// 256 signed digits, least first, whose sum with the powers of two is the number: each is zero or odd and below 2^(width−1), and of width in a row one at most is not zero.
    /// </summary>
    public sbyte[] SparseDigits(int width)
    {
        var digits = new sbyte[256];
        var carry = 0;
        for (var position = 0; position < 256;)
        {
            var window = carry + (int)(Bits(position) & ((1UL << width) - 1));
            if ((window & 1) == 0)
            {
                position++;
                continue;
            }
            carry = window >> (width - 1) != 0 ? 1 : 0;
            digits[position] = (sbyte)(window - (carry << width));
            position += width;
        }
        return digits;
    }

    private ulong Bits(int position)
    {
        var (word, shift) = (position >> 6, position & 63);
        var low = Word(word) >> shift;
        return shift == 0 ? low : low | (Word(word + 1) << (64 - shift));
    }

    private ulong Word(int index) => index switch { 0 => _0, 1 => _1, 2 => _2, 3 => _3, _ => 0 };

    private EdwardsScalar MinusL()
    {
        var a = _0 - L0;
        ulong borrow = _0 < L0 ? 1UL : 0;
        var b = _1 - L1 - borrow;
        borrow = _1 < L1 || (_1 == L1 && borrow != 0) ? 1UL : 0;
        var c = _2 - L2 - borrow;
        borrow = _2 < L2 + borrow ? 1UL : 0;
        return new EdwardsScalar(a, b, c, _3 - L3 - borrow);
    }
}
