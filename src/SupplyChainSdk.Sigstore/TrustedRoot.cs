using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Trust;

namespace SupplyChainSdk.Sigstore;

/// <summary>Keys and certificates to judge bundles by: of one Sigstore instance, or of several side by side. Files only: it needs no network and never expires by itself.</summary>
/// <remarks>Source: sigstore/protobuf-specs, protos/sigstore_trustroot.proto.</remarks>
public sealed class TrustedRoot
{
    /// <summary>The most bytes a trusted root may have: 4 MiB.</summary>
    public const int MaxBytes = 4 << 20;

    private const string EmbeddedName = "public-good/trusted_root.json";

    private static readonly Lazy<TrustedRoot> Embedded = new(ReadEmbedded);

    private TrustedRoot(string name, ImmutableArray<byte> content, ImmutableArray<TrustedInstance> instances) =>
        (Name, Content, Sha256, Instances) = (name, content, Convert.ToHexStringLower(SHA256.HashData(content.AsSpan())), instances);

    /// <summary>The public instance (sigstore.dev), as this version was built with it.</summary>
    public static TrustedRoot PublicGood => Embedded.Value;

    /// <summary>The version of the list of targets (<see cref="TufUpdate.TargetsVersion"/>) of the public instance's repository that <see cref="PublicGood"/> is of.</summary>
    public static long PublicGoodVersion => 14;

    /// <summary>The day on which <see cref="PublicGood"/> was taken over from that repository, as its newest.</summary>
    public static DateTimeOffset PublicGoodDate => new(2026, 8, 21, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How messages name it.</summary>
    public string Name { get; }

    /// <summary>The bytes that were read, to be kept or handed on.</summary>
    public ImmutableArray<byte> Content { get; }

    /// <summary>Of <see cref="Content"/>: 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>The newest start of a service in it, so that the root is at least as new; null when it has no service.</summary>
    public DateTimeOffset? NewestStart
    {
        get
        {
            DateTimeOffset? newest = null;
            foreach (var instance in Instances)
                newest = instance.NewestStart is { } start && !(newest > start) ? start : newest;
            return newest;
        }
    }

    /// <summary>Everything that is trusted, in the order of the file.</summary>
    public ImmutableArray<TrustedService> Services => [.. Instances.SelectMany(i => i.Services)];

    // A bundle is judged by one of them alone: a log of one instance does not vouch for a certificate of another.
    internal ImmutableArray<TrustedInstance> Instances { get; }

    /// <summary>Reads one trusted root, or several as JSON lines.</summary>
    /// <param name="json">UTF-8 without a byte order mark, at most <see cref="MaxBytes"/>.</param>
    /// <param name="name">How messages name it.</param>
    /// <exception cref="VerificationException">
    /// <see cref="VerificationFailure.TrustedRootMalformed"/> or <see cref="VerificationFailure.TrustedRootUnsupported"/>.
    /// </exception>
    public static TrustedRoot Parse(ReadOnlyMemory<byte> json, string name = "the trusted root") =>
        new(name, [.. json.Span], TrustedRootReader.Read(json, name));

    /// <summary>Reads a file; see <see cref="Parse"/>.</summary>
    /// <param name="path">At most <see cref="MaxBytes"/> bytes are read.</param>
    /// <exception cref="VerificationException">As <see cref="Parse"/>.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static TrustedRoot Load(string path)
    {
        using var file = File.OpenRead(path);
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        int read;
        while (content.Length <= MaxBytes && (read = file.Read(buffer)) > 0)
            content.Write(buffer, 0, read);
        return Parse(content.ToArray(), path);
    }

    private static TrustedRoot ReadEmbedded()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(EmbeddedName)!;
        var json = new byte[stream.Length];
        stream.ReadExactly(json);
        return Parse(json, "the embedded trusted root of sigstore.dev");
    }
}
