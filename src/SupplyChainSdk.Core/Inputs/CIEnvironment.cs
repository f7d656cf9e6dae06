using System.Collections.Immutable;

namespace SupplyChainSdk.Inputs;

/// <summary>
/// What the variables of a CI system say about the build. They are claims: whoever can set a variable can say anything. They enter a statement
/// as that, and otherwise only make things stricter.
/// </summary>
public sealed record CIEnvironment
{
    // The variables of one system: which one shows that it is there, which ones a statement repeats. None of them holds a secret.
    private static readonly ImmutableArray<CISystem> Systems =
    [
        new("GITHUB_ACTIONS", ["GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_REPOSITORY_ID", "GITHUB_REPOSITORY_OWNER_ID", "GITHUB_EVENT_NAME",
            "GITHUB_REF", "GITHUB_REF_TYPE", "GITHUB_SHA", "GITHUB_WORKFLOW_REF", "GITHUB_WORKFLOW_SHA", "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT", "RUNNER_ENVIRONMENT"]),
        new("GITLAB_CI", ["CI_PROJECT_URL", "CI_PROJECT_ID", "CI_PIPELINE_SOURCE", "CI_COMMIT_REF_NAME", "CI_COMMIT_TAG", "CI_COMMIT_SHA", "CI_JOB_ID", "CI_MERGE_REQUEST_IID"]),
        new("TF_BUILD", ["BUILD_REPOSITORY_URI", "BUILD_REASON", "BUILD_SOURCEBRANCH", "BUILD_SOURCEVERSION", "BUILD_BUILDID", "SYSTEM_COLLECTIONURI", "SYSTEM_TEAMPROJECT"]),
    ];

    private const string TagPrefix = "refs/tags/";

    private sealed record CISystem(string Marker, ImmutableArray<string> Claims);

    // Set when the build is of a pull request, by one system or another; some say "false" when it is not.
    private static readonly ImmutableArray<string> PullRequests =
        ["APPVEYOR_PULL_REQUEST_NUMBER", "BITBUCKET_PR_ID", "BUILDKITE_PULL_REQUEST", "CHANGE_ID", "CIRCLE_PULL_REQUEST", "TRAVIS_PULL_REQUEST"];

    // Set when the build is of a tag.
    private static readonly ImmutableArray<string> Tags = ["APPVEYOR_REPO_TAG_NAME", "BITBUCKET_TAG", "BUILDKITE_TAG", "CI_COMMIT_TAG", "CIRCLE_TAG", "TAG_NAME", "TRAVIS_TAG"];

    private CIEnvironment(ImmutableSortedDictionary<string, string> claims, bool isPullRequest, bool isRelease, string? tag) =>
        (Claims, IsPullRequest, IsRelease, Tag) = (claims, isPullRequest, isRelease, tag);

    /// <summary>The variables by which a CI system shows, the same as in <c>build/SupplyChainSdk.CI.props</c>.</summary>
    public static ImmutableArray<string> Signs { get; } =
    [
        "CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "APPVEYOR", "TRAVIS", "CIRCLECI", "BUILDKITE", "TEAMCITY_VERSION", "JENKINS_URL",
        "CODEBUILD_BUILD_ID", "BITBUCKET_BUILD_NUMBER", "JB_SPACE_API_URL", "bamboo_buildKey",
    ];

    /// <summary>Whether one of <see cref="Signs"/> is neither empty nor a spelling of no.</summary>
    /// <param name="variable">Gives a variable's value, null or empty when it is not set.</param>
    public static bool IsCI(Func<string, string?> variable) =>
        Signs.Any(name => variable(name)?.Trim().ToUpperInvariant() is not (null or "" or "FALSE" or "0" or "NO" or "OFF"));

    /// <summary>Every variable that <see cref="Read"/> looks at, sorted.</summary>
    public static ImmutableArray<string> Variables { get; } =
        [.. Systems.SelectMany(s => s.Claims.Add(s.Marker)).Concat(PullRequests).Concat(Tags).Append("CODEBUILD_WEBHOOK_EVENT").Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The variables that a statement repeats, sorted by name, URLs without credentials; empty outside a known system.</summary>
    public ImmutableSortedDictionary<string, string> Claims { get; }

    /// <summary>Whether the build is of a proposed change, which nobody has accepted yet.</summary>
    public bool IsPullRequest { get; }

    /// <summary>Whether the build is of a tag or a release.</summary>
    public bool IsRelease { get; }

    /// <summary>The tag that the build is of, as <c>refs/tags/…</c>; null where it is of none, or the system does not name it in a way that is known here.</summary>
    public string? Tag { get; }

    /// <summary>Reads the variables.</summary>
    /// <param name="variable">Gives a variable's value, null or empty when it is not set.</param>
    public static CIEnvironment Read(Func<string, string?> variable)
    {
        string Value(string name) => variable(name) ?? "";
        var claims = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var name in Systems.Where(s => Value(s.Marker).Length > 0).SelectMany(s => s.Claims).Where(name => Value(name).Length is > 0 and <= 1024))
            claims.Add(name, GitSource.WithoutCredentials(Value(name)));
        return new CIEnvironment(claims.ToImmutable(),
            isPullRequest: Value("GITHUB_EVENT_NAME").StartsWith("pull_request", StringComparison.Ordinal)
                || Value("CI_MERGE_REQUEST_IID").Length > 0 || Value("CI_PIPELINE_SOURCE") is "merge_request_event" or "external_pull_request_event"
                || Value("BUILD_REASON") == "PullRequest" || Value("CODEBUILD_WEBHOOK_EVENT").StartsWith("PULL_REQUEST", StringComparison.Ordinal)
                || PullRequests.Any(name => Value(name).ToUpperInvariant() is not ("" or "FALSE")),
            isRelease: Value("GITHUB_EVENT_NAME") == "release" || Value("GITHUB_REF_TYPE") == "tag"
                || Tags.Any(name => Value(name).Length > 0) || Value("BUILD_SOURCEBRANCH").StartsWith(TagPrefix, StringComparison.Ordinal),
            tag: ((string[])[Value("GITHUB_REF"), Value("BUILD_SOURCEBRANCH"), Value("CI_COMMIT_TAG") is { Length: > 0 } tag ? TagPrefix + tag : ""])
                .FirstOrDefault(r => r.StartsWith(TagPrefix, StringComparison.Ordinal) && r.Length > TagPrefix.Length));
    }
}
