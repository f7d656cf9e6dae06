using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tool;

/// <summary>One line of a terminal, replaced by each that follows it and gone at the end, however the work ends.</summary>
internal sealed class ProgressLine(TextWriter terminal) : IDisposable
{
    private const string Erase = "\e[2K\r";

    public void Say(string text) => terminal.Write(Erase + Printable.Text(text));

    public void Dispose() => terminal.Write(Erase);
}
