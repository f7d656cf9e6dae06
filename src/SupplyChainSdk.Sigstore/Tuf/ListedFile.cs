using System.Collections.Immutable;
using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>A hash of a file, as listed.</summary>
/// <param name="Algorithm">Such as <c>sha256</c>.</param>
/// <param name="Hex">As written; also part of the file's name in a consistent snapshot.</param>
internal sealed record ListedHash(string Algorithm, string Hex)
{
    /// <summary>Reads a dictionary of hashes, in the order of the file; it is not empty.</summary>
    public static ImmutableArray<ListedHash> ReadAll(TufJson hashes)
    {
        ImmutableArray<ListedHash> all = [.. hashes.Members().Select(member => new ListedHash(member.Name, member.Value.Text()))];
        return all.IsEmpty ? throw hashes.Malformed("is empty") : all;
    }

    /// <summary>The hash of these bytes, lower-case; null when this version does not compute the algorithm.</summary>
    public string? Compute(ReadOnlySpan<byte> bytes) => Algorithm switch
    {
        "sha256" => Convert.ToHexStringLower(SHA256.HashData(bytes)),
        "sha384" => Convert.ToHexStringLower(SHA384.HashData(bytes)),
        "sha512" => Convert.ToHexStringLower(SHA512.HashData(bytes)),
        _ => null,
    };
}

/// <summary>A file as other metadata lists it.</summary>
/// <param name="Name">For people.</param>
/// <param name="Length">Null when not listed.</param>
/// <param name="Hashes">None when not listed.</param>
internal sealed record ListedFile(string Name, long? Length, ImmutableArray<ListedHash> Hashes)
{
    /// <summary>Passes when the bytes are the listed ones. All hashes that this version computes must agree.</summary>
    /// <exception cref="TufException">
    /// <see cref="TufFailure.TooLarge"/>, <see cref="TufFailure.LengthMismatch"/>, <see cref="TufFailure.HashMismatch"/>, <see cref="TufFailure.UnknownHash"/>.
    /// </exception>
    public void Require(ReadOnlySpan<byte> bytes)
    {
        if (Length is { } length && bytes.Length != length)
        {
            throw new TufException(
                bytes.Length > length ? TufFailure.TooLarge : TufFailure.LengthMismatch, $"{Name} has {bytes.Length} bytes, and {length} are listed.");
        }
        var known = 0;
        foreach (var hash in Hashes)
        {
            if (hash.Compute(bytes) is not { } computed)
                continue;
            known++;
            if (!string.Equals(computed, hash.Hex, StringComparison.OrdinalIgnoreCase))
            {
                throw new TufException(
                    TufFailure.HashMismatch, $"{Name} is not the file that is listed: {hash.Algorithm} {computed}, listed {ForeignText.Quote(hash.Hex)}.");
            }
        }
        if (known == 0 && !Hashes.IsEmpty)
        {
            throw new TufException(
                TufFailure.UnknownHash,
                $"{Name} is listed with hashes that this version does not compute ({string.Join(", ", Hashes.Select(hash => ForeignText.Quote(hash.Algorithm)))}).");
        }
    }

    /// <summary>Whether the bytes are the listed ones.</summary>
    public bool Matches(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Require(bytes);
            return true;
        }
        catch (TufException)
        {
            return false;
        }
    }
}
