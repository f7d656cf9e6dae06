using System.Collections.Immutable;
using System.IO.Enumeration;
using System.Security.Cryptography;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>The files that the policy declares as inputs of the compiler.</summary>
/// <param name="declared">The entries; the loader of the policy leaves out what has expired.</param>
/// <param name="workloads">Where the packs of workloads are; absolute paths without links.</param>
internal sealed class DeclaredInputs(ImmutableArray<DeclaredInput> declared, ImmutableArray<string> workloads)
{
    private readonly ImmutableArray<DeclaredPlace> _places = [.. declared.SelectMany(d => d.File.StartsWith(DeclaredInput.Workload, StringComparison.Ordinal)
        ? workloads.Select(folder => new DeclaredPlace(d, folder, d.File[DeclaredInput.Workload.Length..])) : [new DeclaredPlace(d, RealPath.Of(d.Folder), d.File)])];

    /// <summary>Looks for an entry for a file.</summary>
    /// <param name="path">Absolute, without links.</param>
    /// <returns>Whether one vouches for it; if not, the first that names it with another digest, and the digest that the file has.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public (bool IsDeclared, DeclaredInput? OtherDigest, Digest? Found) Find(string path)
    {
        Digest? found = null;
        DeclaredInput? other = null;
        foreach (var (entry, folder, file) in _places)
        {
            // ** stands for folders below, and never for those above.
            if (!RealPath.IsWithin(path, folder) || !Matches(file, Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')))
                continue;
            if (entry.Sha256 is null)
                return (true, null, null);
            found ??= DigestOf(path);
            if (entry.Sha256 == found)
                return (true, null, null);
            other ??= entry;
        }
        return (false, other, found);
    }

    private sealed record DeclaredPlace(DeclaredInput Entry, string Folder, string File);

    private static bool Matches(string pattern, string path) => Matches(pattern.Split('/'), path.Split('/'));

    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        for (; pattern is [var part, ..]; pattern = pattern[1..], path = path[1..])
        {
            if (part == "**")
            {
                for (var skip = 0; skip <= path.Length; skip++)
                {
                    if (Matches(pattern[1..], path[skip..]))
                        return true;
                }
                return false;
            }
            if (path is not [var name, ..] || !IsName(part, name))
                return false;
        }
        return path.IsEmpty;
    }

    // Only * is special; a backslash or a question mark in a pattern is no character of a path that a policy can name.
    private static bool IsName(string pattern, string name) =>
        pattern.Contains('*', StringComparison.Ordinal) ? name != ".." && FileSystemName.MatchesSimpleExpression(pattern, name, RealPath.IgnoresCase)
            : string.Equals(pattern, name, RealPath.Names);

    private static Digest DigestOf(string path)
    {
        using var file = File.OpenRead(path);
        return Digest.Sha256(SHA256.HashData(file));
    }
}
