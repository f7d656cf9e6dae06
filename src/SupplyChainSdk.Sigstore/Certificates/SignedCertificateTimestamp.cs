using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>A certificate transparency log's promise for a certificate (RFC 6962, 3.2): verified.</summary>
/// <param name="Time">Of the log.</param>
/// <param name="Log">Whose promise it is.</param>
internal sealed record SignedCertificateTimestamp(DateTimeOffset Time, CertificateLog Log)
{
    /// <summary>Step 3: verifies every promise of a known log that the leaf carries. What a log that is not in the root promises counts for nothing.</summary>
    /// <param name="leaf">With the promises in it.</param>
    /// <param name="issuer">Found by path building.</param>
    /// <param name="logs">Trusted.</param>
    /// <returns>At least one.</returns>
    /// <exception cref="VerificationException">None of a known log, or one that does not verify.</exception>
    public static ImmutableArray<SignedCertificateTimestamp> Verify(Certificate leaf, Certificate issuer, ImmutableArray<CertificateLog> logs)
    {
        var entry = new PrecertificateEntry(leaf, issuer);
        var found = new List<SignedCertificateTimestamp>();
        var promises = SctReader.Read(leaf);
        foreach (var promise in promises)
        {
            VerificationException? failure = null;
            var isVerified = false;
            // A key may stand in the root twice, with one window after the other.
            foreach (var log in logs)
            {
                if (isVerified || !log.Key.KeyId.AsSpan().SequenceEqual(promise.LogId.Span))
                    continue;
                failure = Check(promise, log, entry);
                isVerified = failure is null;
                if (isVerified)
                    found.Add(new SignedCertificateTimestamp(promise.Time, log));
            }
            if (!isVerified && failure is not null)
                throw failure;
        }
        return found.Count > 0 ? [.. found] : throw new VerificationException(
            VerificationFailure.SctLogUnknown,
            $"No certificate transparency log of the trusted root has promised the certificate; it carries promises of {string.Join(", ", promises.Select(p => Convert.ToHexStringLower(p.LogId.Span)))}.");
    }

    private static VerificationException? Check(Sct promise, CertificateLog log, PrecertificateEntry entry)
    {
        if (!log.ValidFor.Contains(promise.Time))
        {
            return new VerificationException(
                VerificationFailure.SctLogNotValidAtTime,
                $"The trusted root does not trust the certificate transparency log {ForeignText.Quote(log.Url)} at the time of its promise, {promise.Time:u}.");
        }
        return promise.IsFor(log.Key) && log.Key.Verify(entry.Signed(promise), promise.Signature.Span)
            ? null
            : new VerificationException(
                VerificationFailure.SctSignatureInvalid,
                $"The promise of the certificate transparency log {ForeignText.Quote(log.Url)} is not of this certificate and its issuer, or not by that log.");
    }

    /// <summary>What a log signs of a certificate that is to carry its promise (RFC 6962, 3.2, precert_entry).</summary>
    private sealed class PrecertificateEntry(Certificate leaf, Certificate issuer)
    {
        private readonly byte[] _tbs = PrecertificateTbs.Of(leaf);

        public byte[] Signed(Sct promise)
        {
            var time = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(time, promise.Time.ToUnixTimeMilliseconds());
            return
            [
                0, 0, // version 1, certificate_timestamp
                .. time,
                0, 1, // precert_entry
                .. SHA256.HashData(issuer.SubjectPublicKeyInfo.Span),
                (byte)(_tbs.Length >> 16), (byte)(_tbs.Length >> 8), (byte)_tbs.Length, .. _tbs,
                (byte)(promise.Extensions.Length >> 8), (byte)promise.Extensions.Length, .. promise.Extensions.Span,
            ];
        }
    }
}
