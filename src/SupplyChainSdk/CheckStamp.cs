using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tasks;

/// <summary>
/// What the last check looked at and when each of it was written, in the form that <c>_SupplyChainReadState</c> of
/// <c>build/SupplyChainSdk.Common.targets</c> computes again without loading a task. A local convenience: nothing in CI reads it.
/// </summary>
internal sealed class CheckStamp(string folder)
{
    // The clock that stamps files ticks more coarsely than the one that we ask.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly string _state = Path.Combine(folder, "check.state");
    private readonly string _files = Path.Combine(folder, "check.files");
    private readonly string _folders = Path.Combine(folder, "check.folders");
    private readonly string _findings = Path.Combine(folder, "findings.json");

    /// <summary>From here until <see cref="Keep"/> the next build checks again, whatever happens to this one.</summary>
    public void Forget()
    {
        // Delete is content with a missing file, but not with a missing folder.
        if (File.Exists(_state))
            File.Delete(_state);
    }

    /// <summary>Keeps the findings, and unless there are errors among them or something changed since <paramref name="started"/>, the state.</summary>
    public void Keep(ImmutableArray<Finding> findings, ImmutableArray<string> inputs, string state, DateTime started)
    {
        // What is only worth knowing is said once, by the check itself: a build in which nothing changed then has nothing to load a task for.
        ImmutableArray<Finding> repeated = [.. findings.Where(finding => finding.Severity != Severity.Information)];
        if (!repeated.IsEmpty)
            AtomicFile.Write(_findings, FindingsJson.Write(repeated, [], relativeTo: null));
        else if (File.Exists(_findings))
            File.Delete(_findings);
        if (findings.Any(finding => finding.Severity == Severity.Error))
            return;

        var quiet = new Period(started - Tick, DateTime.UtcNow + Tick);
        var files = new List<string>();
        var fileTimes = new List<string>();
        var folders = new List<string>();
        var folderTimes = new List<string>();
        foreach (var path in inputs.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (Directory.Exists(path))
            {
                var written = Directory.GetLastWriteTime(path); // local, as the property function of MSBuild
                if (quiet.Holds(written.ToUniversalTime()))
                    return;
                folders.Add(path);
                folderTimes.Add($"{path}|{written.Ticks.ToString(CultureInfo.InvariantCulture)}");
                continue;
            }
            var file = new FileInfo(path);
            if (file.Exists && quiet.Holds(file.LastWriteTimeUtc))
                return;
            Look(file);
        }
        // What is repeated, as it was kept: damaged or gone, it is found anew.
        Look(new FileInfo(_findings));
        AtomicFile.Write(_files, Lines(files));
        AtomicFile.Write(_folders, Lines(folders));
        AtomicFile.Write(_state, System.Text.Encoding.UTF8.GetBytes($"{state};{string.Join(';', fileTimes)};{string.Join(';', folderTimes)}"));

        void Look(FileInfo file)
        {
            files.Add(file.FullName);
            // As MSBuild's %(ModifiedTime); empty where there is no file.
            fileTimes.Add($"{file.FullName}|{(file.Exists ? file.LastWriteTime.ToString("yyyy'-'MM'-'dd HH':'mm':'ss'.'fffffff", CultureInfo.InvariantCulture) : "")}");
        }
    }

    private static byte[] Lines(List<string> lines) => System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    private readonly record struct Period(DateTime From, DateTime To)
    {
        public bool Holds(DateTime time) => time >= From && time <= To;
    }
}
