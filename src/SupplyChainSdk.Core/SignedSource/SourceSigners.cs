using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.SignedSource;

/// <summary>Whose signatures of tags and commits count: nobody else's, whatever git is configured with.</summary>
/// <param name="AllowedSigners">Files in the form of ssh-keygen's ALLOWED SIGNERS.</param>
/// <param name="Keyrings">Files of OpenPGP public keys.</param>
/// <param name="Origin">Where they are named; null for an option of a command.</param>
public sealed record SourceSigners(ImmutableArray<SignerFile> AllowedSigners, ImmutableArray<SignerFile> Keyrings, Location? Origin)
{
    /// <summary>The files by their names, for people.</summary>
    public string Names => Printable.List(Files.Select(f => f.Name), 3);

    /// <summary>All files.</summary>
    internal IEnumerable<SignerFile> Files => AllowedSigners.Concat(Keyrings);

    /// <summary>Whether nobody is in it who is not in the other: compared by whole files.</summary>
    internal bool IsWithin(SourceSigners other)
    {
        var theirs = other.Files.Select(f => f.Sha256).ToHashSet();
        return Files.All(f => theirs.Contains(f.Sha256));
    }
}

/// <summary>A file that names signers, as it is where the policy comes from.</summary>
/// <param name="Name">Relative to the repository, with <c>/</c>, or as an option gives it; safe to print.</param>
/// <param name="Content">Its bytes; bounded, and looked at by <see cref="SignerFileReader"/>.</param>
public sealed record SignerFile(string Name, ReadOnlyMemory<byte> Content)
{
    /// <summary>The most bytes of one file.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Of <see cref="Content"/>.</summary>
    public Digest Sha256 { get; } = Digest.Sha256Of(Content.Span);
}
