using System.Collections.Immutable;
using SupplyChainSdk.Sigstore.Certificates;
using SupplyChainSdk.Sigstore.Trust;

namespace SupplyChainSdk.Sigstore.Logs;

/// <summary>Steps 5 and 6: that the log entries of a bundle are in logs that are trusted. What they are about is step 8.</summary>
internal static class EntryEvidence
{
    /// <summary>Step 5: every entry, and enough of them.</summary>
    /// <param name="bundle">From version 0.2 on its reader saw to it that every entry has proof and checkpoint, before that a promise.</param>
    /// <param name="instance">Trusted.</param>
    /// <param name="times">Every verified time.</param>
    /// <param name="policy">How many are wanted.</param>
    /// <exception cref="VerificationException">With the reason.</exception>
    public static ImmutableArray<VerifiedLogEntry> Verify(
        Bundle bundle, TrustedInstance instance, DateTimeOffset[] times, VerificationPolicy policy)
    {
        var verified = ImmutableArray.CreateBuilder<VerifiedLogEntry>(bundle.LogEntries.Length);
        foreach (var entry in bundle.LogEntries)
        {
            // The promise was verified in step 2, and its time is the entry's. An entry without a time of its own is of every other one.
            DateTimeOffset? promised = entry.SignedEntryTimestamp.IsEmpty || !LogEntryBody.HasTime(entry)
                ? null
                : DateTimeOffset.FromUnixTimeSeconds(entry.IntegratedTime);
            var log = EntryLog.Find(entry, instance, promised is { } time ? [time] : times);
            InclusionEvidence.Verify(entry, log);
            // The index that is proven: a promise signs the one over all shards, a proof the one in the tree.
            var index = promised is null && entry.InclusionProof is { } proof ? proof.LogIndex : entry.LogIndex;
            verified.Add(new VerifiedLogEntry(log.Url, log.Operator, index, $"{entry.Kind}/{entry.KindVersion}", promised, entry.InclusionProof is { Checkpoint.Length: > 0 }));
        }
        var operators = verified.Select(e => e.Operator).Distinct(StringComparer.Ordinal).Count();
        return operators >= policy.LogEntries
            ? verified.ToImmutable()
            : throw new VerificationException(
                VerificationFailure.LogEntryMissing,
                $"The bundle has entries in logs of {operators} operators, wanted were {policy.LogEntries}."
                + (instance.Logs.IsEmpty ? $" The trusted root ({instance.Root}) has no log: a policy for an instance without logs is needed." : ""));
    }

    /// <summary>Step 6: every promise, also where other evidence suffices.</summary>
    /// <param name="bundle">As in step 5.</param>
    /// <param name="instance">Trusted.</param>
    /// <param name="validity">Of the signer's certificate; null for a managed key.</param>
    /// <exception cref="VerificationException">
    /// <see cref="VerificationFailure.InclusionPromiseInvalid"/> or <see cref="VerificationFailure.IntegratedTimeOutsideCertificate"/>.
    /// </exception>
    public static void VerifyPromises(Bundle bundle, TrustedInstance instance, TimeRange? validity)
    {
        foreach (var entry in bundle.LogEntries)
        {
            if (entry.SignedEntryTimestamp.IsEmpty)
                continue;
            // Those that gave a time were verified in step 2.
            var time = LogEntryBody.HasTime(entry) ? DateTimeOffset.FromUnixTimeSeconds(entry.IntegratedTime) : InclusionPromise.Verify(entry, instance).Time;
            if (validity is not null && !validity.Contains(time))
            {
                throw new VerificationException(
                    VerificationFailure.IntegratedTimeOutsideCertificate,
                    $"The log took the entry at {Times.Text(time)}, and the certificate is valid from {Times.Text(validity)}.");
            }
        }
    }
}
