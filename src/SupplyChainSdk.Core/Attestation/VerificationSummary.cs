using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Attestation;

/// <summary>
/// A verification summary (SLSA VSA v1): the word of a verifier that it verified an artifact, by which policy, and what came out. docs/verification-summary.md. Read strictly: what contradicts itself, or the
/// specification, is refused; members that it does not know are passed over.
/// </summary>
/// <param name="VerifierId">The URI of the verifier.</param>
/// <param name="ResourceUri">What was verified; of a package its purl.</param>
/// <param name="IsPassed">Whether the result is <c>PASSED</c>; else it is <c>FAILED</c>.</param>
/// <param name="VerifiedLevels">One of a track at most, and values of the verifier's own; <c>FAILED</c> alone where it failed.</param>
public sealed record VerificationSummary(string VerifierId, string ResourceUri, bool IsPassed, ImmutableArray<string> VerifiedLevels)
{
    /// <summary>The type of the predicate.</summary>
    public const string PredicateType = "https://slsa.dev/verification_summary/v1";

    /// <summary>That the tag of the source was verified as signed: a value of our own, which <see cref="VerifiedLevels"/> has where the verifier looked and it is.</summary>
    public const string SignedTagLevel = "SUPPLYCHAINSDK_SIGNED_TAG";

    private const string Failed = "FAILED";
    private const string Slsa = "SLSA_";
    private const string BuildLevel = "SLSA_BUILD_LEVEL_";
    private const int HighestBuildLevel = 3;
    private const int MaxLevels = 64;
    private const int MaxInputs = 1024;
    private const int MaxText = 2048;
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    /// <summary>When it was verified, by the clock of the verifier; null where it does not say.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The policy it was verified by; its digests are those of sha256 and sha512.</summary>
    public SummaryPolicy Policy { get; init; } = new(null, []);

    /// <summary>SHA-256 of each attestation that was used, as far as it says so; sorted when written.</summary>
    public ImmutableArray<Digest> Inputs { get; init; } = [];

    /// <summary>The SLSA Build level that was verified; null where it says nothing of it.</summary>
    public int? Build => VerifiedLevels.FirstOrDefault(l => l.StartsWith(BuildLevel, StringComparison.Ordinal)) is { Length: 18 } level && level[^1] is >= '0' and <= '3' ? level[^1] - '0' : null;

    /// <summary>Whether it says that the tag of the source is signed.</summary>
    public bool HasSignedTag => VerifiedLevels.Contains(SignedTagLevel);

    /// <summary>The levels of what passed: an SLSA Build level, and values of the verifier's own.</summary>
    /// <param name="build">Null where it was not evaluated.</param>
    /// <param name="signedTag">Whether the tag of the source was verified as signed.</param>
    public static ImmutableArray<string> Levels(int? build, bool signedTag) =>
        [build is { } level ? BuildLevel + level.ToString(CultureInfo.InvariantCulture) : BuildLevel + "UNEVALUATED", .. signedTag ? [SignedTagLevel] : (ReadOnlySpan<string>)[]];

    /// <summary>The levels of what did not.</summary>
    public static ImmutableArray<string> NoLevels { get; } = [Failed];

    /// <summary>Reads the predicate of a statement.</summary>
    /// <exception cref="InvalidDataException">Another predicate type, or not what its specification defines.</exception>
    public static VerificationSummary Read(Statement statement)
    {
        if (statement.PredicateType != PredicateType)
            throw new InvalidDataException($"The statement's predicate is {Printable.Quoted(statement.PredicateType)}, expected {PredicateType}.");
        var predicate = statement.Predicate;
        var verifier = StatementJson.Object(predicate, "verifier");
        if (verifier.TryGetProperty("version", out var version) && version.ValueKind is not (JsonValueKind.Object or JsonValueKind.String))
            throw new InvalidDataException("The statement's 'version' of the verifier has another type than it must have.");
        _ = StatementJson.OptionalText(predicate, "slsaVersion");
        if (predicate.TryGetProperty("dependencyLevels", out var dependencies)
            && (dependencies.ValueKind != JsonValueKind.Object || dependencies.EnumerateObject().Any(d => d.Value.ValueKind != JsonValueKind.Number || !d.Value.TryGetInt64(out var count) || count < 0)))
            throw new InvalidDataException("The statement's 'dependencyLevels' are no numbers by level.");
        var result = StatementJson.Text(predicate, "verificationResult");
        if (result is not ("PASSED" or Failed))
            throw new InvalidDataException($"The statement's 'verificationResult' is {Printable.Quoted(result)}, expected PASSED or FAILED.");
        var policy = StatementJson.Object(predicate, "policy");
        return new VerificationSummary(Bounded(verifier, "id"), Bounded(predicate, "resourceUri"), result != Failed, ReadLevels(predicate, result != Failed))
        {
            Time = ReadTime(StatementJson.OptionalText(predicate, "timeVerified")),
            Policy = new SummaryPolicy(StatementJson.OptionalText(policy, "uri"), Digests(policy)),
            Inputs = ReadInputs(predicate),
        };
    }

    private static ImmutableArray<string> ReadLevels(JsonElement predicate, bool passed)
    {
        if (!predicate.TryGetProperty("verifiedLevels", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MaxLevels)
            throw new InvalidDataException($"The statement has no list 'verifiedLevels' of at most {MaxLevels}.");
        ImmutableArray<string> levels = [.. list.EnumerateArray().Select(l => l.ValueKind == JsonValueKind.String && l.GetString() is { Length: > 0 and <= MaxText } level
            ? level : throw new InvalidDataException("The statement's 'verifiedLevels' are not all texts."))];
        if (passed ? levels.Contains(Failed) : levels is not [Failed])
            throw new InvalidDataException("The statement's 'verifiedLevels' say something else than its 'verificationResult'.");
        ImmutableArray<string> tracks = [.. levels.Where(l => l.StartsWith(Slsa, StringComparison.OrdinalIgnoreCase)).Select(Track)];
        return tracks.Distinct(StringComparer.Ordinal).Count() == tracks.Length && levels.Distinct(StringComparer.Ordinal).Count() == levels.Length
            ? levels : throw new InvalidDataException("The statement's 'verifiedLevels' have two of one track.");
    }

    // SLSA_TRACK_LEVEL_n or …_UNEVALUATED: what begins as these do and is none of them is nobody's own value.
    private static string Track(string level)
    {
        var at = level.LastIndexOf("_LEVEL_", StringComparison.Ordinal);
        var (track, value) = at > Slsa.Length ? (level[Slsa.Length..at], level[(at + "_LEVEL_".Length)..]) : ("", "");
        var isLevel = value == "UNEVALUATED" || (value is [>= '0' and <= '9'] && !(track == "BUILD" && value[0] - '0' > HighestBuildLevel));
        return level.StartsWith(Slsa, StringComparison.Ordinal) && isLevel && !track.AsSpan().ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZ_")
            ? track : throw new InvalidDataException($"The statement's 'verifiedLevels' have {Printable.Quoted(level)}, which SLSA does not define.");
    }

    private static ImmutableArray<Digest> ReadInputs(JsonElement predicate)
    {
        if (!predicate.TryGetProperty("inputAttestations", out _))
            return [];
        var inputs = StatementJson.Objects(predicate, "inputAttestations");
        if (inputs.Length > MaxInputs)
            throw new InvalidDataException($"The statement has more than {MaxInputs} 'inputAttestations'.");
        return [.. inputs.SelectMany(i =>
        {
            _ = StatementJson.OptionalText(i, "uri");
            return Digests(i);
        })];
    }

    private static ImmutableArray<Digest> Digests(JsonElement resource)
    {
        if (!resource.TryGetProperty("digest", out _))
            return [];
        var digests = StatementJson.Object(resource, "digest");
        return [.. new[] { "sha256", "sha512" }.Where(a => digests.TryGetProperty(a, out _)).Select(a => Digest.Parse(a, StatementJson.Text(digests, a)))];
    }

    private static DateTimeOffset? ReadTime(string? text) => text is null ? null
        : text.Length is > 19 and < 40 && (text[^1] == 'Z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParseExact(text, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw new InvalidDataException("The statement's 'timeVerified' is no time.");

    private static string Bounded(JsonElement parent, string name) => StatementJson.Text(parent, name) is { Length: <= MaxText } text
        ? text : throw new InvalidDataException($"The statement's '{name}' is longer than {MaxText} characters.");
}

/// <summary>The policy that a summary names.</summary>
/// <param name="Uri">Where it is, or what kind of policy it is; null where it does not say.</param>
/// <param name="Digests">Those of sha256 and sha512.</param>
public sealed record SummaryPolicy(string? Uri, ImmutableArray<Digest> Digests);
