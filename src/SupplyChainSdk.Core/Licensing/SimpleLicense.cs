using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Licensing;

/// <summary>Reads one name inside an expression: an id, perhaps with +, a LicenseRef, or what follows WITH.</summary>
internal static class SimpleLicense
{
    private const string OnlySuffix = "-only";
    private const string LaterSuffix = "-or-later";

    /// <exception cref="LicenseExpressionParser.SyntaxException">Not a licence.</exception>
    public static LicenseExpression Read(string text, int start)
    {
        if (text.StartsWith("LicenseRef-", StringComparison.Ordinal) || text.StartsWith("DocumentRef-", StringComparison.Ordinal))
        {
            var (document, name) = SplitReference(text, "LicenseRef-", start);
            return new LicenseReference(document, name);
        }
        var plus = text.EndsWith('+');
        var id = plus ? text[..^1] : text;
        if (id.AsSpan().ContainsAny('+', ':'))
            throw LicenseExpressionParser.Fail(start + id.AsSpan().IndexOfAny('+', ':'), $"'{text}' is not the name of a licence");
        return SpdxList.Licenses.TryGetValue(id, out var license) ? Canonical(license, plus, isSuccessor: false, start) : throw Unknown(id, start);
    }

    /// <exception cref="LicenseExpressionParser.SyntaxException">Not an exception.</exception>
    public static string ReadException(string text, int start)
    {
        if (text.StartsWith("AdditionRef-", StringComparison.Ordinal) || text.StartsWith("DocumentRef-", StringComparison.Ordinal))
        {
            SplitReference(text, "AdditionRef-", start);
            return text;
        }
        if (SpdxList.Exceptions.TryGetValue(text, out var exception))
            return exception;
        throw SpdxList.Licenses.ContainsKey(text)
            ? LicenseExpressionParser.Fail(start, $"'{text}' is a licence; an exception follows WITH")
            : LicenseExpressionParser.Fail(
                start, $"'{text}' is not an exception of the SPDX list", NearestName.Of(text, SpdxList.Exceptions.Values.Order(StringComparer.Ordinal)));
    }

    private static LicenseExpression Canonical(SpdxLicense license, bool plus, bool isSuccessor, int start)
    {
        if (license.Successor is not null)
        {
            var parts = license.Successor.Split(" WITH ");
            var isLater = parts[0].EndsWith(LaterSuffix, StringComparison.Ordinal);
            var successor = Canonical(SpdxList.Licenses[parts[0]], plus && !isLater, isSuccessor: true, start);
            return parts.Length == 1 ? successor : new LicenseWith(successor, SpdxList.Exceptions[parts[1]]);
        }
        if (!plus)
            return new LicenseId(license.Id, false);
        // "GPL-2.0+" is a right old form of GPL-2.0-or-later; "GPL-2.0-only+" contradicts itself.
        if (license.Id.EndsWith(LaterSuffix, StringComparison.Ordinal)
            || (!isSuccessor && license.Id.EndsWith(OnlySuffix, StringComparison.Ordinal)))
            throw LicenseExpressionParser.Fail(start, $"'{license.Id}' already says which versions it means and takes no +");
        return license.Id.EndsWith(OnlySuffix, StringComparison.Ordinal)
            ? new LicenseId(license.Id[..^OnlySuffix.Length] + LaterSuffix, false)
            : new LicenseId(license.Id, true);
    }

    private static (string? Document, string Name) SplitReference(string text, string prefix, int start)
    {
        string? document = null;
        var rest = text;
        if (text.StartsWith("DocumentRef-", StringComparison.Ordinal))
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
                throw LicenseExpressionParser.Fail(start + text.Length, $"':{prefix}…' must follow a DocumentRef, without a space");
            document = text["DocumentRef-".Length..colon];
            rest = text[(colon + 1)..];
        }
        var name = rest.StartsWith(prefix, StringComparison.Ordinal) ? rest[prefix.Length..] : "";
        if (name.Length == 0 || document?.Length == 0 || (document + name).AsSpan().ContainsAny('+', ':'))
            throw LicenseExpressionParser.Fail(start, $"'{text}' is not a reference: {prefix}, then letters, digits, '-' and '.'");
        return (document, name);
    }

    private static LicenseExpressionParser.SyntaxException Unknown(string id, int start)
    {
        if (SpdxList.Exceptions.ContainsKey(id))
            return LicenseExpressionParser.Fail(start, $"'{id}' is an exception; it follows a licence and WITH");
        if (id.Length == 0)
            return LicenseExpressionParser.Fail(start, "a + follows the name of a licence");
        if (id.ToUpperInvariant() is "AND" or "OR" or "WITH")
            return LicenseExpressionParser.Fail(start, $"a licence is expected, not '{id}'", id.ToUpperInvariant());
        if (id.ToUpperInvariant() is "NONE" or "NOASSERTION" or "UNLICENSED")
            return LicenseExpressionParser.Fail(start, $"'{id}' says that no licence is known; it is not part of an expression");
        return LicenseExpressionParser.Fail(start, $"'{id}' is not a licence of the SPDX list",
            NearestName.Of(id, SpdxList.Licenses.Values.Where(l => !l.IsDeprecated).Select(l => l.Id).Order(StringComparer.Ordinal)), mayBeName: true);
    }
}
