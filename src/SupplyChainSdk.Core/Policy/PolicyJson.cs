using System.Collections.Immutable;
using System.Text.Json;

namespace SupplyChainSdk.Policy;

/// <summary>A JSON value and the offset of its first byte.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">In the bytes of <see cref="PolicyText"/>.</param>
/// <param name="Text">Of a string its value, of a number its characters.</param>
/// <param name="Members">Of an object, in the order of the file, duplicates kept.</param>
/// <param name="Items">Of an array.</param>
internal sealed record PolicyNode(JsonValueKind Kind, int Offset, string Text, ImmutableArray<PolicyMember> Members, ImmutableArray<PolicyNode> Items);

/// <summary>A property and the offset of its name.</summary>
internal sealed record PolicyMember(string Name, int Offset, PolicyNode Value);

/// <summary>JSON with comments and trailing commas, as editors know it under the name jsonc, read into values with their places.</summary>
internal static class PolicyJson
{
    public const int MaxDepth = 16;

    /// <summary>For files that a program writes again: neither comments nor trailing commas, which it would lose.</summary>
    public static readonly JsonReaderOptions Plain = new() { MaxDepth = MaxDepth + 1 };

    private static readonly JsonReaderOptions Commented = Plain with { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <exception cref="PolicySyntaxException">Not UTF-8, not JSON, empty, cut short, too deep, or with something after its end.</exception>
    public static PolicyNode Parse(PolicyText text, JsonReaderOptions? options = null)
    {
        if (text.FirstInvalid() is var invalid and >= 0)
            throw new PolicySyntaxException(invalid, "this byte is not UTF-8; save the file as UTF-8");
        var reader = new Utf8JsonReader(text.Bytes, options ?? Commented);
        try
        {
            if (!reader.Read())
                throw new PolicySyntaxException(0, "the file is empty; the least it can hold is { \"version\": 1 }");
            var root = Value(ref reader, 1);
            reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            throw new PolicySyntaxException(text.Offset(e.LineNumber ?? 0, e.BytePositionInLine ?? 0), Problem(text, e));
        }
    }

    private static string Problem(PolicyText text, JsonException e)
    {
        var offset = text.Offset(e.LineNumber ?? 0, e.BytePositionInLine ?? 0);
        var rest = text.Bytes[offset..];
        if (text.Bytes.TrimStart(" \t\r\n"u8).IsEmpty)
            return "the file is empty; the least it can hold is { \"version\": 1 }";
        if (rest.StartsWith("/*"u8))
            return "this comment is not closed; add */";
        return rest.TrimStart(" \t\r\n"u8).IsEmpty
            ? "the file ends here, before its JSON does; it was cut short, or a bracket or quote is missing"
            : "this is not JSON; look for a missing comma, bracket or quote before it";
    }

    private static PolicyNode Value(ref Utf8JsonReader reader, int depth)
    {
        var offset = (int)reader.TokenStartIndex;
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => new PolicyNode(JsonValueKind.Object, offset, "", Members(ref reader, Deeper(depth, offset)), []),
            JsonTokenType.StartArray => new PolicyNode(JsonValueKind.Array, offset, "", [], Items(ref reader, Deeper(depth, offset))),
            JsonTokenType.String => new PolicyNode(JsonValueKind.String, offset, Text(ref reader), [], []),
            JsonTokenType.Number => new PolicyNode(JsonValueKind.Number, offset, System.Text.Encoding.ASCII.GetString(reader.ValueSpan), [], []),
            JsonTokenType.True => new PolicyNode(JsonValueKind.True, offset, "", [], []),
            JsonTokenType.False => new PolicyNode(JsonValueKind.False, offset, "", [], []),
            _ => new PolicyNode(JsonValueKind.Null, offset, "", [], []),
        };
    }

    private static int Deeper(int depth, int offset) => depth <= MaxDepth
        ? depth + 1
        : throw new PolicySyntaxException(offset, $"the JSON is nested more than {MaxDepth} deep");

    private static ImmutableArray<PolicyMember> Members(ref Utf8JsonReader reader, int depth)
    {
        var members = ImmutableArray.CreateBuilder<PolicyMember>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var offset = (int)reader.TokenStartIndex;
            var name = Text(ref reader);
            reader.Read();
            members.Add(new PolicyMember(name, offset, Value(ref reader, depth)));
        }
        return members.ToImmutable();
    }

    private static ImmutableArray<PolicyNode> Items(ref Utf8JsonReader reader, int depth)
    {
        var items = ImmutableArray.CreateBuilder<PolicyNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(Value(ref reader, depth));
        return items.ToImmutable();
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // The only cause for a string token: an escaped surrogate without its other half (RFC 8259, 8.2).
            throw new PolicySyntaxException((int)reader.TokenStartIndex, "this text has half of a surrogate pair (\\uD800 to \\uDFFF)");
        }
    }
}

/// <summary>A policy file is not JSON.</summary>
internal sealed class PolicySyntaxException(int offset, string problem) : Exception(problem)
{
    /// <summary>In the bytes of <see cref="PolicyText"/>.</summary>
    public int Offset { get; } = offset;
}
