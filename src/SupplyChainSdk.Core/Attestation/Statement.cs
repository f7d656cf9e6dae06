using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Attestation;

/// <summary>An in-toto Statement v1: what is attested (subjects), and what is said about it (predicate).</summary>
/// <remarks>Source: in-toto/attestation, spec/v1/statement.md. The signed bytes are kept as they were; nothing here is written back from the model.</remarks>
public sealed record Statement
{
    /// <summary>The type of every statement that is read or written here.</summary>
    public const string Type = "https://in-toto.io/Statement/v1";

    // The same but for what nobody here reads: a subject had no uri. npm and slsa-github-generator write it.
    private const string OldType = "https://in-toto.io/Statement/v0.1";

    private const int MaxBytes = 1 << 24;
    private const int MaxSubjects = 1024;
    private static readonly ImmutableArray<string> Algorithms = ["sha256", "sha512"];

    private Statement(ImmutableArray<Subject> subjects, string predicateType, JsonElement predicate) =>
        (Subjects, PredicateType, Predicate) = (subjects, predicateType, predicate);

    /// <summary>At least one.</summary>
    public ImmutableArray<Subject> Subjects { get; }

    /// <summary>Whether it is a statement v0.1, which only others write.</summary>
    public bool IsOld { get; private init; }

    /// <summary>Such as <c>https://slsa.dev/provenance/v1</c>.</summary>
    public string PredicateType { get; }

    /// <summary>An object.</summary>
    public JsonElement Predicate { get; }

    /// <summary>Reads a statement from the bytes that were signed. Members that the specification does not know are passed over, as it asks.</summary>
    /// <param name="json">UTF-8, at most 16 MiB.</param>
    /// <exception cref="InvalidDataException">Not strict JSON, another statement type, no subject, a subject without digests, or no predicate object.</exception>
    public static Statement Parse(ReadOnlyMemory<byte> json) => Parse(json, takesOld: false);

    /// <summary>As <see cref="Parse(ReadOnlyMemory{byte})"/>, and statements v0.1 too: for what is only read, and may be of another tool.</summary>
    public static Statement ParseForeign(ReadOnlyMemory<byte> json) => Parse(json, takesOld: true);

    private static Statement Parse(ReadOnlyMemory<byte> json, bool takesOld)
    {
        if (json.Length > MaxBytes)
            throw new InvalidDataException("A statement is at most 16 MiB.");
        var root = StatementJson.Parse(json);
        if (root.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException("The statement is not an object.");
        if (StatementJson.Text(root, "_type") is var type && type != Type && !(takesOld && type == OldType))
            throw new InvalidDataException($"The statement's type is {Printable.Quoted(type)}, expected {Type}.");
        var subjects = StatementJson.Objects(root, "subject");
        return subjects.Length is 0 or > MaxSubjects
            ? throw new InvalidDataException($"The statement names {subjects.Length} subjects; there are 1 to {MaxSubjects}.")
            : new Statement([.. Array.ConvertAll(subjects, ParseSubject)], StatementJson.Text(root, "predicateType"), StatementJson.Object(root, "predicate")) { IsOld = type == OldType };
    }

    private static Subject ParseSubject(JsonElement subject)
    {
        var digests = StatementJson.Object(subject, "digest");
        if (!digests.EnumerateObject().MoveNext())
            throw new InvalidDataException("The statement has a subject without a digest.");
        // Other algorithms (gitCommit, dirHash, …) are allowed by the specification and match nothing here.
        return new Subject(
            StatementJson.OptionalText(subject, "name") ?? "", StatementJson.OptionalText(subject, "uri"),
            [.. Algorithms.Where(a => digests.TryGetProperty(a, out _)).Select(a => Digest.Parse(a, StatementJson.Text(digests, a)))]);
    }
}

/// <summary>One attested artifact.</summary>
/// <param name="Name">Usually a file name; never an expectation. Empty when absent.</param>
/// <param name="Uri">For a package its purl; null when absent.</param>
/// <param name="Digests">Those of sha256 and sha512 that are there; empty when there are only others, which match nothing.</param>
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
