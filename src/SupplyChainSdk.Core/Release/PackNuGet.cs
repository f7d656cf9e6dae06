using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>Whether the NuGet that packs can make the same package twice.</summary>
/// <remarks>Source: NuGet/Home, deterministic pack revisited (issue 8601): fixed names, order and time of entries from NuGet 7.9 on.</remarks>
public static class PackNuGet
{
    private static readonly Version FirstDeterministic = new(7, 9);

    /// <summary>A warning when it cannot; null when it can.</summary>
    /// <param name="projectFile">The project that is packed.</param>
    /// <param name="found">The version of the pack task.</param>
    public static Finding? Check(string projectFile, Version found) => found < FirstDeterministic ? PackFindings.NuGetTooOld(projectFile, found) : null;
}
