using System.Security.Cryptography;
using System.Text;
using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore.Trust;

/// <summary>A transparency log of a trusted root. Its ids are computed from its key, whatever the file says.</summary>
internal sealed class TrustedLog
{
    private readonly byte[] _noteId;

    public TrustedLog(string url, string @operator, VerificationKey key, TimeRange validFor)
    {
        (Url, Operator, Key, ValidFor, Name) = (url, @operator, key, validFor, Operators.NameOf(url));
        _noteId = NoteId(Name, key);
    }

    public string Url { get; }

    public string Operator { get; }

    public VerificationKey Key { get; }

    public TimeRange ValidFor { get; }

    /// <summary>How it signs its notes: the URL without scheme and trailing slash.</summary>
    public string Name { get; }

    /// <summary>The first four bytes of a signature of a note.</summary>
    public ReadOnlySpan<byte> NoteKeyId => _noteId.AsSpan(0, 4);

    /// <summary>Whether an entry's log id is this log's: of the key (v1), or of the note (v2).</summary>
    public bool IsNamed(ReadOnlySpan<byte> logId) => logId.SequenceEqual(Key.KeyId.AsSpan()) || logId.SequenceEqual(_noteId);

    // C2SP signed-note; for ECDSA the convention of Rekor v1 and of certificate transparency.
    private static byte[] NoteId(string name, VerificationKey key) => key.Kind switch
    {
        KeyKind.Ed25519 => SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', 1, .. key.Ed25519Key.ToArray()]),
        KeyKind.P256 or KeyKind.P384 or KeyKind.P521 => [.. key.KeyId],
        _ => SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', 0xff, .. "PKIX-RSA-PKCS#1v1.5"u8, .. key.SubjectPublicKeyInfo]),
    };
}
