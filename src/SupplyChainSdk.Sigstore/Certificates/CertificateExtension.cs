namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>An extension of a certificate.</summary>
/// <param name="Id">Object identifier.</param>
/// <param name="IsCritical">Whoever does not know it must refuse the certificate.</param>
/// <param name="Value">What the OCTET STRING holds.</param>
/// <param name="Encoded">The Extension as it stands in the certificate.</param>
internal sealed record CertificateExtension(string Id, bool IsCritical, ReadOnlyMemory<byte> Value, ReadOnlyMemory<byte> Encoded)
{
    public const string SubjectKeyIdentifier = "2.5.29.14";
    public const string KeyUsage = "2.5.29.15";
    public const string SubjectAlternativeName = "2.5.29.17";
    public const string BasicConstraints = "2.5.29.19";
    public const string NameConstraints = "2.5.29.30";
    public const string AuthorityKeyIdentifier = "2.5.29.35";
    public const string ExtendedKeyUsage = "2.5.29.37";
    public const string SignedCertificateTimestamps = "1.3.6.1.4.1.11129.2.4.2";

    /// <summary>Fulcio's, before the number.</summary>
    public const string Fulcio = "1.3.6.1.4.1.57264.1.";

    /// <summary>Whether what it demands is heeded here, or its presence refused by a rule of its own.</summary>
    public bool IsKnown => Id is SubjectKeyIdentifier or KeyUsage or SubjectAlternativeName or BasicConstraints or NameConstraints or AuthorityKeyIdentifier
        or ExtendedKeyUsage or SignedCertificateTimestamps;
}
