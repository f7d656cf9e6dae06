using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Attestation;

/// <summary>The strict reading of statements: a member has the type that is expected of it, or the statement is refused.</summary>
internal static class StatementJson
{
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = MaxDepth,
    };

    /// <summary>The whole document, all of whose names and strings are Unicode.</summary>
    /// <exception cref="InvalidDataException">It is not strict JSON.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
            throw new InvalidDataException("The statement is not UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            RequireUnicode(document.RootElement);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("The statement is not valid JSON, or has two members of one name, or is nested too deep.", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException("The statement has a string that is not Unicode.", e);
        }
    }

    /// <summary>A required object.</summary>
    public static JsonElement Object(JsonElement parent, string name) => Member(parent, name, JsonValueKind.Object)
        ?? throw new InvalidDataException($"The statement has no object '{name}' where one is required.");

    /// <summary>The objects of a required list.</summary>
    /// <remarks>An array, filled by hand: a generic collection of a type of the framework would be compiled anew in every run.</remarks>
    public static JsonElement[] Objects(JsonElement parent, string name)
    {
        var list = Member(parent, name, JsonValueKind.Array) ?? throw new InvalidDataException($"The statement has no list '{name}' where one is required.");
        var objects = new JsonElement[list.GetArrayLength()];
        var count = 0;
        foreach (var item in list.EnumerateArray())
        {
            objects[count++] = item.ValueKind == JsonValueKind.Object
                ? item : throw new InvalidDataException($"The statement has a list '{name}' whose items are not all objects.");
        }
        return objects;
    }

    /// <summary>The texts of a required list, of which nothing else is an item.</summary>
    public static ImmutableArray<string> Texts(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
            throw NoTexts(name);
        var texts = ImmutableArray.CreateBuilder<string>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw NoTexts(name));
        return texts.MoveToImmutable();
    }

    /// <summary>A required text that is not empty.</summary>
    public static string Text(JsonElement parent, string name) => OptionalText(parent, name) is { Length: > 0 } text
        ? text : throw new InvalidDataException($"The statement has no text '{name}' where one is required.");

    /// <summary>A text; null when there is none.</summary>
    public static string? OptionalText(JsonElement parent, string name) => Member(parent, name, JsonValueKind.String)?.GetString();

    /// <summary>A required true or false.</summary>
    public static bool Flag(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean() : throw new InvalidDataException($"The statement does not say whether something is '{name}'.");

    /// <summary>A required number of things.</summary>
    public static int Count(JsonElement parent, string name) =>
        Member(parent, name, JsonValueKind.Number) is { } value && value.TryGetInt32(out var count) && count >= 0
            ? count : throw new InvalidDataException($"The statement has no number '{name}' where one is required.");

    private static InvalidDataException NoTexts(string name) => new($"The statement has no list of texts '{name}' where one is required.");

    // Absent is null; there but of another kind, null included, is refused: a wrong type must not pass for 'not said'.
    private static JsonElement? Member(JsonElement parent, string name, JsonValueKind kind) =>
        !parent.TryGetProperty(name, out var value) ? null
        : value.ValueKind == kind ? value
        : throw new InvalidDataException($"The statement's {Printable.Quoted(name)} has another type than it must have.");

    // JsonElement decodes late: an escaped lone surrogate would throw where nobody expects it.
    private static void RequireUnicode(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    RequireUnicode(item);
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    RequireUnicode(member.Value);
                }
                break;
        }
    }
}
