using Microsoft.Build.Framework;
using MSBuildTask = Microsoft.Build.Utilities.Task;

namespace SupplyChainSdk.Tasks;

/// <summary>Says whether anything changed since the last good check. It runs in every local build, and so is no <see cref="SupplyChainTask"/>: it touches nothing that has to be loaded first.</summary>
[MSBuildMultiThreadableTask]
public sealed class CompareStamp : MSBuildTask
{
    /// <summary>What the last good check kept.</summary>
    [Required]
    public string StampFile { get; set; } = "";

    /// <summary>Everything that enters the check and is not a file, in one text.</summary>
    public string State { get; set; } = "";

    /// <summary>Whether all is as it was.</summary>
    [Output]
    public bool IsUnchanged { get; private set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            IsUnchanged = Tasks.StampFile.IsUnchanged(StampFile, State);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then everything is checked.
            Log.LogMessage(MessageImportance.Low, "{0}", e.Message);
        }
        return true;
    }
}
