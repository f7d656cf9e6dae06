using SupplyChainSdk.Sigstore.Trust;

namespace SupplyChainSdk.Sigstore;

/// <summary>What evidence is required. Never the bundle decides that. Timestamps, log entries and promises beyond that are verified all the same.</summary>
public sealed record VerificationPolicy
{
    private readonly int _logEntries = 1;
    private readonly int _certificateTimestamps = 1;
    private readonly int _times = 1;
    private readonly int _timestamps;

    /// <summary>One log entry, one signed certificate timestamp, one verified time of either kind.</summary>
    public static VerificationPolicy Default { get; } = new();

    /// <summary>For an instance without logs, such as GitHub's for private repositories: one timestamp of an authority, and nothing else.</summary>
    public static VerificationPolicy TimestampsOnly { get; } = new() { LogEntries = 0, CertificateTimestamps = 0, Timestamps = 1 };

    /// <summary>
    /// What an instance of the trusted root can give: <see cref="Default"/>, but no log entry and a timestamp of one that has no transparency log, and no promise of a certificate log of one
    /// that has no such log. Whoever names a trusted root says by that what there is; a bundle never does.
    /// </summary>
    public static VerificationPolicy ByTrustedRoot { get; } = new() { IsByInstance = true };

    /// <summary>Verified log entries by distinct operators; 0 for an instance without a log.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int LogEntries { get => _logEntries; init => _logEntries = NotNegative(value); }

    /// <summary>Signed certificate timestamps by distinct operators; 0 for an instance without a certificate transparency log: then they are not looked at.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int CertificateTimestamps { get => _certificateTimestamps; init => _certificateTimestamps = NotNegative(value); }

    /// <summary>
    /// Verified times by distinct operators, of a timestamp authority or of a log's promise. A certificate needs at least one, whatever this says; a
    /// managed key needs none, and this is not asked of it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Times { get => _times; init => _times = NotNegative(value); }

    /// <summary>Timestamps (RFC 3161) by distinct operators, for a certificate and for a managed key.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Timestamps { get => _timestamps; init => _timestamps = NotNegative(value); }

    /// <summary>The exact type that the predicate of a signed statement must have; null for any. With it, a signature over a file is refused.</summary>
    public string? PredicateType { get; init; }

    private bool IsByInstance { get; init; }

    /// <summary>As it is for one instance of a trusted root. A log that cannot be used here is one all the same.</summary>
    internal VerificationPolicy For(TrustedInstance instance)
    {
        if (!IsByInstance)
            return this;
        var (hasLog, hasCertificateLog) = (!instance.Logs.IsEmpty, !instance.CertificateLogs.IsEmpty);
        foreach (var log in instance.Unused)
            (hasLog, hasCertificateLog) = (hasLog || !log.IsOfCertificates, hasCertificateLog || log.IsOfCertificates);
        var policy = hasLog ? this : this with { LogEntries = 0, Timestamps = 1 };
        return hasCertificateLog ? policy : policy with { CertificateTimestamps = 0 };
    }

    private static int NotNegative(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        return value;
    }
}
