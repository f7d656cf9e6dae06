using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Attestation;

/// <summary>
/// What a signed SLSA provenance v1 predicate claims, for a report. A claim is the signer's word: nothing in here was checked, except where
/// <see cref="PackageVerification"/> compares it with the package.
/// </summary>
/// <param name="BuildType">The URI that says what the parameters mean.</param>
/// <param name="BuilderId">The builder's URI.</param>
/// <param name="Version">The version that was packed; null for a foreign build type.</param>
/// <param name="DotnetSdk">Version of the .NET SDK; null for a foreign build type.</param>
/// <param name="RepositoryUrl">The remote of the source; null when the statement names none.</param>
/// <param name="Commit">The commit; null when the statement names none.</param>
/// <param name="IsDirty">Whether the tree differed from the commit; null when the statement does not say.</param>
/// <param name="Gates">What each gate is said to have found, sorted by name.</param>
/// <param name="Sboms">The SBOMs with their digests, sorted by name.</param>
/// <param name="Dependencies">How many packages are said to have been consumed.</param>
public sealed record ProvenanceClaims(
    string BuildType, string BuilderId, string? Version, string? DotnetSdk, string? RepositoryUrl, string? Commit, bool? IsDirty,
    ImmutableArray<ClaimedGate> Gates, ImmutableArray<Byproduct> Sboms, int Dependencies)
{
    private static readonly ImmutableArray<string> ExternalParameters = ["configuration", "project", "targetFrameworks", "version"];

    /// <summary>Whether the build type is ours, so that parameters and byproducts have the meaning that docs/buildtypes gives them.</summary>
    public bool IsOwnBuildType => BuildType == Provenance.BuildType;

    /// <summary>The highest SLSA Build level that the signer may claim: a key proves L1 and nothing more.</summary>
    public static int Level => 1;

    /// <summary>Reads the predicate of a statement whose signature was verified.</summary>
    /// <exception cref="InvalidDataException">
    /// Another predicate type; a required field is missing; or, for our own build type, a parameter that it does not define.
    /// </exception>
    public static ProvenanceClaims Read(Statement statement)
    {
        if (statement.PredicateType != Provenance.PredicateType)
            throw new InvalidDataException($"The statement's predicate is {statement.PredicateType}, expected {Provenance.PredicateType}.");
        var definition = Object(statement.Predicate, "buildDefinition");
        var details = Object(statement.Predicate, "runDetails");
        var buildType = Required(definition, "buildType");
        var builder = Required(Object(details, "builder"), "id");
        var external = Object(definition, "externalParameters");
        if (buildType != Provenance.BuildType)
            return new ProvenanceClaims(buildType, builder, null, null, null, null, null, [], [], 0);

        // SLSA, "verifying artifacts": a parameter that the verifier does not know could change what was built.
        if (external.EnumerateObject().Select(p => p.Name).FirstOrDefault(name => !ExternalParameters.Contains(name)) is { } unknown)
            throw new InvalidDataException($"The provenance has an external parameter '{unknown}' that its build type does not define.");
        var dependencies = Items(definition, "resolvedDependencies");
        var source = dependencies.FirstOrDefault(d => Statement.Text(d, "name") == "source");
        var byproducts = Items(details, "byproducts");
        return new ProvenanceClaims(
            buildType, builder, Required(external, "version"),
            Statement.Text(Object(definition, "internalParameters"), "dotnetSdk"),
            source.ValueKind == JsonValueKind.Object ? Statement.Text(source, "uri") is { } uri && uri.StartsWith("git+", StringComparison.Ordinal) ? uri[4..] : null : null,
            source.ValueKind == JsonValueKind.Object ? Required(Object(source, "digest"), "gitCommit") : null,
            source.ValueKind == JsonValueKind.Object ? Flag(Object(source, "annotations"), "dirty") : null,
            [.. byproducts.Where(b => Statement.Text(b, "name")?.StartsWith("gate:", StringComparison.Ordinal) == true)
                .Select(ClaimedGate.Read).OrderBy(g => g.Name, StringComparer.Ordinal)],
            [.. byproducts.Where(b => Statement.Text(b, "name")?.StartsWith("gate:", StringComparison.Ordinal) != true)
                .Select(ReadByproduct).OrderBy(b => b.Name, StringComparer.Ordinal)],
            dependencies.Count(d => Statement.Text(d, "uri")?.StartsWith("pkg:nuget/", StringComparison.Ordinal) == true));
    }

    private static Byproduct ReadByproduct(JsonElement byproduct) => new(
        Required(byproduct, "name"), Required(byproduct, "mediaType"),
        Digest.Parse("sha256", Required(Object(byproduct, "digest"), "sha256")),
        Flag(Object(byproduct, "annotations"), "inPackage"));

    internal static JsonElement Object(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value : throw new InvalidDataException($"The provenance has no object '{name}' where one is required.");

    internal static string Required(JsonElement parent, string name) =>
        Statement.Text(parent, name) is { Length: > 0 } text ? text : throw new InvalidDataException($"The provenance has no text '{name}' where one is required.");

    private static bool Flag(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean() : throw new InvalidDataException($"The provenance does not say whether it is '{name}'.");

    private static List<JsonElement> Items(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException($"The provenance has no list '{name}' where one is required.");
        return [.. value.EnumerateArray()];
    }
}

/// <summary>What the build says about one of its gates.</summary>
/// <param name="Name">Such as <c>integrity</c>.</param>
/// <param name="Result"><c>passed</c>, <c>failed</c>, <c>warned</c>, <c>off</c>, <c>notConfigured</c> or <c>notRun</c>.</param>
/// <param name="Enforce"><c>error</c>, <c>warning</c> or <c>off</c>.</param>
/// <param name="PolicySha256">Of the effective policy; null when there was none.</param>
/// <param name="Exceptions">How many exceptions of the policy let something pass.</param>
public sealed record ClaimedGate(string Name, string Result, string Enforce, string? PolicySha256, int Exceptions)
{
    /// <summary>Only a gate that ran, found nothing and would have stopped the build may be called ok.</summary>
    public bool IsOk => Result == "passed" && Enforce == "error";

    internal static ClaimedGate Read(JsonElement byproduct)
    {
        var annotations = ProvenanceClaims.Object(byproduct, "annotations");
        var exceptions = annotations.TryGetProperty("exceptions", out var count) && count.TryGetInt32(out var value) && value >= 0
            ? value : throw new InvalidDataException("The provenance does not say how many exceptions a gate used.");
        return new ClaimedGate(
            ProvenanceClaims.Required(byproduct, "name")["gate:".Length..], ProvenanceClaims.Required(annotations, "result"),
            ProvenanceClaims.Required(annotations, "enforce"), Statement.Text(annotations, "policySha256"), exceptions);
    }
}
