using Microsoft.Build.Framework;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Tasks;

/// <summary>
/// A package between the moment before it is packed and the one when it is attested. When the build ends in between - cancelled, or failed
/// in a target of somebody else - the engine disposes this, and the package that nobody attested does not stay where a push step looks.
/// </summary>
internal sealed class UnfinishedPack : IDisposable
{
    private readonly PackRecords _records;
    private readonly string _package;
    private readonly string? _before;
    private readonly EvidenceFiles _evidence;
    private readonly string _projectFile;

    private UnfinishedPack(PackRecords records, string package, string? before, EvidenceFiles evidence, string projectFile) =>
        (_records, _package, _before, _evidence, _projectFile) = (records, package, before, evidence, projectFile);

    public static void Begin(IBuildEngine engine, PackRecords records, string package, string? before, EvidenceFiles evidence, string projectFile) =>
        ((IBuildEngine4)engine).RegisterTaskObject(Key(package), new UnfinishedPack(records, package, before, evidence, projectFile),
            RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);

    public static void End(IBuildEngine engine, string package) =>
        ((IBuildEngine4)engine).UnregisterTaskObject(Key(package), RegisteredTaskObjectLifetime.Build);

    public void Dispose()
    {
        try
        {
            // The build has ended, with an error or by its user, and there is nobody left to tell where the package is.
            _ = _records.Abandon(_package, _before, _evidence, _projectFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No record vouches for the package, so the next pack writes it anew.
        }
    }

    private static string Key(string package) => $"SupplyChainSdk unfinished pack {package}";
}
