using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>The file that a command is asked to write beside the one that it reads.</summary>
internal static class OutputFile
{
    /// <summary>Why the file is not to be written; null when it may be.</summary>
    /// <param name="output">The file to write, as it was named.</param>
    /// <param name="input">The file that is read, as it was named.</param>
    /// <param name="overwrite">Whether <paramref name="output"/> may exist.</param>
    public static Finding? Refuse(string output, string input, bool overwrite) =>
        RefuseInput(output, input) ?? RefuseExisting(output, overwrite);

    /// <summary>Why the file is not to be written: there is one; null when there is none, or it may be replaced.</summary>
    public static Finding? RefuseExisting(string output, bool overwrite) =>
        RealPath.Exists(Path.GetFullPath(output)) && !overwrite ? Error(output, "exists already. Name another file, or add --force to replace it.") : null;

    /// <summary>Why the file is not to be written: it is one that is read, by whatever name; null when it is not.</summary>
    public static Finding? RefuseInput(string output, string input)
    {
        // Where a name is the same in another case, it is the same file: macOS and Windows.
        var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return string.Equals(RealPath.Of(output), RealPath.Of(input), comparison)
            ? Error(output, "is the file that is read, which stays as it is. Name another file.")
            : null;
    }

    private static Finding Error(string output, string what) =>
        Finding.Create(Codes.OutputUnwritable, Severity.Error, $"{output} {what}", $"{Path.GetFileName(output)} output");
}
