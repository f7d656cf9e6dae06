using SupplyChainSdk.Policy;

namespace SupplyChainSdk;

/// <summary>What can be wrong with where something is written.</summary>
public static class OutputFindings
{
    /// <summary>A file cannot be written.</summary>
    public static Finding Unwritable(UnwritableException error) => Unwritable(error.Path, error.Reason);

    /// <summary>A file cannot be written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">Why.</param>
    public static Finding Unwritable(string path, string reason) => Finding.Create(Codes.OutputUnwritable, Severity.Error,
        $"{path} cannot be written: {reason.TrimEnd('.')}. Nothing half-written was left. Make room or make the folder writable, and run the command again.",
        $"{Path.GetFileName(path)} unwritable");
}
