using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore;

/// <summary>The version of a bundle, which decides what must be in it.</summary>
public enum BundleVersion
{
    /// <summary>0.1: every log entry has an inclusion promise.</summary>
    V01,

    /// <summary>0.2: every log entry has an inclusion proof with a checkpoint.</summary>
    V02,

    /// <summary>0.3: as 0.2; a certificate is alone, without a chain.</summary>
    V03,
}

/// <summary>A Sigstore bundle: well-formed, of a known version, and not verified.</summary>
/// <remarks>Source: sigstore/protobuf-specs, protos/sigstore_bundle.proto.</remarks>
public sealed record Bundle
{
    /// <summary>The most bytes a bundle may have, read or written: 1 MiB.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The media type of what is written.</summary>
    public const string MediaTypeV03 = "application/vnd.dev.sigstore.bundle.v0.3+json";

    internal Bundle(
        BundleVersion version, KeyMaterial key, ImmutableArray<TransparencyLogEntry> logEntries,
        ImmutableArray<ImmutableArray<byte>> timestamps, BundleContent content) =>
        (Version, Key, LogEntries, Timestamps, Content) = (version, key, logEntries, timestamps, content);

    /// <summary>Decided by the media type.</summary>
    public BundleVersion Version { get; }

    /// <summary>Who signed, as the bundle says.</summary>
    public KeyMaterial Key { get; }

    /// <summary>In the order of the bundle; may be empty.</summary>
    public ImmutableArray<TransparencyLogEntry> LogEntries { get; }

    /// <summary>RFC 3161 time-stamp responses, DER, in the order of the bundle; may be empty.</summary>
    public ImmutableArray<ImmutableArray<byte>> Timestamps { get; }

    /// <summary>What was signed.</summary>
    public BundleContent Content { get; }

    /// <summary>A bundle for an envelope that a managed key signed: version 0.3, its hint the key id of the envelope.</summary>
    /// <param name="envelope">With its signature and key id.</param>
    public static Bundle ForKey(DsseEnvelope envelope) => new(BundleVersion.V03, new PublicKeyHint(envelope.KeyId), [], [], envelope);

    /// <summary>Reads one bundle.</summary>
    /// <param name="json">UTF-8 without a byte order mark, at most <see cref="MaxBytes"/>.</param>
    /// <exception cref="VerificationException">
    /// <see cref="VerificationFailure.BundleTooLarge"/>, <see cref="VerificationFailure.UnsupportedVersion"/> or
    /// <see cref="VerificationFailure.MalformedBundle"/>.
    /// </exception>
    public static Bundle Parse(ReadOnlyMemory<byte> json) => BundleReader.Read(json);

    /// <summary>Reads one bundle to the end of a stream, and never more than <see cref="MaxBytes"/>.</summary>
    /// <param name="stream">Read from its position; not disposed.</param>
    /// <exception cref="VerificationException">As <see cref="Parse"/>.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Bundle Read(Stream stream)
    {
        var buffer = new byte[MaxBytes + 1];
        return Parse(buffer.AsMemory(0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)));
    }

    /// <summary>The bundle as one line of JSON in a fixed order of members, without a line feed.</summary>
    /// <returns>The same bytes for the same bundle.</returns>
    /// <exception cref="InvalidOperationException">A version that is only read: before 0.3.</exception>
    public byte[] ToJson() => BundleWriter.Write(this);
}
