namespace SupplyChainSdk.Tool;

/// <summary>The three answers of every command.</summary>
internal static class ExitCode
{
    public const int Yes = 0;
    public const int No = 1;

    /// <summary>Usage, a missing or unreadable file, a bug: nothing that a script may take for yes or no.</summary>
    public const int Undecided = 2;

    /// <summary>By convention 128 and the number of the signal.</summary>
    public const int Interrupted = 130;
    public const int Terminated = 143;

    /// <summary>Whether the process was to end by a signal before the work had answered.</summary>
    public static bool IsSignal(int exit) => exit is Interrupted or Terminated;
}
