using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>
/// Findings as JSON: how a build keeps them to repeat them, and how the tool prints them for scripts (docs/findings-json.md).
/// Version 1; members are only ever added.
/// </summary>
public static class FindingsJson
{
    private const int MaxBytes = 1 << 24;

    /// <summary>Writes findings in the order given.</summary>
    /// <param name="findings">What was found.</param>
    /// <param name="gates">The results of the gates; may be empty.</param>
    /// <param name="relativeTo">Absolute folder to which the paths of locations are written relative; null keeps them absolute.</param>
    /// <returns>UTF-8, indented, LF.</returns>
    public static byte[] Write(ImmutableArray<Finding> findings, ImmutableArray<GateResult> gates, string? relativeTo)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteStartArray("gates");
            foreach (var gate in gates)
            {
                json.WriteStartObject();
                json.WriteString("name", gate.Gate);
                json.WriteString("result", JsonNamingPolicy.CamelCase.ConvertName(gate.Outcome.ToString()));
                json.WriteString("enforce", JsonNamingPolicy.CamelCase.ConvertName(gate.Enforce.ToString()));
                json.WriteNumber("exceptions", gate.ExceptionsUsed);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("findings");
            foreach (var finding in findings)
                WriteFinding(json, finding, relativeTo);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads findings that a build kept.</summary>
    /// <exception cref="InvalidDataException">Not what <see cref="Write"/> writes: the check must run again.</exception>
    public static ImmutableArray<Finding> Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaxBytes)
            throw new InvalidDataException("Kept findings are at most 16 MiB.");
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != 1)
                throw new InvalidDataException("The kept findings have another version.");
            return [.. root.GetProperty("findings").EnumerateArray().Select(ReadFinding)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("The kept findings are damaged.", e);
        }
    }

    private static void WriteFinding(Utf8JsonWriter json, Finding finding, string? relativeTo)
    {
        json.WriteStartObject();
        json.WriteString("code", finding.Code.Id);
        json.WriteString("severity", JsonNamingPolicy.CamelCase.ConvertName(finding.Severity.ToString()));
        json.WriteString("message", finding.Message);
        if (finding.Location is { } at)
        {
            json.WriteString("file", relativeTo is null ? at.File : Path.GetRelativePath(relativeTo, at.File).Replace('\\', '/'));
            json.WriteNumber("line", at.Line);
            json.WriteNumber("column", at.Column);
        }
        if (finding.Package is { } package)
        {
            json.WriteString("packageId", package.Id);
            json.WriteString("packageVersion", package.Version);
            json.WriteString("purl", package.Purl);
        }
        if (finding.PackagePath.Length > 0)
        {
            json.WriteStartArray("packagePath");
            foreach (var step in finding.PackagePath)
                json.WriteStringValue(step);
            json.WriteEndArray();
        }
        json.WriteString("fingerprint", finding.Fingerprint);
        json.WriteString("help", finding.Code.HelpLink);
        json.WriteEndObject();
    }

    private static Finding ReadFinding(JsonElement finding)
    {
        var id = finding.GetProperty("code").GetString();
        var code = Codes.All.FirstOrDefault(c => c.Id == id) ?? throw new InvalidDataException($"The kept findings name a code {id} that is not known.");
        var severity = Enum.TryParse<Severity>(finding.GetProperty("severity").GetString(), ignoreCase: true, out var known)
            ? known : throw new InvalidDataException("The kept findings name a severity that is not known.");
        var location = finding.TryGetProperty("file", out var file)
            ? new Location(file.GetString()!, finding.GetProperty("line").GetInt32(), finding.GetProperty("column").GetInt32()) : null;
        var package = finding.TryGetProperty("packageId", out var packageId)
            ? PackageId.Create(packageId.GetString()!, finding.GetProperty("packageVersion").GetString()!) : null;
        ImmutableArray<string> path = finding.TryGetProperty("packagePath", out var steps) ? [.. steps.EnumerateArray().Select(s => s.GetString()!)] : [];
        return Finding.Restore(code, severity, finding.GetProperty("message").GetString()!, location, package, path, finding.GetProperty("fingerprint").GetString()!);
    }
}
