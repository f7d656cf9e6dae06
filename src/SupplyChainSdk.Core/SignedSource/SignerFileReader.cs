using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.SignedSource;

/// <summary>Looks at files that name signers before they decide anything. What is not understood is refused here; what it means is decided by ssh-keygen and gpg.</summary>
public static partial class SignerFileReader
{
    private const int MostSigners = 10_000;
    private const string PublicKeys = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

    /// <summary>Reads a file that an option of a command names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isKeyring">Whether it is to hold OpenPGP keys, and not SSH signers.</param>
    /// <exception cref="InvalidDataException">It names nobody, or what is in it is not understood; a sentence.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SignerFile Read(string path, bool isKeyring)
    {
        var content = BoundedFile.ReadAllBytes(path, SignerFile.MaxBytes);
        return (isKeyring ? RefuseKeyring(content) : RefuseAllowedSigners(content)) is { } why ? throw new InvalidDataException(why) : new SignerFile(Path.GetFileName(path), content);
    }

    /// <summary>Why a file is none of SSH signers, as a sentence; null when it is one.</summary>
    /// <remarks>ssh-keygen(1), ALLOWED SIGNERS: principals, options, key type, base64 key and a comment, separated by white space.</remarks>
    internal static string? RefuseAllowedSigners(ReadOnlySpan<byte> content)
    {
        if (!System.Text.Unicode.Utf8.IsValid(content) || content.Contains((byte)0))
            return "It is not UTF-8 text.";
        var signers = 0;
        foreach (var (number, raw) in Encoding.UTF8.GetString(content).Split('\n').Index())
        {
            var line = raw.Trim(' ', '\t', '\r');
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (++signers > MostSigners)
                return Line($"It has more than {MostSigners} signers.");
            if (Signer().Match(line) is not { Success: true } found || !IsKey(found.Groups["key"].ValueSpan, found.Groups["type"].Value))
                return Line($"Line {number + 1} is no signer: write a name, the type of the key and the public key, such as release@contoso.example ssh-ed25519 AAAA….");
        }
        return signers == 0 ? "It names nobody." : null;
    }

    /// <summary>Why a file is no keyring, as a sentence; null when it may be one, which gpg finds out.</summary>
    internal static string? RefuseKeyring(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
            return "It is empty.";
        // RFC 9580, 4.2: the first octet of a packet; 6 is a public key, 5 a secret one.
        var tag = (content[0] & 0xC0) == 0xC0 ? content[0] & 0x3F : (content[0] & 0x80) == 0x80 ? (content[0] >> 2) & 0x0F : -1;
        if (content.IndexOf("PRIVATE KEY BLOCK"u8) >= 0 || tag == 5)
            return "It holds a private key: export the public one, and take this one for stolen.";
        return tag == 6 || content.TrimStart(" \t\r\n"u8).StartsWith(Encoding.ASCII.GetBytes(PublicKeys)) ? null
            : "It holds no OpenPGP public keys: write it with gpg --export --armor.";
    }

    // The key says its type itself, in its first field.
    private static bool IsKey(ReadOnlySpan<char> base64, string type)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64Chars(base64, bytes, out var length) || length < 4 + type.Length)
            return false;
        return System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes) == type.Length && Encoding.ASCII.GetString(bytes, 4, type.Length) == type;
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("""\A(?<names>"[^"]+"|[^\s"]+)[ \t]+(?:(?:cert-authority|namespaces="[^"]*"|valid-after="?[0-9Z]+"?|valid-before="?[0-9Z]+"?)(?:,(?:cert-authority|namespaces="[^"]*"|valid-after="?[0-9Z]+"?|valid-before="?[0-9Z]+"?))*[ \t]+)?(?<type>[a-z0-9@.-]+)[ \t]+(?<key>[A-Za-z0-9+/]+={0,2})(?:[ \t].*)?\z""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Signer();
}
