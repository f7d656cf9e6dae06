using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>The services that one signature is made with.</summary>
internal sealed record ChosenServices(SigningService Authority, ImmutableArray<SigningService> TimestampAuthorities, ImmutableArray<SigningService> Logs)
{
    private static readonly int[] AuthorityVersions = [1]; // which is /api/v2: the API of the config counts from the first gRPC one
    private static readonly int[] LogVersions = [2, 1];
    private static readonly int[] TimestampVersions = [1];

    public ImmutableArray<SigningService> All => [Authority, .. TimestampAuthorities, .. Logs];

    /// <summary>Chooses by the rules of the format: valid now, the highest version spoken here, the newest of each operator, as many as the selector wants.</summary>
    /// <exception cref="SigningException"><see cref="SigningFailure.ServiceMissing"/>.</exception>
    public static ChosenServices Choose(SigningConfig config, DateTimeOffset time)
    {
        var services = config.Services;
        var authorities = Usable(services.Authorities, AuthorityVersions, time);
        if (authorities.IsEmpty)
            throw Missing(config, SigningServiceKind.CertificateAuthority, services.Authorities, 1, 0, AuthorityVersions);
        return new ChosenServices(
            authorities[0], Select(config, SigningServiceKind.TimestampAuthority, services.TimestampAuthorities, services.TimestampQuantity, TimestampVersions, time),
            Select(config, SigningServiceKind.TransparencyLog, services.Logs, services.LogQuantity, LogVersions, time));
    }

    /// <summary>These, when they can give the evidence that a policy wants.</summary>
    /// <exception cref="SigningException"><see cref="SigningFailure.ServiceMissing"/>.</exception>
    public ChosenServices Require(SigningConfig config, VerificationPolicy policy)
    {
        if (Logs.Length < policy.LogEntries)
            throw Lacking(config, SigningServiceKind.TransparencyLog, "a signature that cannot be logged is none");
        if (TimestampAuthorities.Length < policy.Timestamps || (TimestampAuthorities.IsEmpty && !Logs.Any(l => l.ApiVersion == 1)))
            throw Lacking(config, SigningServiceKind.TimestampAuthority, "without a timestamp nothing says when it was signed (Rekor v2 has no time)");
        return this;
    }

    // A list without a service is an instance without such a service; whether that is enough, the verification policy says.
    private static ImmutableArray<SigningService> Select(
        SigningConfig config, SigningServiceKind kind, ImmutableArray<SigningService> listed, ServiceQuantity quantity, int[] versions, DateTimeOffset time)
    {
        if (listed.IsEmpty && quantity.Selector != ServiceSelector.Exact)
            return [];
        var usable = Usable(listed, versions, time);
        return usable.Length < quantity.Count
            ? throw Missing(config, kind, listed, quantity.Count, usable.Length, versions)
            : quantity.Selector == ServiceSelector.All ? usable : usable[..quantity.Count];
    }

    // Never two versions: the highest that has a service. The order of the file decides between equal starts.
    private static ImmutableArray<SigningService> Usable(ImmutableArray<SigningService> listed, int[] versions, DateTimeOffset time)
    {
        foreach (var version in versions)
        {
            var operators = new HashSet<string>(StringComparer.Ordinal);
            ImmutableArray<SigningService> usable =
            [
                .. listed.Where(s => s.ApiVersion == version && s.ValidFrom <= time && (s.ValidTo is not { } end || time <= end))
                    .OrderByDescending(s => s.ValidFrom).Where(s => operators.Add(s.Operator)),
            ];
            if (!usable.IsEmpty)
                return usable;
        }
        return [];
    }

    private static SigningException Lacking(SigningConfig config, SigningServiceKind kind, string why) => new(
        SigningFailure.ServiceMissing, $"The signing config ({config.Name}) has too few services as {ServiceFailures.Name(kind)}: {why}. Fetch the instance's current one.", kind);

    private static SigningException Missing(
        SigningConfig config, SigningServiceKind kind, ImmutableArray<SigningService> listed, int wanted, int found, int[] versions) => new(
        SigningFailure.ServiceMissing,
        $"The signing config ({config.Name}) has {found} of the {wanted} services that are needed as {ServiceFailures.Name(kind)}: of {listed.Length} that it lists, the others are not"
        + $" valid now, of a version that is not spoken here (spoken: {string.Join(", ", versions)}), or of the same operator. Fetch the instance's current one.",
        kind);
}
