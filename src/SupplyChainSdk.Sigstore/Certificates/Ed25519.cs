namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>Ed25519 signatures (RFC 8032), verification only: the platform has none. Public inputs, so the time it takes may depend on them.</summary>
internal static class Ed25519
{
    public const int KeySize = 32;
    public const int SignatureSize = 64;

    /// <summary>Whether the signature is valid, by the equation without the cofactor; every input that is not canonical is false.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        throw new NotImplementedException();
}
