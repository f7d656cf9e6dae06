using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>A JSON file that editors and the .NET SDK read with comments, such as global.json, with the place of each value.</summary>
internal sealed class CommentedJson
{
    private readonly PolicyText _text;
    private readonly string _path;

    private CommentedJson(PolicyText text, string path, PolicyNode root) => (_text, _path, Root) = (text, path, root);

    /// <summary>The value of the whole file.</summary>
    public PolicyNode Root { get; }

    /// <exception cref="InvalidDataException">Not JSON, or larger than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="IOException">It may not be read.</exception>
    public static CommentedJson Read(string path, int maxBytes)
    {
        var text = new PolicyText(BoundedFile.ReadAllBytes(path, maxBytes));
        try
        {
            return new CommentedJson(text, path, PolicyJson.Parse(text));
        }
        catch (PolicySyntaxException e)
        {
            var (line, column) = text.At(e.Offset);
            throw BadInput.At(new(path, line, column), e.Message, e);
        }
    }

    /// <summary>Line and column of a name or value.</summary>
    public Location At(int offset)
    {
        var (line, column) = _text.At(offset);
        return new Location(_path, line, column);
    }

    /// <summary>The members of an object by name; an error when it is none, or when a name stands twice.</summary>
    /// <param name="node">The object.</param>
    /// <param name="names">How its names compare.</param>
    public IReadOnlyDictionary<string, PolicyMember> Members(PolicyNode node, StringComparer names)
    {
        if (node.Kind != System.Text.Json.JsonValueKind.Object)
            throw BadInput.At(At(node.Offset), "an object is needed here");
        var members = new Dictionary<string, PolicyMember>(names);
        foreach (var member in node.Members)
        {
            if (!members.TryAdd(member.Name, member))
                throw BadInput.At(At(member.Offset), $"{Printable.Quoted(member.Name)} stands twice in one object");
        }
        return members;
    }

    /// <summary>The text of a value.</summary>
    public string Text(PolicyMember member) => member.Value.Kind == System.Text.Json.JsonValueKind.String
        ? member.Value.Text
        : throw BadInput.At(At(member.Value.Offset), $"{Printable.Quoted(member.Name)} must be a string");
}
