using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>The <c>trust</c> section of the effective policy: by what the certificates of attestations are judged.</summary>
/// <param name="Root">The trusted root; null when the policy names none, and the next source counts (docs/trust.md).</param>
/// <param name="MaxAge">How many days old a trusted root may be; null for no such rule.</param>
public sealed record TrustRules(Setting<TrustedRootFile>? Root, Setting<int>? MaxAge);

/// <summary>A trusted root that a policy names, as it is where the policy comes from.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Name">Relative to the repository, with <c>/</c>.</param>
/// <param name="Content">Its bytes, at most those that a trusted root may have; not read as one yet.</param>
public sealed record TrustedRootFile(string Path, string Name, ReadOnlyMemory<byte> Content)
{
    /// <summary>Of <see cref="Content"/>.</summary>
    public Digest Sha256 { get; } = Digest.Sha256Of(Content.Span);
}
