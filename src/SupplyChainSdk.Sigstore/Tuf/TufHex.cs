using System.Buffers;
using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>Hexadecimal text in metadata.</summary>
internal static class TufHex
{
    /// <summary>The bytes, or none when it is not hexadecimal.</summary>
    public static ImmutableArray<byte> Decode(string text)
    {
        var bytes = new byte[text.Length / 2];
        return text.Length % 2 == 0 && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done ? [.. bytes] : [];
    }
}
