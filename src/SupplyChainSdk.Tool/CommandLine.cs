using System.CommandLine;
using SupplyChainSdk.Tool.Commands;

namespace SupplyChainSdk.Tool;

/// <summary>Reads the command line.</summary>
internal static class CommandLine
{
    private const string Name = "supplychain";
    private static readonly string[] Names = ["init", "check", "lock", "policy", "publishers", "verify", "sbom", "inspect", "attest", "strip", "reproduce", "keys", "trust"];

    /// <summary>
    /// By the one command that is named, when that is enough; else by all of them. The other commands, the texts of the help and where those come from take a fifth of the time in which a package is
    /// verified, and mean nothing to arguments without an error that ask for no help.
    /// </summary>
    public static ParseResult Parse(string[] args)
    {
        if (args is [var name, .. var rest] && !rest.Any(NeedsAll) && Create(name) is { } command && new Command(Name) { command }.Parse(args) is { Errors.Count: 0 } parsed)
            return parsed;
        var root = All();
        return root.Parse(EmptyValues.Apart(root, args));
    }

    // Help and version, in all forms that the library takes; one-letter options, which may hold one for help; response files; an empty value, which is told apart by the options of all commands.
    private static bool NeedsAll(string argument) => argument.Length > 0 && (argument[0] is '@' || argument[^1] is '='
        || argument[0] is '-' && (argument.Length < 3 || argument[1] is not '-')
        || argument.StartsWith("--help", StringComparison.Ordinal) || argument.StartsWith("--version", StringComparison.Ordinal)
        || argument is "/h" or ['/', 'h', ':' or '=', ..] or ['/', '?', ..]);

    private static RootCommand All()
    {
        var root = new RootCommand(
            """
            Checks what goes into a .NET build, and verifies what comes out of one.

            Examples:
              supplychain check Contoso.slnx
              supplychain verify Contoso.Widgets.1.2.3.nupkg --key contoso.pub
              supplychain keys new release
            Exit codes: 0 yes, 1 no, 2 could not decide. 'supplychain COMMAND --help' shows more.
            """);
        foreach (var name in Names)
            root.Subcommands.Add(Create(name)!);
        ExamplesInHelp.AddTo(root);
        return root;
    }

    private static Command? Create(string name) => name switch
    {
        "init" => InitCommand.Create(),
        "check" => CheckCommand.Create(),
        "lock" => LockCommand.Create(),
        "policy" => PolicyCommand.Create(),
        "publishers" => PublishersCommand.Create(),
        "verify" => VerifyCommand.Create(),
        "sbom" => SbomCommand.Create(),
        "inspect" => InspectCommand.Create(),
        "attest" => AttestCommand.Create(),
        "strip" => StripCommand.Create(),
        "reproduce" => ReproduceCommand.Create(),
        "keys" => KeysCommand.Create(),
        "trust" => TrustCommand.Create(),
        _ => null,
    };
}
