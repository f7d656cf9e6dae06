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
}
