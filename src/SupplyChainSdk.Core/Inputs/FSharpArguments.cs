namespace SupplyChainSdk.Inputs;

/// <summary>Finds the files in the arguments of the F# compiler.</summary>
/// <remarks>Source of the rules: dotnet/fsharp, CompilerOptions.fs. A type provider is a reference; what it loads from beside itself is named nowhere.</remarks>
internal static class FSharpArguments
{
    private const int MaxResponseFiles = 100;

    /// <summary>References, tools of the compiler, and the response files themselves.</summary>
    /// <exception cref="InvalidDataException">An argument that is not understood, or a file that is not where it may be; more response files than are read, or one that is too large.</exception>
    /// <exception cref="IOException">A response file cannot be read.</exception>
    public static List<CompilerInput> Read(IEnumerable<string> arguments, string folder)
    {
        var inputs = new List<CompilerInput>();
        var libraries = new List<string>();
        // Its task writes them to a response file, an argument a line; one with a line break in it becomes two.
        var waiting = new Queue<string>(arguments.SelectMany(RoslynArguments.Lines));
        var responses = 0;
        while (waiting.TryDequeue(out var line))
        {
            var argument = line.Trim();
            if (argument.StartsWith('@'))
            {
                var file = Path.GetFullPath(argument.TrimStart('@').Trim('"'), folder);
                if (++responses > MaxResponseFiles)
                    throw BadInput.At(new(file), $"it is one of more than {MaxResponseFiles} response files");
                inputs.Add(new CompilerInput(CompilerInputKind.ResponseFile, file));
                foreach (var inner in RoslynArguments.Lines(CompilerRecord.Text(file)).Where(inner => !inner.StartsWith('#')))
                    waiting.Enqueue(inner);
                continue;
            }
            if (Option(argument) is not var (name, value))
            {
                if (argument.StartsWith('-') || IsAssembly(argument.Trim('"')))
                    throw RoslynArguments.NotUnderstood(argument);
                continue;
            }
            switch (name)
            {
                case "r" or "reference" when IsAssembly(Unquoted(argument, value, folder)):
                    inputs.Add(new CompilerInput(CompilerInputKind.Reference, Unquoted(argument, value, folder)));
                    break;
                case "compilertool" or "t" when value.Length > 0:
                    inputs.Add(new CompilerInput(CompilerInputKind.Analyzer, Unquoted(argument, value, folder)));
                    break;
                case "I" or "lib" when value.Length > 0:
                    libraries.AddRange(value.Split(',', ';').Select(path => path.Trim('"')).Where(path => path.Length > 0).Select(path => Path.GetFullPath(path, folder)));
                    break;
                default:
                    if (!CompilerOptions.IsHarmlessForFSharp(name))
                        throw RoslynArguments.NotUnderstood(argument);
                    break;
            }
        }
        return [.. inputs.SelectMany(input => Found(input, folder, libraries))];
    }

    // The name is what stands after one dash or slash when it is one letter, after a slash when no other follows, and after two dashes when it is longer.
    private static (string Name, string Value)? Option(string argument)
    {
        if (argument.Length < 2 || argument[0] is not ('-' or '/'))
            return null;
        var start = argument.Length == 2 || argument[2] == ':' || argument[0] == '/' && !argument.AsSpan(1).Contains('/') ? 1
            : argument.StartsWith("--", StringComparison.Ordinal) && argument.Length > 3 && argument[3] != ':' ? 2 : 0;
        if (start == 0)
            return null;
        var option = argument[start..];
        return option.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? (option[..colon], option[(colon + 1)..]) : (option, "");
    }

    private static bool IsAssembly(string path) => Path.GetExtension(path).ToUpperInvariant() is ".DLL" or ".EXE" or ".NETMODULE" or ".WINMD";

    private static string Unquoted(string argument, string value, string folder)
    {
        var path = value.Trim('"');
        // A quote may be part of a name, and then another file is meant.
        return path.Contains('"', StringComparison.Ordinal) || path != value && File.Exists(Path.GetFullPath(value, folder)) ? throw RoslynArguments.NotUnderstood(argument) : path;
    }

    private static IEnumerable<CompilerInput> Found(CompilerInput input, string folder, List<string> libraries)
    {
        var found = RoslynArguments.Resolve(input.Path, folder, libraries).ToList();
        // Otherwise the compiler looks in places that only it knows.
        return found.Count > 0 ? found.Select(path => input with { Path = path })
            : throw new InvalidDataException($"the file {Policy.Printable.Quoted(input.Path)} that it was given is neither where it ran nor in a folder for libraries");
    }
}
