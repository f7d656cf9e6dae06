using SupplyChainSdk.Sigstore.Certificates;
using SupplyChainSdk.Sigstore.Trust;

namespace SupplyChainSdk.Sigstore.Logs;

/// <summary>Which log of the trusted root an entry is of.</summary>
internal static class EntryLog
{
    /// <summary>The log by its id, valid at every one of the times; when there is no time, one that is still valid.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.LogUntrusted"/> or <see cref="VerificationFailure.LogNotValidAtTime"/>.</exception>
    public static TrustedLog Find(TransparencyLogEntry entry, TrustedInstance instance, DateTimeOffset[] times)
    {
        TrustedLog? known = null;
        foreach (var log in instance.Logs)
        {
            if (!log.IsNamed(entry.LogId.AsSpan()))
                continue;
            known = log;
            // Without a time nothing says that the key was still good; a period without an end needs no saying.
            if (times.Length == 0 ? log.ValidFor.End is null : IsValidAtAll(log.ValidFor, times))
                return log;
        }
        if (known is not null)
        {
            throw new VerificationException(
                VerificationFailure.LogNotValidAtTime,
                $"The key of the log {known.Name} is trusted from {Times.Text(known.ValidFor)}, and the entry is "
                + (times.Length == 0 ? "of no time that is proven." : $"of {string.Join(", ", times.Select(Times.Text))}."));
        }
        var id = Convert.ToHexStringLower(entry.LogId.AsSpan()[..Math.Min(entry.LogId.Length, 32)]);
        var unused = instance.Unused.FirstOrDefault(l => l.LogId.AsSpan().SequenceEqual(entry.LogId.AsSpan()));
        throw new VerificationException(
            VerificationFailure.LogUntrusted,
            unused is null
                ? $"The entry is of a transparency log that is not trusted: no log of the trusted root ({instance.Root}) has the key id {id}."
                : $"The entry is of the log {ForeignText.Quote(unused.Url)}, and {unused.Reason.TrimEnd('.')}: a newer version is needed.");
    }

    private static bool IsValidAtAll(TimeRange period, DateTimeOffset[] times)
    {
        foreach (var time in times)
        {
            if (!period.Contains(time))
                return false;
        }
        return true;
    }
}
