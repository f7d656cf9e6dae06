using System.Text;

namespace SupplyChainSdk.Inputs;

/// <summary>Finds the files in the arguments of the C# and the Visual Basic compiler.</summary>
/// <remarks>Source of the rules: dotnet/roslyn, CommandLineParser and CSharpCommandLineParser.</remarks>
internal static class RoslynArguments
{
    private const int MaxResponseFiles = 100;

    /// <summary>References, modules, analyzers, additional files, and the response files themselves.</summary>
    /// <exception cref="InvalidDataException">More response files than are read, or one that is too large.</exception>
    /// <exception cref="IOException">A response file cannot be read.</exception>
    public static List<CompilerInput> Read(IEnumerable<string> arguments, string folder)
    {
        var inputs = new List<CompilerInput>();
        var libraries = new List<string>();
        var waiting = new LinkedList<string>(arguments);
        var responses = 0;
        while (waiting.First is { } first)
        {
            waiting.RemoveFirst();
            var argument = first.Value;
            if (argument.StartsWith('@'))
            {
                var file = Path.GetFullPath(Unquoted(argument[1..]).Trim(), folder);
                if (++responses > MaxResponseFiles)
                    throw BadInput.At(new(file), $"it is one of more than {MaxResponseFiles} response files");
                inputs.Add(new CompilerInput(CompilerInputKind.ResponseFile, file));
                // In the place of the argument, as the compiler reads them.
                foreach (var line in CompilerRecord.Text(file).ReplaceLineEndings("\n").Split('\n').Reverse())
                {
                    foreach (var inner in Split(line).Reverse())
                        waiting.AddFirst(inner);
                }
                continue;
            }
            var (name, value) = Option(argument);
            switch (name)
            {
                case "r" or "reference" or "l" or "link":
                    inputs.AddRange(Paths(WithoutAlias(value)).Select(path => new CompilerInput(CompilerInputKind.Reference, path)));
                    break;
                case "addmodule" or "vbruntime":
                    inputs.AddRange(Paths(value).Select(path => new CompilerInput(CompilerInputKind.Reference, path)));
                    break;
                case "a" or "analyzer":
                    inputs.AddRange(Paths(value).Select(path => new CompilerInput(CompilerInputKind.Analyzer, path)));
                    break;
                case "additionalfile":
                    inputs.AddRange(Paths(value).Select(path => new CompilerInput(CompilerInputKind.AdditionalFile, path)));
                    break;
                case "lib" or "libpath" or "libpaths":
                    libraries.AddRange(Paths(value).Select(path => Path.GetFullPath(path, folder)));
                    break;
            }
        }
        return [.. inputs.Select(input => input with { Path = Resolve(input.Path, folder, libraries) })];
    }

    /// <summary>Where a compiler looks for a file that has no full path: where it runs, then in the folders for libraries.</summary>
    public static string Resolve(string path, string folder, IEnumerable<string> libraries)
    {
        var here = Path.GetFullPath(path, folder);
        return Path.IsPathRooted(path) || File.Exists(here) ? here
            : libraries.Select(library => Path.GetFullPath(path, library)).FirstOrDefault(File.Exists) ?? here;
    }

    // On Unix /home/me/a.cs is a file and /r:/home/me/a.dll an option: what tells them apart is a second slash before the colon.
    private static (string Name, string Value) Option(string argument)
    {
        if (argument.Length < 2 || argument[0] is not ('-' or '/'))
            return ("", "");
        var colon = argument.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || argument.IndexOf('/', 1) is var slash and > 0 && slash < colon)
            return ("", "");
        return (argument[1..colon].ToLowerInvariant(), argument[(colon + 1)..]);
    }

    private static string WithoutAlias(string value)
    {
        var at = value.AsSpan().IndexOfAny('"', '=');
        return at > 0 && value[at] == '=' && value.AsSpan(0, at).IndexOfAny("/\\:.") < 0 ? value[(at + 1)..] : value;
    }

    /// <summary>The paths of a list that commas or semicolons separate, outside quotes.</summary>
    internal static IEnumerable<string> Paths(string value)
    {
        var path = new StringBuilder();
        var quoted = false;
        foreach (var c in value)
        {
            if (c == '"')
                quoted = !quoted;
            else if (c is ',' or ';' && !quoted)
            {
                if (path.ToString().Trim() is { Length: > 0 } one)
                    yield return one;
                path.Clear();
            }
            else
                path.Append(c);
        }
        if (path.ToString().Trim() is { Length: > 0 } last)
            yield return last;
    }

    /// <summary>The arguments of a line of a response file: what white space separates, outside quotes; what follows <c>#</c> says nothing.</summary>
    internal static IEnumerable<string> Split(string line)
    {
        var argument = new StringBuilder();
        var quoted = false;
        foreach (var c in line.Trim())
        {
            if (c == '#' && argument.Length == 0)
                yield break;
            if (c == '"')
                quoted = !quoted;
            if (char.IsWhiteSpace(c) && !quoted)
            {
                if (argument.Length > 0)
                    yield return argument.ToString();
                argument.Clear();
            }
            else
                argument.Append(c);
        }
        if (argument.Length > 0)
            yield return argument.ToString();
    }

    private static string Unquoted(string text) => text.Replace("\"", "", StringComparison.Ordinal);
}
