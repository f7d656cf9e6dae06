using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>Reads the <c>licenses</c> section of a policy file.</summary>
internal sealed class LicenseSectionReader(PolicyReader reader)
{
    private const string Section = "licenses";
    private readonly PolicyEntries _entries = new(reader);

    public LicenseSection? Read(PolicyNode node)
    {
        if (reader.Object(node, Section, PolicyVocabulary.Licenses) is not { } members)
            return null;
        return new LicenseSection(
            reader.At(node),
            reader.Enforcement(members, Section),
            members.TryGetValue("deny", out var deny) ? Terms(deny.Value, "licenses.deny") : [],
            members.TryGetValue("allow", out var allow) ? Allow(allow.Value) : null,
            reader.Enforcement(members, Section, "unknown"),
            reader.Choice(members, Section, "scope", PolicyVocabulary.ScopeValues, text => text == "all" ? LicenseScope.All : LicenseScope.Shipped),
            _entries.Of(members, Section, "clarify", PolicyVocabulary.Clarification, Clarification),
            _entries.Of(members, Section, "exceptions", PolicyVocabulary.LicenseException, Exception))
        {
            TextScore = members.TryGetValue("textScore", out var score) ? TextScore(score.Value) : null,
        };
    }

    // Never below the built-in one, so that a nearer file can only be stricter.
    private Setting<int>? TextScore(PolicyNode node)
    {
        const string Key = "licenses.textScore";
        if (node.Kind != System.Text.Json.JsonValueKind.Number)
            reader.Add(PolicyFindings.WrongType(reader.At(node), Key, "a number from 95 to 100", PolicyReader.Kind(node)));
        else if (node.Text is "95" or "96" or "97" or "98" or "99" or "100")
            return new Setting<int>(int.Parse(node.Text, System.Globalization.CultureInfo.InvariantCulture), reader.At(node));
        else
            reader.Add(PolicyFindings.BadValue(reader.At(node), Key, node.Text, "write a whole number from 95 to 100: the hundredths of its words that a text has in common with a licence"));
        return null;
    }

    private ImmutableArray<Setting<string>>? Allow(PolicyNode node)
    {
        var terms = Terms(node, "licenses.allow");
        if (node.Kind == System.Text.Json.JsonValueKind.Array && node.Items.IsEmpty)
            reader.Add(PolicyFindings.NothingAllowed(reader.At(node), "the list is empty"));
        return terms;
    }

    private ImmutableArray<Setting<string>> Terms(PolicyNode node, string key)
    {
        var terms = ImmutableArray.CreateBuilder<Setting<string>>();
        foreach (var item in reader.List(node, key, "a list of licences"))
        {
            if (reader.IsFull)
                break;
            if (Term(item, key) is { } term)
                terms.Add(new Setting<string>(term, reader.At(item)));
        }
        return terms.ToImmutable();
    }

    private string? Term(PolicyNode node, string key) => Licence(node, key, "a licence", reader.Licenses.Term);

    private string? Licence(PolicyNode node, string key, string expected, Func<string, (bool Ok, ImmutableArray<string> Nearest)> check)
    {
        if (reader.Text(node, key, expected) is not { } text)
            return null;
        if (check(text) is (false, var nearest))
        {
            reader.Add(PolicyFindings.UnknownLicense(reader.At(node), $"{key} {text}", text, nearest));
            return null;
        }
        return text;
    }

    private LicenseClarification? Clarification(PolicyNode node, string key, Dictionary<string, PolicyMember> entry)
    {
        var package = Package(node, key, entry);
        var expression = _entries.Required(node, key, entry, "expression", "\"expression\": \"MIT\"") is { } value
            ? Licence(value, $"{key}.expression", "an SPDX expression", reader.Licenses.Expression) : null;
        var reason = _entries.RequiredText(node, key, entry, "reason", "\"reason\": \"…\": how it is known");
        var file = entry.TryGetValue("file", out var fileMember) ? PackageFile(fileMember.Value, $"{key}.file") : null;
        var sha256 = entry.TryGetValue("sha256", out var hashMember) ? _entries.Sha256(hashMember.Value, $"{key}.sha256") : null;
        if (fileMember is not null && hashMember is null)
            reader.Add(PolicyFindings.Missing(reader.At(node), $"{key}.sha256", "the SHA-256 of that file: another text under the same name may be another licence"));
        if (hashMember is not null && fileMember is null)
            reader.Add(PolicyFindings.Missing(reader.At(node), $"{key}.file", "the file inside the package that has this SHA-256"));
        var expires = entry.TryGetValue("expires", out var dateMember) ? _entries.Date(dateMember.Value, $"{key}.expires") : null;
        return package is null || expression is null || reason is null
            ? null
            : new LicenseClarification(package, expression, file, sha256, reason, reader.At(node), expires);
    }

    private LicenseExceptionEntry? Exception(PolicyNode node, string key, Dictionary<string, PolicyMember> entry)
    {
        var package = Package(node, key, entry);
        var license = entry.TryGetValue("license", out var member) ? Term(member.Value, $"{key}.license") : null;
        var reason = _entries.RequiredText(node, key, entry, "reason", "\"reason\": \"…\": why it is acceptable");
        var owner = _entries.RequiredText(node, key, entry, "owner", "\"owner\": \"…\": who answers for it");
        var expires = _entries.Required(node, key, entry, "expires", "\"expires\": \"YYYY-MM-DD\": the last day on which it counts") is { } date
            ? _entries.Date(date, $"{key}.expires") : null;
        return package is null || reason is null || owner is null || expires is null
            ? null
            : new LicenseExceptionEntry(package, license, reason, owner, expires.Value, reader.At(node));
    }

    private PackageSelector? Package(PolicyNode node, string key, Dictionary<string, PolicyMember> entry)
    {
        var versions = entry.TryGetValue("version", out var range) ? Versions(range.Value, $"{key}.version") : null;
        if (_entries.Required(node, key, entry, "package", "\"package\": \"Package.Id\"") is not { } member
            || reader.Text(member, $"{key}.package", "a package id") is not { } id)
            return null;
        if (PackageId.IsValidId(id))
            return new PackageSelector(id, versions);
        reader.Add(PolicyFindings.BadValue(reader.At(member), $"{key}.package", id, "write one package id; a pattern would let through what nobody has looked at"));
        return null;
    }

    private string? Versions(PolicyNode node, string key)
    {
        if (reader.Text(node, key, "a version range such as \"[1.0,2.0)\"") is not { } text)
            return null;
        // NuGet reads a bare 1.0 as "1.0 or any later", which is more than who writes it here means.
        if (text[0] is not ('[' or '('))
            reader.Add(PolicyFindings.BadValue(reader.At(node), key, text, $"write a range with brackets: [{text}] for this version alone, [1.0,2.0) for several"));
        else if (NormalizedRange(text) is { } range)
            return range;
        else
            reader.Add(PolicyFindings.BadValue(reader.At(node), key, text, "that is not a NuGet version range; write for example [1.0,2.0)"));
        return null;
    }

    // NuGet.Versioning comes from the .NET SDK; not inlined, so that nothing asks for it where no policy has a range.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? NormalizedRange(string text) =>
        NuGet.Versioning.VersionRange.TryParse(text, allowFloating: false, out var range) ? range.ToNormalizedString() : null;

    private string? PackageFile(PolicyNode node, string key)
    {
        if (reader.Text(node, key, "the path of a file inside the package") is not { } path)
            return null;
        if (!path.AsSpan().ContainsAny('\\', ':', '\0') && path.Split('/').All(part => part is not ("" or "." or "..")))
            return path;
        reader.Add(PolicyFindings.BadValue(reader.At(node), key, path, "write the path inside the package with '/', such as LICENSE.txt"));
        return null;
    }
}
