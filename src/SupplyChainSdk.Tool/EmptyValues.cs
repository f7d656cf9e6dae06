using System.CommandLine;

namespace SupplyChainSdk.Tool;

/// <summary>An option with an empty value, as <c>--commit="$SHA"</c> is where the variable is not set. The parser would take the argument after it for its value.</summary>
internal static class EmptyValues
{
    /// <summary>The arguments, with <c>--name=</c> as the two that it means, for each option that needs a value.</summary>
    public static string[] Apart(Command root, string[] arguments)
    {
        var end = Array.IndexOf(arguments, "--");
        return [.. arguments.Index().SelectMany(a => a.Item.EndsWith('=') && (end < 0 || a.Index < end) && NeedsValue(root, a.Item[..^1]) ? [a.Item[..^1], ""] : (string[])[a.Item])];
    }

    private static bool NeedsValue(Command command, string name) =>
        command.Options.Any(o => (o.Name == name || o.Aliases.Contains(name)) && o.Arity.MinimumNumberOfValues > 0) || command.Subcommands.Any(c => NeedsValue(c, name));
}
