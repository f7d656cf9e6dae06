using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Release;

/// <summary>A package file that is to hold another attestation than it does, or none.</summary>
/// <param name="Package">Absolute path.</param>
/// <param name="Before">What it is, and holds, now; not signed.</param>
/// <param name="Attestation">The bundle that it is to hold; null for none.</param>
internal sealed record PackageRewrite(string Package, PackageLayers Before, byte[]? Attestation)
{
    /// <summary>What has to be done so that a package holds an attestation; null when it does.</summary>
    public static PackageRewrite? Plan(string package, PackageLayers layers, byte[]? attestation) =>
        IsSame(layers.Attestation, attestation) ? null : new PackageRewrite(package, layers, attestation);

    /// <summary>Writes it under a temporary name, reads it back as a verifier would, and puts it in the place of the package.</summary>
    /// <returns>The digests of the file as it is now.</returns>
    /// <exception cref="PackageFormatException">It cannot hold an attestation.</exception>
    /// <exception cref="IOException">It cannot be written, or is another package by now.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public PackageDigests Write(CancellationToken cancel) => AtomicFile.Write(Package, output =>
    {
        using (var package = new FileStream(Package, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0))
            Compose(package, output, cancel);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(output.SafeFileHandle, File.GetUnixFileMode(Package));
        var written = PackageLayers.Read(output, cancel);
        return !written.HasSignature && written.AsBuilt == Before.AsBuilt && IsSame(written.Attestation, Attestation) ? written.AsDownloaded : throw Changed();
    }, overwrite: true);

    private void Compose(FileStream package, FileStream output, CancellationToken cancel)
    {
        if (!Before.HasAttestation)
        {
            PackageLayers.AppendAttestation(package, Attestation, output, cancel);
            return;
        }
        // What takes the attestation away would take a signature with it, should there be one by now.
        if (PackageLayers.Read(package, cancel).AsDownloaded != Before.AsDownloaded)
            throw Changed();
        if (Attestation is null)
        {
            PackageLayers.CopyAsBuilt(package, output, keepAttestation: false, cancel);
            return;
        }
        // Of another key, or about an earlier statement. Memory does not hold a package, so what it was before lies beside it for a moment.
        using var asBuilt = new FileStream($"{output.Name}.tmp", FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        PackageLayers.CopyAsBuilt(package, asBuilt, keepAttestation: false, cancel);
        PackageLayers.AppendAttestation(asBuilt, Attestation, output, cancel);
    }

    private IOException Changed() => new($"{Path.GetFileName(Package)} changed while it was attested");

    private static bool IsSame(ReadOnlyMemory<byte>? inside, byte[]? attestation) =>
        inside is { } there ? attestation is not null && there.Span.SequenceEqual(attestation) : attestation is null;
}
