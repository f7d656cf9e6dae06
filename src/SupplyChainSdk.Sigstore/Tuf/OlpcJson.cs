using System.Buffers;
using System.Text;
using System.Text.Json;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>
/// The canonical JSON of OLPC, over which TUF metadata is signed (TUF specification, 4.1): members sorted by code point, no white space, whole numbers only,
/// and in strings nothing escaped but the quote and the backslash.
/// </summary>
internal static class OlpcJson
{
    /// <summary>The canonical bytes of a value.</summary>
    /// <exception cref="FormatException">A number with a fraction or an exponent.</exception>
    /// <exception cref="InvalidOperationException">A string that is not Unicode.</exception>
    public static byte[] Encode(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(value, output);
        return output.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement value, ArrayBufferWriter<byte> output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output);
                break;
            case JsonValueKind.Array:
                output.Write("["u8);
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    if (!first)
                        output.Write(","u8);
                    first = false;
                    Write(item, output);
                }
                output.Write("]"u8);
                break;
            case JsonValueKind.String:
                WriteString(Encoding.UTF8.GetBytes(value.GetString()!), output);
                break;
            case JsonValueKind.Number:
                WriteNumber(value.GetRawText(), output);
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            default:
                output.Write("null"u8);
                break;
        }
    }

    private static void WriteObject(JsonElement value, ArrayBufferWriter<byte> output)
    {
        // The order of UTF-8 bytes is the order of code points; that of UTF-16 is not.
        var members = new List<(byte[] Name, JsonElement Value)>();
        foreach (var member in value.EnumerateObject())
            members.Add((Encoding.UTF8.GetBytes(member.Name), member.Value));
        members.Sort(static (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        output.Write("{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
                output.Write(","u8);
            WriteString(members[i].Name, output);
            output.Write(":"u8);
            Write(members[i].Value, output);
        }
        output.Write("}"u8);
    }

    private static void WriteString(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output)
    {
        output.Write("\""u8);
        while (text.IndexOfAny((byte)'"', (byte)'\\') is var at and >= 0)
        {
            output.Write(text[..at]);
            output.Write("\\"u8);
            output.Write(text.Slice(at, 1));
            text = text[(at + 1)..];
        }
        output.Write(text);
        output.Write("\""u8);
    }

    private static void WriteNumber(string digits, ArrayBufferWriter<byte> output)
    {
        if (digits.AsSpan().ContainsAny('.', 'e', 'E'))
            throw new FormatException("a number is not whole");
        output.Write(Encoding.UTF8.GetBytes(digits == "-0" ? "0" : digits));
    }
}
