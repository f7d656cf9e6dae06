namespace SupplyChainSdk.Inputs;

/// <summary>Turns byte offsets, asked for in ascending order, into lines and columns from 1.</summary>
internal ref struct LineCounter(ReadOnlySpan<byte> utf8)
{
    private readonly ReadOnlySpan<byte> _utf8 = utf8;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <summary>The column counts characters as an editor does, not bytes.</summary>
    public (int Line, int Column) At(int offset)
    {
        while (_utf8[_at..offset].IndexOf((byte)'\n') is var next and >= 0)
        {
            _at += next + 1;
            _lineStart = _at;
            _line++;
        }
        _at = offset;
        return (_line, System.Text.Encoding.UTF8.GetCharCount(_utf8[_lineStart..offset]) + 1);
    }
}
