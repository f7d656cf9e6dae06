using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>
/// A public key with the one algorithm and hash that it is used with: of a log, a CT log, a TUF role or a certificate. A value that may be shared by threads.
/// </summary>
internal sealed class VerificationKey
{
    private VerificationKey(ImmutableArray<byte> spki) => SubjectPublicKeyInfo = spki;

    /// <summary>DER, RFC 5280, 4.1.2.7; also of a key that was given in another form.</summary>
    public ImmutableArray<byte> SubjectPublicKeyInfo { get; }

    /// <summary>SHA-256 of <see cref="SubjectPublicKeyInfo"/>: the id of a CT log (RFC 6962, 3.2) and of a Rekor v1 log.</summary>
    public ImmutableArray<byte> KeyId => throw new NotImplementedException();

    /// <summary>For people, such as <c>ECDSA P-256</c>.</summary>
    public string Algorithm => throw new NotImplementedException();

    /// <summary>The key itself, 32 bytes, when it is an Ed25519 key; otherwise null.</summary>
    public ImmutableArray<byte>? Ed25519Key => throw new NotImplementedException();

    /// <summary>Whether it is an ECDSA key.</summary>
    public bool IsEcdsa => throw new NotImplementedException();

    /// <summary>A key of a trusted root: <c>keyDetails</c> by name, and the bytes in the form that the name stands for.</summary>
    /// <exception cref="KeyException">A name that is deprecated or not known, or a key that is none of that name.</exception>
    public static VerificationKey FromKeyDetails(string keyDetails, ReadOnlyMemory<byte> rawBytes) => throw new NotImplementedException();

    /// <summary>A SubjectPublicKeyInfo; its kind fixes the hash: P-256 and RSA (PKCS#1 v1.5) SHA-256, P-384 SHA-384, P-521 SHA-512, Ed25519.</summary>
    /// <exception cref="KeyException">Malformed, unsupported or weak.</exception>
    public static VerificationKey FromSubjectPublicKeyInfo(ReadOnlyMemory<byte> spki) => throw new NotImplementedException();

    /// <summary>As <see cref="FromSubjectPublicKeyInfo"/>; RSA with PSS, SHA-256 (TUF's <c>rsassa-pss-sha256</c>).</summary>
    /// <exception cref="KeyException">Malformed, weak, or not RSA.</exception>
    public static VerificationKey FromRsaPss(ReadOnlyMemory<byte> spki) => throw new NotImplementedException();

    /// <summary>One PEM block <c>PUBLIC KEY</c> and nothing beside it but white space; see <see cref="FromSubjectPublicKeyInfo"/>.</summary>
    /// <exception cref="KeyException">Not that.</exception>
    public static byte[] DecodePem(string pem) => throw new NotImplementedException();

    /// <summary>The 32 bytes of an Ed25519 key.</summary>
    /// <exception cref="KeyException">Another length, or no point of the curve.</exception>
    public static VerificationKey FromEd25519(ReadOnlySpan<byte> key) => throw new NotImplementedException();

    /// <summary>Whether the signature (ECDSA: strict DER) over the data is of this key.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => throw new NotImplementedException();
}
