namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>A point of edwards25519 in extended coordinates: x = X/Z, y = Y/Z, xy = T/Z (RFC 8032, 5.1.4).</summary>
internal readonly struct EdwardsPoint
{
    private static readonly FieldElement D = -FieldElement.Of(121665) * FieldElement.Of(121666).Inverse();
    private static readonly FieldElement TwiceD = D + D;

    // 2 to the power (p−1)/4.
    private static readonly FieldElement RootOfMinusOne = FieldElement.Of(2).Power(unchecked(0UL - 5), ulong.MaxValue, ulong.MaxValue, ulong.MaxValue >> 3);

    private readonly FieldElement _x, _y, _z, _t;

    private EdwardsPoint(in FieldElement x, in FieldElement y, in FieldElement z, in FieldElement t)
    {
        _x = x;
        _y = y;
        _z = z;
        _t = t;
    }

    public static EdwardsPoint Neutral => new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary>The base point: y = 4/5, x even.</summary>
    public static EdwardsPoint Base { get; } = CreateBase();

    /// <summary>Decodes 32 bytes (5.1.3); false for what is no point, or not its one encoding.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out EdwardsPoint point)
    {
        point = default;
        if (!FieldElement.TryDecode(bytes, out var y))
            return false;
        var isOdd = (bytes[31] & 0x80) != 0;
        // x² = u/v with u = y²−1 and v = dy²+1; the candidate for the root is uv³(uv⁷)^((p−5)/8).
        var y2 = y.Squared();
        var u = y2 - FieldElement.One;
        var v = (D * y2) + FieldElement.One;
        var v3 = v.Squared() * v;
        var x = u * v3 * (u * v3.Squared() * v).Power(unchecked(0UL - 3), ulong.MaxValue, ulong.MaxValue, ulong.MaxValue >> 4);
        var square = v * x.Squared();
        if (!FieldElement.Equal(square, u))
        {
            if (!FieldElement.Equal(square, -u))
                return false;
            x *= RootOfMinusOne;
        }
        if (x.IsZero && isOdd)
            return false;
        if (x.IsOdd != isOdd)
            x = -x;
        point = new EdwardsPoint(x, y, FieldElement.One, x * y);
        return true;
    }

    public void Encode(Span<byte> bytes)
    {
        var inverse = _z.Inverse();
        (_y * inverse).Encode(bytes);
        if ((_x * inverse).IsOdd)
            bytes[31] |= 0x80;
    }

    // Complete for this curve: it also doubles (5.1.4).
    public static EdwardsPoint operator +(in EdwardsPoint p, in EdwardsPoint q)
    {
        var a = (p._y - p._x) * (q._y - q._x);
        var b = (p._y + p._x) * (q._y + q._x);
        var c = p._t * TwiceD * q._t;
        var d = p._z * (q._z + q._z);
        return FromFactors(b - a, d - c, d + c, b + a);
    }

    public static EdwardsPoint operator -(in EdwardsPoint p) => new(-p._x, p._y, p._z, -p._t);

    public EdwardsPoint Doubled()
    {
        var a = _x.Squared();
        var b = _y.Squared();
        var c = _z.Squared();
        var h = a + b;
        var g = a - b;
        return FromFactors(h - (_x + _y).Squared(), c + c + g, g, h);
    }

    private static EdwardsPoint FromFactors(in FieldElement e, in FieldElement f, in FieldElement g, in FieldElement h) => new(e * f, g * h, f * g, e * h);

    private static EdwardsPoint CreateBase()
    {
        Span<byte> bytes = stackalloc byte[32];
        (FieldElement.Of(4) * FieldElement.Of(5).Inverse()).Encode(bytes);
        return TryDecode(bytes, out var point) ? point : throw new InvalidOperationException("The base point is not on the curve.");
    }
}
