using System.Runtime.CompilerServices;
using Microsoft.Build.Locator;

namespace SupplyChainSdk.Tool;

/// <summary>
/// The NuGet client libraries of the .NET SDK: whoever restored is also who reads. Commands that judge a project need them; the
/// others do not, and pay nothing for them.
/// </summary>
internal static class SdkLibraries
{
    /// <summary>Runs work that may touch NuGet types.</summary>
    /// <param name="work">Must not be inlined into a method that runs before the libraries are found, so it is a delegate.</param>
    /// <exception cref="InvalidOperationException">No .NET SDK is installed.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Use(Func<int> work)
    {
        if (!MSBuildLocator.IsRegistered)
            MSBuildLocator.RegisterDefaults();
        return work();
    }
}
