using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>A key in metadata. One of a kind that this version does not know, or that is damaged, is a key that nothing verifies with.</summary>
/// <remarks>It is looked at when it is used: whoever serves a file puts thousands of them into it, and its signatures are counted only when it was read.</remarks>
internal sealed class TufKey
{
    private readonly string _type;
    private readonly string _scheme;
    private readonly string _text;
    private readonly Lazy<VerificationKey?> _key;

    private TufKey(string type, string scheme, string text)
    {
        (_type, _scheme, _text) = (type, scheme, text);
        _key = new Lazy<VerificationKey?>(TryImport);
    }

    /// <summary>Equal for equal keys, whatever their ids are.</summary>
    public string Identity => _key.Value is { } key ? Convert.ToHexStringLower(key.SubjectPublicKeyInfo.AsSpan()) : $"{_type}\n{_scheme}\n{_text}";

    /// <summary>Reads a key (TUF specification, 4.2.3).</summary>
    public static TufKey Read(TufJson json) => new(json.Member("keytype").Text(), json.Member("scheme").Text(), json.Member("keyval").Member("public").Text());

    /// <summary>Whether this key has signed the data.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => !signature.IsEmpty && _key.Value is { } key && key.Verify(data, signature);

    private VerificationKey? TryImport()
    {
        try
        {
            return Import(_type, _scheme, _text);
        }
        catch (KeyException)
        {
            // Not a refusal of the file: it may have enough other keys, and a newer client may know this one.
            return null;
        }
    }

    private static VerificationKey? Import(string type, string scheme, string text) => (type, scheme) switch
    {
        ("ed25519", "ed25519") => VerificationKey.FromEd25519(TufHex.Decode(text).AsSpan()),
        // Up to version 1.0.18 of the specification the type of an ECDSA key was the name of its scheme.
        ("ecdsa" or "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256") => Pem(text, KeyKind.P256),
        ("ecdsa" or "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384") => Pem(text, KeyKind.P384),
        ("rsa", "rsassa-pss-sha256") => VerificationKey.FromRsaPss(VerificationKey.DecodePem(text)),
        ("rsa", "rsa-pkcs1v15-sha256") => Pem(text, KeyKind.Rsa),
        _ => null,
    };

    // The scheme fixes the kind of key, and that the hash: another key would verify with a hash that nobody named.
    private static VerificationKey? Pem(string text, KeyKind kind) =>
        VerificationKey.FromSubjectPublicKeyInfo(VerificationKey.DecodePem(text)) is { } key && key.Kind == kind ? key : null;
}
