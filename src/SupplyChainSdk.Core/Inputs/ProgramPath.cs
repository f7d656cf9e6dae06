namespace SupplyChainSdk.Inputs;

/// <summary>Where programs are found: in the absolute folders of a PATH only. One of the same name in the current folder, or in the one that is built, is another.</summary>
internal static class ProgramPath
{
    /// <summary>The absolute folders of a PATH, in its order.</summary>
    /// <param name="path">The value of the variable; null when it is not set.</param>
    public static IEnumerable<string> Folders(string? path) => (path ?? "").Split(Path.PathSeparator).Where(Path.IsPathFullyQualified);

    /// <summary>The name of a program's file.</summary>
    /// <param name="program">Such as <c>git</c>.</param>
    public static string FileName(string program) => OperatingSystem.IsWindows() ? $"{program}.exe" : program;

    /// <summary>Absolute path of the first one on the PATH of this process; null when there is none.</summary>
    /// <param name="program">Such as <c>git</c>.</param>
    public static string? Find(string program) =>
        Folders(Environment.GetEnvironmentVariable("PATH")).Select(folder => Path.Combine(folder, FileName(program))).FirstOrDefault(File.Exists);
}
