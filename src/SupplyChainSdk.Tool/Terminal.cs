using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tool;

/// <summary>Standard output and error of one command: colour only on a terminal, and only where NO_COLOR does not forbid it.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool color)
{
    public static Terminal Open(bool noColor) => new(Console.Out, Console.Error,
        !noColor && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    public void Line(string text = "") => output.WriteLine(text);

    public void Good(string text) => output.WriteLine(Painted(text, "32"));

    public void Bad(string text) => output.WriteLine(Painted(text, "31"));

    public void Error(string text) => error.WriteLine(text);

    public string Strong(string text) => Painted(text, "1");

    /// <summary>Bytes of a JSON document, as they are.</summary>
    public void Json(ReadOnlySpan<byte> json)
    {
        output.Write(System.Text.Encoding.UTF8.GetString(json));
        output.WriteLine();
    }

    /// <summary>A finding as a compiler would print it, with a path relative to where the user stands.</summary>
    public void Finding(Finding finding)
    {
        var severity = finding.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "info" };
        var place = finding.Location is { } at ? $"{Printable.Text(RelativePath(at.File))}{(at.Line > 0 ? $"({at.Line},{Math.Max(at.Column, 1)})" : "")}: " : "";
        output.WriteLine($"{place}{Painted($"{severity} {finding.Code}", finding.Severity == Severity.Error ? "31" : "33")}: {finding.Message}");
    }

    /// <summary>Relative to the current directory where that is shorter.</summary>
    public static string RelativePath(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.Length < path.Length ? relative : path;
    }

    private string Painted(string text, string style) => color ? $"\e[{style}m{text}\e[0m" : text;
}
