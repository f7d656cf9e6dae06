using System.Collections.Immutable;

namespace SupplyChainSdk.Inputs;

/// <summary>How far git could answer.</summary>
public enum GitOutcome
{
    /// <summary>There is a commit, and <see cref="GitState.Commit"/> describes it.</summary>
    Commit,

    /// <summary>Nothing needed to know.</summary>
    NotAsked,

    /// <summary>No git program on the PATH.</summary>
    NoProgram,

    /// <summary>The folder is in no repository.</summary>
    NoRepository,

    /// <summary>A repository without a commit.</summary>
    NoCommit,

    /// <summary>A repository without a working tree.</summary>
    Bare,

    /// <summary>git refuses, because the repository belongs to another user.</summary>
    NotTrusted,

    /// <summary>git failed, took too long, or answered what cannot be understood.</summary>
    Failed,
}

/// <summary>What git says about the source. Never absent: a state that is not known is one of the outcomes.</summary>
/// <param name="Outcome">How far git could answer.</param>
/// <param name="Detail">Why there is no commit, in one sentence without a full stop; empty when there is one.</param>
/// <param name="Commit">Not null exactly when the outcome is <see cref="GitOutcome.Commit"/>.</param>
public sealed record GitState(GitOutcome Outcome, string Detail, GitCommit? Commit)
{
    internal static GitState Of(GitCommit commit) => new(GitOutcome.Commit, "", commit);

    internal static GitState Without(GitOutcome outcome, string detail) => new(outcome, detail, null);
}

/// <summary>The commit that is checked out, and how the working tree stands to it.</summary>
/// <param name="Root">Absolute path of the working tree.</param>
/// <param name="Id">40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits.</param>
/// <param name="Time">When it was committed, in UTC.</param>
/// <param name="Remote">URL of the remote <c>origin</c> without user name, password, query and fragment; null when there is none, or nobody asked.</param>
/// <param name="IsShallow">Whether the history is cut off.</param>
public sealed record GitCommit(
    string Root, string Id, DateTimeOffset Time, string? Remote, bool IsShallow);

/// <summary>Whether the working tree is what was committed.</summary>
/// <param name="Changed">Paths of tracked files that differ from HEAD, with forward slashes, sorted.</param>
/// <param name="Untracked">Paths that are neither tracked nor ignored, sorted; a folder of such files ends in a slash.</param>
public sealed record GitChanges(ImmutableArray<string> Changed, ImmutableArray<string> Untracked)
{
    /// <summary>Whether anything differs: an untracked source file is compiled like a tracked one.</summary>
    public bool IsDirty => Changed.Length + Untracked.Length > 0;
}

/// <summary>How a file stands to the commit that is checked out.</summary>
public enum CommittedState
{
    /// <summary>The same bytes; line ends may differ, as git itself may have changed them on checkout.</summary>
    Same,

    /// <summary>HEAD has other content under this path.</summary>
    Differs,

    /// <summary>HEAD has no file of this path.</summary>
    NotCommitted,

    /// <summary>There is no repository, or no git program to ask.</summary>
    NoRepository,

    /// <summary>git could not answer.</summary>
    Unknown,
}

/// <summary>How a file stands to the commit that is checked out.</summary>
/// <param name="State">The answer.</param>
/// <param name="Detail">Why it is unknown, in one sentence without a full stop; else empty.</param>
public sealed record CommittedFile(CommittedState State, string Detail = "");
