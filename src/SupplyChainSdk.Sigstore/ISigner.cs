namespace SupplyChainSdk.Sigstore;

/// <summary>Signs with a key, or with an identity.</summary>
public interface ISigner
{
    /// <summary>Who signs; null as long as nobody has certified it.</summary>
    SignerDescription? Description { get; }

    /// <summary>Signs a payload in a DSSE envelope, and verifies the finished bundle, read back from its bytes, before it returns it.</summary>
    /// <param name="payloadType"><see cref="Dsse.InTotoPayloadType"/>.</param>
    /// <param name="payload">Signed as it is; never re-serialised.</param>
    /// <param name="cancellationToken">Ends waiting for services; nothing is kept.</param>
    /// <exception cref="VerificationException">What was signed with a key does not verify, or is too large for a bundle; it is not to be written.</exception>
    /// <exception cref="SigningException">Nothing was signed with an identity: which step failed, and the remedy.</exception>
    ValueTask<Bundle> SignAsync(string payloadType, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}
