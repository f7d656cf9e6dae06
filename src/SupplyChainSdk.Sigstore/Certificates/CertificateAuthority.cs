using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>A certificate or timestamp authority of a trusted root.</summary>
/// <param name="Uri">As the root has it; for messages.</param>
/// <param name="Operator">As the root has it; empty when absent.</param>
/// <param name="Chain">From the lowest certificate to the anchor, at least one. The anchor may be an intermediate.</param>
/// <param name="ValidFor">When it is trusted, whatever its certificates say.</param>
internal sealed record CertificateAuthority(string Uri, string Operator, ImmutableArray<Certificate> Chain, TimeRange ValidFor)
{
    public Certificate Anchor => Chain[^1];
}
