using System.Collections.Immutable;
using System.Runtime.InteropServices;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>The folders of the .NET installation that runs this process. No property is asked: a package could have set it.</summary>
public static class SdkFolders
{
    /// <summary>Where targeting packs, SDKs and shared frameworks are: absolute paths without links. Empty when this process does not run from an installation that has an SDK.</summary>
    public static ImmutableArray<string> OfThisProcess()
    {
        // <root>/shared/Microsoft.NETCore.App/<version>/
        var runtime = RealPath.Of(Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory()));
        return Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(runtime))) is { } root && Directory.Exists(Path.Combine(root, "sdk"))
            ? [Path.Combine(root, "packs"), Path.Combine(root, "sdk"), Path.Combine(root, "shared")]
            : [];
    }

    /// <summary>
    /// Where the packs of workloads are that are not installed with the .NET SDK: below what <c>DOTNETSDK_WORKLOAD_PACK_ROOTS</c> names, and in the user's own installation. Who can set the variables
    /// of this process decides it, so that nothing passes because it lies there: the policy has to name it.
    /// </summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <returns>Absolute paths without links.</returns>
    /// <remarks>Source: dotnet/sdk, WorkloadResolver and WorkloadFileBasedInstall.</remarks>
    public static ImmutableArray<string> OfWorkloads(Func<string, string?> variable)
    {
        var home = variable("DOTNET_CLI_HOME") is { Length: > 0 } given ? given : variable(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME");
        return [.. (variable("DOTNETSDK_WORKLOAD_PACK_ROOTS") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(home is { Length: > 0 } ? Path.Combine(home, ".dotnet") : "").Where(Path.IsPathFullyQualified).Select(root => RealPath.Of(Path.Combine(root, "packs"))).Distinct(StringComparer.Ordinal)];
    }
}
