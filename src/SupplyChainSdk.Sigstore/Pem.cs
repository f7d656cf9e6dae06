using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SupplyChainSdk.Sigstore;

/// <summary>One block of a PEM text: its label, and where its base64 lies in the text.</summary>
internal sealed record PemBlock(string Label, Range Base64)
{
    public bool IsPrivate => Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);

    public bool IsPublic => Label.EndsWith("PUBLIC KEY", StringComparison.Ordinal);

    public bool IsCertificate => Label.EndsWith("CERTIFICATE", StringComparison.Ordinal);
}

/// <summary>RFC 7468 text as UTF-8 bytes, so that a private key can be wiped from memory.</summary>
internal static class Pem
{
    /// <summary>Every block.</summary>
    /// <exception cref="KeyException"><see cref="KeyFailure.NotAKey"/>: no block, or one that is damaged.</exception>
    public static List<PemBlock> Find(ReadOnlySpan<byte> pem)
    {
        var blocks = new List<PemBlock>();
        var start = 0;
        while (PemEncoding.TryFindUtf8(pem[start..], out var fields))
        {
            var label = Encoding.UTF8.GetString(pem[start..][fields.Label]);
            blocks.Add(new PemBlock(label, new Range(start + fields.Base64Data.Start.Value, start + fields.Base64Data.End.Value)));
            start += fields.Location.End.Value;
        }
        if (pem.IndexOf("Proc-Type: 4,ENCRYPTED"u8) >= 0)
        {
            throw new KeyException(
                KeyFailure.Unsupported, "The key is encrypted in the old way of OpenSSL; convert it with 'openssl pkcs8 -topk8'.");
        }
        if (blocks.Count == 0)
            throw new KeyException(KeyFailure.NotAKey, "There is no PEM key in it ('-----BEGIN … KEY-----').");
        if (pem.Count("-----BEGIN"u8) != blocks.Count)
            throw new KeyException(KeyFailure.NotAKey, "A PEM block in it is damaged.");
        return blocks;
    }

    /// <summary>The decoded bytes of a block, for the caller to wipe when they are secret.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> pem, PemBlock block)
    {
        var base64 = pem[block.Base64];
        var buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        try
        {
            return Base64.DecodeFromUtf8(base64, buffer, out _, out var written) == OperationStatus.Done
                ? buffer[..written]
                : throw new KeyException(KeyFailure.NotAKey, "A PEM block in it is damaged.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }
}
