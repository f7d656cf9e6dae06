using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>The commit that is packed, and its time.</summary>
/// <param name="Commit">Its full id; null without git or without a commit.</param>
/// <param name="Time">Seconds since 1970: SOURCE_DATE_EPOCH, else the commit's; null when neither is known.</param>
/// <param name="Findings">What could not be read.</param>
public sealed record PackSource(string? Commit, long? Time, ImmutableArray<Finding> Findings)
{
    /// <summary>Reads the source of a project.</summary>
    /// <param name="projectFile">Absolute path of the project.</param>
    /// <param name="sourceDateEpoch">The value of SOURCE_DATE_EPOCH; empty when it is not set.</param>
    /// <param name="cancellation">Ends git.</param>
    public static PackSource Read(string projectFile, string sourceDateEpoch, CancellationToken cancellation)
    {
        // Placeholder until the reader of git is merged: HEAD and its time, nothing hardened.
        cancellation.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo("git") { WorkingDirectory = Path.GetDirectoryName(projectFile)!, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["log", "-1", "--format=%H %ct"])
            start.ArgumentList.Add(argument);
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        var parts = output.Split(' ');
        long? epoch = sourceDateEpoch.Length > 0 ? long.Parse(sourceDateEpoch, NumberStyles.None, CultureInfo.InvariantCulture) : null;
        return parts.Length == 2 && git.ExitCode == 0
            ? new PackSource(parts[0], epoch ?? long.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture), [])
            : new PackSource(null, epoch, []);
    }
}
