using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Sbom;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Release;

/// <summary>
/// Goes once, for nothing, through what packing will do. The compiler runs then and leaves a core idle; afterwards the code is loaded, which is
/// most of what packing costs. Nothing of it is kept: an SBOM, a commit or a signature is made when its turn comes.
/// </summary>
public static class PackWarmUp
{
    /// <summary>Starts it on a thread of its own.</summary>
    /// <param name="graph">What the check read.</param>
    /// <param name="packages">What the check read.</param>
    /// <param name="projectFolder">Absolute path.</param>
    /// <returns>Nobody has to wait for it, nor for how it ends: what goes wrong is said by the one whose result counts.</returns>
    public static Task Start(DependencyGraph graph, PackageReading packages, string projectFolder) =>
        Task.Factory.StartNew(() => Go(graph, packages, projectFolder), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Go(DependencyGraph graph, PackageReading packages, string projectFolder)
    {
        using var pair = KeyPair.CreateEcdsaP256();
        using var signer = new KeySigner(SigningKey.Parse(pair.ExportPrivatePem([]), []));
        var document = SbomDocument.Create(SbomRoot.Create(SbomRootKind.Library, PackageId.Create("none", "0.0.0"), SbomLicense.Unknown("none"), assemblies: []),
            graph, packages, DateTimeOffset.UnixEpoch, PackSbom.Declared);
        var sbom = CycloneDxWriter.Write(document, new SbomTool(Product.Name, Product.Version));
        var bundle = signer.SignAsync(Dsse.InTotoPayloadType, sbom, CancellationToken.None).AsTask().GetAwaiter().GetResult().ToJson();
        BundleVerifier.VerifyWithKey(Bundle.Parse(bundle), pair.PublicKey);
        if (packages.Read is [var package, ..])
        {
            using var stream = File.OpenRead(package.ArchivePath);
            PackageLayers.Read(stream);
            SortedInputs.Of([.. RoslynArguments.Read([$"/reference:{package.ArchivePath}", "/nologo"], projectFolder, isVisualBasic: false)], graph.PackageFolders);
        }
        GitSource.Read(projectFolder);
    }
}
