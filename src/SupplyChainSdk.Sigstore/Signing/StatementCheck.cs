using SupplyChainSdk.Sigstore.Statements;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>Whether a payload can end as a verified bundle: found out before any service is asked.</summary>
internal static class StatementCheck
{
    // What a bundle has besides the payload: certificate, log entries with their bodies, timestamps.
    private const int RoomForEvidence = 128 * 1024;

    /// <summary>The first subject of a statement, by its digests: what the finished bundle is verified with.</summary>
    /// <exception cref="SigningException"><see cref="SigningFailure.StatementUnusable"/>.</exception>
    public static Artifact SubjectOf(string payloadType, ReadOnlyMemory<byte> payload)
    {
        if (payloadType != Dsse.InTotoPayloadType)
            throw Unusable($"its type is {ForeignText.Quote(payloadType)}, expected was {Dsse.InTotoPayloadType}");
        if (payload.Length > (Bundle.MaxBytes - RoomForEvidence) / 4 * 3)
            throw Unusable($"it has {payload.Length} bytes, more than a bundle of {Bundle.MaxBytes} bytes can carry");
        try
        {
            var subject = InTotoStatement.Read(payload).Subjects[0];
            string[] digests = [.. subject.Digests.Where(d => Artifact.AcceptedAlgorithms.Contains(d.Name)).Select(d => $"{d.Name}:{d.Value}")];
            return digests.Length > 0 ? Artifact.FromDigest(digests) : throw Unusable("its first subject has no digest of sha256, sha384 or sha512");
        }
        catch (VerificationException e)
        {
            throw Unusable(e.Message.TrimEnd('.'), e);
        }
        catch (ArgumentException e)
        {
            throw Unusable("its first subject has a digest that is none", e);
        }
    }

    private static SigningException Unusable(string what, Exception? inner = null) =>
        new(SigningFailure.StatementUnusable, $"The statement cannot be signed: {what}.", inner: inner);
}
