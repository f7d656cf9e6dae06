namespace SupplyChainSdk.Inputs;

/// <summary>Finds the files in the arguments of the F# compiler.</summary>
/// <remarks>Source of the rules: dotnet/fsharp, CompilerOptions.fs. A type provider is a reference; what it loads from beside itself is named nowhere.</remarks>
internal static class FSharpArguments
{
    private const int MaxResponseFiles = 100;

    /// <summary>References, tools of the compiler, and the response files themselves.</summary>
    /// <exception cref="InvalidDataException">More response files than are read, or one that is too large.</exception>
    /// <exception cref="IOException">A response file cannot be read.</exception>
    public static List<CompilerInput> Read(IEnumerable<string> arguments, string folder)
    {
        var inputs = new List<CompilerInput>();
        var libraries = new List<string>();
        var waiting = new Queue<string>(arguments);
        var responses = 0;
        while (waiting.TryDequeue(out var argument))
        {
            if (argument.StartsWith('@'))
            {
                var file = Path.GetFullPath(argument[1..].Trim('"'), folder);
                if (++responses > MaxResponseFiles)
                    throw BadInput.At(new(file), $"it is one of more than {MaxResponseFiles} response files");
                inputs.Add(new CompilerInput(CompilerInputKind.ResponseFile, file));
                // One argument a line.
                foreach (var line in CompilerRecord.Text(file).ReplaceLineEndings("\n").Split('\n'))
                    waiting.Enqueue(line.Trim());
                continue;
            }
            var (name, value) = argument.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? (argument[..colon], argument[(colon + 1)..]) : ("", "");
            switch (name)
            {
                case "-r" or "/r" or "--reference":
                    inputs.Add(new CompilerInput(CompilerInputKind.Reference, value.Trim('"')));
                    break;
                case "--compilertool" or "-t":
                    inputs.Add(new CompilerInput(CompilerInputKind.Analyzer, value.Trim('"')));
                    break;
                case "-I" or "--lib":
                    libraries.AddRange(RoslynArguments.Paths(value).Select(path => Path.GetFullPath(path, folder)));
                    break;
            }
        }
        return [.. inputs.Select(input => input with { Path = RoslynArguments.Resolve(input.Path, folder, libraries) })];
    }
}
