using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>Step 1, the finding: the bundle that is named, else the one beside the package, else the one inside it.</summary>
/// <param name="Bundle">Parsed, not verified.</param>
/// <param name="Name">For messages.</param>
/// <param name="EmbeddedIsAnother">Whether the package also holds an attestation, which is not the one that was read.</param>
internal sealed record AttestationSource(Bundle Bundle, string Name, bool EmbeddedIsAnother)
{
    /// <summary>Finds and parses.</summary>
    /// <param name="packagePath">The package.</param>
    /// <param name="named">The bundle that the caller names; null for none.</param>
    /// <param name="layers">Of the package.</param>
    /// <param name="refusal">Why there is none.</param>
    /// <returns>Null with a refusal. What lies nearer is never passed over because it is damaged.</returns>
    public static AttestationSource? Find(string packagePath, string? named, PackageLayers layers, out Finding? refusal)
    {
        var file = Path.GetFileName(packagePath);
        var beside = named ?? $"{packagePath}.sigstore.json";
        var name = Path.GetFileName(beside);
        refusal = null;
        ReadOnlyMemory<byte> read = default;
        try
        {
            // Whatever has that name, a broken link too, is what was meant; it is not passed over for another.
            if (named is not null || RealPath.Exists(beside))
            {
                using var stream = new FileStream(beside, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
                // Read to the end whatever the length says: a pipe, such as a shell's <(…), has none.
                var buffer = new byte[Bundle.MaxBytes + 1];
                var bytes = read = buffer.AsMemory(0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
                return new AttestationSource(Bundle.Parse(bytes), name, layers.Attestation is { } inside && !inside.Span.SequenceEqual(bytes.Span));
            }
            name = $"{file}, entry {PackageLayers.AttestationName}";
            if (layers.Attestation is { } embedded)
                return new AttestationSource(Bundle.Parse(embedded), name, EmbeddedIsAnother: false);
        }
        catch (VerificationException e)
        {
            refusal = IsStatement(read) ? VerificationFindings.NotSigned(name) : VerificationFindings.BundleMalformed(name, e.Message);
            return null;
        }
        catch (Exception e) when (VerificationFindings.IsOfInput(e))
        {
            refusal = VerificationFindings.Unreadable(name, e);
            return null;
        }
        var statement = $"{packagePath}.intoto.unsigned.json";
        refusal = File.Exists(statement) ? VerificationFindings.OnlyUnsigned(file, Path.GetFileName(statement)) : VerificationFindings.NoAttestation(file);
        return null;
    }

    // In the place of a bundle: the mistake that is made with what a pack without a signer writes.
    private static bool IsStatement(ReadOnlyMemory<byte> content)
    {
        try
        {
            return Statement.Parse(content).Subjects.Length > 0;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
