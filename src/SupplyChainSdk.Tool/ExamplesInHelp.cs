using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SupplyChainSdk.Tool;

/// <summary>
/// Help as the library prints it, then the examples of the command that was asked about. A command's description begins with one line, which every list
/// shows; what follows its first empty line stands in the command's own help, after the options.
/// </summary>
internal sealed class ExamplesInHelp : SynchronousCommandLineAction
{
    private const string ParagraphBreak = "\n\n";

    private readonly SynchronousCommandLineAction _help;
    private readonly Dictionary<Command, string> _examples = [];

    private ExamplesInHelp(SynchronousCommandLineAction help, Command root)
    {
        _help = help;
        TakeExamples(root);
    }

    public override bool ClearsParseErrors => _help.ClearsParseErrors;

    /// <summary>Changes the help of all commands.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
            option.Action = new ExamplesInHelp((SynchronousCommandLineAction)option.Action!, root);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var exit = _help.Invoke(parseResult);
        if (_examples.TryGetValue(parseResult.CommandResult.Command, out var examples))
            parseResult.InvocationConfiguration.Output.WriteLine(examples);
        return exit;
    }

    private void TakeExamples(Command command)
    {
        var description = (command.Description ?? "").ReplaceLineEndings("\n");
        if (description.IndexOf(ParagraphBreak, StringComparison.Ordinal) is >= 0 and var end)
        {
            command.Description = description[..end];
            _examples.Add(command, description[(end + ParagraphBreak.Length)..].ReplaceLineEndings());
        }
        foreach (var child in command.Subcommands)
            TakeExamples(child);
    }
}
