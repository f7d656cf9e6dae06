using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>How a signature is made of a hash.</summary>
internal enum SignatureScheme
{
    /// <summary>DER signatures.</summary>
    Ecdsa,

    /// <summary>PKCS#1 v1.5.</summary>
    RsaPkcs1,

    /// <summary>PSS with MGF1 of the same hash and a salt as long as the hash.</summary>
    RsaPss,

    /// <summary>Without an external hash.</summary>
    Ed25519,
}

/// <summary>A scheme with its hash, SHA-512 for Ed25519. The hashes are SHA-256, SHA-384 and SHA-512, and no other.</summary>
internal sealed class SignatureAlgorithm
{
    public static readonly SignatureAlgorithm EcdsaSha256 = new(SignatureScheme.Ecdsa, HashAlgorithmName.SHA256);
    public static readonly SignatureAlgorithm EcdsaSha384 = new(SignatureScheme.Ecdsa, HashAlgorithmName.SHA384);
    public static readonly SignatureAlgorithm EcdsaSha512 = new(SignatureScheme.Ecdsa, HashAlgorithmName.SHA512);
    public static readonly SignatureAlgorithm RsaSha256 = new(SignatureScheme.RsaPkcs1, HashAlgorithmName.SHA256);
    public static readonly SignatureAlgorithm RsaPssSha256 = new(SignatureScheme.RsaPss, HashAlgorithmName.SHA256);
    public static readonly SignatureAlgorithm Ed25519 = new(SignatureScheme.Ed25519, HashAlgorithmName.SHA512);

    private const string RsaEncryption = "1.2.840.113549.1.1.1";
    private const string RsaPss = "1.2.840.113549.1.1.10";
    private const string Mgf1 = "1.2.840.113549.1.1.8";

    private SignatureAlgorithm(SignatureScheme scheme, HashAlgorithmName hash) => (Scheme, Hash) = (scheme, hash);

    public SignatureScheme Scheme { get; }

    public HashAlgorithmName Hash { get; }

    /// <summary>Reads the AlgorithmIdentifier of a signature, with exactly the parameters that its specification has (RFC 5758, RFC 4055, RFC 8410).</summary>
    /// <param name="identifier">DER.</param>
    /// <param name="digest">The hash that a CMS message names beside it, for the identifier that names none; null in a certificate.</param>
    /// <returns>Null for an algorithm that is not used here.</returns>
    /// <exception cref="AsnContentException">Malformed.</exception>
    public static SignatureAlgorithm? Read(ReadOnlyMemory<byte> identifier, HashAlgorithmName? digest = null)
    {
        var outer = new AsnReader(identifier, AsnEncodingRules.DER);
        var sequence = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        switch (sequence.ReadObjectIdentifier())
        {
            case "1.2.840.10045.4.3.2":
                return WithoutParameters(sequence, EcdsaSha256);
            case "1.2.840.10045.4.3.3":
                return WithoutParameters(sequence, EcdsaSha384);
            case "1.2.840.10045.4.3.4":
                return WithoutParameters(sequence, EcdsaSha512);
            case "1.3.101.112":
                return WithoutParameters(sequence, Ed25519);
            case RsaEncryption when digest is { } hash:
                return WithNull(sequence, new SignatureAlgorithm(SignatureScheme.RsaPkcs1, hash));
            case "1.2.840.113549.1.1.11":
                return WithNull(sequence, RsaSha256);
            case "1.2.840.113549.1.1.12":
                return WithNull(sequence, new SignatureAlgorithm(SignatureScheme.RsaPkcs1, HashAlgorithmName.SHA384));
            case "1.2.840.113549.1.1.13":
                return WithNull(sequence, new SignatureAlgorithm(SignatureScheme.RsaPkcs1, HashAlgorithmName.SHA512));
            case RsaPss:
                return ReadPss(sequence);
            default:
                return null;
        }
    }

    /// <summary>Reads the AlgorithmIdentifier of a hash, whose parameters are NULL or absent (RFC 5754, 2).</summary>
    /// <returns>Null for a hash that is not used here.</returns>
    public static HashAlgorithmName? ReadHash(AsnReader reader)
    {
        var sequence = reader.ReadSequence();
        HashAlgorithmName? hash = sequence.ReadObjectIdentifier() switch
        {
            "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
            "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
            "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
            _ => null,
        };
        if (hash is not null && sequence.HasData)
            sequence.ReadNull();
        if (hash is not null)
            sequence.ThrowIfNotEmpty();
        return hash;
    }

    /// <summary>The digest of the data by one of the hashes above.</summary>
    public static byte[] Digest(HashAlgorithmName hash, ReadOnlySpan<byte> data) =>
        hash == HashAlgorithmName.SHA256 ? SHA256.HashData(data)
        : hash == HashAlgorithmName.SHA384 ? SHA384.HashData(data)
        : hash == HashAlgorithmName.SHA512 ? SHA512.HashData(data)
        : throw new InvalidOperationException($"{hash} is not a hash that is used here.");

    private static SignatureAlgorithm WithoutParameters(AsnReader sequence, SignatureAlgorithm algorithm)
    {
        sequence.ThrowIfNotEmpty();
        return algorithm;
    }

    // RFC 4055, 5: NULL, and absent has to be accepted.
    private static SignatureAlgorithm WithNull(AsnReader sequence, SignatureAlgorithm algorithm)
    {
        if (sequence.HasData)
            sequence.ReadNull();
        sequence.ThrowIfNotEmpty();
        return algorithm;
    }

    // RSASSA-PSS-params (RFC 4055, 3.1). The defaults are SHA-1 and a salt of 20 bytes, so that all three have to be there.
    private static SignatureAlgorithm? ReadPss(AsnReader sequence)
    {
        var parameters = sequence.ReadSequence();
        sequence.ThrowIfNotEmpty();
        if (!parameters.HasData || ReadExplicit(parameters, 0) is not { } hashIdentifier || ReadHash(hashIdentifier) is not { } hash)
            return null;
        hashIdentifier.ThrowIfNotEmpty();
        if (ReadExplicit(parameters, 1) is not { } maskIdentifier)
            return null;
        var mask = maskIdentifier.ReadSequence();
        maskIdentifier.ThrowIfNotEmpty();
        if (mask.ReadObjectIdentifier() != Mgf1 || ReadHash(mask) != hash)
            return null;
        mask.ThrowIfNotEmpty();
        if (ReadExplicit(parameters, 2) is not { } salt || !salt.TryReadInt32(out var length) || length != Digest(hash, []).Length)
            return null;
        salt.ThrowIfNotEmpty();
        parameters.ThrowIfNotEmpty(); // trailerField has one value, its default
        return new SignatureAlgorithm(SignatureScheme.RsaPss, hash);
    }

    private static AsnReader? ReadExplicit(AsnReader reader, int number)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, number, isConstructed: true);
        return reader.HasData && reader.PeekTag().HasSameClassAndValue(tag) ? reader.ReadSequence(tag) : null;
    }
}
