using System.Buffers.Text;
using System.Text;

namespace SupplyChainSdk.Sigstore;

/// <summary>The DSSE protocol (secure-systems-lab/dsse, protocol.md, version 1).</summary>
public static class Dsse
{
    /// <summary>The only payload type that is signed and accepted here: an in-toto statement.</summary>
    public const string InTotoPayloadType = "application/vnd.in-toto+json";

    // GetBytes must fail on a lone surrogate: replaced, two different types would have one encoding.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes that a signature covers: <c>DSSEv1 SP len(type) SP type SP len(body) SP body</c>.</summary>
    /// <param name="payloadType">Encoded as UTF-8; its length counts bytes.</param>
    /// <param name="payload">The payload as it is, not its base64.</param>
    /// <exception cref="ArgumentException">The type has a lone surrogate.</exception>
    /// <remarks>Source: protocol.md, "Signature Definition". Lengths are ASCII decimals without a leading zero.</remarks>
    public static byte[] PreAuthenticationEncoding(string payloadType, ReadOnlySpan<byte> payload)
    {
        var type = StrictUtf8.GetBytes(payloadType);
        var encoded = new byte[checked("DSSEv1 ".Length + Digits(type.Length) + 1 + type.Length + 1 + Digits(payload.Length) + 1 + payload.Length)];
        var rest = encoded.AsSpan();
        Append(ref rest, "DSSEv1 "u8);
        AppendLength(ref rest, type.Length);
        Append(ref rest, type);
        Append(ref rest, " "u8);
        AppendLength(ref rest, payload.Length);
        Append(ref rest, payload);
        return encoded;
    }

    private static void Append(ref Span<byte> rest, ReadOnlySpan<byte> part)
    {
        part.CopyTo(rest);
        rest = rest[part.Length..];
    }

    private static void AppendLength(ref Span<byte> rest, int length)
    {
        Utf8Formatter.TryFormat(length, rest, out var written);
        rest = rest[written..];
        Append(ref rest, " "u8);
    }

    private static int Digits(int number) => number < 10 ? 1 : 1 + Digits(number / 10);
}
