using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace SupplyChainSdk.Policy;

/// <summary>Turns the JSON of one policy file into a <see cref="PolicyFile"/>; each section has a reader of its own.</summary>
internal sealed class PolicyReader(string path, string name, PolicyText text, LicenseVocabulary licenses)
{
    private const int LongestText = 2000;
    private const int MostDays = 3650;
    private const int MostItems = 10_000;
    private const int MostFindings = 100;
    private readonly List<Finding> _findings = [];

    public LicenseVocabulary Licenses => licenses;

    public (PolicyFile? File, ImmutableArray<Finding> Findings) Read(PolicyNode node)
    {
        if (IsNewer(node))
            return (null, Sorted());
        var root = Object(node, "", PolicyVocabulary.Root);
        if (root is null)
            return (null, Sorted());
        CheckVersion(node, root);
        if (root.TryGetValue("$schema", out var schema))
            Text(schema.Value, "$schema");
        var file = new PolicyFile(path, name)
        {
            Extends = root.TryGetValue("extends", out var extends) ? Extends(extends.Value) : null,
            Delegations = root.TryGetValue("delegate", out var delegated) ? Delegations(delegated.Value) : [],
            Lock = root.TryGetValue("lock", out var locked) ? new IntegritySectionReader(this).ReadLock(locked.Value) : null,
            Integrity = root.TryGetValue("integrity", out var integrity) ? new IntegritySectionReader(this).Read(integrity.Value, path, name) : null,
            Signatures = root.TryGetValue("signatures", out var signatures) ? new SignatureSectionReader(this).Read(signatures.Value) : null,
            Publishers = root.TryGetValue("publishers", out var publishers) ? new PublisherSectionReader(this).Read(publishers.Value) : null,
            Provenance = root.TryGetValue("provenance", out var provenance) ? new ProvenanceSectionReader(this, name).Read(provenance.Value) : null,
            Trust = root.TryGetValue("trust", out var trust) ? new TrustSectionReader(this).Read(trust.Value) : null,
            Source = root.TryGetValue("source", out var source) ? new SignedSourceSectionReader(this).Read(source.Value) : null,
            Licenses = root.TryGetValue("licenses", out var section) ? new LicenseSectionReader(this).Read(section.Value) : null,
        };
        return _findings.Count == 0 ? (file, []) : (null, Sorted());
    }

    /// <summary>Enough was found: what is read from here on adds nothing that is shown.</summary>
    public bool IsFull => _findings.Count >= MostFindings;

    public void Add(Finding finding) => _findings.Add(finding);

    public Location At(int offset)
    {
        var (line, column) = text.At(offset);
        return new Location(path, line, column);
    }

    public Location At(PolicyNode node) => At(node.Offset);

    /// <summary>The members of an object by name; null, with a finding, when the value is something else.</summary>
    public Dictionary<string, PolicyMember>? Object(PolicyNode node, string key, PolicyNames names)
    {
        if (node.Kind != JsonValueKind.Object)
        {
            _findings.Add(PolicyFindings.WrongType(At(node), key.Length == 0 ? name : key, "an object ({ … })", Kind(node)));
            return null;
        }
        var members = new Dictionary<string, PolicyMember>(StringComparer.Ordinal);
        foreach (var member in node.Members)
        {
            if (IsFull)
                break;
            var memberKey = Key(key, member.Name);
            if (members.TryGetValue(member.Name, out var first))
                _findings.Add(PolicyFindings.DuplicateName(At(member.Offset), memberKey, member.Name, At(first.Offset).Line));
            else if (names.Known.Contains(member.Name))
                members.Add(member.Name, member);
            else if (names.Later.Contains(member.Name))
                _findings.Add(PolicyFindings.NeedsNewer(At(member.Offset), memberKey, $"\"{member.Name}\""));
            else
                _findings.Add(PolicyFindings.UnknownName(At(member.Offset), memberKey, member.Name, key.Length == 0 ? "a policy file" : $"\"{key}\"",
                    NearestName.Of(member.Name, names.All), names.Known));
        }
        return members;
    }

    /// <summary>A string that says something; null, with a finding, for anything else.</summary>
    public string? Text(PolicyNode node, string key, string expected = "text")
    {
        if (node.Kind != JsonValueKind.String)
            _findings.Add(PolicyFindings.WrongType(At(node), key, expected, Kind(node)));
        else if (string.IsNullOrWhiteSpace(node.Text))
            _findings.Add(PolicyFindings.BadValue(At(node), key, node.Text, $"it takes {expected}, and this is blank"));
        else if (node.Text.Length > LongestText)
            _findings.Add(PolicyFindings.BadValue(At(node), key, node.Text,
                string.Create(CultureInfo.InvariantCulture, $"it has {node.Text.Length} characters, and {LongestText} are the most")));
        else
            return node.Text;
        return null;
    }

    /// <summary>One of a few values; null when it is absent, or wrong (with a finding).</summary>
    public Setting<T>? Choice<T>(Dictionary<string, PolicyMember> members, string section, string property, PolicyNames values, Func<string, T> value)
    {
        if (!members.TryGetValue(property, out var member))
            return null;
        var key = Key(section, property);
        if (Text(member.Value, key, string.Join(", ", values.Known.Select(v => $"\"{v}\""))) is not { } found)
            return null;
        if (values.Known.Contains(found))
            return new Setting<T>(value(found), At(member.Value));
        _findings.Add(values.Later.Contains(found)
            ? PolicyFindings.NeedsNewer(At(member.Value), key, $"\"{key}\": \"{found}\"")
            : PolicyFindings.UnknownValue(At(member.Value), key, found, NearestName.Of(found, values.All), values.Known));
        return null;
    }

    public Setting<Enforce>? Enforcement(Dictionary<string, PolicyMember> members, string section, string property = "enforce") =>
        Choice(members, section, property, PolicyVocabulary.EnforceValues,
            text => text switch { "error" => Enforce.Error, "warning" => Enforce.Warning, _ => Enforce.Off });

    /// <summary>True or false; false when it is absent, null when it is wrong (with a finding).</summary>
    public bool? Flag(Dictionary<string, PolicyMember> members, string section, string property)
    {
        if (!members.TryGetValue(property, out var member))
            return false;
        if (member.Value.Kind is JsonValueKind.True or JsonValueKind.False)
            return member.Value.Kind == JsonValueKind.True;
        _findings.Add(PolicyFindings.WrongType(At(member.Value), Key(section, property), "true or false", Kind(member.Value)));
        return null;
    }

    public ImmutableArray<PolicyNode> List(PolicyNode node, string key, string expected)
    {
        if (node.Kind != JsonValueKind.Array)
            _findings.Add(PolicyFindings.WrongType(At(node), key, expected, Kind(node)));
        else if (node.Items.Length > MostItems)
            _findings.Add(PolicyFindings.BadValue(At(node), key, "[ … ]",
                string.Create(CultureInfo.InvariantCulture, $"it has {node.Items.Length} items, and {MostItems} are the most")));
        else
            return node.Items;
        return [];
    }

    public static string Key(string section, string property) => section.Length == 0 ? property : $"{section}.{property}";

    // A file of a newer version has names that this one cannot judge: nothing else is said about it.
    private bool IsNewer(PolicyNode node)
    {
        var version = node.Members.IsDefaultOrEmpty ? null : node.Members.FirstOrDefault(m => m.Name == "version")?.Value;
        if (version is not { Kind: JsonValueKind.Number } || version.Text.AsSpan().ContainsAnyExceptInRange('0', '9')
            || version.Text == "0" || version.Text == VersionText)
            return false;
        var shown = version.Text.Length <= 20 ? version.Text : "that";
        _findings.Add(PolicyFindings.NeedsNewer(At(version), "version", $"A policy file of version {shown} (this reads version {VersionText})"));
        return true;
    }

    private static string VersionText => PolicyFile.Version.ToString(CultureInfo.InvariantCulture);

    private void CheckVersion(PolicyNode node, Dictionary<string, PolicyMember> root)
    {
        if (!root.TryGetValue("version", out var version))
            _findings.Add(PolicyFindings.Missing(At(node), "version", $"\"version\": {VersionText}"));
        else if (version.Value.Kind != JsonValueKind.Number)
            _findings.Add(PolicyFindings.WrongType(At(version.Value), "version", $"the number {VersionText}", Kind(version.Value)));
        else if (version.Value.Text != VersionText)
            _findings.Add(PolicyFindings.BadValue(At(version.Value), "version", version.Value.Text, $"write {VersionText}"));
    }

    private Setting<string>? Extends(PolicyNode node) => RelativePath(node, "extends", "the relative path of a policy file", "../policy/supplychain.json");

    /// <summary>A path relative to the file, which may go up: whether it leaves the repository is known where files are found.</summary>
    public Setting<string>? RelativePath(PolicyNode node, string key, string expected, string example)
    {
        if (Text(node, key, expected) is not { } value)
            return null;
        if (!value.StartsWith('/') && !value.AsSpan().ContainsAny('\\', ':', '\0'))
            return new Setting<string>(value, At(node));
        _findings.Add(PolicyFindings.BadValue(At(node), key, value, $"write a path relative to this file, with '/', such as {example}"));
        return null;
    }

    private ImmutableArray<Setting<Delegation>> Delegations(PolicyNode node)
    {
        if (Object(node, "delegate", PolicyVocabulary.Delegate) is not { } members)
            return [];
        var delegations = ImmutableArray.CreateBuilder<Setting<Delegation>>();
        foreach (var member in members.Values)
        {
            var key = $"delegate[\"{member.Name}\"]";
            if (Days(member.Value, key) is { } days)
                delegations.Add(new Setting<Delegation>(new Delegation(member.Name, days), At(member.Value)));
        }
        return delegations.ToImmutable();
    }

    /// <summary>A number of days such as <c>90d</c>.</summary>
    public int? Days(PolicyNode node, string key)
    {
        if (Text(node, key, "a number of days such as \"90d\"") is not { } value)
            return null;
        if (value.Length is >= 2 and <= 5 && value[^1] == 'd' && value[0] != '0'
            && int.TryParse(value.AsSpan(0, value.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= MostDays)
            return days;
        _findings.Add(PolicyFindings.BadValue(At(node), key, value,
            string.Create(CultureInfo.InvariantCulture, $"write a number of days from \"1d\" to \"{MostDays}d\"")));
        return null;
    }

    private ImmutableArray<Finding> Sorted() => [.. _findings.OrderBy(f => f.Location!.Line).ThenBy(f => f.Location!.Column).Take(MostFindings)];

    public static string Kind(PolicyNode node) => node.Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
