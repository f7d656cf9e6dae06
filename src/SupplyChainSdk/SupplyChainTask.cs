using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Build.Framework;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;
using MSBuildTask = Microsoft.Build.Utilities.Task;

namespace SupplyChainSdk.Tasks;

/// <summary>What all tasks share: findings to the log, the one catch of expected exceptions, cancellation.</summary>
public abstract class SupplyChainTask : MSBuildTask, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>Absolute path of the project; a finding without a place of its own points to it.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>Set when the build is cancelled.</summary>
    protected CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Whether the rules for CI apply: by the property, or because the environment itself shows a CI system, which no property can hide.</summary>
    protected static bool AppliesCI(bool property) => property || CIEnvironment.IsCI(Environment.GetEnvironmentVariable);

    /// <summary>Does the work.</summary>
    /// <returns>What was found; errors among it fail the task.</returns>
    protected abstract ImmutableArray<Finding> Run();

    /// <inheritdoc/>
    public sealed override bool Execute()
    {
        try
        {
            foreach (var finding in Run())
                Write(finding);
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            return false;
        }
        catch (UnwritableException e)
        {
            Write(OutputFindings.Unwritable(e));
        }
        catch (Exception e) when (IsExpected(e))
        {
            Write(TaskFindings.CouldNotDecide(GetType().Name, e, ProjectFile));
        }
        return !Log.HasLoggedErrors;
    }

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _cancellation.Dispose();
        GC.SuppressFinalize(this);
    }

    // What the outside can cause. The last two: a NuGet or MSBuild of another version lacks a member that ours was compiled against.
    // Anything else is a bug of ours, and MSBuild reports it as one (MSB4018), which fails the build as well.
    private static bool IsExpected(Exception e) =>
        e is IOException or UnauthorizedAccessException or InvalidDataException or CryptographicException or MissingMemberException or TypeLoadException;

    private void Write(Finding finding)
    {
        var (file, line, column) = finding.Location is { } at ? (at.File, at.Line, at.Column) : (ProjectFile, 0, 0);
        switch (finding.Severity)
        {
            case Severity.Error:
                Log.LogError(null, finding.Code.Id, null, finding.Code.HelpLink, file, line, column, 0, 0, finding.Message);
                break;
            case Severity.Warning:
                Log.LogWarning(null, finding.Code.Id, null, finding.Code.HelpLink, file, line, column, 0, 0, finding.Message);
                break;
            default:
                Log.LogMessage(null, finding.Code.Id, null, file, line, column, 0, 0, MessageImportance.Normal, finding.Message);
                break;
        }
    }
}
