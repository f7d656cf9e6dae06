using System.Text.RegularExpressions;

namespace SupplyChainSdk.Inputs;

/// <summary>Finds the files in the arguments of the C# and the Visual Basic compiler.</summary>
/// <remarks>Source of the rules: dotnet/roslyn, CommandLineParser, CSharpCommandLineParser and VisualBasicCommandLineParser.</remarks>
internal static partial class RoslynArguments
{
    private const int MaxResponseFiles = 100;
    private const int MaxName = 4096;

    // Found by name in the folder that /sdkpath names.
    private static readonly string[] Standard = ["mscorlib.dll", "System.dll", "System.Core.dll", "Microsoft.VisualBasic.dll"];

    /// <summary>References, modules, analyzers, additional files, and the response files themselves.</summary>
    /// <param name="arguments">As the compiler's task told them.</param>
    /// <param name="folder">Where the compiler ran.</param>
    /// <param name="isVisualBasic">It knows no aliases, so that what looks like one is part of a path.</param>
    /// <exception cref="InvalidDataException">An argument that may name a file and is not understood; more response files than are read, or one that is too large.</exception>
    /// <exception cref="IOException">A response file cannot be read.</exception>
    public static List<CompilerInput> Read(IEnumerable<string> arguments, string folder, bool isVisualBasic)
    {
        var inputs = new List<CompilerInput>();
        var libraries = new List<string>();
        var waiting = new LinkedList<string>(arguments);
        foreach (var argument in waiting)
            MustHoldNoOther(argument, folder);
        var responses = 0;
        while (waiting.First is { } first)
        {
            waiting.RemoveFirst();
            var argument = first.Value.TrimEnd();
            if (argument.StartsWith('@'))
            {
                var file = Path.GetFullPath(ResponseFile(argument, argument[1..]).TrimEnd(), folder);
                if (++responses > MaxResponseFiles)
                    throw BadInput.At(new(file), $"it is one of more than {MaxResponseFiles} response files");
                inputs.Add(new CompilerInput(CompilerInputKind.ResponseFile, file));
                // In the place of the argument, as the compiler reads them.
                foreach (var inner in Lines(CompilerRecord.Text(file)).SelectMany(RoslynCommandLine.Split).Reverse())
                    waiting.AddFirst(inner);
                continue;
            }
            if (RoslynCommandLine.Option(argument) is not var (name, value))
            {
                MustBeSource(argument);
                continue;
            }
            switch (name)
            {
                case "r" or "reference" or "l" or "link":
                    Add(CompilerInputKind.Reference, isVisualBasic ? value : WithoutAlias(value));
                    break;
                case "addmodule" or "vbruntime":
                    Add(CompilerInputKind.Reference, value);
                    break;
                case "a" or "analyzer":
                    Add(CompilerInputKind.Analyzer, value);
                    break;
                case "additionalfile":
                    Add(CompilerInputKind.AdditionalFile, value);
                    break;
                case "lib" or "libpath" or "libpaths":
                    libraries.AddRange(Paths(argument, value).Select(path => Path.GetFullPath(path, folder)));
                    break;
                case "sdkpath":
                    foreach (var sdk in Paths(argument, value).Select(path => Path.GetFullPath(path, folder)))
                    {
                        libraries.Add(sdk);
                        inputs.AddRange(Standard.Select(file => Path.Combine(sdk, file)).Where(File.Exists).Select(file => new CompilerInput(CompilerInputKind.Reference, file)));
                    }
                    break;
                case "vbruntime+" or "vbruntime-" or "vbruntime*":
                    break;
                default:
                    if (!CompilerOptions.IsHarmlessForRoslyn(name))
                        throw NotUnderstood(argument);
                    break;
            }

            void Add(CompilerInputKind kind, string? list) => inputs.AddRange(Paths(argument, list).Select(path => new CompilerInput(kind, path)));
        }
        return [.. inputs.SelectMany(input => Resolve(input.Path, folder, libraries).DefaultIfEmpty(Path.GetFullPath(input.Path, folder)).Select(path => input with { Path = path }))];
    }

    /// <summary>Where a compiler may look for a file that has no full path: where it runs and in the folders for libraries. Compilers differ in the order, so it is every one.</summary>
    public static IEnumerable<string> Resolve(string path, string folder, IEnumerable<string> libraries) =>
        Path.IsPathRooted(path) ? [Path.GetFullPath(path, folder)] : libraries.Prepend(folder).Select(library => Path.GetFullPath(path, library)).Where(File.Exists).Distinct(StringComparer.Ordinal);

    /// <summary>The lines of a response file, as a reader of .NET sees them: a form feed or a Unicode separator ends none.</summary>
    public static IEnumerable<string> Lines(string text)
    {
        using var reader = new StringReader(text);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    /// <summary>The error for an argument that is not known.</summary>
    public static InvalidDataException NotUnderstood(string argument) =>
        new($"its argument {Policy.Printable.Quoted(argument)} is not understood");

    private static IEnumerable<string> Paths(string argument, string? value)
    {
        // Compilers disagree, by version, about a quote after a backslash.
        if (value is not null && value.Contains("\\\"", StringComparison.Ordinal) || value?.AsSpan().ContainsAny("*?\0") == true)
            throw NotUnderstood(argument);
        return RoslynCommandLine.Paths(value ?? "");
    }

    private static string ResponseFile(string argument, string value) => Paths(argument, $"\"{value.Replace("\"", "", StringComparison.Ordinal)}\"").FirstOrDefault() ?? throw NotUnderstood(argument);

    // Where the compiler has no server it is given its arguments in a response file. A line break in one of them, in quotes or not, then begins the next one, which may end quotes that others began; what its
    // task tells of it has no line break any more. So nothing may stand inside an argument that at the beginning of one would name an assembly or a response file.
    private static void MustHoldNoOther(string argument, string folder)
    {
        if (Inner().IsMatch(argument))
            throw NotUnderstood(argument);
        for (var at = argument.IndexOf('@', 1); at >= 0; at = argument.IndexOf('@', at + 1))
        {
            // Where its name ends is not known either.
            var rest = argument.AsSpan(at + 1).TrimStart('"');
            for (var end = 1; end <= Math.Min(rest.Length, MaxName); end++)
            {
                if (File.Exists(Path.GetFullPath(rest[..end].ToString().Replace("\0", "", StringComparison.Ordinal), folder)))
                    throw NotUnderstood(argument);
            }
        }
    }

    [GeneratedRegex("(?<!^)[/-](r|reference|l|link|addmodule|vbruntime|a|analyzer|additionalfile|lib|libpath|libpaths|sdkpath):", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Inner();

    // A name that would be an option once quotes, white space or what the compiler drops are gone is no name of a source file.
    private static void MustBeSource(string argument)
    {
        var name = RoslynCommandLine.Split(RoslynCommandLine.Unquoted(argument)).FirstOrDefault() ?? "";
        if (name.StartsWith('@') || RoslynCommandLine.Option(name) is not null)
            throw NotUnderstood(argument);
    }

    // Whatever stands before the sign: the compiler refuses what is no identifier.
    private static string? WithoutAlias(string? value)
    {
        var at = value.AsSpan().IndexOfAny('"', '=');
        return at >= 0 && value![at] == '=' ? value[(at + 1)..] : value;
    }
}
