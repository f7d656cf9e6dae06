using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SupplyChainSdk.Sigstore;

/// <summary>The refusal of a document: which of its members, and what is wrong with it.</summary>
internal delegate Exception Malformed(string where, string what, Exception? inner = null);

/// <summary>A member that is a string. A class, since generic code over a struct of the framework would be compiled anew in every run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
internal sealed record JsonText(string Name, string Value);

/// <summary>One JSON object in the JSON form of protobuf: known members only; absent and null are the default.</summary>
/// <remarks>A member that is not known is refused: a misspelt one would otherwise be an absent one.</remarks>
internal sealed class JsonMembers
{
    private readonly JsonElement _object;
    private readonly string _path;
    private readonly Malformed _malformed;

    private JsonMembers(JsonElement element, string path, Malformed malformed) => (_object, _path, _malformed) = (element, path, malformed);

    /// <summary>Opens an object.</summary>
    /// <exception cref="Exception">What <paramref name="malformed"/> makes: not an object, or it has a member that is not among the names.</exception>
    public static JsonMembers Open(JsonElement element, string path, Malformed malformed, params string[] names)
    {
        var members = OpenAny(element, path, malformed);
        foreach (var member in element.EnumerateObject())
        {
            if (Array.IndexOf(names, member.Name) < 0)
                throw malformed(path, $"has a member {ForeignText.Quote(member.Name)} that this version does not know");
        }
        return members;
    }

    /// <summary>Opens an object whose other members mean nothing, by its specification.</summary>
    /// <exception cref="Exception">What <paramref name="malformed"/> makes: not an object.</exception>
    public static JsonMembers OpenAny(JsonElement element, string path, Malformed malformed) => element.ValueKind == JsonValueKind.Object
        ? new JsonMembers(element, path, malformed)
        : throw malformed(path, "is not an object");

    /// <summary>Whether a member is there and not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A nested object, or null when absent.</summary>
    public JsonMembers? Object(string name, params string[] names) =>
        Find(name) is { } element ? Open(element, At(name), _malformed, names) : null;

    /// <summary>A nested object that must be there, whose other members mean nothing.</summary>
    public JsonMembers RequiredAny(string name) =>
        Find(name) is { } element ? OpenAny(element, At(name), _malformed) : throw _malformed(At(name), "is missing");

    /// <summary>The objects of an array, whose other members mean nothing; none when absent.</summary>
    public ImmutableArray<JsonMembers> AnyObjects(string name, int max)
    {
        var elements = Items(name, max);
        var items = new JsonMembers[elements.Length];
        for (var i = 0; i < items.Length; i++)
            items[i] = OpenAny(elements[i], At(name, i), _malformed);
        return ImmutableCollectionsMarshal.AsImmutableArray(items);
    }

    /// <summary>Every member that is a string; another kind of value is refused.</summary>
    public ImmutableArray<JsonText> Texts(int max)
    {
        var texts = ImmutableArray.CreateBuilder<JsonText>();
        foreach (var member in _object.EnumerateObject())
        {
            if (texts.Count == max)
                throw _malformed(_path, $"has more than {max} members");
            texts.Add(new(member.Name, RequiredText(member.Name)));
        }
        return texts.ToImmutable();
    }

    /// <summary>The refusal of a member.</summary>
    public Exception Malformed(string name, string what, Exception? inner = null) => _malformed(At(name), what, inner);

    /// <summary>A nested object that must be there.</summary>
    public JsonMembers RequiredObject(string name, params string[] names) =>
        Object(name, names) ?? throw _malformed(At(name), "is missing");

    /// <summary>A string; empty when absent.</summary>
    public string Text(string name) => Find(name) switch
    {
        null => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        _ => throw _malformed(At(name), "is not a string"),
    };

    /// <summary>A string that must be there and not be empty.</summary>
    public string RequiredText(string name) =>
        Text(name) is { Length: > 0 } text ? text : throw _malformed(At(name), "is missing or empty");

    /// <summary>Decoded base64; empty when absent.</summary>
    public ImmutableArray<byte> Bytes(string name) => Decode(Text(name), At(name));

    /// <summary>Decoded base64 that must be there and not be empty.</summary>
    public ImmutableArray<byte> RequiredBytes(string name) => Decode(RequiredText(name), At(name));

    /// <summary>A protobuf int64 that is never negative: a decimal string, or a number; 0 when absent.</summary>
    public long Count(string name)
    {
        switch (Find(name))
        {
            case null:
                return 0;
            case { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var value) && value >= 0:
                return value;
            case { ValueKind: JsonValueKind.String } text
                when long.TryParse(text.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value):
                return value;
            default:
                throw _malformed(At(name), "is not a whole number from 0 to 2^63-1");
        }
    }

    /// <summary>The objects of an array; none when absent.</summary>
    public ImmutableArray<JsonMembers> Objects(string name, int max, params string[] names)
    {
        var elements = Items(name, max);
        var items = new JsonMembers[elements.Length];
        for (var i = 0; i < items.Length; i++)
            items[i] = Open(elements[i], At(name, i), _malformed, names);
        return ImmutableCollectionsMarshal.AsImmutableArray(items);
    }

    /// <summary>The decoded items of an array of base64; none when absent.</summary>
    public ImmutableArray<ImmutableArray<byte>> BytesItems(string name, int max)
    {
        var elements = Items(name, max);
        var items = new ImmutableArray<byte>[elements.Length];
        for (var i = 0; i < items.Length; i++)
            items[i] = elements[i].ValueKind == JsonValueKind.String ? Decode(elements[i].GetString()!, At(name, i)) : throw _malformed(At(name, i), "is not a string");
        return ImmutableCollectionsMarshal.AsImmutableArray(items);
    }

    /// <summary>The items of an array of strings; none when absent.</summary>
    public ImmutableArray<string> TextItems(string name, int max) =>
        [.. Items(name, max).Select((element, i) => element.ValueKind == JsonValueKind.String
            ? element.GetString()!
            : throw _malformed(At(name, i), "is not a string"))];

    /// <summary>The path of a member, for messages.</summary>
    public string At(string name) => _path == StrictJson.Root ? name : $"{_path}.{name}";

    private string At(string name, int index) => $"{At(name)}[{index}]";

    // An array, filled by hand: a generic collection of a type of the framework would be compiled anew in every run.
    private JsonElement[] Items(string name, int max)
    {
        if (Find(name) is not { } array)
            return [];
        if (array.ValueKind != JsonValueKind.Array)
            throw _malformed(At(name), "is not an array");
        if (array.GetArrayLength() > max)
            throw _malformed(At(name), $"has {array.GetArrayLength()} items, more than {max}");
        var items = new JsonElement[array.GetArrayLength()];
        var count = 0;
        foreach (var item in array.EnumerateArray())
            items[count++] = item;
        return items;
    }

    private JsonElement? Find(string name) =>
        _object.TryGetProperty(name, out var element) && element.ValueKind != JsonValueKind.Null ? element : null;

    private ImmutableArray<byte> Decode(string text, string path)
    {
        try
        {
            return ImmutableCollectionsMarshal.AsImmutableArray(Base64Text.Decode(text));
        }
        catch (FormatException e)
        {
            throw _malformed(path, "is not base64", e);
        }
    }
}
