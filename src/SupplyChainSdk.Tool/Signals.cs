using System.Runtime.InteropServices;

namespace SupplyChainSdk.Tool;

/// <summary>Work that a signal cancels, and ends when it does not answer.</summary>
/// <remarks>
/// System.CommandLine has the same for asynchronous actions. Their machinery would be compiled anew in every run, and the work would wait until the signals are set up: here it does not.
/// </remarks>
internal static class Signals
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Runs work on a thread of its own, so that a signal also ends what does not look at its token, such as waiting for a pipe.</summary>
    /// <param name="work">Throws nothing.</param>
    /// <returns>Its exit code; or one for which <see cref="ExitCode.IsSignal"/> says yes, when it did not answer in time.</returns>
    public static int Run(Func<CancellationToken, int> work)
    {
        // Not disposed: a signal may come at the very end, on a thread of its own.
        var cancel = new CancellationTokenSource();
        var answer = new TaskCompletionSource<int>();
        // As a background thread it does not keep a process that is to end.
        new Thread(() => answer.TrySetResult(work(cancel.Token))) { IsBackground = true }.Start();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Cancel(signal, ExitCode.Interrupted));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Cancel(signal, ExitCode.Terminated));
        return answer.Task.GetAwaiter().GetResult();

        void Cancel(PosixSignalContext signal, int exit)
        {
            signal.Cancel = true;
            cancel.Cancel();
            if (!answer.Task.Wait(Patience))
                answer.TrySetResult(exit);
        }
    }
}
