using System.Collections.Immutable;
using System.Text;

namespace SupplyChainSdk.Inputs;

/// <summary>
/// The record of what a compiler was given: the command line, as its own task returned it after it ran. <c>build/SupplyChainSdk.Compiler.targets</c>
/// writes it without a task of ours, so that a local build pays for a small file alone.
/// </summary>
public static class CompilerRecord
{
    private const int MaxBytes = 16 << 20;
    private const string FirstLine = "SupplyChainSdk compiler record 1";
    private const string LastLine = "end";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a record, and the response files that it names.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="projectFolder">Where the compiler ran: relative paths are relative to it.</param>
    /// <returns>Every file once for each kind, in the order of the command line.</returns>
    /// <exception cref="InvalidDataException">Not a whole record, or one that cannot be understood.</exception>
    /// <exception cref="IOException">It, or a response file, is missing or may not be read.</exception>
    public static ImmutableArray<CompilerInput> Read(string path, string projectFolder)
    {
        var lines = Text(path).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (lines.Length < 2 || lines[0] != FirstLine || lines[^1] != LastLine)
            throw BadInput.At(new(path), "it is not a whole record of what the compiler was given");
        var compiler = "";
        var arguments = new List<string>();
        var projects = new Dictionary<string, string>(StringComparer.Ordinal);
        var inputs = new List<CompilerInput>();
        foreach (var line in lines[1..^1])
        {
            var (name, value) = line.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? (line[..at], line[(at + 1)..]) : ("", line);
            switch (name)
            {
                // An argument with line breaks in it must not be able to say what the build says before any argument.
                case "compiler" or "project" when arguments.Count > 0:
                    throw BadInput.At(new(path), "it holds a line where no record holds it");
                case "compiler":
                    compiler = value;
                    break;
                case "argument":
                    arguments.Add(value);
                    break;
                case "project" when value.Split('\t') is [var project, var output]:
                    projects[Path.GetFullPath(output, projectFolder)] = Path.GetFullPath(project, projectFolder);
                    break;
                case "reference":
                    inputs.Add(new CompilerInput(CompilerInputKind.Reference, Path.GetFullPath(value, projectFolder)));
                    break;
                case "analyzer":
                    inputs.Add(new CompilerInput(CompilerInputKind.Analyzer, Path.GetFullPath(value, projectFolder)));
                    break;
                case "additional":
                    inputs.Add(new CompilerInput(CompilerInputKind.AdditionalFile, Path.GetFullPath(value, projectFolder)));
                    break;
                // A property with line breaks in it became an argument with line breaks in it.
                case var _ when arguments.Count > 0:
                    arguments[^1] += "\n" + line;
                    break;
                default:
                    throw BadInput.At(new(path), "it holds a line that no record holds");
            }
        }
        inputs.AddRange(compiler switch
        {
            "csc" or "vbc" => RoslynArguments.Read(arguments, projectFolder, isVisualBasic: compiler == "vbc"),
            "fsc" => FSharpArguments.Read(arguments, projectFolder),
            "other" when arguments.Count == 0 => [],
            _ => throw BadInput.At(new(path), "it does not say which compiler it is of"),
        });
        return [.. inputs.Select(input => input with { Project = projects.GetValueOrDefault(input.Path) }).Distinct()];
    }

    /// <summary>Reads a small text file of a build.</summary>
    internal static string Text(string path)
    {
        try
        {
            return Strict.GetString(StrictJson.WithoutBom(BoundedFile.ReadAllBytes(path, MaxBytes)).Span);
        }
        catch (DecoderFallbackException e)
        {
            throw BadInput.At(new(path), "it is not UTF-8", e);
        }
    }
}
