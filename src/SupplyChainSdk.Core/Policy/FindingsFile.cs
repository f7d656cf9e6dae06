using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>Findings as a JSON file: kept so that a build in which nothing changed repeats them, and other forms can be made of them later.</summary>
public static class FindingsFile
{
    private const int Version = 1;
    private const int MaxBytes = 64 << 20;

    /// <summary>The findings as UTF-8 JSON, in their order.</summary>
    public static byte[] ToJson(ImmutableArray<Finding> findings)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartArray("findings");
            foreach (var finding in findings)
                Write(json, finding);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">Not such a file, or of another version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImmutableArray<Finding> Read(string path)
    {
        var info = new FileInfo(path);
        if (info.Length > MaxBytes)
            throw new InvalidDataException($"{path} is larger than {MaxBytes} bytes.");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            if (json.RootElement.GetProperty("version").GetInt32() != Version)
                throw new InvalidDataException($"{path} is of another version.");
            return [.. json.RootElement.GetProperty("findings").EnumerateArray().Select(Read)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is not a file of findings.", e);
        }
    }

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("code", finding.Code.Id);
        json.WriteString("severity", finding.Severity.ToString());
        json.WriteString("message", finding.Message);
        json.WriteString("fingerprint", finding.Fingerprint);
        if (finding.Location is { } location)
        {
            json.WriteString("file", location.File);
            json.WriteNumber("line", location.Line);
            json.WriteNumber("column", location.Column);
        }
        if (finding.Package is { } package)
        {
            json.WriteString("package", package.Id);
            json.WriteString("packageVersion", package.Version);
        }
        json.WriteStartArray("packagePath");
        foreach (var step in finding.PackagePath)
            json.WriteStringValue(step);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Finding Read(JsonElement json)
    {
        var id = json.GetProperty("code").GetString();
        var code = Codes.All.FirstOrDefault(c => c.Id == id) ?? throw new InvalidDataException("A finding has a code that this version does not know.");
        if (!Enum.TryParse<Severity>(json.GetProperty("severity").GetString(), out var severity))
            throw new InvalidDataException("A finding has a severity that this version does not know.");
        var location = json.TryGetProperty("file", out var file)
            ? new Location(file.GetString()!, json.GetProperty("line").GetInt32(), json.GetProperty("column").GetInt32())
            : null;
        var package = json.TryGetProperty("package", out var packageId)
            ? PackageId.Create(packageId.GetString()!, json.GetProperty("packageVersion").GetString()!)
            : null;
        return Finding.Restore(code, severity, json.GetProperty("message").GetString()!, location, package,
            [.. json.GetProperty("packagePath").EnumerateArray().Select(step => step.GetString()!)], json.GetProperty("fingerprint").GetString()!);
    }
}
