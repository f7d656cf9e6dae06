using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace SupplyChainSdk.Tasks;

/// <summary>Says what the build waits for, once, when it has waited for some time. A message and no warning: nothing is wrong.</summary>
internal sealed class LongWork : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly Timer _timer;

    /// <param name="log">Of the task that works; may be written to by other threads.</param>
    /// <param name="what">In half a sentence.</param>
    public LongWork(TaskLoggingHelper log, string what) =>
        _timer = new Timer(_ => log.LogMessage(MessageImportance.High, "SupplyChainSdk: {0} …", what), null, Patience, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Not while it is being said: the log of a task that has ended takes nothing.
        using var said = new ManualResetEvent(false);
        if (_timer.Dispose(said))
            said.WaitOne();
    }
}
