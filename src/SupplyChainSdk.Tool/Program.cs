using System.CommandLine;
using SupplyChainSdk.Tool;
using SupplyChainSdk.Tool.Commands;

var root = new RootCommand(
    """
    Checks what goes into a .NET build, and verifies what comes out of one.

      supplychain check                                 the gates of the build, from outside it
      supplychain verify X.1.0.0.nupkg --key x.pub      is this the package that the holder of the key built?
      supplychain keys new release                      a key pair to sign with

    Exit codes: 0 yes, 1 no, 2 could not decide.
    """)
{
    InitCommand.Create(),
    CheckCommand.Create(),
    PolicyCommand.Create(),
    VerifyCommand.Create(),
    SbomCommand.Create(),
    InspectCommand.Create(),
    KeysCommand.Create(),
};

var parsed = root.Parse(args);
var exit = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = Console.Out, Error = Console.Error });
// A usage error is not a 'no': a script that asks 'is it verified?' must be able to tell the two apart.
return parsed.Errors.Count > 0 ? ExitCode.Undecided : exit;
