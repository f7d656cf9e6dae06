using System.Collections.Immutable;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tasks;

/// <summary>What only a build can find: its own switches, versions and kinds of project.</summary>
internal static class TaskFindings
{
    public static Finding CouldNotDecide(string task, Exception e, string projectFile) =>
        Finding.Create(Codes.InternalError, Severity.Error,
            $"{Path.GetFileName(projectFile)}: {task} could not finish, so nothing was decided: {e.Message.TrimEnd('.')}. Correct that, or report it with the SDK version if it is not yours to correct.",
            $"{task}\n{Path.GetFileName(projectFile)}", new Location(projectFile));

    public static Finding SwitchedOff(string projectFile) =>
        Finding.Create(Codes.SwitchedOff, Severity.Warning,
            $"{Path.GetFileName(projectFile)}: SupplyChainEnabled is false, so nothing was checked and nothing it packs is attested. Remove the property to switch SupplyChainSdk on.",
            Path.GetFileName(projectFile), new Location(projectFile));

    public static Finding NotJudged(string projectFile, string why) =>
        Finding.Create(Codes.ProjectNotJudged, Severity.Warning,
            $"{Path.GetFileName(projectFile)} {why}: SupplyChainSdk cannot judge its packages, and did not. Convert it, or set SupplyChainEnabled to false there to say that this is known.",
            Path.GetFileName(projectFile), new Location(projectFile));

    public static Finding Suppressed(string projectFile, ImmutableArray<string> codes, bool isCI) =>
        Finding.Create(Codes.Suppressed, isCI ? Severity.Error : Severity.Warning,
            $"{Path.GetFileName(projectFile)}: NoWarn, WarningsNotAsErrors or MSBuildWarningsAsMessages suppresses {string.Join(", ", codes)}. "
            + "Remove it; what may be let through is said in supplychain.json, with a reason.",
            $"{Path.GetFileName(projectFile)}\n{string.Join(",", codes)}", new Location(projectFile));

    public static Finding ContinuesOnError(string projectFile, string value, bool isCI) =>
        Finding.Create(Codes.Suppressed, isCI ? Severity.Error : Severity.Warning,
            $"{Path.GetFileName(projectFile)}: the property ContinueOnError is '{value}', so a build may go on after an error. Remove it.",
            $"{Path.GetFileName(projectFile)}\nContinueOnError", new Location(projectFile));
}
