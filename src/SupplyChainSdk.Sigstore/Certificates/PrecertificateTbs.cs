namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>The TBSCertificate that a certificate transparency log saw: without the promises, and otherwise byte for byte the same.</summary>
internal static class PrecertificateTbs
{
    private const byte Sequence = 0x30;
    private const byte Extensions = 0xa3;

    /// <summary>Takes one extension out and computes the three lengths around it anew.</summary>
    public static byte[] Of(Certificate leaf)
    {
        var extensions = new byte[leaf.Tbs.Length];
        var length = 0;
        foreach (var extension in leaf.Extensions)
        {
            if (extension.Id == CertificateExtension.SignedCertificateTimestamps)
                continue;
            extension.Encoded.Span.CopyTo(extensions.AsSpan(length));
            length += extension.Encoded.Length;
        }
        return Wrap(Sequence, [.. leaf.BeforeExtensions.Span, .. Wrap(Extensions, Wrap(Sequence, extensions[..length]))]);
    }

    private static byte[] Wrap(byte tag, byte[] content) => content.Length switch
    {
        < 0x80 => [tag, (byte)content.Length, .. content],
        < 0x100 => [tag, 0x81, (byte)content.Length, .. content],
        < 0x10000 => [tag, 0x82, (byte)(content.Length >> 8), (byte)content.Length, .. content],
        _ => [tag, 0x83, (byte)(content.Length >> 16), (byte)(content.Length >> 8), (byte)content.Length, .. content],
    };
}
