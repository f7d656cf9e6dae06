using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Signing;

namespace SupplyChainSdk.Sigstore;

/// <summary>Where a Sigstore instance signs: its certificate authorities, timestamp authorities and logs, and how many of them to use.</summary>
/// <remarks>Source: sigstore/protobuf-specs, protos/sigstore_trustroot.proto, SigningConfig. It says where, never whom to trust: that is the trusted root.</remarks>
public sealed class SigningConfig
{
    /// <summary>The most bytes a signing config may have: 1 MiB.</summary>
    public const int MaxBytes = 1 << 20;

    private const string EmbeddedName = "public-good/signing_config.v0.2.json";

    private static readonly Lazy<SigningConfig> Embedded = new(ReadEmbedded);

    private SigningConfig(string name, string sha256, ServiceList services) => (Name, Sha256, Services) = (name, sha256, services);

    /// <summary>The public instance (sigstore.dev) with Rekor v1, as this version was built with it.</summary>
    public static SigningConfig PublicGood => Embedded.Value;

    /// <summary>How messages name it.</summary>
    public string Name { get; }

    /// <summary>Of the bytes that were read: 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    internal ServiceList Services { get; }

    /// <summary>The services that are used to sign at a time: what has to be reachable.</summary>
    /// <param name="time">UTC.</param>
    /// <exception cref="SigningException"><see cref="SigningFailure.ServiceMissing"/>.</exception>
    public ImmutableArray<SigningService> ServicesAt(DateTimeOffset time) => ChosenServices.Choose(this, time).All;

    /// <summary>Reads a signing config of version 0.2.</summary>
    /// <param name="json">UTF-8 without a byte order mark, at most <see cref="MaxBytes"/>.</param>
    /// <param name="name">How messages name it.</param>
    /// <exception cref="SigningException">
    /// <see cref="SigningFailure.SigningConfigMalformed"/>, <see cref="SigningFailure.SigningConfigUnsupported"/> or <see cref="SigningFailure.ServiceAddressInsecure"/>.
    /// </exception>
    public static SigningConfig Parse(ReadOnlyMemory<byte> json, string name = "the signing config") =>
        new(name, Convert.ToHexStringLower(SHA256.HashData(json.Span)), SigningConfigReader.Read(json, name));

    /// <summary>Reads a file; see <see cref="Parse"/>.</summary>
    /// <param name="path">At most <see cref="MaxBytes"/> bytes are read.</param>
    /// <exception cref="SigningException">As <see cref="Parse"/>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static SigningConfig Load(string path)
    {
        using var file = File.OpenRead(path);
        var buffer = new byte[MaxBytes + 1];
        return Parse(buffer.AsMemory(0, file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)), path);
    }

    private static SigningConfig ReadEmbedded()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(EmbeddedName)!;
        var json = new byte[stream.Length];
        stream.ReadExactly(json);
        return Parse(json, "the embedded signing config of sigstore.dev");
    }
}
