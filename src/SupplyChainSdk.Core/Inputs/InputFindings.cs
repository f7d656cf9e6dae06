using System.Globalization;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>What can be wrong with what is read from outside.</summary>
public static class InputFindings
{
    /// <summary>There is no assets file.</summary>
    /// <param name="path">Where it was expected.</param>
    public static Finding AssetsMissing(string path) => Finding.Create(Codes.AssetsUnreadable, Severity.Error,
        $"The assets file {path} is missing, so it is not known what the project was resolved to. Run dotnet restore.", "missing", new Location(path));

    /// <summary>The assets file cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">What <see cref="AssetsFile.Read"/> threw.</param>
    public static Finding AssetsUnreadable(string path, Exception error) => error is FileNotFoundException or DirectoryNotFoundException
        ? AssetsMissing(path)
        : Finding.Create(Codes.AssetsUnreadable, Severity.Error,
            $"The assets file cannot be read: {BadInput.Reason(error)}. Delete it and run dotnet restore.", "unreadable", BadInput.Place(error) ?? new Location(path));

    /// <summary>SOURCE_DATE_EPOCH is not a time.</summary>
    /// <param name="text">What it is.</param>
    public static Finding SourceDateInvalid(string text) => Finding.Create(Codes.SourceDateInvalid, Severity.Error,
        $"SOURCE_DATE_EPOCH is '{(text.Length <= 40 ? text : text[..40] + "…")}', which is not a number of seconds since 1970 up to 2107. "
        + "Set it to decimal digits only, for example to what git log -1 --format=%ct prints, or unset it.", "source-date");

    /// <summary>The clock is earlier than this version.</summary>
    public static Finding ClockBeforeRelease(DateTimeOffset now, DateTimeOffset released) => Finding.Create(Codes.ClockNotPlausible, Severity.Error,
        $"The clock says {Utc(now)}, which is before this version was released ({Utc(released)}), so it cannot be decided what has expired. Set the clock.", "release");

    /// <summary>The clock is earlier than the commit that is checked out.</summary>
    public static Finding ClockBeforeCommit(DateTimeOffset now, GitCommit commit) => Finding.Create(Codes.ClockNotPlausible, Severity.Error,
        $"The clock says {Utc(now)}, which is before the commit {commit.Id[..12]} was made ({Utc(commit.Time)}), so it cannot be decided what has expired. "
        + "Set the clock; if it is right, the commit carries a wrong time.", "commit");

    /// <summary>The assets file is part of the commit: nobody knows which restore wrote it.</summary>
    public static Finding AssetsCommitted(string path) => Finding.Create(Codes.AssetsUnreadable, Severity.Error,
        $"{Path.GetFileName(path)} is committed, so it does not say what this restore resolved. Remove it from the repository ('git rm --cached'), ignore obj/, and restore.",
        "committed", new Location(path));

    /// <summary>git could not be asked about the source.</summary>
    /// <param name="git">The state; not one with a commit.</param>
    /// <param name="needed">What is not known because of that, such as <c>the commit that the package is built from</c>.</param>
    /// <param name="severity">How much that weighs.</param>
    public static Finding GitUnusable(GitState git, string needed, Severity severity) => Finding.Create(Codes.GitUnusable, severity,
        $"It is not known {needed}: {git.Detail}.", git.Outcome.ToString());

    /// <summary>git could not say whether the working tree is what was committed.</summary>
    /// <param name="error">What <see cref="GitTree.Compare"/> threw.</param>
    /// <param name="severity">How much that weighs.</param>
    public static Finding GitTreeUnknown(Exception error, Severity severity) => Finding.Create(Codes.GitUnusable, severity,
        $"It is not known whether the working tree is what was committed: {error.Message.TrimEnd('.')}.", "tree");

    /// <summary>This kind of project cannot be judged.</summary>
    /// <param name="projectPath">The project.</param>
    /// <param name="name">Its path as the solution names it, or its file name.</param>
    /// <param name="reason">Why, in one sentence without a full stop.</param>
    public static Finding ProjectNotJudged(string projectPath, string name, string reason) => Finding.Create(Codes.ProjectNotJudged, Severity.Warning,
        $"{name} is not judged: {reason}. Nothing is known about its packages; judge them by other means.", name, new Location(projectPath));

    private static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
