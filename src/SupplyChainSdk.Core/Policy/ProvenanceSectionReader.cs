using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>Reads the <c>provenance</c> section of a policy file.</summary>
internal sealed class ProvenanceSectionReader(PolicyReader reader, string name)
{
    private const string Section = "provenance";
    private const int HighestLevel = 3;
    private const int LongestGate = 40;
    private static readonly string[] Demands =
        ["identities", "keys", "verifiers", "reproduced", "builder", "triggers", "runners", "level", "gates", "policyDigest", "logged", "source"];

    private readonly PolicyEntries _entries = new(reader);
    private readonly ProvenanceSignerReader _signers = new(reader, name);

    public ProvenanceSection? Read(PolicyNode node) => reader.Object(node, Section, PolicyVocabulary.Provenance) is not { } members ? null : new ProvenanceSection(
        reader.At(node),
        reader.Enforcement(members, Section),
        _entries.Of(members, Section, "rules", PolicyVocabulary.ProvenanceRule, Rule),
        Revoked(members));

    private ProvenanceRule? Rule(PolicyNode node, string key, Dictionary<string, PolicyMember> entry)
    {
        var packages = _entries.Packages(node, key, entry);
        _ = _entries.Required(node, key, entry, "mode", "\"mode\": \"require\"");
        var mode = reader.Choice(entry, key, "mode", PolicyVocabulary.ProvenanceModes,
            text => text switch { "require" => ProvenanceMode.Require, "whenPresent" => ProvenanceMode.WhenPresent, _ => ProvenanceMode.Ignore });
        if (mode?.Value == ProvenanceMode.Ignore)
            return Ignoring(packages, entry, key, node);
        if (!entry.ContainsKey("identities") && !entry.ContainsKey("keys") && !entry.ContainsKey("verifiers"))
            reader.Add(PolicyFindings.Missing(reader.At(node), $"{key}.identities", "\"identities\", \"keys\" or \"verifiers\": an attestation by anybody at all proves nothing"));
        var rule = new ProvenanceRule(packages ?? new PackagePattern("*"), mode?.Value ?? ProvenanceMode.Require, reader.At(node))
        {
            Identities = _signers.Identities(entry, key),
            Keys = _signers.Keys(entry, key),
            Verifiers = _signers.Verifiers(entry, key),
            Builder = entry.TryGetValue("builder", out var builder) ? reader.Text(builder.Value, $"{key}.builder", "the URI of a builder") : null,
            Triggers = _entries.Some(entry, key, "triggers", "a list of triggers", (item, of) => reader.Text(item, of, "a trigger such as \"push\"")),
            Runners = _entries.Some(entry, key, "runners", "a list of runners", (item, of) => reader.Text(item, of, "a runner such as \"github-hosted\"")),
            Level = Level(entry, key),
            Gates = _entries.Some(entry, key, "gates", "a list of gates", Gate),
            PolicyDigest = entry.TryGetValue("policyDigest", out var digest) ? Digested(digest.Value, $"{key}.policyDigest", ["sha256"]) : null,
            Logged = reader.Flag(entry, key, "logged") == true,
            SignedTag = SignedTag(entry, key),
            Reproduced = _signers.Reproducers(entry, key),
        };
        LevelWithin(rule, entry, key);
        return packages is null || mode is null ? null : rule;
    }

    private ProvenanceRule? Ignoring(PackagePattern? packages, Dictionary<string, PolicyMember> entry, string key, PolicyNode node)
    {
        foreach (var demand in Demands.Where(entry.ContainsKey))
            reader.Add(PolicyFindings.BadValue(reader.At(entry[demand].Offset), $"{key}.mode", "ignore", $"a rule that ignores packages demands nothing of them; take out \"{demand}\""));
        return packages is null ? null : new ProvenanceRule(packages, ProvenanceMode.Ignore, reader.At(node));
    }

    private int? Level(Dictionary<string, PolicyMember> entry, string key)
    {
        if (!entry.TryGetValue("level", out var member))
            return null;
        if (member.Value.Kind == JsonValueKind.Number && int.TryParse(member.Value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level is >= 1 and <= HighestLevel)
            return level;
        reader.Add(member.Value.Kind == JsonValueKind.Number
            ? PolicyFindings.BadValue(reader.At(member.Value), $"{key}.level", member.Value.Text, "write a SLSA Build level, 1, 2 or 3")
            : PolicyFindings.WrongType(reader.At(member.Value), $"{key}.level", "the number 1, 2 or 3", PolicyReader.Kind(member.Value)));
        return null;
    }

    // A level that nobody whom the rule names can have would refuse every package, and the reason is here and not there.
    private void LevelWithin(ProvenanceRule rule, Dictionary<string, PolicyMember> entry, string key)
    {
        var reachable = !rule.Verifiers.IsEmpty || rule.Identities.Any(i => i.IsIsolatedBuilder) ? HighestLevel : rule.Identities.IsEmpty ? 1 : 2;
        if (rule.Level > reachable && !(entry.ContainsKey("identities") && rule.Identities.IsEmpty))
            reader.Add(PolicyFindings.BadValue(reader.At(entry["level"].Value), $"{key}.level", rule.Level.Value.ToString(CultureInfo.InvariantCulture), reachable == 1
                ? "a key proves level 1 and no more; name identities"
                : "level 3 is believed of an identity that the rule marks with \"isolatedBuilder\": true, and it marks none"));
    }

    private string? Gate(PolicyNode node, string key)
    {
        if (reader.Text(node, key, "the name of a gate such as \"integrity\"") is not { } gate)
            return null;
        if (gate.Length <= LongestGate && gate.All(char.IsAsciiLetter))
            return gate;
        reader.Add(PolicyFindings.BadValue(reader.At(node), key, gate, "write the name of a gate as a statement has it, such as integrity"));
        return null;
    }

    private bool SignedTag(Dictionary<string, PolicyMember> entry, string key)
    {
        if (!entry.TryGetValue("source", out var member) || reader.Object(member.Value, $"{key}.source", PolicyVocabulary.ProvenanceSource) is not { } source)
            return false;
        _ = _entries.Required(member.Value, $"{key}.source", source, "signedTag", "\"signedTag\": \"require\"");
        return reader.Choice(source, $"{key}.source", "signedTag", PolicyVocabulary.SignedTagValues, _ => true)?.Value == true;
    }

    private ImmutableArray<RevokedEntry> Revoked(Dictionary<string, PolicyMember> members)
    {
        if (!members.TryGetValue("revoked", out var member))
            return [];
        var revoked = ImmutableArray.CreateBuilder<RevokedEntry>();
        var items = reader.List(member.Value, "provenance.revoked", "a list of digests, keys and identities");
        for (var i = 0; i < items.Length && !reader.IsFull; i++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"provenance.revoked[{i}]");
            if (items[i].Kind == JsonValueKind.String)
            {
                if (Digested(items[i], key, ["sha256", "sha512"]) is { } digest)
                    revoked.Add(new RevokedEntry(RevokedKind.Package, digest.ToString(), null, null, reader.At(items[i])));
            }
            else if (reader.Object(items[i], key, PolicyVocabulary.Revoked) is { } entry && Revocation(items[i], key, entry) is { } value)
            {
                revoked.Add(value);
            }
        }
        return revoked.ToImmutable();
    }

    private RevokedEntry? Revocation(PolicyNode node, string key, Dictionary<string, PolicyMember> entry)
    {
        var reason = entry.TryGetValue("reason", out var why) ? reader.Text(why.Value, $"{key}.reason") : null;
        var issuer = entry.TryGetValue("issuer", out var by) ? _signers.Issuer(by.Value, $"{key}.issuer") : null;
        string[] named = [.. PolicyVocabulary.RevokedThings.Where(entry.ContainsKey)];
        if (named is not [var thing])
        {
            reader.Add(PolicyFindings.BadValue(reader.At(node), key, string.Join(" and ", named), "name exactly one of \"package\", \"key\" and \"identity\""));
            return null;
        }
        if (issuer is not null && thing != "identity")
            reader.Add(PolicyFindings.BadValue(reader.At(by!.Value), $"{key}.issuer", issuer, "only an identity has an issuer; take it out"));
        var value = entry[thing].Value;
        return thing switch
        {
            "package" => Digested(value, $"{key}.package", ["sha256", "sha512"]) is { } digest ? new RevokedEntry(RevokedKind.Package, digest.ToString(), null, reason, reader.At(node)) : null,
            "key" => _entries.Sha256(value, $"{key}.key", "the public key") is { } print ? new RevokedEntry(RevokedKind.Key, print.Hex, null, reason, reader.At(node)) : null,
            _ => _signers.Pattern(value, $"{key}.identity", "an identity") is { } identity ? new RevokedEntry(RevokedKind.Identity, identity, issuer, reason, reader.At(node)) : null,
        };
    }

    private Digest? Digested(PolicyNode node, string key, string[] algorithms)
    {
        if (reader.Text(node, key, "a digest such as \"sha256:…\"") is not { } text)
            return null;
        foreach (var algorithm in algorithms.Where(a => text.StartsWith($"{a}:", StringComparison.Ordinal)))
        {
            var hex = text[(algorithm.Length + 1)..];
            if (hex.Length == (algorithm == "sha256" ? 64 : 128) && hex.All(char.IsAsciiHexDigit))
                return Digest.Parse(algorithm, hex.ToLowerInvariant());
        }
        reader.Add(PolicyFindings.BadValue(reader.At(node), key, text, $"write {string.Join(" or ", algorithms.Select(a => a == "sha256" ? "sha256: and 64 hexadecimal digits" : "sha512: and 128"))}"));
        return null;
    }
}
