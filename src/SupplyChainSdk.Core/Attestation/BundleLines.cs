using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>
/// Files of several bundles, one a line (JSON lines), as GitHub's tools write them. Each line is a bundle of its own, judged by itself; a line that is none is refused as
/// a bundle is that is none. Lines end with LF, the last one may; there is no empty line.
/// </summary>
internal static class BundleLines
{
    /// <summary>The most bytes of such a file: 4 MiB. A line has at most those of a bundle.</summary>
    public const int MaxBytes = 4 << 20;

    private const int MaxLines = 64;

    /// <summary>The bundles of a file that was read: the lines of a <c>.jsonl</c>; of <see cref="BundleFiles.Shared"/>, which has one name for both, where its first line is a whole object; else the file is one.</summary>
    public static ImmutableArray<FoundBundle> Of(FoundBundle file)
    {
        if (!file.Name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) && !(file.Name.Split('/')[^1] == BundleFiles.Shared && StartsWithWholeLine(file.Bytes.Span)))
            return [file];
        if (file.Bytes.Length > MaxBytes)
            return [file with { Defect = $"It is larger than {MaxBytes} bytes, the most that is read of a file of several bundles" }];
        var lines = new List<ReadOnlyMemory<byte>>();
        for (var rest = file.Bytes; rest.Length > 0;)
        {
            if (lines.Count == MaxLines)
                return [file with { Defect = $"It has more than {MaxLines} lines, the most that are read of a file of several bundles" }];
            var end = rest.Span.IndexOf((byte)'\n');
            lines.Add(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? default : rest[(end + 1)..];
        }
        return lines.Count switch
        {
            0 => [file],
            1 => [file with { Bytes = lines[0] }],
            // Whoever names a file of several means those that are about the package.
            _ => [.. lines.Select((line, i) => file with { Name = $"{file.Name}, line {i + 1}", Bytes = line, IsShared = file.IsShared || file.Place == BundlePlace.Named })],
        };
    }

    // A document over several lines has none that ends on its first, so a file is one or the other.
    private static bool StartsWithWholeLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        if (end < 0 || end > Bundle.MaxBytes || bytes[(end + 1)..].IsEmpty)
            return false;
        var reader = new Utf8JsonReader(bytes[..end], isFinalBlock: true, default);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
