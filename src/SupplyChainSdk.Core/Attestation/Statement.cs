using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Attestation;

/// <summary>An in-toto Statement v1: what is attested (subjects), and what is said about it (predicate).</summary>
/// <remarks>Source: in-toto/attestation, spec/v1/statement.md. The signed bytes are kept as they were; nothing here is written back from the model.</remarks>
public sealed record Statement
{
    /// <summary>The type of every statement that is read or written here.</summary>
    public const string Type = "https://in-toto.io/Statement/v1";

    private const int MaxBytes = 1 << 24;
    private const int MaxSubjects = 1024;

    private Statement(ImmutableArray<Subject> subjects, string predicateType, JsonElement predicate) =>
        (Subjects, PredicateType, Predicate) = (subjects, predicateType, predicate);

    /// <summary>At least one.</summary>
    public ImmutableArray<Subject> Subjects { get; }

    /// <summary>Such as <c>https://slsa.dev/provenance/v1</c>.</summary>
    public string PredicateType { get; }

    /// <summary>An object.</summary>
    public JsonElement Predicate { get; }

    /// <summary>Reads a statement from the bytes that were signed.</summary>
    /// <param name="json">UTF-8, at most 16 MiB.</param>
    /// <exception cref="InvalidDataException">Not JSON, another statement type, no subject, a subject without name or usable digest, or no predicate object.</exception>
    public static Statement Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaxBytes)
            throw new InvalidDataException("A statement is at most 16 MiB.");
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("The statement is not strict JSON.", e);
        }
        if (root.ValueKind != JsonValueKind.Object || Text(root, "_type") != Type)
            throw new InvalidDataException($"The statement has another type than {Type}.");
        if (!root.TryGetProperty("subject", out var subjects) || subjects.ValueKind != JsonValueKind.Array || subjects.GetArrayLength() is 0 or > MaxSubjects)
            throw new InvalidDataException($"The statement names no subject, or more than {MaxSubjects}.");
        if (Text(root, "predicateType") is not { Length: > 0 } predicateType)
            throw new InvalidDataException("The statement has no predicateType.");
        if (!root.TryGetProperty("predicate", out var predicate) || predicate.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException("The statement has no predicate object.");
        return new Statement([.. subjects.EnumerateArray().Select(ParseSubject)], predicateType, predicate);
    }

    private static Subject ParseSubject(JsonElement subject)
    {
        if (subject.ValueKind != JsonValueKind.Object || !subject.TryGetProperty("digest", out var digests) || digests.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException("A subject has no digest.");
        // Other algorithms (gitCommit, dirHash, …) are allowed by the specification and match nothing here.
        var known = digests.EnumerateObject().Where(d => d.Name is "sha256" or "sha512").Select(d => d.Value.ValueKind == JsonValueKind.String
            ? Digest.Parse(d.Name, d.Value.GetString()!)
            : throw new InvalidDataException($"The {d.Name} digest of a subject is not a string.")).ToImmutableArray();
        return new Subject(Text(subject, "name") ?? "", Text(subject, "uri"), known);
    }

    internal static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>One attested artifact.</summary>
/// <param name="Name">Usually a file name; never an expectation.</param>
/// <param name="Uri">For a package its purl; null when absent.</param>
/// <param name="Digests">Those of sha256 and sha512 that are there.</param>
public sealed record Subject(string Name, string? Uri, ImmutableArray<Digest> Digests)
{
    /// <summary>Whether the subject is the artifact with these digests: at least one in common, and every common one equal.</summary>
    /// <remarks>Stricter than in-toto's matching rule, which is content with one that is equal.</remarks>
    public bool Matches(ImmutableArray<Digest> artifact)
    {
        var common = Digests.Where(d => artifact.Any(a => a.Algorithm == d.Algorithm)).ToList();
        return common.Count > 0 && common.All(artifact.Contains);
    }
}
