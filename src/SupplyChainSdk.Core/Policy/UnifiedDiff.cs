using System.Globalization;
using System.Text;

namespace SupplyChainSdk.Policy;

/// <summary>Unified diffs of the two kinds that <see cref="PolicyInit"/> needs, as <c>git apply</c> reads them.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>The diff of a file that is not there yet.</summary>
    public static string NewFile(string path, string content)
    {
        var lines = Lines(content);
        return Hunk("/dev/null", $"b/{path}", 0, 0, 1, lines.Length, lines.Select(l => "+" + l));
    }

    /// <summary>The diff of lines put into a file.</summary>
    /// <param name="path">With <c>/</c>.</param>
    /// <param name="content">As it is.</param>
    /// <param name="at">How many lines stay before those that are put in.</param>
    /// <param name="added">The lines.</param>
    public static string Insertion(string path, string content, int at, string[] added)
    {
        var lines = Lines(content);
        var from = Math.Max(0, at - Context);
        var to = Math.Min(lines.Length, at + Context);
        return Hunk($"a/{path}", $"b/{path}", from + 1, to - from, from + 1, to - from + added.Length,
            [.. lines[from..at].Select(l => " " + l), .. added.Select(l => "+" + l), .. lines[at..to].Select(l => " " + l)]);
    }

    /// <summary>The lines without their ends; a last newline begins no further line.</summary>
    public static string[] Lines(string content) => content.ReplaceLineEndings("\n") is var text && text.EndsWith('\n')
        ? text[..^1].Split('\n')
        : text.Split('\n');

    private static string Hunk(string before, string after, int oldStart, int oldCount, int newStart, int newCount, IEnumerable<string> lines)
    {
        var diff = new StringBuilder();
        diff.Append(CultureInfo.InvariantCulture, $"--- {before}\n+++ {after}\n@@ -{oldStart},{oldCount} +{newStart},{newCount} @@\n");
        foreach (var line in lines)
            diff.Append(line).Append('\n');
        return diff.ToString();
    }
}
