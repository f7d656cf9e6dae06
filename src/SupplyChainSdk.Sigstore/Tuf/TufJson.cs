using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>A value in a file of metadata, and where it is. Unknown members are left alone: the specification (4) has them signed and ignored.</summary>
internal readonly record struct TufJson(JsonElement Element, string Role, string Path)
{
    /// <summary>A member that must be there.</summary>
    public TufJson Member(string name) => Optional(name) ?? throw Malformed($"has no member '{name}'");

    /// <summary>A member, or null when absent.</summary>
    public TufJson? Optional(string name)
    {
        Require(JsonValueKind.Object, "an object");
        return Element.TryGetProperty(name, out var value) ? new TufJson(value, Role, Path.Length == 0 ? name : $"{Path}.{name}") : null;
    }

    /// <summary>The members of an object used as a dictionary, in the order of the file.</summary>
    public IEnumerable<(string Name, TufJson Value)> Members()
    {
        Require(JsonValueKind.Object, "an object");
        foreach (var member in Element.EnumerateObject())
            yield return (member.Name, new TufJson(member.Value, Role, $"{Path}[{ForeignText.Quote(member.Name)}]"));
    }

    /// <summary>The items of an array.</summary>
    public IEnumerable<TufJson> Items()
    {
        Require(JsonValueKind.Array, "an array");
        var index = 0;
        foreach (var item in Element.EnumerateArray())
            yield return new TufJson(item, Role, $"{Path}[{index++}]");
    }

    /// <summary>The strings of an array.</summary>
    public ImmutableArray<string> Texts() => [.. Items().Select(item => item.Text())];

    /// <summary>A string.</summary>
    public string Text()
    {
        Require(JsonValueKind.String, "a string");
        return Element.GetString()!;
    }

    /// <summary>A boolean.</summary>
    public bool Boolean() => Element.ValueKind is JsonValueKind.True or JsonValueKind.False ? Element.GetBoolean() : throw Malformed("is not true or false");

    /// <summary>A whole number that is not below a minimum.</summary>
    public long Number(long minimum) =>
        Element.ValueKind == JsonValueKind.Number && Element.TryGetInt64(out var value) && value >= minimum
            ? value
            : throw Malformed($"is not a whole number from {minimum} on");

    /// <summary>A time in the one form of the specification (4.2.1).</summary>
    public DateTimeOffset Time() =>
        DateTimeOffset.TryParseExact(Text(), "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw Malformed("is not a time such as 2026-01-31T00:00:00Z");

    /// <summary>The refusal of this value.</summary>
    public TufException Malformed(string what) => new(TufFailure.Malformed, $"{Role} is malformed: {(Path.Length == 0 ? "its top level" : Path)} {what}.");

    private void Require(JsonValueKind kind, string name)
    {
        if (Element.ValueKind != kind)
            throw Malformed($"is not {name}");
    }
}
