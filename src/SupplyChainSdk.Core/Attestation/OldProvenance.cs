using System.Collections.Immutable;
using System.Text.Json;

namespace SupplyChainSdk.Attestation;

/// <summary>SLSA provenance v0.2, which npm and slsa-github-generator write: builder, the source that configured the build, and what went into it. It is read, and never written.</summary>
/// <remarks>Source: slsa.dev/provenance/v0.2. The environment in it is a build type's own; of GitHub's it is known (npm, lib/provenance; slsa-github-generator, its schema of <c>environment</c>).</remarks>
internal static class OldProvenance
{
    public const string PredicateType = "https://slsa.dev/provenance/v0.2";

    // https://github.com/npm/cli/gha/v2 and, of slsa-github-generator, generic@v1, go@v1 and others.
    private static readonly ImmutableArray<string> OfGitHub = ["https://github.com/npm/cli/gha/", "https://github.com/slsa-framework/slsa-github-generator/"];

    /// <summary>What it claims.</summary>
    /// <exception cref="InvalidDataException">A required field is missing or of another type.</exception>
    public static ProvenanceClaims Read(JsonElement predicate)
    {
        var (buildType, builder) = (StatementJson.Text(predicate, "buildType"), StatementJson.Text(StatementJson.Object(predicate, "builder"), "id"));
        if (buildType == Provenance.BuildType)
            throw new InvalidDataException($"The statement's predicate is of version 0.2, and its build type has {Provenance.PredicateType}.");
        var invocation = Optional(predicate, "invocation");
        var configuration = invocation is { } invoked ? Optional(invoked, "configSource") : null;
        var source = configuration is { } at ? ClaimedGitSource.Of(at) : null;
        ImmutableArray<ClaimedGitSource> sources = [.. source is null ? [] : (ReadOnlySpan<ClaimedGitSource>)[source], .. ClaimedGitSource.Read(predicate, "materials")];
        return new ProvenanceClaims(buildType, builder, null, null, source?.Repository, source?.Commit, null, [], [], 0)
        {
            PredicateType = PredicateType,
            GitSources = [.. sources.Distinct()],
            Workflow = source is not null && OfGitHub.Any(t => buildType.StartsWith(t, StringComparison.Ordinal))
                ? new ClaimedWorkflow(source.Repository, Path(configuration!.Value), source.Ref, null, Trigger(invocation!.Value), null) : null,
        };
    }

    // Older ones have the workflow's title instead.
    private static string? Path(JsonElement configuration) =>
        StatementJson.OptionalText(configuration, "entryPoint") is { } entry && entry.StartsWith(".github/workflows/", StringComparison.Ordinal) ? entry : null;

    private static string? Trigger(JsonElement invocation) => Optional(invocation, "environment") is { } environment
        ? StatementJson.OptionalText(environment, "GITHUB_EVENT_NAME") ?? StatementJson.OptionalText(environment, "github_event_name") : null;

    private static JsonElement? Optional(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? StatementJson.Object(parent, name) : null;
}
