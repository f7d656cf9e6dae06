using System.Text.Json;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Inputs;

/// <summary>What NuGet recorded when it had extracted a package (<c>.nupkg.metadata</c>), and what it compares a lock file with.</summary>
/// <param name="Path">Absolute path of the file.</param>
/// <param name="ContentHash">As recorded; null when there is no record that can be read.</param>
/// <param name="Problem">Why it cannot be read, in one sentence without a full stop; null when it can be, and when it is missing.</param>
public sealed record ExtractionRecord(string Path, ContentHash? ContentHash, string? Problem)
{
    /// <summary>The address or folder of the source that the package came from, as recorded; null when that is not recorded. It may hold a secret.</summary>
    internal string? Source { get; init; }

    private const int MaxBytes = 64 << 10;

    /// <summary>Reads the record in a package's folder; what is wrong with it is part of the result.</summary>
    internal static ExtractionRecord Read(string folder)
    {
        var path = System.IO.Path.Combine(folder, ExtractionRules.MetadataName);
        try
        {
            using var json = StrictJson.Parse(BoundedFile.ReadAllBytes(path, MaxBytes), path);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("contentHash", out var hash) && hash.ValueKind == JsonValueKind.String
                ? new ExtractionRecord(path, Inventory.ContentHash.Parse(hash.GetString()!), null)
                { Source = json.RootElement.TryGetProperty("source", out var source) && source.ValueKind == JsonValueKind.String ? source.GetString() : null }
                : new ExtractionRecord(path, null, "it states no content hash");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new ExtractionRecord(path, null, null);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return new ExtractionRecord(path, null, (e is InvalidDataException ? BadInput.Reason(e) : e.Message).TrimEnd('.'));
        }
    }
}
