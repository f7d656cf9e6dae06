using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Packaging;

/// <summary>
/// Two packages compared as their builds made them (B), entry by entry. Whether they are the same is decided by their digests alone; the differences say where to
/// look. Both may be a stranger's: nothing is extracted, and what is looked at is bounded.
/// </summary>
public sealed record PackageComparison
{
    private const int MaxDifferences = 200;
    private const int MaxLookedInto = 64 << 20;
    private const long MaxInflated = 4L << 30;
    private const int BlockSize = 64 << 10;
    private const string SbomEntry = "_manifest/cyclonedx/bom.cdx.json";

    private PackageComparison(PackageDigests first, PackageDigests second, ImmutableArray<EntryDifference> differences, int omitted) =>
        (First, Second, Differences, Omitted) = (first, second, differences, omitted);

    /// <summary>Of the first package as it was built.</summary>
    public PackageDigests First { get; }

    /// <summary>Of the second package as it was built.</summary>
    public PackageDigests Second { get; }

    /// <summary>Whether every byte is the same.</summary>
    public bool IsSame => First == Second;

    /// <summary>At most 200, sorted by path; empty exactly when all bytes are the same.</summary>
    public ImmutableArray<EntryDifference> Differences { get; }

    /// <summary>How many differences there are beside those.</summary>
    public int Omitted { get; }

    /// <summary>Compares.</summary>
    /// <param name="first">Such as the package that was published.</param>
    /// <param name="second">Such as the one that was built again.</param>
    /// <param name="cancel">Asked before each block.</param>
    /// <exception cref="PackageFormatException">One of them is refused, with the reason.</exception>
    /// <exception cref="IOException">One of them cannot be read.</exception>
    public static PackageComparison Compare(FileStream first, FileStream second, CancellationToken cancel)
    {
        var (a, b) = (Side.Open(first, cancel), Side.Open(second, cancel));
        if (a.Digests == b.Digests)
            return new PackageComparison(a.Digests, b.Digests, [], 0);
        var others = b.Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        var names = a.Entries.Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
        var budget = MaxInflated;
        var found = new List<EntryDifference>();
        foreach (var entry in a.Entries)
        {
            if (!others.TryGetValue(entry.Name, out var other))
                found.Add(new EntryDifference(entry.Name, EntryChange.Removed, [Size(entry.Size)]));
            // Beyond what is shown there is no need to look into them.
            else if (Compare(a, entry, b, other, ref budget, looksInto: found.Count < MaxDifferences, cancel) is { } difference)
                found.Add(difference);
        }
        found.AddRange(b.Entries.Where(e => !names.Contains(e.Name)).Select(e => new EntryDifference(e.Name, EntryChange.Added, [Size(e.Size)])));
        if (Order(a, b, names, others) is { } order)
            found.Add(order);
        if (found.Count == 0)
            found.Add(new EntryDifference("", EntryChange.Metadata, ["bytes of the archive that belong to no entry"]));
        return new PackageComparison(a.Digests, b.Digests,
            [.. found.OrderBy(d => d.Path, StringComparer.Ordinal).ThenBy(d => d.Change).Take(MaxDifferences)], Math.Max(0, found.Count - MaxDifferences));
    }

    private static EntryDifference? Compare(Side a, ZipEntry entry, Side b, ZipEntry other, ref long budget, bool looksInto, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var form = ZipEntryForm.Read(a.File, a.Directory, entry).Differences(ZipEntryForm.Read(b.File, b.Directory, other)).ToList();
        var isStoredAlike = entry.Method == other.Method && entry.CompressedSize == other.CompressedSize
            && StreamSection.AreEqual(a.Stored(entry), b.Stored(other), null, cancel);
        if (isStoredAlike && entry.Size == other.Size)
            return form.Count == 0 ? null : new EntryDifference(entry.Name, EntryChange.Metadata, [.. form]);
        var (isSame, why) = entry.Size != other.Size ? (false, "") : SameContent(a, entry, b, other, ref budget, cancel);
        if (isSame)
            return new EntryDifference(entry.Name, EntryChange.Metadata, [$"compressed in another way, {Size(entry.CompressedSize)} → {Size(other.CompressedSize)}", .. form]);
        var details = new List<string>();
        if (why.Length > 0)
            details.Add(why);
        if (entry.Size != other.Size)
            details.Add($"{Size(entry.Size)} → {Size(other.Size)}");
        if (looksInto)
            details.AddRange(LookInto(a, entry, b, other));
        return new EntryDifference(entry.Name, EntryChange.Content, [.. details, .. form]);
    }

    private static (bool, string) SameContent(Side a, ZipEntry entry, Side b, ZipEntry other, ref long budget, CancellationToken cancel)
    {
        budget -= 2L * entry.Size;
        if (budget < 0)
            return (false, "not compared: the packages hold more than is inflated");
        try
        {
            using var one = a.Content(entry);
            using var two = b.Content(other);
            var (x, y) = (new byte[BlockSize], new byte[BlockSize]);
            // No more than is declared, whatever comes.
            for (var left = (long)entry.Size; left > 0;)
            {
                cancel.ThrowIfCancellationRequested();
                var length = (int)Math.Min(BlockSize, left);
                var read = one.ReadAtLeast(x.AsSpan(0, length), length, throwOnEndOfStream: false);
                if (read != two.ReadAtLeast(y.AsSpan(0, length), length, throwOnEndOfStream: false) || !x.AsSpan(0, read).SequenceEqual(y.AsSpan(0, read)))
                    return (false, "");
                if (read < length)
                    return (false, "it has less content than it states");
                left -= length;
            }
            return (true, "");
        }
        catch (InvalidDataException)
        {
            return (false, "its content does not inflate");
        }
    }

    private static ImmutableArray<string> LookInto(Side a, ZipEntry entry, Side b, ZipEntry other)
    {
        var isAssembly = entry.Name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || entry.Name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase);
        if (!isAssembly && entry.Name != SbomEntry)
            return [];
        if (entry.Size > MaxLookedInto || other.Size > MaxLookedInto)
            return ["too large to look into"];
        try
        {
            var (one, two) = (ZipEntryContent.Read(a.File, entry, MaxLookedInto), ZipEntryContent.Read(b.File, other, MaxLookedInto));
            return isAssembly ? AssemblyComparison.Describe(one, two) : SbomComparison.Describe(one, two);
        }
        catch (PackageFormatException e)
        {
            return [e.Message];
        }
    }

    // Both orders: that of the directory, and that of the bytes.
    private static EntryDifference? Order(Side a, Side b, HashSet<string> names, Dictionary<string, ZipEntry> others)
    {
        foreach (var isDirectory in (bool[])[true, false])
        {
            List<string> Common(Side side) => [.. (isDirectory ? side.Entries : [.. side.Entries.OrderBy(e => e.Start)])
                .Select(e => e.Name).Where(n => names.Contains(n) && others.ContainsKey(n))];
            var (mine, theirs) = (Common(a), Common(b));
            var at = Enumerable.Range(0, mine.Count).FirstOrDefault(i => mine[i] != theirs[i], -1);
            if (at >= 0)
            {
                return new EntryDifference(mine[at], EntryChange.Order, [string.Create(CultureInfo.InvariantCulture,
                    $"place {at + 1} → {theirs.IndexOf(mine[at]) + 1} {(isDirectory ? "in the directory" : "in the archive")}, the first that is elsewhere")]);
            }
        }
        return null;
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");

    // A package without what was appended to it.
    private sealed record Side(FileStream File, ZipDirectory Directory, ImmutableArray<ZipEntry> Entries, PackageDigests Digests)
    {
        public static Side Open(FileStream file, CancellationToken cancel)
        {
            var layers = ArchiveLayers.Read(file, attested: true);
            return new Side(file, layers.Directory,
                [.. layers.Directory.Entries.Where(e => e != layers.Signature?.Entry && e != layers.Attestation?.Entry)], PackageLayers.Read(file, cancel).AsBuilt);
        }

        public StreamSection Stored(ZipEntry entry) => new StreamSection(File.SafeFileHandle, entry.DataStart, entry.CompressedSize);

        public Stream Content(ZipEntry entry) => entry.Method == ZipEntry.Stored ? Stored(entry) : new DeflateStream(Stored(entry), CompressionMode.Decompress);
    }
}
