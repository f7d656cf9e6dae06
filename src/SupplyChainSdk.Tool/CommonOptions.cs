using System.CommandLine;
using System.CommandLine.Parsing;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Tool;

/// <summary>Options that mean the same in every command, and the one place where a command's exceptions end.</summary>
internal static class CommonOptions
{
    public static Option<string> Format() => Accepting(new Option<string>("--format")
    {
        Description = "text for people, json for scripts.",
        HelpName = "text|json",
        DefaultValueFactory = _ => "text",
    }, "text", "json");

    /// <summary>Where the answer is a list of findings.</summary>
    public static Option<string> FindingsFormat() => Accepting(new Option<string>("--format")
    {
        Description = "text for people, json for scripts, sarif (2.1.0) for code scanning.",
        HelpName = "text|json|sarif",
        DefaultValueFactory = _ => "text",
    }, "text", "json", "sarif");

    public static Option<bool> NoColor() => new("--no-color") { Description = "No colour, even on a terminal. NO_COLOR does the same." };

    public static Option<string[]> Policies() => new("--policy")
    {
        Description = "A further policy file; it adds to those of the repository and never replaces them. May be repeated.",
        HelpName = "FILE",
    };

    /// <summary>Where a command works; a folder when nothing is said. It has to be there, and a misspelt option is not taken for it.</summary>
    /// <param name="name">In the help.</param>
    /// <param name="what">What it can be, such as <c>a project, or a folder</c>.</param>
    public static Argument<string> Place(string name, string what)
    {
        var place = new Argument<string>(name) { Description = $"{char.ToUpperInvariant(what[0])}{what[1..]}. Default: the current folder.", DefaultValueFactory = _ => "." };
        place.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && value is not ['-', ..] && !Path.Exists(value))
                result.AddError($"{Printable.Quoted(value)} is not there: name {what}.");
        });
        place.RefuseOptions();
        return place;
    }

    /// <summary>The one package that a command is about.</summary>
    public static Argument<string> Package()
    {
        var package = new Argument<string>("PACKAGE") { Description = "The .nupkg or .snupkg, as built or as downloaded." };
        package.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { Length: 0 })
                result.AddError("PACKAGE is empty: name the .nupkg or .snupkg.");
        });
        package.RefuseOptions();
        return package;
    }

    /// <summary>Packages by file, by folder or by pattern. A misspelt option is not taken for one.</summary>
    public static Argument<string[]> Packages()
    {
        var packages = new Argument<string[]>("PACKAGE") { Description = "A .nupkg or .snupkg, a folder of them, or a pattern with * and **. May be repeated.", Arity = ArgumentArity.OneOrMore };
        packages.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => t.Value.Length == 0))
                result.AddError("PACKAGE is empty: name the .nupkg or .snupkg.");
        });
        packages.RefuseOptions();
        return packages;
    }

    /// <summary>
    /// A misspelt option is not taken for the name of a file: the command would do the rest as if nothing had been said, such as sign with another instance than the one named.
    /// </summary>
    /// <remarks>A file of such a name is <c>./-name</c>.</remarks>
    public static void RefuseOptions(this Argument argument) => argument.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(t => t.Value.StartsWith('-')))
            RefuseMisspelt(result, token.Value);
    });

    /// <summary>
    /// Runs a command's work. A failure that is not an answer ends with exit code 2 and one coded line; nothing is ever exit code 0 by accident.
    /// </summary>
    public static void SetWork(this Command command, Func<ParseResult, CancellationToken, int> work) =>
        command.SetAction(parsed => Signals.Run(cancel => Guarded(() => work(parsed, cancel))));

    /// <summary>What the options of a command have to do with each other. Not looked at while one lacks its value, which is said first and could not be read here.</summary>
    public static void SetRules(this Command command, Action<CommandResult> rules) => command.Validators.Add(result =>
    {
        if (result.Children.OfType<OptionResult>().All(o => o.Tokens.Count >= o.Option.Arity.MinimumNumberOfValues))
            rules(result);
    });

    private static void RefuseMisspelt(ArgumentResult result, string option)
    {
        if (result.Parent is not CommandResult { Command: var command })
            return;
        var nearest = NearestName.Of(option, command.Options.Select(o => o.Name));
        result.AddError($"'{option}' is no option of {command.Name}{(nearest is null ? "." : $"; did you mean {nearest}?")}");
    }

    private static int Guarded(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Cancelled. Nothing was left half-written.");
            return ExitCode.Undecided;
        }
        catch (UsageException e)
        {
            Console.Error.WriteLine(Printable.Text(e.Message));
            return ExitCode.Undecided;
        }
        catch (KeyException e)
        {
            var code = e.Failure is KeyFailure.Unwritable or KeyFailure.AlreadyExists ? Codes.OutputUnwritable : Codes.KeyUnusable;
            Console.Error.WriteLine($"error {code}: {Printable.Text(e.Message)}");
            return ExitCode.Undecided;
        }
        catch (UnwritableException e)
        {
            Console.Error.WriteLine($"error {Codes.OutputUnwritable}: {Printable.Text(e.Message)}");
            return ExitCode.Undecided;
        }
        catch (FeedException e)
        {
            Console.Error.WriteLine($"error {Codes.SourceUnusable}: The source cannot be used: {Printable.Text(e.Message)}.");
            return ExitCode.Undecided;
        }
        catch (Exception e) when (!IsOfAssembly(e) && e is (IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException or ArgumentException))
        {
            Console.Error.WriteLine($"error {Codes.InputUnreadable}: {Printable.Text(e.Message)}");
            return ExitCode.Undecided;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"error {Codes.InternalError}: SupplyChainSdk failed ({e.GetType().Name}: {Printable.Text(e.Message.Trim())}) and could not decide. Please report it with the command that you ran.");
            return ExitCode.Undecided;
        }
    }

    // An installation that is damaged is nobody's input, although its exceptions are those of files.
    private static bool IsOfAssembly(Exception e) =>
        e is FileLoadException || e is FileNotFoundException { FileName: { } name } && name.Contains(", Culture=", StringComparison.Ordinal);

    private static Option<string> Accepting(Option<string> option, params string[] values)
    {
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
