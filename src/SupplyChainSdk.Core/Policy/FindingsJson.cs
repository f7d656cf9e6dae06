using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
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
    private const int FingerprintLength = 64;

    /// <summary>Writes findings in the order given.</summary>
    /// <param name="findings">What was found.</param>
    /// <param name="gates">The results of the gates; may be empty.</param>
    /// <param name="relativeTo">Absolute folder to which the paths of locations are written relative; null keeps them absolute.</param>
    /// <returns>ASCII, indented, LF; safe in the log of a CI system.</returns>
    public static byte[] Write(ImmutableArray<Finding> findings, ImmutableArray<GateResult> gates, string? relativeTo)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, LogSafeJson.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            WriteGates(json, gates, relativeTo);
            WriteFindings(json, findings, relativeTo);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The member <c>findings</c> of an object.</summary>
    internal static void WriteFindings(Utf8JsonWriter json, IEnumerable<Finding> findings, string? relativeTo)
    {
        json.WriteStartArray("findings");
        foreach (var finding in findings)
            WriteFinding(json, finding, relativeTo);
        json.WriteEndArray();
    }

    /// <summary>The member <c>gates</c> of an object.</summary>
    internal static void WriteGates(Utf8JsonWriter json, ImmutableArray<GateResult> gates, string? relativeTo)
    {
        json.WriteStartArray("gates");
        foreach (var gate in gates)
        {
            json.WriteStartObject();
            json.WriteString("name", gate.Gate);
            json.WriteString("result", LogSafeJson.Name(gate.Outcome));
            json.WriteString("enforce", LogSafeJson.Name(gate.Enforce));
            json.WriteNumber("exceptions", gate.ExceptionsUsed.Length);
            json.WriteStartArray("exceptionsUsed");
            foreach (var used in gate.ExceptionsUsed)
                WriteException(json, used, relativeTo);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
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

    private static void WriteException(Utf8JsonWriter json, ExceptionUse used, string? relativeTo)
    {
        json.WriteStartObject();
        json.WriteStartArray("packages");
        foreach (var package in used.Packages)
            json.WriteStringValue(package.Purl);
        json.WriteEndArray();
        if (used.Entry.License is { } license)
            json.WriteString("license", license);
        json.WriteString("reason", used.Entry.Reason);
        json.WriteString("owner", used.Entry.Owner);
        json.WriteString("expires", used.Entry.Expires.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        WritePlace(json, used.Entry.Origin, relativeTo);
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, Location at, string? relativeTo)
    {
        json.WriteString("file", relativeTo is null ? at.File : Path.GetRelativePath(relativeTo, at.File).Replace(Path.DirectorySeparatorChar, '/'));
        json.WriteNumber("line", at.Line);
        json.WriteNumber("column", at.Column);
    }

    private static void WriteFinding(Utf8JsonWriter json, Finding finding, string? relativeTo)
    {
        json.WriteStartObject();
        json.WriteString("code", finding.Code.Id);
        json.WriteString("severity", LogSafeJson.Name(finding.Severity));
        json.WriteString("message", finding.Message);
        if (finding.Location is { } at)
            WritePlace(json, at, relativeTo);
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
        var id = Text(finding, "code");
        var code = Codes.All.FirstOrDefault(c => c.Id == id) ?? throw Damaged("a code that is not known");
        var name = Text(finding, "severity");
        var severity = Enum.GetValues<Severity>().Where(s => LogSafeJson.Name(s) == name).ToArray() is [var known] ? known : throw Damaged("a severity that is not known");
        var location = finding.TryGetProperty("file", out _)
            ? new Location(Text(finding, "file"), Number(finding, "line"), Number(finding, "column")) : null;
        var fingerprint = Text(finding, "fingerprint");
        if (fingerprint.Length != FingerprintLength || fingerprint.AsSpan().ContainsAnyExcept("0123456789abcdef"))
            throw Damaged("a fingerprint that is none");
        return Finding.Restore(code, severity, Text(finding, "message"), location,
            finding.TryGetProperty("packageId", out _) ? PackageId.Create(Text(finding, "packageId"), Text(finding, "packageVersion")) : null,
            finding.TryGetProperty("packagePath", out var path) ? [.. path.EnumerateArray().Select(p => p.GetString() ?? throw Damaged("a path without a text"))] : [],
            fingerprint);
    }

    private static string Text(JsonElement finding, string name) => finding.GetProperty(name).GetString() ?? throw Damaged($"no text '{name}'");

    private static int Number(JsonElement finding, string name) =>
        finding.GetProperty(name).GetInt32() is >= 0 and var number ? number : throw Damaged($"a negative '{name}'");

    private static InvalidDataException Damaged(string what) => new($"The kept findings have {what}.");
}
