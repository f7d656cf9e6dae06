using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>Compares what lies in the folder of a package with what its archive holds.</summary>
/// <param name="Archive">Open, and not read by others meanwhile.</param>
/// <param name="ArchiveName">What it is called in the folder.</param>
/// <param name="Folder">What lies there.</param>
/// <param name="Package">Whose.</param>
internal sealed record ExtractedComparison(PackageArchive Archive, string ArchiveName, PackageFolder Folder, PackageId Package)
{
    // Far above any package that a feed takes; NuGet writes no zip64 archives, so one entry has less than 4 GiB.
    private const long MaxBytes = 64L << 30;

    // From here on the files of one package are worth several threads.
    private const long LargePackage = 8 << 20;
    private const long MaxAroundDocumentation = 64 << 10;

    /// <summary>File names that may lie there too.</summary>
    public IEnumerable<string> Also { get; init; } = [];

    /// <summary>Which files are compared by content, and may not be missing. What should not be there is found in any case.</summary>
    public FileScope Scope { get; init; } = FileScope.All;

    /// <summary>What an earlier run computed of the same archive; null for nothing. A file that differs from it is compared with its entry.</summary>
    public IReadOnlyDictionary<string, KnownFile>? Known { get; init; }

    /// <summary>Whether a file is as its entry, but not as <see cref="Known"/> says.</summary>
    public bool IsKnownWrong { get; private set; }

    /// <summary>Of every file that was compared and is equal, where somebody wants to know it next time; null where nobody does.</summary>
    public ConcurrentDictionary<string, KnownFile>? Equal { get; init; }

    /// <summary>The paths of the files that were compared with their entries and are equal; none where something was known.</summary>
    public HashSet<string> Same { get; private set; } = [];

    /// <summary>Compares.</summary>
    /// <returns>How many files were compared by content, and all that is wrong.</returns>
    /// <exception cref="PackageFormatException">An entry cannot be read.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public (int Compared, ImmutableArray<ExtractedDifference> Differences) Run(CancellationToken cancel)
    {
        var lying = Folder.Files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var entries = ExtractionRules.Files(Archive, Package, lying.Contains);
        if (SizeOf(entries.Values) is > MaxBytes and var bytes)
            throw new PackageFormatException(PackageDefect.SizeRefused, $"its entries state {bytes} bytes together; at most {MaxBytes} are compared");
        var (strange, found) = Sort(entries, cancel);
        var links = strange.Where(s => s.IsLink).Select(s => s.Path).ToHashSet(ExtractionRules.Names);
        var absent = entries.Keys.Where(path => !found.ContainsKey(path) && !IsBehind(links, path)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var differences = Unexpected(strange, absent);
        var missing = absent.Where(path => IsInScope(path) && !ExtractionRules.IsDocumentation(path, entries.ContainsKey)).ToList();

        var changed = new ConcurrentBag<string>();
        var compared = found.Values.Where(file => IsInScope(file.Path)).ToList();
        foreach (var other in compared.Where(file => file.Size != entries[file.Path].Size))
            changed.Add(other.Path);
        CompareContent(compared.FindAll(file => file.Size == entries[file.Path].Size), entries, changed, missing, cancel);
        differences.AddRange(missing.Select(path => new ExtractedDifference(path, ExtractedProblem.Missing))
            .Concat(changed.Select(path => new ExtractedDifference(path, ExtractedProblem.Differs))).OrderBy(d => d.Path, StringComparer.Ordinal));
        if (Known is null)
            Same = compared.ConvertAll(file => file.Path).Except(changed).Except(missing).ToHashSet(StringComparer.Ordinal);
        return (compared.Count, [.. differences]);
    }

    private bool IsInScope(string path) => Scope == FileScope.All || UsedFiles.Contains(path);

    // What lies in the folder: what the archive has an entry for, with its size, and what it has none for.
    private (List<FoundFile> Strange, Dictionary<string, FoundFile> Found) Sort(Dictionary<string, ZipEntry> entries, CancellationToken cancel)
    {
        var allowed = Also.Concat([ArchiveName, ArchiveName + ExtractionRules.FileHashEnd, ExtractionRules.MetadataName]).ToHashSet(ExtractionRules.Names);
        var strange = new List<FoundFile>();
        var found = new Dictionary<string, FoundFile>(ExtractionRules.Names);
        foreach (var file in Folder.Files)
        {
            if (file.IsLink)
                strange.Add(file);
            else if (entries.ContainsKey(file.Path))
                found[file.Path] = file;
            else if (!allowed.Contains(file.Path) && !ExtractedPackage.IsEvidence(file.Path, ArchiveName) && !IsCopy(file, cancel) && !IsPackedDocumentation(file, entries, cancel))
                strange.Add(file);
        }
        return (strange, found);
    }

    // A link, or below one: what it leads to is not looked at, and the link is said.
    private static bool IsBehind(HashSet<string> links, string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (links.Contains(path[..end]))
                return true;
        }
        return false;
    }

    // Two names that differ in case alone are one file under another name, which is then not missing as well.
    private List<ExtractedDifference> Unexpected(List<FoundFile> strange, HashSet<string> absent) =>
        strange.ConvertAll(file => new ExtractedDifference(file.Path, file.IsLink ? ExtractedProblem.Link : absent.Remove(file.Path) ? ExtractedProblem.OtherCase
            : IsCopyName(file.Path) ? ExtractedProblem.Differs : ExtractedProblem.Extra));

    private void CompareContent(List<FoundFile> files, Dictionary<string, ZipEntry> entries, ConcurrentBag<string> changed, List<string> missing, CancellationToken cancel)
    {
        if (SizeOf(files.ConvertAll(file => entries[file.Path])) < LargePackage)
        {
            files.ForEach(Compare);
            return;
        }
        // The biggest first, one at a time, so that no core ends with a big one while the others idle.
        files.Sort((one, other) => other.Size.CompareTo(one.Size));
        try
        {
            Parallel.ForEach(Partitioner.Create(files, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { CancellationToken = cancel }, Compare);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        void Compare(FoundFile file)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                if (!IsEqual(file.Path, entries[file.Path], cancel))
                    changed.Add(file.Path);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // It was there a moment ago.
                lock (missing)
                    missing.Add(file.Path);
            }
        }
    }

    private static long SizeOf(IEnumerable<ZipEntry> entries)
    {
        var bytes = 0L;
        foreach (var entry in entries)
            bytes += entry.Size;
        return bytes;
    }

    private bool IsEqual(string path, ZipEntry entry, CancellationToken cancel)
    {
        // Nothing to read. What is no file, such as a pipe, shows no size either, and is not opened.
        if (entry.Size == 0)
            return true;
        using var file = File.OpenHandle(Path.Combine(Folder.Path, path), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var known = Known?.GetValueOrDefault(path);
        if (known is not null && known == KnownFile.Read(file, cancel))
            return true;
        using var hash = Equal is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (!Archive.IsContent(entry, file, hash, cancel))
            return false;
        if (hash is not null)
            Equal![path] = new KnownFile(entry.Size, Digest.Sha256(hash.GetHashAndReset()));
        if (known is not null)
            IsKnownWrong = true;
        return true;
    }

    // dotnet tool leaves a second copy of the package under its id as the nuspec spells it, which a manifest of tools may not.
    private bool IsCopyName(string path) => path.Equals($"{Package.Id}.nupkg", StringComparison.OrdinalIgnoreCase);

    private bool IsCopy(FoundFile file, CancellationToken cancel)
    {
        if (!IsCopyName(file.Path) || file.Size != Archive.Length)
            return false;
        using var one = Archive.Open();
        using var other = Open(file);
        return StreamSection.AreEqual(one, other, null, cancel);
    }

    // A small archive around one file, which inflates no further than to the first byte that differs.
    private bool IsPackedDocumentation(FoundFile file, Dictionary<string, ZipEntry> entries, CancellationToken cancel)
    {
        const string Packed = ".zip";
        if (!file.Path.EndsWith(".xml" + Packed, StringComparison.Ordinal) || !entries.TryGetValue(file.Path[..^Packed.Length], out var entry)
            || !ExtractionRules.IsDocumentation(file.Path[..^Packed.Length], entries.ContainsKey) || file.Size == 0 || file.Size > entry.Size + MaxAroundDocumentation)
            return false;
        try
        {
            using var zip = new ZipArchive(Open(file), ZipArchiveMode.Read);
            using var content = zip.Entries is [var only] && only.FullName == Path.GetFileName(file.Path)[..^Packed.Length] ? only.Open() : null;
            using var expected = Archive.Open(entry);
            return content is not null && StreamSection.AreEqual(expected, content, null, cancel);
        }
        catch (InvalidDataException)
        {
            // It is no archive, and so a file more.
            return false;
        }
    }

    private FileStream Open(FoundFile file) => new(Path.Combine(Folder.Path, file.Path), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0);
}
