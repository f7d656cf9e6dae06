using System.Text;

namespace SupplyChainSdk.Inputs;

/// <summary>Takes the text of arguments apart exactly as the C# and the Visual Basic compiler do, with what is odd about it: what they see is what counts.</summary>
/// <remarks>The rules are those of dotnet/roslyn, CommandLineUtilities and CommandLineParser; a test compares with the compiler of the SDK.</remarks>
internal static class RoslynCommandLine
{
    /// <summary>The arguments of a line of a response file.</summary>
    /// <remarks>White space separates outside quotes, a quote after an odd number of backslashes is none, <c>|</c> and control characters are dropped, and quotes around a whole argument are too.</remarks>
    public static List<string> Split(string line)
    {
        var arguments = new List<string>();
        var argument = new StringBuilder();
        for (var at = 0; at < line.Length;)
        {
            if (char.IsWhiteSpace(line[at]))
            {
                at++;
                continue;
            }
            if (line[at] == '#')
                break;
            argument.Clear();
            var quotes = 0;
            var backslashes = 0;
            for (; at < line.Length && (!char.IsWhiteSpace(line[at]) || quotes % 2 != 0); at++)
            {
                var c = line[at];
                if (c == '"' && backslashes % 2 == 0)
                    quotes++;
                backslashes = c == '\\' ? backslashes + 1 : 0;
                if (c is not ('|' or (>= '\x01' and <= '\x1f')))
                    argument.Append(c);
            }
            var whole = quotes == 2 && argument[0] == '"' && argument[^1] == '"';
            if (argument.Length > (whole ? 2 : 0))
                arguments.Add(whole ? argument.ToString(1, argument.Length - 2) : argument.ToString());
        }
        return arguments;
    }

    /// <summary>The name in lower case and the value of an option; null for what is not one. The value is null without a colon.</summary>
    public static (string Name, string? Value)? Option(string argument)
    {
        if (argument.Length == 0 || argument[0] is not ('-' or '/'))
            return null;
        var colon = argument.IndexOf(':', StringComparison.Ordinal);
        // On Unix /home/me/a.cs is a file and /r:/home/me/a.dll an option: what tells them apart is a second slash before the colon.
        if (argument.IndexOf('/', 1) is var slash and > 0 && (colon < 0 || slash < colon))
            return null;
        return colon < 0 ? (argument[1..].ToLowerInvariant(), null) : (argument[1..colon].ToLowerInvariant(), argument[(colon + 1)..]);
    }

    /// <summary>The paths of a list that commas or semicolons separate outside quotes. Here a backslash before a quote means nothing.</summary>
    public static IEnumerable<string> Paths(string value)
    {
        var quoted = false;
        var start = 0;
        for (var i = 0; i <= value.Length; i++)
        {
            if (i < value.Length && value[i] == '"')
                quoted = !quoted;
            if (i < value.Length && (quoted || value[i] is not (',' or ';')))
                continue;
            // White space alone is a name to one of the two compilers.
            if (Unquoted(value[start..i]) is { Length: > 0 } path)
                yield return path;
            start = i + 1;
        }
    }

    /// <summary>A text without its quotes; between others, one quote after a backslash stays and the backslash does not.</summary>
    public static string Unquoted(string text)
    {
        var inner = text.Trim('"');
        if (!inner.Contains('"', StringComparison.Ordinal))
            return inner;
        var result = new StringBuilder();
        var backslashes = 0;
        foreach (var c in text)
        {
            if (c == '\\')
            {
                backslashes++;
                continue;
            }
            result.Append('\\', c == '"' ? backslashes / 2 : backslashes);
            if (c != '"' || backslashes % 2 == 1)
                result.Append(c);
            backslashes = 0;
        }
        return result.Append('\\', backslashes).ToString();
    }
}
