using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SupplyChainSdk.Policy;

/// <summary>The effective policy for people and for programs: each value, where it comes from, and the digest.</summary>
public static class PolicyReport
{
    private const int NameWidth = 22;
    private const int ValueWidth = 34;

    /// <summary>The version of the JSON that <see cref="Json"/> writes (docs/policy.md, "supplychain policy").</summary>
    public const int JsonVersion = 1;

    private sealed record Row(string Name, string Value, Location? Origin);

    /// <summary>Lines of text, safe to print, each ended by a newline.</summary>
    /// <param name="policy">What to show.</param>
    /// <param name="baseFolder">Absolute; paths are shown relative to it.</param>
    public static string Text(EffectivePolicy policy, string baseFolder)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Policy {policy.Digest}\n\n");
        if (policy.Files.IsEmpty)
            text.Append("  no supplychain.json: signatures, publishers, provenance, source and licences are not configured. To start one: supplychain init\n");
        for (var i = 0; i < policy.Files.Length; i++)
            Line(text, i == 0 ? "files, outermost first" : "", Relative(policy.Files[i], baseFolder), "");
        text.Append('\n');
        var last = "";
        foreach (var row in Rows(policy))
        {
            Line(text, row.Name == last ? "" : row.Name, row.Value, Place(row.Origin, baseFolder));
            last = row.Name;
        }
        if (!policy.Overruled.IsEmpty)
            text.Append("\nDoes not count, because a stricter value does:\n");
        foreach (var value in policy.Overruled)
            Line(text, value.Name, value.Value, $"{Place(value.Origin, baseFolder)}, by {Place(value.By, baseFolder)}");
        return text.ToString();
    }

    /// <summary>UTF-8 JSON with everything that the text shows.</summary>
    /// <param name="policy">What to write.</param>
    /// <param name="baseFolder">Absolute; paths are written relative to it, with <c>/</c>.</param>
    public static byte[] Json(EffectivePolicy policy, string baseFolder)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, LogSafeJson.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", JsonVersion);
            json.WriteString("digest", policy.Digest.ToString());
            json.WriteStartArray("files");
            foreach (var file in policy.Files)
                json.WriteStringValue(Relative(file, baseFolder));
            json.WriteEndArray();
            json.WriteStartArray("values");
            foreach (var row in Rows(policy))
            {
                json.WriteStartObject();
                json.WriteString("name", row.Name);
                json.WriteString("value", row.Value);
                WriteOrigin(json, "origin", row.Origin, baseFolder);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("overruled");
            foreach (var value in policy.Overruled)
            {
                json.WriteStartObject();
                json.WriteString("name", value.Name);
                json.WriteString("value", value.Value);
                WriteOrigin(json, "origin", value.Origin, baseFolder);
                WriteOrigin(json, "by", value.By, baseFolder);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    /// <summary>A value as a policy file spells it.</summary>
    internal static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>A number of days as a policy file spells it.</summary>
    internal static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    internal static string Days(int days) => string.Create(CultureInfo.InvariantCulture, $"{days}d");

    /// <summary>A day as a policy file spells it.</summary>
    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>What a rule about signatures demands, in words.</summary>
    internal static string Words(SignatureRule rule) => $"{rule.Packages.Text}: " + string.Join(", ", ((string?[])
    [
        rule.RequireAuthor ? "author signature" : null,
        rule.RequireRepository ? "repository signature" : null,
        rule.Fingerprints.IsEmpty ? null : $"certificate {string.Join(" or ", rule.Fingerprints.Select(f => f.Hex))}",
        rule.RepositoryFingerprints.IsEmpty ? null : $"repository certificate {string.Join(" or ", rule.RepositoryFingerprints.Select(f => f.Hex))}",
        rule.Owners.IsEmpty ? null : $"owner {string.Join(" or ", rule.Owners)}",
    ]).OfType<string>());

    private static IEnumerable<Row> Rows(EffectivePolicy policy)
    {
        yield return new Row("lock.enforce", Word(policy.Lock.Value), policy.Lock.Origin);
        yield return new Row("lock.againstSource", Word(policy.AgainstSource.Value), policy.AgainstSource.Origin);
        yield return new Row("integrity.enforce", Word(policy.Integrity.Value), policy.Integrity.Origin);
        yield return new Row("integrity.files", Word(policy.FileScope.Value), policy.FileScope.Origin);
        foreach (var input in policy.DeclaredInputs)
            yield return new Row("integrity.inputs", input.Name + (input.Sha256 is { } digest ? $" (sha256 {digest.Hex})" : "")
                + (input.Expires is { } day ? $" until {Day(day)}" : "") + $": {input.Reason}", input.Origin);
        foreach (var row in policy.Signatures is { } signatures ? Rows(signatures) : [new Row("signatures", "not configured", null)])
            yield return row;
        foreach (var row in policy.Publishers is { } publishers ? Rows(publishers) : [new Row("publishers", "not configured", null)])
            yield return row;
        foreach (var row in policy.Provenance is { } provenance ? Rows(provenance) : [new Row("provenance", "not configured", null)])
            yield return row;
        foreach (var row in Rows(policy.Trust))
            yield return row;
        foreach (var row in policy.Source is { } source ? Rows(source) : [new Row("source", "not configured", null)])
            yield return row;
        foreach (var row in policy.Licenses is { } licenses ? Rows(licenses) : [new Row("licenses", "not configured", null)])
            yield return row;
        foreach (var delegation in policy.Delegations)
            yield return new Row("delegate", string.Create(CultureInfo.InvariantCulture, $"{delegation.Value.Rule} for {delegation.Value.Days} days"), delegation.Origin);
    }

    private static IEnumerable<Row> Rows(SignatureRules signatures) =>
    [
        new Row("signatures.enforce", Word(signatures.Enforce.Value), signatures.Enforce.Origin),
        .. signatures.Rules.Select(r => new Row("signatures.rules", Words(r), r.Origin)),
    ];

    private static IEnumerable<Row> Rows(ProvenanceRules provenance) =>
    [
        new Row("provenance.enforce", Word(provenance.Enforce.Value), provenance.Enforce.Origin),
        .. provenance.Rules.Select(r => new Row("provenance.rules", ProvenanceWords.Rule(r), r.Origin)),
        .. provenance.Ignored.Select(i => new Row("provenance.rules", $"{i.Value.Text}: ignore", i.Origin)),
        .. provenance.Revoked.Select(r => new Row("provenance.revoked", ProvenanceWords.Revoked(r), r.Origin)),
    ];

    private static IEnumerable<Row> Rows(TrustRules? trust) =>
    [
        .. trust?.Root is { } root ? (Row[])[new Row("trust.root", $"{root.Value.Name} (sha256 {root.Value.Sha256.Hex})", root.Origin)] : [],
        .. trust?.MaxAge is { } age ? (Row[])[new Row("trust.maxAge", Days(age.Value), age.Origin)] : [],
    ];

    private static IEnumerable<Row> Rows(SignedSourceRules source) =>
    [
        new Row("source.enforce", Word(source.Enforce.Value), source.Enforce.Origin),
        new Row("source.signedTag", Word(source.SignedTag.Value), source.SignedTag.Origin),
        new Row("source.signedCommit", Word(source.SignedCommit.Value), source.SignedCommit.Origin),
        .. source.Signers.SelectMany(s => s.AllowedSigners.Select(f => new Row("source.signers", $"{f.Name} (sha256 {f.Sha256.Hex})", s.Origin))
            .Concat(s.Keyrings.Select(f => new Row("source.keyring", $"{f.Name} (sha256 {f.Sha256.Hex})", s.Origin)))),
    ];

    private static IEnumerable<Row> Rows(PublisherRules publishers) =>
    [
        new Row("publishers.enforce", Word(publishers.Enforce.Value), publishers.Enforce.Origin),
        .. publishers.Baselines.Select(b => new Row("publishers.baseline", publishers.Files[b.Value] is var file && file.Days is { } days
            ? string.Create(CultureInfo.InvariantCulture, $"{file.Name}, trusted for at most {days} days") : file.Name, b.Origin)),
        .. publishers.MinimumAge is { } age ? (Row[])[new Row("publishers.minimumAge", Days(age.Value), age.Origin)] : [],
        .. publishers.Rules.Select(r => new Row("publishers.rules", $"{r.Packages.Text}: {Word(r.Enforce)}", r.Origin)),
    ];

    private static IEnumerable<Row> Rows(LicenseRules licenses)
    {
        yield return new Row("licenses.enforce", Word(licenses.Enforce.Value), licenses.Enforce.Origin);
        foreach (var term in licenses.Deny)
            yield return new Row("licenses.deny", term.Value, term.Origin);
        foreach (var term in licenses.Allow ?? [])
            yield return new Row("licenses.allow", term.Value, term.Origin);
        yield return new Row("licenses.unknown", Word(licenses.Unknown.Value), licenses.Unknown.Origin);
        yield return new Row("licenses.scope", Word(licenses.Scope.Value), licenses.Scope.Origin);
        if (licenses.TextScore is { } score)
            yield return new Row("licenses.textScore", Number(score.Value), score.Origin);
        foreach (var entry in licenses.Clarifications)
            yield return new Row("licenses.clarify", $"{Package(entry.Package)} is {entry.Expression}"
                + (entry.File is null ? "" : $" by {entry.File} (sha256 {entry.Sha256!.Hex})")
                + (entry.Expires is { } day ? $" until {Day(day)}" : "") + $": {entry.Reason}", entry.Origin);
        foreach (var entry in licenses.Exceptions)
            yield return new Row("licenses.exceptions",
                $"{Package(entry.Package)} as {entry.License ?? "any licence"} until {Day(entry.Expires)}, {entry.Owner}: {entry.Reason}", entry.Origin);
    }

    private static void Line(StringBuilder text, string name, string value, string place) =>
        text.Append($"  {name,-NameWidth}  {Printable.Text(value),-ValueWidth}  {Printable.Text(place)}".TrimEnd()).Append('\n');

    private static string Place(Location? origin, string baseFolder) => origin is null ? "built in"
        : string.Create(CultureInfo.InvariantCulture, $"{Relative(origin.File, baseFolder)}:{origin.Line}");

    private static void WriteOrigin(Utf8JsonWriter json, string name, Location? origin, string baseFolder)
    {
        if (origin is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteString("file", Relative(origin.File, baseFolder));
        json.WriteNumber("line", origin.Line);
        json.WriteNumber("column", origin.Column);
        json.WriteEndObject();
    }

    private static string Package(PackageSelector package) => package.Versions is null ? package.Id : $"{package.Id} {package.Versions}";

    private static string Relative(string path, string baseFolder) => Path.GetRelativePath(baseFolder, path).Replace('\\', '/');
}
