using System.Collections.Immutable;
using SupplyChainSdk.Sigstore.Logs;
using SupplyChainSdk.Sigstore.Timestamps;
using SupplyChainSdk.Sigstore.Trust;

namespace SupplyChainSdk.Sigstore.Verification;

/// <summary>Step 2: when it was signed, by timestamps over the signature and by the promises of logs. Everything there has to hold.</summary>
internal static class ProvenTimes
{
    /// <summary>Verifies every source of time.</summary>
    /// <param name="bundle">With its timestamps and entries.</param>
    /// <param name="signature">What timestamps are over: the signature, never the artifact.</param>
    /// <param name="instance">Trusted.</param>
    /// <param name="policy">How many are wanted.</param>
    /// <param name="isCertificate">A certificate needs a time; a managed key does not.</param>
    /// <returns>The earliest first.</returns>
    /// <exception cref="VerificationException">With the reason.</exception>
    public static ImmutableArray<VerifiedTime> Verify(
        Bundle bundle, ImmutableArray<byte> signature, TrustedInstance instance, VerificationPolicy policy, bool isCertificate)
    {
        var times = new List<VerifiedTime>();
        for (var i = 0; i < bundle.Timestamps.Length; i++)
        {
            var timestamp = Timestamp.Verify(bundle.Timestamps[i].AsMemory(), signature.AsSpan(), instance.TimestampAuthorities);
            times.Add(new(timestamp.Time, VerifiedTimeSource.TimestampAuthority, timestamp.Authority.Uri, timestamp.Authority.Operator));
        }
        foreach (var entry in bundle.LogEntries)
        {
            // A log without promises has no time either, whatever the entry says (Rekor v2).
            if (entry.SignedEntryTimestamp.IsEmpty || !LogEntryBody.HasTime(entry))
                continue;
            var (log, time) = InclusionPromise.Verify(entry, instance);
            times.Add(new(time, VerifiedTimeSource.TransparencyLog, log.Url, log.Operator));
        }
        var wanted = isCertificate ? Math.Max(policy.Times, 1) : 0;
        var ofAuthorities = times.Where(t => t.Source == VerifiedTimeSource.TimestampAuthority).ToList();
        if (Count(times) < wanted || Count(ofAuthorities) < policy.Timestamps)
        {
            throw new VerificationException(
                VerificationFailure.TimeMissing,
                $"The bundle proves too little about when it was signed: of {bundle.Timestamps.Length} timestamps and {bundle.LogEntries.Length} log entries"
                + $" (with a promise: {bundle.LogEntries.Count(e => !e.SignedEntryTimestamp.IsEmpty)}) come times of {Count(times)} operators, wanted were {wanted},"
                + $" and timestamps of {Count(ofAuthorities)}, wanted were {policy.Timestamps}."
                + (bundle.LogEntries.Any(e => !LogEntryBody.HasTime(e)) ? " Entries of Rekor v2 have no time: a timestamp (RFC 3161) belongs to them." : ""));
        }
        return InOrder(times);
    }

    // By hand: sorted and compared by the framework, times would be compiled anew in every run.
    private static ImmutableArray<VerifiedTime> InOrder(List<VerifiedTime> times)
    {
        var ordered = new List<VerifiedTime>(times.Count);
        foreach (var time in times)
        {
            if (ordered.Exists(o => o.Time == time.Time && o.Source == time.Source && o.Service == time.Service && o.Operator == time.Operator))
                continue;
            var at = ordered.Count;
            while (at > 0 && ordered[at - 1].Time > time.Time)
                at--;
            ordered.Insert(at, time);
        }
        return [.. ordered];
    }

    private static int Count(IEnumerable<VerifiedTime> times) => times.Select(t => t.Operator).Distinct(StringComparer.Ordinal).Count();
}
