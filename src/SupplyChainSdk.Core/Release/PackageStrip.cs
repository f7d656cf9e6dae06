using SupplyChainSdk.Attestation;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>What was written when everything that was appended to a package was taken off, for verifiers that compare the file as it is.</summary>
/// <param name="FileName">Of the package that was read, without its folder.</param>
/// <param name="Output">The file that was written, as it was named.</param>
/// <param name="Read">The layers of the package.</param>
/// <param name="KeepsAttestation">Whether only the signature was taken off.</param>
public sealed record PackageStrip(string FileName, string Output, PackageLayers Read, bool KeepsAttestation)
{
    /// <summary>The digests of what was written.</summary>
    public PackageDigests Written => KeepsAttestation ? Read.WithoutSignature : Read.AsBuilt;

    /// <summary>Whether what was written lacks a signature that was there.</summary>
    public bool RemovedSignature => Read.HasSignature;

    /// <summary>Whether what was written lacks an attestation that was there.</summary>
    public bool RemovedAttestation => Read.HasAttestation && !KeepsAttestation;

    /// <summary>Strips a package into another file, under a temporary name first. The package itself is never written.</summary>
    /// <param name="package">A nupkg or snupkg.</param>
    /// <param name="output">The file to write.</param>
    /// <param name="keepsAttestation">Takes off the signature alone.</param>
    /// <param name="overwrite">Whether <paramref name="output"/> may exist.</param>
    /// <param name="refusal">Why nothing was written: what is wrong with the package, or with the file to write.</param>
    /// <param name="cancel">Ends reading and writing.</param>
    /// <returns>Null with a refusal.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing was written.</exception>
    public static PackageStrip? Run(string package, string output, bool keepsAttestation, bool overwrite, out Finding? refusal, CancellationToken cancel)
    {
        var file = Path.GetFileName(package);
        PackageStrip? strip = null;
        try
        {
            using var input = new FileStream(package, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            strip = new PackageStrip(file, output, PackageLayers.Read(input, cancel), keepsAttestation);
            refusal = OutputFile.Refuse(output, package, overwrite);
            if (refusal is not null)
                return null;
            return AtomicFile.Write(Path.GetFullPath(output), written => strip.Write(input, written, cancel), overwrite);
        }
        catch (UnwritableException e)
        {
            refusal = OutputFindings.Unwritable(e);
            return null;
        }
        catch (Exception e) when (VerificationFindings.IsOfInput(e))
        {
            refusal = strip is null ? VerificationFindings.Unopened(file, e) : OutputFindings.Unwritable(output, e.Message);
            return null;
        }
    }

    private PackageStrip Write(FileStream package, FileStream output, CancellationToken cancel)
    {
        PackageLayers.CopyAsBuilt(package, output, KeepsAttestation, cancel);
        // The digests that are reported are those of the file that is there.
        return PackageLayers.Read(output, cancel).AsDownloaded == Written ? this : throw new IOException($"{FileName} changed while it was read");
    }

    /// <summary>The JSON form: docs/strip-json.md. Version 1; members are only ever added.</summary>
    /// <returns>ASCII, indented, LF; safe in the log of a CI system.</returns>
    public byte[] ToJson() => LogSafeJson.Write(json =>
    {
        json.WriteString("file", FileName);
        json.WriteString("output", Output);
        json.WriteBoolean("removedSignature", RemovedSignature);
        json.WriteBoolean("removedAttestation", RemovedAttestation);
        json.WriteDigests("read", Read.AsDownloaded.Sha256, Read.AsDownloaded.Sha512);
        json.WriteDigests("written", Written.Sha256, Written.Sha512);
    });
}
