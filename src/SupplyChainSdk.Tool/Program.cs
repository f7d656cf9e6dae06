using System.CommandLine;
using System.CommandLine.Invocation;
using SupplyChainSdk.Tool;
using SupplyChainSdk.Tool.Commands;

var root = new RootCommand(
    """
    Checks what goes into a .NET build, and verifies what comes out of one.

    Examples:
      supplychain check Contoso.slnx
      supplychain verify Contoso.Widgets.1.2.3.nupkg --key contoso.pub
      supplychain keys new release
    Exit codes: 0 yes, 1 no, 2 could not decide. 'supplychain COMMAND --help' shows more.
    """)
{
    InitCommand.Create(),
    CheckCommand.Create(),
    LockCommand.Create(),
    PolicyCommand.Create(),
    PublishersCommand.Create(),
    VerifyCommand.Create(),
    SbomCommand.Create(),
    InspectCommand.Create(),
    AttestCommand.Create(),
    StripCommand.Create(),
    ReproduceCommand.Create(),
    KeysCommand.Create(),
    TrustCommand.Create(),
};
ExamplesInHelp.AddTo(root);

var parsed = root.Parse(EmptyValues.Apart(root, args));
var isUsageError = parsed.Errors.Count > 0;
if (parsed.Action is ParseErrorAction usage)
{
    // Where a command is missing, the list of commands is the answer; elsewhere the whole help would hide it.
    usage.ShowHelp = parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count == 0;
}
// Not awaited: the machinery of an asynchronous Main would be compiled anew in every run, and nothing else runs meanwhile.
var exit = parsed.InvokeAsync(new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    // Standard output is for answers: what a script reads as JSON is never mixed with words about its options.
    Output = isUsageError ? Console.Error : Console.Out,
}).GetAwaiter().GetResult();
if (isUsageError && parsed.Action is ParseErrorAction { ShowHelp: false })
    Console.Error.WriteLine("Add --help to the command to see what it takes.");
if (!isUsageError && ExitCode.IsSignal(exit))
    Console.Error.WriteLine("Cancelled. It did not answer in time and was ended.");
// A usage error is not a 'no': a script that asks 'is it verified?' must be able to tell the two apart.
return isUsageError || ExitCode.IsSignal(exit) ? ExitCode.Undecided : exit;
