namespace SupplyChainSdk.Licensing;

/// <summary>
/// An SPDX licence expression (SPDX 2.3, annex D) as a tree in canonical form: ids in the list's case, deprecated ids replaced by
/// their successors, chains of one operator nested to the left. Two expressions that read the same are equal.
/// </summary>
public abstract record LicenseExpression
{
    private protected LicenseExpression()
    {
    }

    /// <summary>Reads an expression.</summary>
    /// <param name="text">At most <see cref="LicenseExpressionParser.MaxLength"/> characters.</param>
    /// <exception cref="InvalidDataException">Not an expression; the message has the position.</exception>
    public static LicenseExpression Parse(string text) =>
        TryParse(text, out var expression, out var error) ? expression : throw new InvalidDataException(error.ToString());

    /// <summary>Reads an expression, or says what is wrong with it and where.</summary>
    public static bool TryParse(
        string text,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out LicenseExpression? expression,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out LicenseExpressionError? error) =>
        LicenseExpressionParser.TryParse(text, out expression, out error);

    /// <summary>The canonical text: parentheses only where they are needed.</summary>
    public sealed override string ToString() => this switch
    {
        LicenseId id => id.IsOrLater ? id.Id + "+" : id.Id,
        LicenseReference { Document: null } reference => $"LicenseRef-{reference.Name}",
        LicenseReference reference => $"DocumentRef-{reference.Document}:LicenseRef-{reference.Name}",
        LicenseWith with => $"{with.License} WITH {with.Exception}",
        LicenseAnd and => $"{InAnd(and.Left)} AND {InAnd(and.Right)}",
        LicenseOr or => $"{or.Left} OR {or.Right}",
        _ => throw new InvalidOperationException(),
    };

    private static string InAnd(LicenseExpression operand) => operand is LicenseOr ? $"({operand})" : operand.ToString();
}

/// <summary>A licence of the SPDX list.</summary>
public sealed record LicenseId : LicenseExpression
{
    internal LicenseId(string id, bool isOrLater) => (Id, IsOrLater) = (id, isOrLater);

    /// <summary>Canonical, never deprecated where the list has a successor; <c>GPL-2.0-or-later</c> is an id of its own.</summary>
    public string Id { get; }

    /// <summary>Written with <c>+</c>; never true for an id that has an <c>-or-later</c> form.</summary>
    public bool IsOrLater { get; }
}

/// <summary>A licence that only its author's documents define.</summary>
public sealed record LicenseReference : LicenseExpression
{
    internal LicenseReference(string? document, string name) => (Document, Name) = (document, name);

    /// <summary>What follows <c>DocumentRef-</c>; null without one.</summary>
    public string? Document { get; }

    /// <summary>What follows <c>LicenseRef-</c>, as written.</summary>
    public string Name { get; }
}

/// <summary>A licence with an exception: a licence of its own, not a form of the one before WITH.</summary>
public sealed record LicenseWith : LicenseExpression
{
    internal LicenseWith(LicenseExpression license, string exception) => (License, Exception) = (license, exception);

    /// <summary>A <see cref="LicenseId"/> or a <see cref="LicenseReference"/>.</summary>
    public LicenseExpression License { get; }

    /// <summary>The exception's id in canonical case, or an <c>AdditionRef-…</c> (SPDX 3.0.1).</summary>
    public string Exception { get; }
}

/// <summary>Both licences apply.</summary>
public sealed record LicenseAnd : LicenseExpression
{
    internal LicenseAnd(LicenseExpression left, LicenseExpression right) => (Left, Right) = (left, right);

    /// <summary>May be an AND itself.</summary>
    public LicenseExpression Left { get; }

    /// <summary>Never an AND.</summary>
    public LicenseExpression Right { get; }

    internal static LicenseExpression Of(LicenseExpression left, LicenseExpression right) =>
        right is LicenseAnd and ? new LicenseAnd(Of(left, and.Left), and.Right) : new LicenseAnd(left, right);
}

/// <summary>The user may choose.</summary>
public sealed record LicenseOr : LicenseExpression
{
    internal LicenseOr(LicenseExpression left, LicenseExpression right) => (Left, Right) = (left, right);

    /// <summary>May be an OR itself.</summary>
    public LicenseExpression Left { get; }

    /// <summary>Never an OR.</summary>
    public LicenseExpression Right { get; }

    internal static LicenseExpression Of(LicenseExpression left, LicenseExpression right) =>
        right is LicenseOr or ? new LicenseOr(Of(left, or.Left), or.Right) : new LicenseOr(left, right);
}
