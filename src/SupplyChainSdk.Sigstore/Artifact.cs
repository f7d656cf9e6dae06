using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore;

/// <summary>What a signature is to be about, as digests. Its bytes are read once and not kept.</summary>
public sealed class Artifact
{
    private static readonly string[] Algorithms = ["sha256", "sha384", "sha512"];

    // In the order of Algorithms; empty where it is not known.
    private readonly ImmutableArray<ImmutableArray<byte>> _digests;

    private Artifact(ImmutableArray<ImmutableArray<byte>> digests) => _digests = digests;

    /// <summary>The artifact itself.</summary>
    public static Artifact FromBytes(ReadOnlySpan<byte> content) => new(
        [Immutable(SHA256.HashData(content)), Immutable(SHA384.HashData(content)), Immutable(SHA512.HashData(content))]);

    /// <summary>The artifact itself, read to its end.</summary>
    /// <param name="content">Read from its position; not disposed.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Artifact FromStream(Stream content)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var sha384 = IncrementalHash.CreateHash(HashAlgorithmName.SHA384);
        using var sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        var buffer = new byte[1 << 16];
        int read;
        while ((read = content.Read(buffer)) > 0)
        {
            sha256.AppendData(buffer, 0, read);
            sha384.AppendData(buffer, 0, read);
            sha512.AppendData(buffer, 0, read);
        }
        return new([Immutable(sha256.GetHashAndReset()), Immutable(sha384.GetHashAndReset()), Immutable(sha512.GetHashAndReset())]);
    }

    /// <summary>An artifact that the caller has digested. A key that signs another digest than these cannot be verified with it.</summary>
    /// <param name="digests">Each <c>sha256:</c>, <c>sha384:</c> or <c>sha512:</c> and lower-case hexadecimal digits; at least one, none twice.</param>
    /// <exception cref="ArgumentException">Not that.</exception>
    public static Artifact FromDigest(params ReadOnlySpan<string> digests)
    {
        ImmutableArray<byte>[] known = [[], [], []];
        foreach (var digest in digests)
        {
            var colon = digest.IndexOf(':', StringComparison.Ordinal);
            var index = colon < 0 ? -1 : Array.IndexOf(Algorithms, digest[..colon]);
            if (index < 0 || !TryDecodeHex(digest[(colon + 1)..], out var value) || value.Length != DigestSize(Algorithms[index]) || !known[index].IsEmpty)
            {
                throw new ArgumentException(
                    $"{ForeignText.Quote(digest)} is not one digest of its kind: sha256:, sha384: or sha512: and lower-case hexadecimal digits.", nameof(digests));
            }
            known[index] = value;
        }
        return digests.IsEmpty ? throw new ArgumentException("At least one digest is needed.", nameof(digests)) : new([.. known]);
    }

    /// <summary>What is known of it, such as <c>sha256:…</c>; for messages.</summary>
    public override string ToString() => Algorithms.Where((_, i) => !_digests[i].IsEmpty).Select(a => $"{a}:{Convert.ToHexStringLower(Digest(a))}").First();

    /// <summary>Empty when it is not known.</summary>
    internal ReadOnlySpan<byte> Digest(string algorithm) => Array.IndexOf(Algorithms, algorithm) is >= 0 and var index ? _digests[index].AsSpan() : default;

    /// <summary>Names of the algorithms whose digests are accepted as those of an artifact.</summary>
    internal static ReadOnlySpan<string> AcceptedAlgorithms => Algorithms;

    internal static int DigestSize(string algorithm) => algorithm switch { "sha256" => 32, "sha384" => 48, _ => 64 };

    /// <summary>Lower-case digits only: a digest has one text.</summary>
    internal static bool TryDecodeHex(string text, out ImmutableArray<byte> bytes)
    {
        bytes = [];
        if (text.Length % 2 != 0)
            return false;
        // A loop: what the framework has for many digits at once would be compiled anew in every run.
        var decoded = new byte[text.Length / 2];
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiHexDigitLower(text[i]))
                return false;
            decoded[i / 2] = (byte)((decoded[i / 2] << 4) | (text[i] <= '9' ? text[i] - '0' : text[i] - 'a' + 10));
        }
        bytes = Immutable(decoded);
        return true;
    }

    private static ImmutableArray<byte> Immutable(byte[] bytes) => ImmutableCollectionsMarshal.AsImmutableArray(bytes);
}
