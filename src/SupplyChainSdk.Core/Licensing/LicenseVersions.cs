using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace SupplyChainSdk.Licensing;

/// <summary>
/// Which licences a name lets the user choose from: <c>GPL-2.0-or-later</c> is <c>GPL-2.0-only</c> or <c>GPL-3.0-only</c>,
/// <c>Apache-1.1+</c> is <c>Apache-1.1</c> or <c>Apache-2.0</c>. A version that the list does not have cannot be chosen.
/// </summary>
internal static class LicenseVersions
{
    private static readonly Lazy<FrozenDictionary<string, Member>> Members = new(Load);

    /// <summary>The canonical names of the concrete licences behind one name, the lowest version first; never empty.</summary>
    /// <param name="license">A <see cref="LicenseId"/>, <see cref="LicenseReference"/> or <see cref="LicenseWith"/>.</param>
    public static ImmutableArray<string> Choices(LicenseExpression license) => license switch
    {
        LicenseId id => Choices(id),
        LicenseReference reference => [reference.ToString()],
        LicenseWith with => [.. Choices(with.License).Select(c => $"{c} WITH {with.Exception}")],
        _ => throw new ArgumentException("Not a single licence.", nameof(license)),
    };

    private static ImmutableArray<string> Choices(LicenseId license)
    {
        var isOrLater = license.IsOrLater || license.Id.EndsWith("-or-later", StringComparison.Ordinal);
        if (!Members.Value.TryGetValue(license.Id, out var member))
            return [license.Id];
        return isOrLater
            ? [.. member.Family.Where(m => Compare(m.Version, member.Version) >= 0).Select(m => m.Choice)]
            : [member.Choice];
    }

    /// <summary>The licence at exactly the version of the id: <c>GPL-2.0-only</c> for <c>GPL-2.0-or-later</c>.</summary>
    internal static string OwnVersion(string id) => Members.Value.TryGetValue(id, out var member) ? member.Choice : id;

    private static FrozenDictionary<string, Member> Load()
    {
        var members = new Dictionary<string, Member>(StringComparer.OrdinalIgnoreCase);
        var families = new Dictionary<string, List<Version>>(StringComparer.Ordinal);
        foreach (var license in SpdxList.Licenses.Values.Where(l => !l.IsDeprecated).OrderBy(l => l.Id, StringComparer.Ordinal))
        {
            if (Split(Bare(license.Id)) is not var (family, version))
                continue;
            if (!families.TryGetValue(family, out var versions))
                families.Add(family, versions = []);
            var only = Bare(license.Id) + "-only";
            var choice = SpdxList.Licenses.ContainsKey(only) ? only : license.Id;
            if (!versions.Exists(v => v.Choice == choice))
                versions.Add(new Version(version, choice));
            members.Add(license.Id, new Member(choice, version, versions));
        }
        foreach (var versions in families.Values)
            versions.Sort((a, b) => Compare(a.Text, b.Text));
        return members.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static string Bare(string id) =>
        id.EndsWith("-only", StringComparison.Ordinal) ? id[..^"-only".Length]
        : id.EndsWith("-or-later", StringComparison.Ordinal) ? id[..^"-or-later".Length] : id;

    // A family is the ids that are the same but for their dotted version number: CC-BY-3.0-DE is not a version of CC-BY-3.0.
    private static (string Family, string Version)? Split(string id)
    {
        var parts = id.Split('-');
        var at = Array.FindIndex(parts, IsVersion);
        if (at < 1)
            return null;
        var version = parts[at];
        parts[at] = "*";
        return (string.Join('-', parts), version);
    }

    private static bool IsVersion(string part)
    {
        var digits = part.Length > 1 && char.IsAsciiLetterLower(part[^1]) ? part[..^1] : part;
        var numbers = digits.Split('.');
        return numbers.Length > 1 && numbers.All(n => n.Length is > 0 and < 6 && n.All(char.IsAsciiDigit));
    }

    private static int Compare(string a, string b)
    {
        var left = Key(a);
        var right = Key(b);
        for (var i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            var order = left.ElementAtOrDefault(i).CompareTo(right.ElementAtOrDefault(i));
            if (order != 0)
                return order;
        }
        return 0;
    }

    // 1.3c is [1, 3, 0, 'c']: four numbers, then the letter.
    private static int[] Key(string version)
    {
        var letter = char.IsAsciiLetterLower(version[^1]) ? version[^1] : '\0';
        var key = new int[5];
        var numbers = version.TrimEnd(letter).Split('.');
        for (var i = 0; i < Math.Min(numbers.Length, 4); i++)
            key[i] = int.Parse(numbers[i], CultureInfo.InvariantCulture);
        key[4] = letter;
        return key;
    }

    private sealed record Version(string Text, string Choice);

    private sealed record Member(string Choice, string Version, List<Version> Versions)
    {
        public IEnumerable<(string Version, string Choice)> Family => Versions.Select(v => (v.Text, v.Choice));
    }
}
