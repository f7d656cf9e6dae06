using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>What the sections of a policy file share: lists of entries, and the members that entries have.</summary>
internal sealed class PolicyEntries(PolicyReader reader)
{
    /// <summary>The entries of a list of objects; those that are wrong are left out, with findings.</summary>
    public ImmutableArray<T> Of<T>(Dictionary<string, PolicyMember> members, string section, string property, PolicyNames names,
        Func<PolicyNode, string, Dictionary<string, PolicyMember>, T?> read)
        where T : class
    {
        if (!members.TryGetValue(property, out var member))
            return [];
        var entries = ImmutableArray.CreateBuilder<T>();
        var items = reader.List(member.Value, PolicyReader.Key(section, property), "a list of objects");
        for (var i = 0; i < items.Length && !reader.IsFull; i++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{section}.{property}[{i}]");
            if (reader.Object(items[i], key, names) is { } entry && read(items[i], key, entry) is { } value)
                entries.Add(value);
        }
        return entries.ToImmutable();
    }

    /// <summary>The items of a list that has at least one; empty when there is no such member, or with a finding.</summary>
    public ImmutableArray<T> Some<T>(Dictionary<string, PolicyMember> entry, string key, string property, string expected, Func<PolicyNode, string, T?> read)
        where T : class
    {
        if (!entry.TryGetValue(property, out var member))
            return [];
        var memberKey = $"{key}.{property}";
        var items = reader.List(member.Value, memberKey, expected);
        if (member.Value.Kind == System.Text.Json.JsonValueKind.Array && items.IsEmpty)
            reader.Add(PolicyFindings.BadValue(reader.At(member.Value), memberKey, "[]", "name at least one, or leave it out"));
        return [.. items.TakeWhile(_ => !reader.IsFull).Select(item => read(item, memberKey)).OfType<T>()];
    }

    public PolicyNode? Required(PolicyNode node, string key, Dictionary<string, PolicyMember> entry, string property, string example)
    {
        if (entry.TryGetValue(property, out var member))
            return member.Value;
        reader.Add(PolicyFindings.Missing(reader.At(node), $"{key}.{property}", example));
        return null;
    }

    public string? RequiredText(PolicyNode node, string key, Dictionary<string, PolicyMember> entry, string property, string example) =>
        Required(node, key, entry, property, example) is { } value ? reader.Text(value, $"{key}.{property}") : null;

    /// <summary>The packages that a rule is about.</summary>
    public PackagePattern? Packages(PolicyNode node, string key, Dictionary<string, PolicyMember> entry)
    {
        if (Required(node, key, entry, "packages", "\"packages\": \"Contoso.*\"") is not { } member || reader.Text(member, $"{key}.packages", "a pattern of package ids") is not { } text)
            return null;
        if (PackagePattern.IsValid(text))
            return new PackagePattern(text);
        reader.Add(PolicyFindings.BadValue(reader.At(member), $"{key}.packages", text, "write a package id, a beginning of one with * at its end such as Contoso.*, or * alone"));
        return null;
    }

    public Digest? Sha256(PolicyNode node, string key, string of = "the file")
    {
        if (reader.Text(node, key, "64 hexadecimal digits") is not { } hex)
            return null;
        if (hex.Length == 64 && hex.All(char.IsAsciiHexDigit))
            return Digest.Parse("sha256", hex.ToLowerInvariant());
        reader.Add(PolicyFindings.BadValue(reader.At(node), key, hex, $"write the SHA-256 of {of} as 64 hexadecimal digits"));
        return null;
    }

    public DateOnly? Date(PolicyNode node, string key)
    {
        if (reader.Text(node, key, "a day such as \"2027-03-01\"") is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        reader.Add(PolicyFindings.BadValue(reader.At(node), key, text, "write a day of the calendar as YYYY-MM-DD, such as 2027-03-01"));
        return null;
    }
}
