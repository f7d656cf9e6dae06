using System.CommandLine;
using System.CommandLine.Invocation;
using SupplyChainSdk.Tool;
using SupplyChainSdk.Tool.Commands;

if (args is ["verify", ..])
    _ = VerifyCommand.WarmUp();
var parsed = CommandLine.Parse(args);
var isUsageError = parsed.Errors.Count > 0;
if (parsed.Action is ParseErrorAction usage)
{
    // Where a command is missing, the list of commands is the answer; elsewhere the whole help would hide it.
    usage.ShowHelp = parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0;
}
var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
// Standard output is for answers: what a script reads as JSON is never mixed with words about its options.
if (isUsageError)
    configuration.Output = Console.Error;
var exit = parsed.Invoke(configuration);
if (isUsageError && parsed.Action is ParseErrorAction { ShowHelp: false })
    Console.Error.WriteLine("Add --help to the command to see what it takes.");
if (!isUsageError && ExitCode.IsSignal(exit))
    Console.Error.WriteLine("Cancelled. It did not answer in time and was ended.");
// A usage error is not a 'no': a script that asks 'is it verified?' must be able to tell the two apart.
return isUsageError || ExitCode.IsSignal(exit) ? ExitCode.Undecided : exit;
