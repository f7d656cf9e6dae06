using System.Buffers;
using System.Text;

namespace SupplyChainSdk.Policy;

/// <summary>The bytes of a policy file, and where in them a line begins.</summary>
internal sealed class PolicyText
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private (int Offset, int Line, int Column) _last = (0, 1, 1);

    public PolicyText(ReadOnlyMemory<byte> bytes) =>
        _bytes = bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;

    /// <summary>Without the byte order mark.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>Line and column, both from 1; the column counts UTF-16 units, as editors and MSBuild do.</summary>
    /// <remarks>Goes on from the place asked for last, so that asking in the order of the file costs one pass.</remarks>
    public (int Line, int Column) At(int offset)
    {
        offset = Math.Clamp(offset, 0, Bytes.Length);
        var from = offset >= _last.Offset ? _last : (Offset: 0, Line: 1, Column: 1);
        var passed = Bytes[from.Offset..offset];
        var newline = passed.LastIndexOf((byte)'\n');
        _last = newline < 0
            ? (offset, from.Line, from.Column + Encoding.UTF8.GetCharCount(passed))
            : (offset, from.Line + passed.Count((byte)'\n'), Encoding.UTF8.GetCharCount(passed[(newline + 1)..]) + 1);
        return (_last.Line, _last.Column);
    }

    /// <summary>The offset of a place that <see cref="System.Text.Json.Utf8JsonReader"/> names: both numbers from 0, the second in bytes.</summary>
    public int Offset(long line, long byteInLine)
    {
        var start = 0;
        for (; line > 0; line--)
        {
            var next = Bytes[start..].IndexOf((byte)'\n');
            if (next < 0)
                return Bytes.Length;
            start += next + 1;
        }
        return (int)Math.Min(start + byteInLine, Bytes.Length);
    }

    /// <summary>The offset of the first byte that is not UTF-8, or -1.</summary>
    public int FirstInvalid()
    {
        if (System.Text.Unicode.Utf8.IsValid(Bytes))
            return -1;
        var offset = 0;
        while (Rune.DecodeFromUtf8(Bytes[offset..], out _, out var consumed) == OperationStatus.Done)
            offset += consumed;
        return offset;
    }
}
