using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Integrity;

/// <summary>A file that the compiler was given out of the folder of a package.</summary>
/// <param name="Input">As it was given.</param>
/// <param name="RealPath">Its path without links.</param>
/// <param name="Path">Below the folder of the package, with forward slashes.</param>
internal sealed record PackagedInput(CompilerInput Input, string RealPath, string Path);

/// <summary>The files that the compiler was given out of the folder of one package.</summary>
/// <param name="Folder">Absolute path of that folder, without links.</param>
/// <param name="Name">Id and version, as the folder names them: <c>newtonsoft.json/13.0.4</c>.</param>
/// <param name="Files">The files.</param>
internal sealed record PackagedInputs(string Folder, string Name, ImmutableArray<PackagedInput> Files);

/// <summary>A file that is not what its package holds.</summary>
/// <param name="File">Which.</param>
/// <param name="Why">What is wrong with it, in half a sentence.</param>
internal sealed record ChangedInput(PackagedInput File, string Why);

/// <summary>Compares files with the entries of the archive that they came from.</summary>
internal static class GivenByPackages
{
    /// <summary>The files that are not what the archive holds.</summary>
    /// <param name="inputs">The files of one package.</param>
    /// <param name="archivePath">Its archive.</param>
    /// <param name="locked">The content hash that the archive must have; null where it was compared before, or nothing is locked.</param>
    /// <param name="cancel">Asked before each file.</param>
    /// <exception cref="PackageFormatException">The archive or an entry cannot be read.</exception>
    /// <exception cref="IOException">The archive or a file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static ImmutableArray<ChangedInput> Compare(PackagedInputs inputs, string archivePath, ContentHash? locked, CancellationToken cancel)
    {
        if (inputs.Files.IsEmpty)
            return [];
        using var archive = PackageArchive.Open(archivePath);
        if (locked is not null && archive.Hash(cancel).Content != locked)
            return [.. inputs.Files.Select(file => new ChangedInput(file, "the archive beside it is not the locked one"))];
        var entries = archive.Files.ToDictionary(e => e.Path, ExtractionRules.Names);
        var wrong = ImmutableArray.CreateBuilder<ChangedInput>();
        foreach (var input in inputs.Files)
        {
            cancel.ThrowIfCancellationRequested();
            if (!entries.TryGetValue(input.Path, out var entry))
                wrong.Add(new ChangedInput(input, "the package holds no such file"));
            else if (!IsContent(archive, entry, input.RealPath, cancel))
                wrong.Add(new ChangedInput(input, "its content is not that of the package"));
        }
        return wrong.ToImmutable();
    }

    private static bool IsContent(PackageArchive archive, ZipEntry entry, string path, CancellationToken cancel)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return archive.IsContent(entry, file, hash: null, cancel);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // It was there when the compiler ran.
            return false;
        }
    }
}
