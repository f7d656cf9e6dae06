using System.Collections.Immutable;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>What can be found in the files that a build imports from the folder of generated files.</summary>
public static class ImportFindings
{
    /// <summary>A generated file names what belongs to no compared package.</summary>
    /// <param name="severity">As the policy says.</param>
    /// <param name="project">Absolute path of the project.</param>
    /// <param name="place">The first such element.</param>
    /// <param name="paths">Where they lead: absolute paths.</param>
    public static Finding NotCompared(Severity severity, string project, Location place, ImmutableArray<string> paths) => Create(severity, project, place,
        $"gives the build {Printable.Quoted(paths[0])}{(paths.Length > 1 ? $" and {paths.Length - 1} more" : "")}, which {(paths.Length > 1 ? "are" : "is")} not where a package that was compared lies. {Remedy}");

    /// <summary>A generated file holds what NuGet does not write.</summary>
    /// <param name="severity">As the policy says.</param>
    /// <param name="project">Absolute path of the project.</param>
    /// <param name="place">Where.</param>
    /// <param name="reason">One sentence without a full stop.</param>
    public static Finding NotAsWritten(Severity severity, string project, Location place, string reason) => Create(severity, project, place, $"is not as restore writes it: {reason}. {Remedy}");

    /// <summary>A file that NuGet did not write is imported all the same, by its name.</summary>
    public static Finding NotGenerated(Severity severity, string project, string file) => Create(severity, project, new Location(file),
        "is imported by every build because of its name, and restore did not write it. Delete it, or declare it in supplychain.json under \"integrity.inputs\" if a tool of yours writes it.");

    /// <summary>The build takes packages from elsewhere.</summary>
    /// <param name="severity">As the policy says.</param>
    /// <param name="project">Absolute path of the project.</param>
    /// <param name="root">What the property says.</param>
    /// <param name="restored">Where they were restored to.</param>
    public static Finding OtherRoot(Severity severity, string project, string root, string restored) => Finding.Create(Codes.ImportNotCompared, severity,
        $"{Path.GetFileName(project)}: the property NuGetPackageRoot is {Printable.Quoted(root)}, so the build imports packages from there, and they were restored to {Printable.Quoted(restored)}. "
        + "Remove what sets it: an environment variable, an option, or a file that is imported before NuGet's.", "NuGetPackageRoot", new Location(project));

    /// <summary>It cannot be known what is imported.</summary>
    public static Finding Unreadable(Severity severity, string project, Location place, string reason) => Create(severity, project, place,
        $"cannot be read, so it is not known what the build imports: {Printable.Text(reason)}. Give the account that builds read access to it.");

    private const string Remedy = "Delete it and restore; if it happens again, look for what changes it.";

    private static Finding Create(Severity severity, string project, Location place, string what) =>
        Finding.Create(Codes.ImportNotCompared, severity, $"{Shown(project, place.File)} {what}", Shown(project, place.File), place);

    private static string Shown(string project, string path) =>
        Path.GetDirectoryName(project) is { } folder && RealPath.IsWithin(path, folder) ? Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/') : path;
}
