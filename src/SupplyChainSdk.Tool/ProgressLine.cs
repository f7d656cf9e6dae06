using SupplyChainSdk.Integrity;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tool;

/// <summary>One line of a terminal, replaced by each that follows it and gone at the end, however the work ends. Several threads may say something.</summary>
internal sealed class ProgressLine(TextWriter terminal) : IDisposable
{
    private const string Erase = "\e[2K\r";
    private const int BarWidth = 20;

    // Longer, and the line would not be one.
    private const int MaxSubject = 50;
    private readonly Lock _writing = new();
    private bool _isShown;

    public void Say(string text)
    {
        lock (_writing)
        {
            _isShown = true;
            terminal.Write(Erase + Printable.Text(text));
        }
    }

    public void Say(SourceProgress progress)
    {
        var full = BarWidth * progress.Done / progress.Total;
        Say($"[{new string('=', full)}{new string('.', BarWidth - full)}] {progress.Done}/{progress.Total} {Printable.Bounded(progress.Subject, MaxSubject)}");
    }

    public void Dispose()
    {
        if (_isShown)
            terminal.Write(Erase);
    }
}
