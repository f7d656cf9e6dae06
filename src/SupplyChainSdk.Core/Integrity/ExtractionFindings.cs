using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>What the integrity gate can find of the files that lie extracted beside an archive: one finding for each package and kind.</summary>
public static class ExtractionFindings
{
    private const int MostNames = 3;
    private const int MostOfName = 120;

    /// <summary>All of one package.</summary>
    /// <param name="severity">As the policy says.</param>
    /// <param name="package">Its archive.</param>
    /// <param name="extracted">What was found.</param>
    /// <param name="place">Where the lock states it.</param>
    /// <param name="tool">What it is used as; null for a package of the graph.</param>
    /// <param name="isLocked">Whether the archive is the locked one; else it is compared with the archive all the same.</param>
    public static IEnumerable<Finding> Of(Severity severity, PackageFacts package, ExtractedFiles extracted, Location place, BuildTool? tool = null, bool isLocked = true)
    {
        var (id, folder) = (package.Package.Id, Path.GetDirectoryName(package.ArchivePath)!);
        var subject = tool is null ? $"{id}" : $"The {ToolLockFindings.Word(tool.Kind)} {id}";
        foreach (var kind in extracted.Differences.IsEmpty ? [] : extracted.Differences.GroupBy(d => d.Problem).OrderBy(g => g.Key).AsEnumerable())
        {
            var names = kind.Select(d => d.Path).Order(StringComparer.Ordinal).ToArray();
            yield return Create(kind.Key == ExtractedProblem.Extra ? Codes.ExtractedFileExtra : Codes.ExtractedFileDiffers,
                $"{subject} is not in the packages folder as it was extracted: {What(kind.Key, names)}. Builds use these files, and not the archive beside them{(isLocked ? ", which is the locked one" : "")}.", kind.Key.ToString());
        }
        // What dotnet tool writes there is no content hash, and it never goes by it.
        if (tool?.Kind != ToolLockKind.Tool && Record(package, extracted.Record) is { } record)
            yield return Create(Codes.ExtractionRecordDiffers, $"{subject} is in its archive{(isLocked ? " as it was locked" : "")}, but {record}. NuGet goes by that file.", "record");

        Finding Create(DiagnosticCode code, string what, string key) => Finding.Create(code, severity,
            $"{what} Delete {folder}, or all packages with 'dotnet nuget locals global-packages --clear', and run '{(tool?.Kind == ToolLockKind.Tool ? "dotnet tool restore" : "dotnet restore")}'; if it happens again, look for what changes it.", $"{(tool is null ? "" : $"{tool.Kind} ")}{id.ToString().ToLowerInvariant()}\n{key}", place, id);
    }

    private static string What(ExtractedProblem problem, string[] names)
    {
        var (is1, files) = (names.Length == 1, List(names));
        return problem switch
        {
            ExtractedProblem.Differs => $"{files} {(is1 ? "was" : "were")} changed",
            ExtractedProblem.Missing => $"{files} {(is1 ? "is" : "are")} missing",
            ExtractedProblem.Extra => $"{files} {(is1 ? "is" : "are")} not in the package",
            ExtractedProblem.Link => $"{files} {(is1 ? "is a link" : "are links")}, which NuGet does not make",
            ExtractedProblem.OtherCase => $"{files} {(is1 ? "differs" : "differ")} from the package in the case of the name, which here is another name",
            _ => throw new ArgumentOutOfRangeException(nameof(problem)),
        };
    }

    private static string List(string[] names)
    {
        var shown = names.Take(MostNames).Select(name => Printable.Bounded(name, MostOfName)).ToArray();
        return names.Length > MostNames ? $"{string.Join(", ", shown)} and {names.Length - MostNames} more"
            : shown.Length == 1 ? shown[0] : $"{string.Join(", ", shown[..^1])} and {shown[^1]}";
    }

    private static string? Record(PackageFacts package, ExtractionRecord record)
    {
        if (record.Problem is { } problem)
            return $"{record.Path}, where NuGet recorded that it extracted it, cannot be used ({problem})";
        if (record.ContentHash is not { } recorded)
            return $"{record.Path} is missing, which NuGet writes when everything is extracted";
        var (one, other) = ContentHash.Apart(package.ContentHash, recorded);
        return recorded == package.ContentHash ? null : $"{record.Path} records another content hash ({other}, the archive has {one})";
    }
}
