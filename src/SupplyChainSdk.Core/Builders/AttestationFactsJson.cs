using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Builders;

/// <summary>
/// The bytes in which facts are kept: the SHA-256 of what follows, and JSON with the key that they were kept under. Of the lists of <see cref="AttestationFacts"/> only builds and summaries: facts with
/// more are not kept. Whatever is not exactly what <c>Write</c> would write is damaged.
/// </summary>
internal static class AttestationFactsJson
{
    private const int SumLength = SHA256.HashSizeInBytes;

    /// <summary>Writes them.</summary>
    public static byte[] Write(AttestationFacts facts, string key)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteStartArray("digests");
            foreach (var digest in facts.Digests)
                json.WriteStringValue(digest.ToString());
            json.WriteEndArray();
            json.WriteStartArray("built");
            foreach (var digest in facts.Built)
                json.WriteStringValue(digest.ToString());
            json.WriteEndArray();
            json.WriteStartArray("builds");
            foreach (var build in facts.Builds)
                Write(json, build);
            json.WriteEndArray();
            json.WriteStartArray("summaries");
            foreach (var summary in facts.Summaries)
                Write(json, summary);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return [.. SHA256.HashData(buffer.WrittenSpan), .. buffer.WrittenSpan];
    }

    /// <summary>Reads them back; null for everything that <c>Write</c> would not have written under this key.</summary>
    /// <exception cref="InvalidDataException">Damaged.</exception>
    public static AttestationFacts? Read(ReadOnlyMemory<byte> content, string key)
    {
        if (content.Length <= SumLength || !SHA256.HashData(content.Span[SumLength..]).AsSpan().SequenceEqual(content.Span[..SumLength]))
            return null;
        var root = StatementJson.Parse(content[SumLength..]);
        if (StatementJson.Text(root, "key") != key)
            return null;
        var facts = new AttestationFacts([.. Texts(root, "digests").Select(ReadDigest)], [.. StatementJson.Objects(root, "builds").Select(ReadBuild)])
        {
            Built = [.. Texts(root, "built").Select(ReadDigest)],
            Summaries = [.. StatementJson.Objects(root, "summaries").Select(ReadSummary)],
        };
        return Write(facts, key).AsSpan().SequenceEqual(content.Span) ? facts : null;
    }

    private static void Write(Utf8JsonWriter json, AttestedBuild build)
    {
        json.WriteStartObject();
        json.WriteString("source", build.Source);
        json.WriteString("layer", build.Checked.Layer.ToString());
        json.WriteString("signedTag", build.Checked.SignedTag.ToString());
        json.WriteString("bundle", build.Bundle?.ToString());
        Write(json, build.Signer);
        json.WriteString("predicateType", build.Claims.PredicateType);
        json.WriteString("buildType", build.Claims.BuildType);
        json.WriteString("builder", build.Claims.BuilderId);
        json.WriteString("repository", build.Claims.Repository);
        json.WriteString("commit", build.Claims.Commit);
        json.WriteStartArray("gates");
        foreach (var gate in build.Claims.Gates)
        {
            json.WriteStartObject();
            json.WriteString("name", gate.Name);
            json.WriteString("result", gate.Result);
            json.WriteString("enforce", gate.Enforce);
            json.WriteString("policy", gate.PolicySha256);
            json.WriteNumber("exceptions", gate.Exceptions);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AttestedSummary summary)
    {
        json.WriteStartObject();
        json.WriteString("source", summary.Source);
        json.WriteString("layer", summary.Layer.ToString());
        json.WriteString("bundle", summary.Bundle?.ToString());
        Write(json, summary.Signer);
        json.WriteString("verifier", summary.VerifierId);
        json.WriteString("resource", summary.ResourceUri);
        json.WriteBoolean("passed", summary.Passed);
        json.WriteNumber("level", summary.Level);
        json.WriteBoolean("signedTag", summary.SignedTag);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AttestationSigner signer)
    {
        json.WriteString("key", signer.KeySha256);
        if (signer.Certified is { } certified)
        {
            json.WriteStartArray("certified");
            foreach (var value in Values(certified))
                json.WriteStringValue(value);
            json.WriteEndArray();
            json.WriteBoolean("workload", certified.IsWorkload);
        }
        json.WriteStartArray("times");
        foreach (var time in signer.Times)
            json.WriteStringValue(time.UtcTicks.ToString(CultureInfo.InvariantCulture));
        json.WriteEndArray();
        json.WriteNumber("logEntries", signer.LogEntries);
    }

    // In the order in which they are read back; null where the certificate says nothing.
    private static string?[] Values(CertifiedSigner c) =>
        [c.Identity, c.Issuer, c.Repository, c.RepositoryId, c.Owner, c.OwnerId, c.Ref, c.Commit, c.Workflow, c.SignerWorkflow, c.Trigger, c.Runner, c.Run];

    private static AttestedBuild ReadBuild(JsonElement build)
    {
        return new AttestedBuild(
            ReadSigner(build),
            new ClaimedBuild(StatementJson.Text(build, "predicateType"), OrNull(build, "buildType"), OrNull(build, "builder"))
            {
                Repository = OrNull(build, "repository"),
                Commit = OrNull(build, "commit"),
                Gates = [.. StatementJson.Objects(build, "gates").Select(g => new ClaimedGate(
                    StatementJson.Text(g, "name"), StatementJson.Text(g, "result"), StatementJson.Text(g, "enforce"), OrNull(g, "policy"), StatementJson.Count(g, "exceptions")))],
            },
            new CheckedBuild(Named<PackageLayer>(StatementJson.Text(build, "layer"))) { SignedTag = Named<CheckedFact>(StatementJson.Text(build, "signedTag")) },
            StatementJson.Text(build, "source"))
        {
            Bundle = ReadBundle(build),
        };
    }

    private static AttestedSummary ReadSummary(JsonElement summary) => new(
        ReadSigner(summary), StatementJson.Text(summary, "verifier"), StatementJson.Text(summary, "resource"), StatementJson.Flag(summary, "passed"), StatementJson.Count(summary, "level"), StatementJson.Text(summary, "source"))
    {
        SignedTag = StatementJson.Flag(summary, "signedTag"),
        Layer = Named<PackageLayer>(StatementJson.Text(summary, "layer")),
        Bundle = ReadBundle(summary),
    };

    private static AttestationSigner ReadSigner(JsonElement parent)
    {
        var certified = parent.TryGetProperty("certified", out _) ? Texts(parent, "certified") : null;
        var signer = certified is null ? AttestationSigner.OfKey(StatementJson.Text(parent, "key")) : AttestationSigner.OfIdentity(ReadCertified(certified, StatementJson.Flag(parent, "workload")));
        return signer with { Times = [.. Texts(parent, "times").Select(ReadTime)], LogEntries = StatementJson.Count(parent, "logEntries") };
    }

    private static Digest? ReadBundle(JsonElement parent) => OrNull(parent, "bundle") is { } digest ? ReadDigest(digest) : null;

    private static CertifiedSigner ReadCertified(string?[] c, bool isWorkload) => c is [{ } identity, { } issuer, _, _, _, _, _, _, _, _, _, _, _]
        ? new CertifiedSigner(identity, issuer)
        {
            IsWorkload = isWorkload,
            Repository = c[2],
            RepositoryId = c[3],
            Owner = c[4],
            OwnerId = c[5],
            Ref = c[6],
            Commit = c[7],
            Workflow = c[8],
            SignerWorkflow = c[9],
            Trigger = c[10],
            Runner = c[11],
            Run = c[12],
        }
        : throw Damaged();

    private static string? OrNull(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null ? null : StatementJson.OptionalText(parent, name);

    private static string?[] Texts(JsonElement parent, string name) => parent.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Select(v => v.ValueKind switch { JsonValueKind.String => v.GetString(), JsonValueKind.Null => null, _ => throw Damaged() })]
        : throw Damaged();

    private static Digest ReadDigest(string? text) => text?.Split(':') is [var algorithm, var hex] ? Digest.Parse(algorithm, hex) : throw Damaged();

    private static DateTimeOffset ReadTime(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(ticks, TimeSpan.Zero) : throw Damaged();

    private static T Named<T>(string text) where T : struct, Enum => Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) ? value : throw Damaged();

    private static InvalidDataException Damaged() => new("What was kept of an attestation is damaged.");
}
