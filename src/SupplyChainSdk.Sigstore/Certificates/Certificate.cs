namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>An X.509 certificate (RFC 5280), read from its DER and from nothing else. Well-formed, and not verified.</summary>
internal sealed class Certificate
{
    private Certificate(ReadOnlyMemory<byte> der) => Der = der;

    /// <summary>All of it.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>Encoded Name; compared byte for byte.</summary>
    public ReadOnlyMemory<byte> Issuer => throw new NotImplementedException();

    /// <summary>Encoded Name; compared byte for byte.</summary>
    public ReadOnlyMemory<byte> Subject => throw new NotImplementedException();

    /// <summary>The issuer for messages.</summary>
    public string IssuerName => throw new NotImplementedException();

    /// <summary>The subject for messages.</summary>
    public string SubjectName => throw new NotImplementedException();

    /// <summary>DER.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo => throw new NotImplementedException();

    /// <summary>The dates, closed at both ends.</summary>
    public TimeRange Validity => throw new NotImplementedException();

    /// <summary>Issuer and subject are the same name, as in a root.</summary>
    public bool IsSelfIssued => throw new NotImplementedException();

    /// <summary>Reads one.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.CertificateMalformed"/>.</exception>
    public static Certificate Parse(ReadOnlyMemory<byte> der) => throw new NotImplementedException();

    /// <summary>The key with the hash that its kind fixes.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.CertificateKeyUnsupported"/>.</exception>
    public VerificationKey Key() => throw new NotImplementedException();
}
