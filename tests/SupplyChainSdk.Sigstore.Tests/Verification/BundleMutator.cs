using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace SupplyChainSdk.Sigstore.Tests.Verification;

/// <summary>Changes a bundle at random: its text, or one value of it after decoding, or its structure.</summary>
internal static class BundleMutator
{
    private static readonly string[] Numbers = ["0", "-1", "1", "2", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1e9", "0x10", ""];

    /// <param name="random">Decides everything.</param>
    /// <param name="json">A bundle.</param>
    /// <param name="other">Another bundle, of which a value may be taken.</param>
    public static byte[] Next(Random random, byte[] json, byte[] other) => random.Next(4) == 0 ? Text(random, json) : Structure(random, json, other);

    private static byte[] Text(Random random, byte[] json)
    {
        List<byte> bytes = [.. json];
        for (var n = random.Next(3); n >= 0; n--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length));
                    break;
                case 4:
                    bytes.Insert(at, (byte)"\"\\{}[],: \n=A0-"[random.Next(14)]);
                    break;
                default:
                    bytes.RemoveRange(at, random.Next(8) == 0 ? bytes.Count - at : 1);
                    break;
            }
            if (bytes.Count == 0)
                return [];
        }
        return [.. bytes];
    }

    private static byte[] Structure(Random random, byte[] json, byte[] other)
    {
        var root = JsonNode.Parse(json)!;
        for (var n = random.Next(3) == 0 ? 1 : 0; n >= 0; n--)
        {
            var nodes = Nodes(root).ToList();
            if (nodes.Count == 0)
                break;
            var node = nodes[random.Next(nodes.Count)];
            switch (random.Next(10))
            {
                case 0:
                    Replace(node, null);
                    break;
                case 1:
                    Remove(node);
                    break;
                case 2 when node.Parent is JsonArray array:
                    array.Insert(random.Next(array.Count + 1), nodes[random.Next(nodes.Count)].DeepClone());
                    break;
                case 3:
                    // The value at the same place of another bundle.
                    if (Nodes(JsonNode.Parse(other)!).FirstOrDefault(o => o.GetPath() == node.GetPath()) is { } taken)
                        Replace(node, taken.DeepClone());
                    break;
                case 4:
                    Replace(node, JsonValue.Create(Numbers[random.Next(Numbers.Length)]));
                    break;
                default:
                    if (node is JsonValue value && value.TryGetValue<string>(out var text))
                        Replace(node, JsonValue.Create(Value(random, text)));
                    break;
            }
        }
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static string Value(Random random, string text)
    {
        var buffer = new byte[text.Length];
        if (!text.Contains("://", StringComparison.Ordinal) && text.Length > 7 && Convert.TryFromBase64String(text, buffer, out var written))
            return Convert.ToBase64String(Bytes(random, buffer.AsSpan(0, written).ToArray()));
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return random.Next(2) == 0 ? Numbers[random.Next(Numbers.Length)] : (number + random.Next(-2, 3)).ToString(CultureInfo.InvariantCulture);
        var at = random.Next(text.Length + 1);
        return random.Next(3) switch
        {
            0 => text.Insert(at, "\n— \ud83d\ude00é 0"[random.Next(8)] is var c && char.IsSurrogate(c) ? "x" : "\n"),
            1 when at < text.Length => text.Remove(at, 1),
            _ when at < text.Length => text[..at] + (char)(text[at] ^ (1 << random.Next(5))) + text[(at + 1)..],
            _ => text + text,
        };
    }

    private static byte[] Bytes(Random random, byte[] bytes)
    {
        if (bytes.Length == 0)
            return [0];
        var at = random.Next(bytes.Length);
        switch (random.Next(5))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes, (byte)random.Next(256)];
            case 2:
                return [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]];
            default:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
        }
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode root)
    {
        IEnumerable<JsonNode?> children = root switch { JsonObject o => o.Select(p => p.Value), JsonArray a => a, _ => [] };
        foreach (var child in children.OfType<JsonNode>())
        {
            yield return child;
            foreach (var below in Nodes(child))
                yield return below;
        }
    }

    private static void Replace(JsonNode node, JsonNode? other)
    {
        if (node.Parent is JsonObject parent)
            parent[node.GetPropertyName()] = other;
        else if (node.Parent is JsonArray array)
            array[node.GetElementIndex()] = other;
    }

    private static void Remove(JsonNode node)
    {
        if (node.Parent is JsonObject parent)
            parent.Remove(node.GetPropertyName());
        else if (node.Parent is JsonArray array)
            array.RemoveAt(node.GetElementIndex());
    }
}
