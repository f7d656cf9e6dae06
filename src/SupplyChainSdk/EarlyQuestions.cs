using Microsoft.Build.Framework;
using SupplyChainSdk.Integrity;

namespace SupplyChainSdk.Tasks;

/// <summary>
/// The questions to the sources, asked while the compiler runs; their answers are needed when the package is attested, in the same invocation. The engine disposes this when the
/// build ends, which ends the questions of a build that failed in between.
/// </summary>
internal sealed class EarlyQuestions : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task<ServedPackages> _answers;

    private EarlyQuestions(ServedPackages? answers, Func<CancellationToken, Task<ServedPackages>> ask) =>
        _answers = answers is not null ? Task.FromResult(answers) : Task.Run(() => ask(_end.Token));

    /// <summary>Asks, unless the check has the answers already, or an earlier one of this build asked.</summary>
    public static void Begin(IBuildEngine engine, string project, ServedPackages? answers, Func<CancellationToken, Task<ServedPackages>> ask)
    {
        if (Answers(engine, project) is null)
            ((IBuildEngine4)engine).RegisterTaskObject(Key(project), new EarlyQuestions(answers, ask), RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
    }

    /// <summary>The answers, or what will become them; null when nobody asked. They are left for a further package of the project.</summary>
    public static Task<ServedPackages>? Answers(IBuildEngine engine, string project) =>
        (((IBuildEngine4)engine).GetRegisteredTaskObject(Key(project), RegisteredTaskObjectLifetime.Build) as EarlyQuestions)?._answers;

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private static string Key(string project) => $"SupplyChainSdk questions to the sources of {project}";
}
