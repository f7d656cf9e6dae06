using System.Net;
using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Logs;
using SupplyChainSdk.Sigstore.Trust;
using SupplyChainSdk.Sigstore.Verification;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>Logs signatures (Rekor v1 and v2). An entry is taken only when it is this signature's and the log proves it.</summary>
/// <param name="client">Asks.</param>
/// <param name="seen">What the logs have signed for so far.</param>
internal sealed class LogClient(ServiceClient client, SeenTrees seen)
{
    /// <summary>Logs one, and verifies the entry.</summary>
    /// <param name="log">With the version of its interface.</param>
    /// <param name="content">Signed.</param>
    /// <param name="artifact">What a signature over a file is about.</param>
    /// <param name="certificate">Of the signer.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <exception cref="SigningException">With what failed.</exception>
    public async Task<TransparencyLogEntry> AddAsync(
        SigningService log, BundleContent content, Artifact artifact, SigningCertificate certificate, CancellationToken cancellationToken)
    {
        var before = seen.Now();
        var request = Request(log, content, certificate.Leaf.Der);
        var answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.Status == (int)HttpStatusCode.Conflict)
            answer = await GetExistingAsync(request, answer, cancellationToken).ConfigureAwait(false);
        var malformed = ServiceFailures.MalformedAnswer(request.Kind, request.Address);
        var entry = log.ApiVersion == 1 ? RekorV1.Read(answer.Body, malformed) : RekorV2.Read(answer.Body, malformed);
        try
        {
            Check(entry, content, artifact, certificate);
        }
        catch (VerificationException e)
        {
            throw Failed(e.Failure is VerificationFailure.LogEntryMismatch ? SigningFailure.LogEntryMismatch : SigningFailure.LogEntryInvalid, log, e.Message.TrimEnd('.'), e);
        }
        CheckTime(log, entry, certificate);
        if (!seen.Add(entry, before))
            throw Failed(SigningFailure.LogShrank, log, $"its tree has {entry.InclusionProof!.TreeSize} entries, and it has signed for more before");
        return entry;
    }

    // 409: it has the entry already, when the answer to an earlier try was lost. What it has is checked like any other.
    private async Task<ServiceAnswer> GetExistingAsync(ServiceRequest request, ServiceAnswer conflict, CancellationToken cancellationToken)
    {
        var malformed = ServiceFailures.MalformedAnswer(request.Kind, request.Address);
        if (conflict.Location is not { } location)
            throw malformed("its answer 409", "does not say where the entry is");
        if (location.GetLeftPart(UriPartial.Authority) != request.Address.GetLeftPart(UriPartial.Authority))
            throw malformed("its answer 409", "names another host");
        return await client.SendAsync(new ServiceRequest(request.Kind, location), cancellationToken).ConfigureAwait(false);
    }

    private static ServiceRequest Request(SigningService log, BundleContent content, ReadOnlyMemory<byte> signer) => log.ApiVersion == 1
        ? new ServiceRequest(SigningServiceKind.TransparencyLog, ServiceAddress.Below(log.Url, RekorV1.Path))
        {
            Body = RekorV1.Request(content, signer),
            AlsoAccepted = (int)HttpStatusCode.Conflict,
        }
        : new ServiceRequest(SigningServiceKind.TransparencyLog, ServiceAddress.Below(log.Url, RekorV2.Path))
        {
            Body = RekorV2.Request(EntryBinding.SignatureOf(content).AsSpan(), SignedDigest(content), signer),
        };

    private static ReadOnlySpan<byte> SignedDigest(BundleContent content) => content is DsseEnvelope envelope
        ? SHA256.HashData(Dsse.PreAuthenticationEncoding(envelope.PayloadType, envelope.Payload.AsSpan()))
        : ((MessageSignature)content).Digest.AsSpan();

    private static void Check(TransparencyLogEntry entry, BundleContent content, Artifact artifact, SigningCertificate certificate)
    {
        EntryBinding.Verify(entry, content, artifact, new Signer(certificate.Leaf, [], certificate.Leaf.Key(), certificate.Leaf.Der));
        var log = entry.SignedEntryTimestamp.IsEmpty
            ? EntryLog.Find(entry, certificate.Instance, [certificate.Identity.NotBefore])
            : InclusionPromise.Verify(entry, certificate.Instance).Log;
        InclusionEvidence.Verify(entry, log);
    }

    private static void CheckTime(SigningService log, TransparencyLogEntry entry, SigningCertificate certificate)
    {
        if (entry.SignedEntryTimestamp.IsEmpty)
            return;
        var time = DateTimeOffset.FromUnixTimeSeconds(entry.IntegratedTime);
        if (!certificate.Leaf.Validity.Contains(time))
        {
            throw Failed(
                SigningFailure.LogTimeOutsideCertificate, log,
                $"it took it at {Times.Text(time)}, and the certificate is valid from {Times.Text(certificate.Leaf.Validity)}: the clock of one of the two services is wrong");
        }
    }

    private static SigningException Failed(SigningFailure failure, SigningService log, string what, VerificationException? inner = null) => new(
        failure, $"The transparency log {log.Url.Authority} answered with an entry that cannot be used: {what}. A signature that is not logged is none, and nothing was written.",
        SigningServiceKind.TransparencyLog, inner);
}
