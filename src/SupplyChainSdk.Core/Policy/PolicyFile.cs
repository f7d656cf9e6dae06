using System.Collections.Immutable;
using System.Globalization;

namespace SupplyChainSdk.Policy;

/// <summary>One <c>supplychain.json</c> as it was written, each value with its place; docs/policy.md lists what it may say.</summary>
public sealed record PolicyFile
{
    /// <summary>The name that is looked for in every folder.</summary>
    public const string FileName = "supplychain.json";

    /// <summary>The most bytes that a policy file may have.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The version of the format that is read.</summary>
    public const int Version = 1;

    internal PolicyFile(string path, string name) => (Path, Name) = (path, name);

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>The path relative to the repository, with <c>/</c>; for messages and fingerprints.</summary>
    public string Name { get; }

    /// <summary>The relative path of the file that it extends.</summary>
    public Setting<string>? Extends { get; internal init; }

    /// <summary>What it lets inner files loosen, in the order of the file.</summary>
    public ImmutableArray<Setting<Delegation>> Delegations { get; internal init; } = [];

    /// <summary>The <c>lock</c> section.</summary>
    public LockSection? Lock { get; internal init; }

    /// <summary>The <c>integrity</c> section.</summary>
    public IntegritySection? Integrity { get; internal init; }

    /// <summary>The <c>signatures</c> section.</summary>
    public SignatureSection? Signatures { get; internal init; }

    /// <summary>The <c>publishers</c> section.</summary>
    public PublisherSection? Publishers { get; internal init; }

    /// <summary>The <c>provenance</c> section.</summary>
    public ProvenanceSection? Provenance { get; internal init; }

    /// <summary>The <c>trust</c> section.</summary>
    public TrustSection? Trust { get; internal init; }

    /// <summary>The <c>source</c> section.</summary>
    public SignedSourceSection? Source { get; internal init; }

    /// <summary>The <c>licenses</c> section.</summary>
    public LicenseSection? Licenses { get; internal init; }

    /// <summary>Reads a policy file strictly.</summary>
    /// <param name="path">Absolute path; goes into locations.</param>
    /// <param name="bytes">UTF-8, with or without byte order mark; at most <see cref="MaxBytes"/>.</param>
    /// <param name="name">See <see cref="Name"/>; default: the last part of the path.</param>
    /// <param name="licenses">Which licences there are; default: those that SupplyChainSdk knows.</param>
    /// <returns>The file, or null and errors (SCSDK1001, 1002, 1003), in the order of the file. Never both, never neither.</returns>
    public static (PolicyFile? File, ImmutableArray<Finding> Findings) Parse(
        string path, ReadOnlyMemory<byte> bytes, string? name = null, LicenseVocabulary? licenses = null)
    {
        name ??= System.IO.Path.GetFileName(path);
        if (bytes.Length > MaxBytes)
            return (null, [PolicyFindings.Unreadable(new Location(path), name, TooBig(bytes.Length))]);
        var text = new PolicyText(bytes);
        try
        {
            return new PolicyReader(path, name, text, licenses ?? LicenseVocabulary.Default).Read(PolicyJson.Parse(text));
        }
        catch (PolicySyntaxException e)
        {
            var (line, column) = text.At(e.Offset);
            return (null, [PolicyFindings.Unreadable(new Location(path, line, column), name, e.Message)]);
        }
    }

    internal static string TooBig(long length) =>
        string.Create(CultureInfo.InvariantCulture, $"it has {length} bytes, and {MaxBytes} are the most");
}
