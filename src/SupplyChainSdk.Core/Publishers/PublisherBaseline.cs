using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Publishers;

/// <summary>An entry of a baseline: one package id, and one publisher of it. An id has several entries where its versions have several publishers.</summary>
/// <param name="Id">The package id.</param>
/// <param name="Publisher">As it was when somebody looked.</param>
/// <param name="TrustedUntil">The last day, in UTC, on which it is trusted; null for no end. Written by people.</param>
/// <param name="Comment">Written by people; null for none.</param>
/// <param name="Origin">Its place.</param>
public sealed record PublisherEntry(string Id, Publisher Publisher, DateOnly? TrustedUntil, string? Comment, Location Origin)
{
    /// <summary>Whether the entry is about a package; ids compare without case.</summary>
    public bool IsAbout(PackageId package) => Id.Equals(package.Id, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The file <c>publishers.json</c>: who published packages when somebody looked (docs/publishers.md).</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Entries">In the order of the file.</param>
public sealed record PublisherBaseline(string Path, ImmutableArray<PublisherEntry> Entries)
{
    /// <summary>Reads a baseline.</summary>
    /// <param name="path">Absolute; goes into locations.</param>
    /// <param name="content">UTF-8; at most <see cref="PublisherRules.MaxBaselineBytes"/>.</param>
    /// <exception cref="InvalidDataException">Not a baseline; names the place.</exception>
    public static PublisherBaseline Parse(string path, ReadOnlyMemory<byte> content) => PublisherBaselineReader.Read(path, content);

    /// <summary>Reads a baseline of the working tree; null when it is not there.</summary>
    /// <exception cref="InvalidDataException">Not a baseline; names the place.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PublisherBaseline? Read(string path) =>
        File.Exists(path) || Directory.Exists(path) ? Parse(path, BoundedFile.ReadAllBytes(path, PublisherRules.MaxBaselineBytes)) : null;

    /// <summary>The bytes of a file with these entries: the same for any order of them.</summary>
    public static byte[] Write(ImmutableArray<PublisherEntry> entries) => PublisherBaselineWriter.Write(entries);

    /// <summary>Of the entries about a package the one with the fewest differences, of several the first that remembers the same attestations, else the first; null when there is none.</summary>
    public static PublisherEntry? Nearest(IEnumerable<PublisherEntry> entries, PackageId package, Publisher publisher) =>
        entries.Where(e => e.IsAbout(package)).MinBy(e =>
            (e.Publisher.ChangesTo(publisher).Length + e.Publisher.AttestationChangesTo(publisher).Length, e.Publisher.Attested == publisher.Attested ? 0 : 1));
}
