using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using NuGet.Common;
using NuGet.Packaging.Signing;

namespace SupplyChainSdk.Integrity;

/// <summary>Makes NuGet verify against the trusted roots of the .NET SDK, in whatever process it runs.</summary>
internal static class SignatureTrust
{
    private const string BaseDirectory = "APP_CONTEXT_BASE_DIRECTORY";
    private const string TrustedRoots = "trustedroots";
    private static readonly Lock Initializing = new();
    private static bool _isInitialized;

    /// <summary>Loads the roots once a process. Without it the machine's store would serve, which lacks the roots of old timestamps on Linux.</summary>
    /// <remarks>
    /// NuGet looks for the folder <c>trustedroots</c> in <see cref="AppContext.BaseDirectory"/>: the SDK's folder in a build, and the tool's in the tool.
    /// While it looks, that directory is named to be the one that NuGet itself was loaded from, which is the SDK's in both. The first that initialises
    /// NuGet's trust store in a process wins; in a build that may be restore, from the same folder.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Initialize()
    {
        lock (Initializing)
        {
            if (_isInitialized)
                return;
            var sdk = Path.GetDirectoryName(typeof(X509TrustStore).Assembly.Location)!;
            if (Directory.Exists(Path.Combine(sdk, TrustedRoots)))
                InitializeFrom(Path.TrimEndingDirectorySeparator(sdk) + Path.DirectorySeparatorChar);
            else
                X509TrustStore.InitializeForDotNetSdk(NullLogger.Instance);
            _isInitialized = true;
        }
    }

    /// <summary>The roots of the .NET SDK, for signing code and for timestamps; empty where it has none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static X509Certificate2Collection Roots()
    {
        var roots = new X509Certificate2Collection();
        var folder = Path.Combine(Path.GetDirectoryName(typeof(X509TrustStore).Assembly.Location)!, TrustedRoots);
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.pem") : [])
            roots.ImportFromPemFile(file);
        return roots;
    }

    private static void InitializeFrom(string sdk)
    {
        var before = AppContext.GetData(BaseDirectory);
        AppContext.SetData(BaseDirectory, sdk);
        try
        {
            X509TrustStore.InitializeForDotNetSdk(NullLogger.Instance);
        }
        finally
        {
            AppContext.SetData(BaseDirectory, before);
        }
    }
}
