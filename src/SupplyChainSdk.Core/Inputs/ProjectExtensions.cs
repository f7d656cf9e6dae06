using System.Collections.Immutable;

namespace SupplyChainSdk.Inputs;

/// <summary>The files that MSBuild imports into a project by their names, from the folder of its generated files: <c>&lt;project file&gt;.*.props</c> and <c>.targets</c>.</summary>
/// <param name="Generated">Absolute paths of the two that NuGet writes, whether or not they are there.</param>
/// <param name="Others">Absolute paths of all others, in ordinal order.</param>
/// <param name="Problem">Why it cannot be known which there are; null when it is.</param>
/// <remarks>Source: Microsoft.Common.props and Microsoft.Common.targets.</remarks>
internal sealed record ProjectExtensions(ImmutableArray<string> Generated, ImmutableArray<string> Others, Exception? Problem = null)
{
    /// <summary>Looks into a folder.</summary>
    /// <param name="folder">Absolute path, of <c>MSBuildProjectExtensionsPath</c>.</param>
    /// <param name="project">The project file.</param>
    public static ProjectExtensions Find(string folder, string project)
    {
        var name = Path.GetFileName(project);
        ImmutableArray<string> generated = [Path.Combine(folder, name + ".nuget.g.props"), Path.Combine(folder, name + ".nuget.g.targets")];
        try
        {
            // In any case of letters, as file systems and versions of MSBuild differ in it; what is looked at too much is no harm.
            return new ProjectExtensions(generated, [.. Directory.EnumerateFileSystemEntries(folder, "*", new EnumerationOptions { IgnoreInaccessible = false, AttributesToSkip = 0 })
                .Where(path => IsImported(Path.GetFileName(path), name) && !generated.Contains(path)).Order(StringComparer.Ordinal)]);
        }
        catch (DirectoryNotFoundException)
        {
            return new ProjectExtensions(generated, []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ProjectExtensions(generated, [], e);
        }
    }

    private static bool IsImported(string file, string project) => file.StartsWith(project + ".", StringComparison.OrdinalIgnoreCase)
        && (file.EndsWith(".props", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".targets", StringComparison.OrdinalIgnoreCase));
}
