using System.Collections.Immutable;
using System.Text;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tool;

/// <summary>Standard output and error of one command: colour only on a terminal, and only where NO_COLOR does not forbid it.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool color)
{
    private const int LabelWidth = 14;
    private const int MaxRow = 2000;
    private const int MaxPlaces = 3;

    public static Terminal Open(bool noColor) => new(Console.Out, Console.Error,
        !noColor && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    /// <summary>Lines as they are: our own words, or text that was made safe to print before.</summary>
    public void Line(string text = "") => output.WriteLine(text);

    /// <summary>One line of any text, made safe to print.</summary>
    public void Text(string text) => output.WriteLine(Printable.Text(text));

    /// <summary>What the report is about, made safe to print.</summary>
    public void Title(string text) => output.WriteLine(Strong(Printable.Text(text)));

    /// <summary>A good answer, made safe to print.</summary>
    public void Good(string text) => output.WriteLine(Painted(Printable.Text(text), "32"));

    /// <summary>A bad answer, made safe to print.</summary>
    public void Bad(string text) => output.WriteLine(Painted(Printable.Text(text), "31"));

    /// <summary>One line for standard error, made safe to print.</summary>
    public void Error(string text) => error.WriteLine(Printable.Text(text));

    /// <summary>A line that says how far the work is, when there is enough to wait for.</summary>
    public ProgressLine Progress(bool isLong) => new(isLong && !Console.IsErrorRedirected ? error : TextWriter.Null);

    public string Strong(string text) => Painted(text, "1");

    /// <summary>A labelled row of a report. A stranger's text in it is cut where it would fill the screen; the JSON form has it whole.</summary>
    public void Row(string label, string text) => output.WriteLine($"  {label.PadRight(LabelWidth)}{Printable.Text(Printable.Bounded(text, MaxRow))}");

    /// <summary>Bytes of a JSON document, as they are.</summary>
    public void Json(ReadOnlySpan<byte> json)
    {
        output.Write(Encoding.UTF8.GetString(json));
        output.WriteLine();
    }

    /// <summary>A finding as a compiler would print it, with a path relative to where the user stands.</summary>
    public void Finding(Finding finding) => Finding(finding, finding.Location is { } at ? [at] : []);

    /// <summary>A finding that is the same in several places.</summary>
    /// <param name="finding">What was found.</param>
    /// <param name="places">Where.</param>
    /// <param name="indent">What stands before it.</param>
    public void Finding(Finding finding, ImmutableArray<Location> places, string indent = "")
    {
        var severity = finding.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "info" };
        var shown = Printable.List(places.Select(Place), MaxPlaces);
        output.WriteLine($"{indent}{(shown.Length > 0 ? $"{shown}: " : "")}{Painted($"{severity} {finding.Code}", finding.Severity == Severity.Error ? "31" : "33")}: {finding.Message}");
    }

    /// <summary>Relative to the current directory where that is shorter.</summary>
    public static string RelativePath(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.Length < path.Length ? relative : path;
    }

    private static string Place(Location at) => $"{Printable.Text(RelativePath(at.File))}{(at.Line > 0 ? $"({at.Line},{Math.Max(at.Column, 1)})" : "")}";

    private string Painted(string text, string style) => color ? $"\e[{style}m{text}\e[0m" : text;
}
