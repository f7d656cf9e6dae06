using System.Text.Json;

namespace SupplyChainSdk.Attestation;

/// <summary>What a statement of a build type for GitHub's workflows says of the workflow that built; a certificate of GitHub says the same. Null where it says nothing.</summary>
/// <param name="Repository">URL of the repository that the workflow is of.</param>
/// <param name="Path">Of the workflow's file, in it.</param>
/// <param name="Ref">Branch or tag of that file.</param>
/// <param name="Run">URL of the run.</param>
/// <param name="Trigger">What started it.</param>
/// <param name="Runner">What it ran on.</param>
/// <remarks>Source: actions.github.io/buildtypes/workflow/v1 and slsa-framework.github.io/github-actions-buildtypes/workflow/v1.</remarks>
internal sealed record ClaimedWorkflow(string? Repository, string? Path, string? Ref, string? Run, string? Trigger, string? Runner)
{
    /// <summary>Before the kind of runner, where the builder is the runner and no workflow.</summary>
    public const string RunnerPrefix = "https://github.com/actions/runner/";

    private static readonly string[] BuildTypes =
        ["https://actions.github.io/buildtypes/workflow/v1", "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1"];

    /// <summary>Reads it from a predicate; null for every other build type.</summary>
    /// <exception cref="InvalidDataException">A part of it is of another type than it must have.</exception>
    public static ClaimedWorkflow? Read(string buildType, JsonElement definition, JsonElement externalParameters, JsonElement runDetails)
    {
        if (Array.IndexOf(BuildTypes, buildType) < 0)
            return null;
        var workflow = Optional(externalParameters, "workflow");
        var metadata = Optional(runDetails, "metadata");
        var github = Optional(definition, "internalParameters") is { } parameters ? Optional(parameters, "github") : null;
        return new ClaimedWorkflow(
            Text(workflow, "repository"), Text(workflow, "path"), Text(workflow, "ref"), Text(metadata, "invocationId"), Text(github, "event_name"), Text(github, "runner_environment"));
    }

    private static JsonElement? Optional(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? StatementJson.Object(parent, name) : null;

    // Unset and null are equal in a predicate of SLSA.
    private static string? Text(JsonElement? parent, string name) =>
        parent is { } there && !(there.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null) ? StatementJson.OptionalText(there, name) : null;
}
