using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace SupplyChainSdk.Policy;

/// <summary>Findings as SARIF 2.1.0, for code scanning (docs/findings-json.md, "SARIF").</summary>
/// <remarks>Source: OASIS, Static Analysis Results Interchange Format 2.1.0 plus errata 01.</remarks>
public static class FindingsSarif
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private const string Base = "SRCROOT";

    /// <summary>Writes findings in the order given; the same one of several projects once.</summary>
    /// <param name="findings">What was found.</param>
    /// <param name="gates">The results of the gates, once for each project.</param>
    /// <param name="root">Absolute folder of the source, to which places are relative. A place outside it is left out, since only this machine knows it.</param>
    /// <param name="decided">Whether every gate came to an answer.</param>
    /// <returns>ASCII, indented, LF; safe in the log of a CI system.</returns>
    public static byte[] Write(ImmutableArray<Finding> findings, ImmutableArray<GateResult> gates, string root, bool decided)
    {
        ImmutableArray<Finding> results = [.. findings.DistinctBy(f => (f.Fingerprint, f.Severity, f.Location))];
        ImmutableArray<DiagnosticCode> rules = [.. results.Select(f => f.Code).Distinct().OrderBy(c => c.Id, StringComparer.Ordinal)];
        ImmutableArray<string> roots = [.. ((string[])[root, RealPath.Of(root)]).Distinct(StringComparer.Ordinal)];
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, LogSafeJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            WriteTool(json, rules, results);
            json.WriteStartArray("invocations");
            json.WriteStartObject();
            json.WriteBoolean("executionSuccessful", decided);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartObject("originalUriBaseIds");
            json.WriteStartObject(Base);
            WriteText(json, "description", "The root of the repository, or without one the folder in which the command ran.");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartArray("results");
            foreach (var finding in results)
                WriteResult(json, finding, rules.IndexOf(finding.Code), roots);
            json.WriteEndArray();
            json.WriteStartObject("properties");
            FindingsJson.WriteGates(json, gates, root);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteTool(Utf8JsonWriter json, ImmutableArray<DiagnosticCode> rules, ImmutableArray<Finding> results)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", Product.Name);
        json.WriteString("version", Product.Version);
        json.WriteString("informationUri", "https://github.com/supplychainsdk/supplychainsdk");
        json.WriteStartArray("rules");
        foreach (var code in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", code.Id);
            WriteText(json, "shortDescription", code.Title);
            json.WriteString("helpUri", code.HelpLink);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(results.Where(f => f.Code == code).Max(f => f.Severity)));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, Finding finding, int rule, ImmutableArray<string> roots)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Code.Id);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", Level(finding.Severity));
        WriteText(json, "message", finding.Message);
        if (finding.Location is { } at && roots.Select(root => RelativeUri(root, at.File)).FirstOrDefault(uri => uri is not null) is { } uri)
            WriteLocation(json, uri, at);
        json.WriteStartObject("partialFingerprints");
        json.WriteString("finding/v1", finding.Fingerprint);
        json.WriteEndObject();
        if (finding.Package is { } package)
        {
            json.WriteStartObject("properties");
            json.WriteString("purl", package.Purl);
            json.WriteStartArray("packagePath");
            foreach (var step in finding.PackagePath)
                json.WriteStringValue(step);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteLocation(Utf8JsonWriter json, string uri, Location at)
    {
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", uri);
        json.WriteString("uriBaseId", Base);
        json.WriteEndObject();
        if (at.Line > 0)
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", at.Line);
            if (at.Column > 0)
                json.WriteNumber("startColumn", at.Column);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    // 3.11.5: a brace begins a placeholder unless it is doubled. 3.11.6: [text](target) is a link, and no package gets to place one.
    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal).Replace("](", "] (", StringComparison.Ordinal));
        json.WriteEndObject();
    }

    private static string? RelativeUri(string root, string file) => RealPath.IsWithin(file, root)
        ? string.Join('/', Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/').Split('/').Select(Uri.EscapeDataString)) : null;

    private static string Level(Severity severity) => severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" };
}
