using System.Collections.Immutable;
using System.Text;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tasks;

/// <summary>What the last check looked at and what it found, for <see cref="CompareStamp"/> and <see cref="RepeatFindings"/>. A local convenience: nothing in CI reads it.</summary>
internal sealed class CheckStamp(string folder)
{
    // The clock that stamps files ticks more coarsely than the one that we ask.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly string _state = Path.Combine(folder, "check.state");
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
        // What is only worth knowing is said once, by the check itself: a build in which nothing changed then has nothing to repeat.
        ImmutableArray<Finding> repeated = [.. findings.Where(finding => finding.Severity != Severity.Information)];
        if (!repeated.IsEmpty)
            AtomicFile.Write(_findings, FindingsJson.Write(repeated, [], relativeTo: null));
        else if (File.Exists(_findings))
            File.Delete(_findings);
        if (findings.Any(finding => finding.Severity == Severity.Error))
            return;

        var paths = inputs.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var times = new FileTimes[paths.Count + 1];
        for (var i = 0; i < paths.Count; i++)
            times[i] = Times(paths[i]);
        var (from, to) = (FileTimes.Nanoseconds(started - Tick), FileTimes.Nanoseconds(DateTime.UtcNow + Tick));
        foreach (var time in times)
        {
            if ((time.Modified >= from && time.Modified <= to) || (time.Changed >= from && time.Changed <= to))
                return;
        }
        // What is repeated, as it was kept: damaged or gone, it is found anew.
        paths.Add(_findings);
        times[^1] = Times(_findings);
        AtomicFile.Write(_state, StampFile.Write(state, paths, times));
    }

    private static FileTimes Times(string path) => FileTimes.Read(Encoding.UTF8.GetBytes(path + '\0'));
}
