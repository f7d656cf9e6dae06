using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Release;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Trust;

/// <summary>A question about trusted roots, as a command takes it; and why it cannot be answered, as a finding.</summary>
/// <param name="Address">Of the TUF repository of another instance than the public one; null for that.</param>
/// <param name="RootFile">Its TUF root; both or neither.</param>
public sealed record TrustRequest(string? Address, string? RootFile)
{
    private const int MaxRootBytes = 512_000;

    /// <summary>Fetches what is new.</summary>
    /// <param name="refusal">Why it failed.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Null with a refusal.</returns>
    public TrustRefresh? Update(out Finding? refusal, CancellationToken cancel) =>
        Instance(out refusal) is { } instance ? TrustRefresh.Run(instance, Environment.GetEnvironmentVariable, out refusal, cancel) : null;

    /// <summary>Reports on the trusted root that counts.</summary>
    /// <param name="trustedRootFile">A file that the caller names; null for none.</param>
    /// <param name="refusal">Why there is none.</param>
    /// <returns>Null with a refusal.</returns>
    public TrustedRootReport? Show(string? trustedRootFile, out Finding? refusal)
    {
        try
        {
            if (trustedRootFile is null && Instance(out refusal) is not { IsPublicGood: true } and var instance)
                return instance is null ? null : TrustedRootReport.Of(TrustedRootChoice.Open(instance), DateTimeOffset.UtcNow);
            refusal = null;
            return TrustedRootReport.Of(TrustedRootChoice.Open(trustedRootFile), DateTimeOffset.UtcNow);
        }
        catch (TrustStoreException e)
        {
            refusal = TrustFindings.StoreUnusable(e);
        }
        catch (VerificationException e)
        {
            refusal = CertificateFindings.TrustedRootUnusable(e.Message);
        }
        catch (Exception e) when (trustedRootFile is not null && VerificationFindings.IsOfInput(e))
        {
            refusal = CertificateFindings.TrustedRootUnread(trustedRootFile, e);
        }
        return null;
    }

    /// <summary>Writes the trusted root that counts to a file, under a temporary name first.</summary>
    /// <param name="output">The file.</param>
    /// <param name="overwrite">Whether it may exist.</param>
    /// <param name="refusal">Why nothing was written.</param>
    /// <returns>What was written; null with a refusal.</returns>
    public TrustedRootReport? Export(string output, bool overwrite, out Finding? refusal)
    {
        if (Show(null, out refusal) is not { } report)
            return null;
        try
        {
            refusal = OutputFile.RefuseExisting(output, overwrite);
            if (refusal is not null)
                return null;
            var path = Path.GetFullPath(output);
            if (overwrite)
                AtomicFile.Write(path, report.Choice.Root.Content.AsSpan());
            else
                AtomicFile.Create(path, report.Choice.Root.Content.AsSpan());
            return report;
        }
        catch (UnwritableException e)
        {
            refusal = OutputFindings.Unwritable(e);
            return null;
        }
    }

    private TrustInstance? Instance(out Finding? refusal)
    {
        refusal = null;
        if (Address is null)
            return TrustInstance.PublicGood;
        try
        {
            return TrustInstance.At(new Uri(Address), BoundedFile.ReadAllBytes(RootFile!, MaxRootBytes));
        }
        catch (Exception e) when (VerificationFindings.IsOfInput(e))
        {
            refusal = VerificationFindings.Unreadable(RootFile!, e);
            return null;
        }
    }
}
