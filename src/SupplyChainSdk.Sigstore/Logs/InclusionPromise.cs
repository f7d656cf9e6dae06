using System.Globalization;
using System.Text;
using SupplyChainSdk.Sigstore.Trust;

namespace SupplyChainSdk.Sigstore.Logs;

/// <summary>A signed entry timestamp: the promise of a log to include an entry, and the time at which it took it.</summary>
internal static class InclusionPromise
{
    /// <summary>Verifies the promise of an entry that has one.</summary>
    /// <returns>The log, whose key was valid at that time, and the time.</returns>
    /// <exception cref="VerificationException">
    /// <see cref="VerificationFailure.LogUntrusted"/>, <see cref="VerificationFailure.LogNotValidAtTime"/> or <see cref="VerificationFailure.InclusionPromiseInvalid"/>.
    /// </exception>
    public static (TrustedLog Log, DateTimeOffset Time) Verify(TransparencyLogEntry entry, TrustedInstance instance)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(entry.IntegratedTime);
        var log = EntryLog.Find(entry, instance, [time]);
        return log.Key.Verify(Payload(entry), entry.SignedEntryTimestamp.AsSpan())
            ? (log, time)
            : throw new VerificationException(
                VerificationFailure.InclusionPromiseInvalid,
                $"The promise to include the log entry (signed entry timestamp) does not verify with the key of {log.Name}: the entry, its index or its time was changed.");
    }

    /// <summary>
    /// What a promise is over: JSON in canonical form (RFC 8785). All of its values are digits and ASCII that needs no escape, and its names are in order.
    /// </summary>
    public static byte[] Payload(TransparencyLogEntry entry) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"body":"{{Convert.ToBase64String(entry.CanonicalizedBody.AsSpan())}}","integratedTime":{{entry.IntegratedTime}},"logID":"{{Convert.ToHexStringLower(entry.LogId.AsSpan())}}","logIndex":{{entry.LogIndex}}}"""));
}
