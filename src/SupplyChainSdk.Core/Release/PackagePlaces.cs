namespace SupplyChainSdk.Release;

/// <summary>Where pack puts a file inside the package, for the SBOM that names the assemblies before they are packed.</summary>
/// <remarks>Source: NuGet.Build.Tasks.Pack, PackTaskLogic.GetContentMetadata and InitLibFiles; NuGet.Packaging, PathResolver.ResolvePackagePath.</remarks>
public static class PackagePlaces
{
    /// <summary>The places of an output of the build.</summary>
    /// <param name="folders">The property <c>BuildOutputTargetFolder</c>, such as <c>lib</c>; several are separated by semicolons.</param>
    /// <param name="framework">Such as <c>net10.0</c>.</param>
    /// <param name="targetPath">Its path below the output folder; satellite assemblies have a folder.</param>
    public static IEnumerable<string> OfBuildOutput(string folders, string framework, string targetPath) =>
        Parts(folders).Select(folder => Join(folder, framework, targetPath));

    /// <summary>The places of another file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="packagePaths">Its metadata <c>PackagePath</c>: files or folders, separated by semicolons; empty for the root of the package.</param>
    /// <param name="recursiveDir">Its metadata <c>RecursiveDir</c>.</param>
    public static IEnumerable<string> OfFile(string file, string packagePaths, string recursiveDir)
    {
        var name = Path.GetFileName(file);
        return (packagePaths.Trim().Length == 0 ? [""] : Parts(packagePaths)).Select(path => IsFile(path, name) ? Join(path) : Join(path, recursiveDir, name));
    }

    // A path with the extension of the file names the file; any other is a folder.
    private static bool IsFile(string path, string name) =>
        Path.GetExtension(name).Length > 0 && Path.GetExtension(path).Equals(Path.GetExtension(name), StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Parts(string list) =>
        list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal);

    private static string Join(params IEnumerable<string> parts) =>
        string.Join('/', parts.SelectMany(part => part.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries)));
}
