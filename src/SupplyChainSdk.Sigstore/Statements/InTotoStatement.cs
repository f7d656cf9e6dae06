using System.Collections.Immutable;
using System.Text.Json;

namespace SupplyChainSdk.Sigstore.Statements;

/// <summary>Step 9: the statement of a verified payload (in-toto attestation framework, Statement v1, and v0.1 of the same form).</summary>
/// <param name="PredicateType">Not empty.</param>
/// <param name="Subjects">At least one.</param>
internal sealed record InTotoStatement(string PredicateType, ImmutableArray<StatementSubject> Subjects)
{
    private const int MaxDepth = 64;
    private const int MaxSubjects = 65_536;
    private const int MaxDigests = 64;
    private const int MaxShown = 3;

    /// <summary>Reads one; what it has beyond type, subjects and predicate type means nothing here.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.StatementMalformed"/>.</exception>
    public static InTotoStatement Read(ReadOnlyMemory<byte> payload) => StrictJson.Read(payload, MaxDepth, Malformed, ReadStatement);

    /// <summary>The subject that is the artifact: one digest at least is equal, and none that both have differs.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.SubjectMismatch"/>.</exception>
    public StatementSubject Match(Artifact artifact)
    {
        foreach (var subject in Subjects)
        {
            if (subject.Is(artifact))
                return subject;
        }
        var shown = string.Join(", ", Subjects.Take(MaxShown).Select(s => s.ToString()));
        throw new VerificationException(
            VerificationFailure.SubjectMismatch,
            $"The statement is not about this artifact, {artifact}: its subject is {shown}{(Subjects.Length > MaxShown ? $" and {Subjects.Length - MaxShown} more" : "")}.");
    }

    private static InTotoStatement ReadStatement(JsonElement element)
    {
        var statement = JsonMembers.OpenAny(element, StrictJson.Root, Malformed);
        if (statement.RequiredText("_type") is not ("https://in-toto.io/Statement/v1" or "https://in-toto.io/Statement/v0.1") and var type)
            throw statement.Malformed("_type", $"is {ForeignText.Quote(type)}, expected was https://in-toto.io/Statement/v1");
        var subjects = statement.AnyObjects("subject", MaxSubjects);
        return subjects.IsEmpty
            ? throw statement.Malformed("subject", "is missing or empty")
            : new InTotoStatement(
                statement.RequiredText("predicateType"),
                [.. subjects.Select(s => new StatementSubject(s.Text("name"), s.RequiredAny("digest").Texts(MaxDigests)))]);
    }

    private static VerificationException Malformed(string where, string what, Exception? inner = null) =>
        new(VerificationFailure.StatementMalformed, $"The signed statement is malformed: {where} {what}.", inner);
}

/// <summary>A subject of a statement.</summary>
/// <param name="Name">May be empty; proves nothing.</param>
/// <param name="Digests">By the name of their algorithm.</param>
internal sealed record StatementSubject(string Name, ImmutableArray<JsonText> Digests)
{
    public bool Is(Artifact artifact)
    {
        var equal = false;
        foreach (var (algorithm, value) in Digests)
        {
            var expected = artifact.Digest(algorithm);
            if (expected.IsEmpty)
                continue;
            // As text: a digest in capitals is none.
            if (value != Convert.ToHexStringLower(expected))
                return false;
            equal = true;
        }
        return equal;
    }

    public override string ToString() => Digests.IsEmpty
        ? $"{ForeignText.Quote(Name)} (no digest)"
        : $"{ForeignText.Quote(Name)} ({ForeignText.Quote($"{Digests[0].Name}:{Digests[0].Value}")})";
}
