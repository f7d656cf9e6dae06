using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>A pattern of package ids, as NuGet's package source mapping has them: an id, a prefix that ends in <c>*</c>, or <c>*</c> alone.</summary>
/// <param name="Text">As the policy writes it.</param>
public sealed record PackagePattern(string Text)
{
    /// <summary>Whether a text is a pattern: what stands before the <c>*</c> could begin an id.</summary>
    public static bool IsValid(string text)
    {
        var prefix = text.EndsWith('*') ? text[..^1] : text;
        return text == "*" || PackageId.IsValidId(prefix.TrimEnd('.', '-', '_')) && !prefix.Contains('*', StringComparison.Ordinal);
    }

    /// <summary>Whether a package has an id of the pattern; compared without case.</summary>
    public bool Matches(PackageId package) => Text.EndsWith('*')
        ? package.Id.StartsWith(Text.AsSpan(0, Text.Length - 1), StringComparison.OrdinalIgnoreCase)
        : package.Id.Equals(Text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether every id of another pattern is one of this.</summary>
    internal bool Covers(PackagePattern other) => Text.EndsWith('*')
        ? other.Text.StartsWith(Text.AsSpan(0, Text.Length - 1), StringComparison.OrdinalIgnoreCase)
        : other.Text.Equals(Text, StringComparison.OrdinalIgnoreCase);
}
