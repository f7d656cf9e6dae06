using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace SupplyChainSdk.Licensing;

/// <summary>
/// Reads SPDX licence expressions: SPDX 2.3 annex D, with the two widenings of 3.0.1 (operators in lower case, AdditionRef).
/// </summary>
public sealed partial class LicenseExpressionParser
{
    /// <summary>Longest text that is read, in characters.</summary>
    public const int MaxLength = 4096;

    /// <summary>Deepest nesting of parentheses.</summary>
    public const int MaxDepth = 64;

    private readonly string _text;
    private int _next;
    private Token _token;

    private LicenseExpressionParser(string text) => _text = text;

    internal static bool TryParse(
        string text, [NotNullWhen(true)] out LicenseExpression? expression, [NotNullWhen(false)] out LicenseExpressionError? error)
    {
        expression = null;
        if (text.Length > MaxLength)
        {
            error = new LicenseExpressionError(MaxLength + 1, $"the expression has more than {MaxLength} characters", []);
            return false;
        }
        try
        {
            var parser = new LicenseExpressionParser(text);
            parser.Advance();
            var whole = parser.Or(0);
            if (parser._token.Kind != TokenKind.End)
                throw parser.Unexpected("an operator (AND, OR)");
            (expression, error) = (whole, null);
            return true;
        }
        catch (SyntaxException e)
        {
            error = e.Error;
            if (e.MayBeName && Phrase(text, error.Position - 1) is { Length: > 0 } phrase)
                error = error with { Suggestions = Suggestions(phrase, error.Suggestions) };
            return false;
        }
    }

    // A name that is known by another id beats one that only looks alike: 'Apache' is Apache-2.0 before it is the beginning of Apache-1.0.
    private static ImmutableArray<string> Suggestions(string phrase, ImmutableArray<string> alike) =>
        EverydayNames.Of(phrase) is { IsEmpty: false } known ? known : alike.IsEmpty ? EverydayNames.Nearest(phrase) : alike;

    // What stands between two operators or parentheses: an everyday name may have spaces.
    private static string Phrase(string text, int position)
    {
        var operators = Operator().Matches(text);
        if (operators.Any(o => o.Index <= position && position < o.Index + o.Length))
            return "";
        var start = operators.LastOrDefault(o => o.Index < position) is { } before ? before.Index + before.Length : 0;
        var end = operators.FirstOrDefault(o => o.Index > position)?.Index ?? text.Length;
        return text[start..end].Trim();
    }

    [GeneratedRegex(@"[()]|(?<=^|[\s)])(and|or|with)(?=$|[\s(])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Operator();

    private LicenseExpression Or(int depth)
    {
        var left = And(depth);
        while (_token.Kind == TokenKind.Or)
        {
            Advance();
            left = LicenseOr.Of(left, And(depth));
        }
        return left;
    }

    private LicenseExpression And(int depth)
    {
        var left = With(depth);
        while (_token.Kind == TokenKind.And)
        {
            Advance();
            left = LicenseAnd.Of(left, With(depth));
        }
        return left;
    }

    private LicenseExpression With(int depth)
    {
        if (_token.Kind == TokenKind.Open)
        {
            if (depth == MaxDepth)
                throw Fail(_token.Start, $"parentheses are nested more than {MaxDepth} deep");
            var opened = _token.Start;
            Advance();
            var inner = Or(depth + 1);
            if (_token.Kind != TokenKind.Close)
                throw _token.Kind == TokenKind.End ? Fail(opened, "the parenthesis is not closed") : Unexpected("')'");
            Advance();
            return _token.Kind == TokenKind.With ? throw Fail(_token.Start, "WITH follows one licence, not parentheses") : inner;
        }
        if (_token.Kind != TokenKind.Word)
            throw Unexpected("a licence");
        var name = _token;
        var license = SimpleLicense.Read(name.Text, name.Start);
        Advance();
        if (_token.Kind != TokenKind.With)
            return license;
        if (license is LicenseWith with)
            throw Fail(_token.Start, $"'{name.Text}' already stands for '{with}'");
        Advance();
        if (_token.Kind != TokenKind.Word)
            throw Unexpected("an exception");
        var exception = SimpleLicense.ReadException(_token.Text, _token.Start);
        Advance();
        return new LicenseWith(license, exception);
    }

    private void Advance()
    {
        while (_next < _text.Length && _text[_next] is ' ' or '\t' or '\r' or '\n')
            _next++;
        var start = _next;
        if (start == _text.Length)
        {
            _token = new Token(TokenKind.End, start, "");
            return;
        }
        if (_text[start] is '(' or ')')
        {
            _token = new Token(_text[start] == '(' ? TokenKind.Open : TokenKind.Close, start, _text.Substring(start, 1));
            _next++;
            return;
        }
        while (_next < _text.Length && IsWord(_text[_next]))
            _next++;
        if (_next == start)
            throw Fail(start, $"the character '{_text[start]}' does not belong in a licence expression");
        var word = _text[start.._next];
        _token = new Token(word switch
        {
            "AND" or "and" => TokenKind.And,
            "OR" or "or" => TokenKind.Or,
            "WITH" or "with" => TokenKind.With,
            _ => TokenKind.Word,
        }, start, word);
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '+' or ':';

    private SyntaxException Unexpected(string wanted) => Fail(_token.Start, _token.Kind == TokenKind.End
        ? _text.AsSpan().Trim(" \t\r\n").IsEmpty ? "the expression is empty" : $"{wanted} is missing at the end"
        : $"{wanted} is expected, not '{_token.Text}'", mayBeName: _token.Kind == TokenKind.Word);

    internal static SyntaxException Fail(int start, string message, string? suggestion = null, bool mayBeName = false) =>
        new(new LicenseExpressionError(start + 1, message, suggestion is null ? [] : [suggestion]), mayBeName);

    private enum TokenKind
    {
        End,
        Word,
        Open,
        Close,
        And,
        Or,
        With,
    }

    private readonly record struct Token(TokenKind Kind, int Start, string Text);

    // Never leaves TryParse.
    internal sealed class SyntaxException(LicenseExpressionError error, bool mayBeName) : Exception
    {
        public LicenseExpressionError Error { get; } = error;

        /// <summary>Whether the place may be in the middle of a name that people use.</summary>
        public bool MayBeName { get; } = mayBeName;
    }
}
