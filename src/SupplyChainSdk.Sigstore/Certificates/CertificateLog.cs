namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>A certificate transparency log of a trusted root; its id is <see cref="VerificationKey.KeyId"/>.</summary>
/// <param name="Url">As the root has it; for messages.</param>
/// <param name="Operator">As the root has it; empty when absent.</param>
/// <param name="Key">Of the log.</param>
/// <param name="ValidFor">When the key is trusted.</param>
internal sealed record CertificateLog(string Url, string Operator, VerificationKey Key, TimeRange ValidFor);
