using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Attestation;

/// <summary>A package that was opened, digested and asked what it is; or why not.</summary>
internal sealed class OpenedPackage : IDisposable
{
    private OpenedPackage(OpenPackage? package, Exception? failure) => (Package, Failure) = (package, failure);

    /// <summary>Null where there is a <see cref="Failure"/>.</summary>
    public OpenPackage? Package { get; }

    /// <summary>That it cannot be read, or that reading was cancelled; null when it was read.</summary>
    public Exception? Failure { get; }

    /// <summary>Reads a package; the failures that <see cref="Failure"/> names are not thrown.</summary>
    public static OpenedPackage Of(string path, string evidence, CancellationToken cancel)
    {
        PackageArchive? archive = null;
        try
        {
            archive = PackageArchive.Open(path);
            return new OpenedPackage(new OpenPackage(path, evidence, archive, archive.ReadLayers(cancel), archive.ReadNuspec()), null);
        }
        catch (Exception e)
        {
            archive?.Dispose();
            if (e is OperationCanceledException || VerificationFindings.IsOfInput(e))
                return new OpenedPackage(null, e);
            throw;
        }
    }

    public void Dispose() => Package?.Archive.Dispose();
}
