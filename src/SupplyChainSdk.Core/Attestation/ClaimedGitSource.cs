using System.Collections.Immutable;
using System.Text.Json;

namespace SupplyChainSdk.Attestation;

/// <summary>A git repository in the provenance of a foreign build type.</summary>
/// <param name="Uri">Begins with <c>git+</c>; the ref may follow after an <c>@</c>.</param>
/// <param name="Commit">Null when the statement names none.</param>
public sealed record ClaimedGitSource(string Uri, string? Commit)
{
    private const string Prefix = "git+";

    /// <summary>The URL, without what stands before it and after it.</summary>
    internal string Repository => Uri[Prefix.Length..(Uri.LastIndexOf('@') is var at && at > Uri.LastIndexOf("://", StringComparison.Ordinal) + 2 ? at : Uri.Length)];

    /// <summary>The ref after the URL; null when there is none.</summary>
    internal string? Ref => Prefix.Length + Repository.Length is var end && end < Uri.Length ? Uri[(end + 1)..] : null;

    /// <summary>Reads a list, which may be absent; what is no git repository means nothing here.</summary>
    /// <exception cref="InvalidDataException">A part of it is of another type than it must have.</exception>
    internal static ImmutableArray<ClaimedGitSource> Read(JsonElement parent, string name)
    {
        var sources = ImmutableArray.CreateBuilder<ClaimedGitSource>();
        if (!parent.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null)
            return [];
        foreach (var dependency in StatementJson.Objects(parent, name))
        {
            if (Of(dependency) is { } source)
                sources.Add(source);
        }
        return sources.ToImmutable();
    }

    /// <summary>One resource; null when it is no git repository.</summary>
    /// <exception cref="InvalidDataException">A part of it is of another type than it must have.</exception>
    internal static ClaimedGitSource? Of(JsonElement resource)
    {
        if (StatementJson.OptionalText(resource, "uri") is not { Length: > 4 } uri || !uri.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var commit = resource.TryGetProperty("digest", out var digest) && digest.ValueKind == JsonValueKind.Object
            ? StatementJson.OptionalText(digest, "gitCommit") ?? StatementJson.OptionalText(digest, "sha1")
            : null;
        return new ClaimedGitSource(uri, commit);
    }

    /// <summary>The one that a build type of GitHub says that it built: of the repository whose workflow it is; null for other build types, where nobody knows which it is.</summary>
    internal static ClaimedGitSource? OfWorkflow(ImmutableArray<ClaimedGitSource> sources, ClaimedWorkflow? workflow) =>
        workflow?.Repository is { } repository ? sources.FirstOrDefault(s => s.Repository == repository) : null;
}
