namespace SupplyChainSdk.Tool;

/// <summary>The three answers of every command.</summary>
internal static class ExitCode
{
    public const int Yes = 0;
    public const int No = 1;

    /// <summary>Usage, a missing or unreadable file, a bug: nothing that a script may take for yes or no.</summary>
    public const int Undecided = 2;

    /// <summary>Whatever is neither yes nor no was not decided.</summary>
    public static int Of(int exit) => exit is Yes or No ? exit : Undecided;
}
