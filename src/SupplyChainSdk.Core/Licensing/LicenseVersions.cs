using System.Collections.Immutable;
using System.Globalization;

namespace SupplyChainSdk.Licensing;

/// <summary>
/// Which licences a name lets the user choose from: <c>GPL-2.0-or-later</c> is <c>GPL-2.0-only</c> or <c>GPL-3.0-only</c>,
/// <c>Apache-1.1+</c> is <c>Apache-1.1</c> or <c>Apache-2.0</c>. A version that the list does not have cannot be chosen.
/// </summary>
internal static class LicenseVersions
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    private static readonly Lazy<Dictionary<string, Member>> Members = new(Load);

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
            ? [.. member.Family.Where(v => Compare(v.Text, member.Version) >= 0).Select(v => v.Choice)]
            : [member.Choice];
    }

    /// <summary>The licence at exactly the version of the id: <c>GPL-2.0-only</c> for <c>GPL-2.0-or-later</c>.</summary>
    internal static string OwnVersion(string id) => Members.Value.TryGetValue(id, out var member) ? member.Choice : id;

    private static Dictionary<string, Member> Load()
    {
        var members = new Dictionary<string, Member>(StringComparer.OrdinalIgnoreCase);
        var families = new Dictionary<string, List<Version>>(StringComparer.Ordinal);
        foreach (var license in SpdxList.Licenses.Values)
        {
            var bare = Bare(license.Id);
            if (license.IsDeprecated || Split(bare, out var family) is not { } version)
                continue;
            if (!families.TryGetValue(family, out var versions))
                families.Add(family, versions = []);
            var choice = SpdxList.Licenses.TryGetValue(bare + "-only", out var only) ? only.Id : license.Id;
            if (!versions.Exists(v => v.Choice == choice))
                versions.Add(new Version(version, choice));
            members.Add(license.Id, new Member(choice, version, versions));
        }
        foreach (var versions in families.Values)
            versions.Sort((a, b) => Compare(a.Text, b.Text));
        return members;
    }

    private static string Bare(string id) =>
        id.EndsWith("-only", StringComparison.Ordinal) ? id[..^"-only".Length]
        : id.EndsWith("-or-later", StringComparison.Ordinal) ? id[..^"-or-later".Length] : id;

    // A family is the ids that are the same but for their dotted version number: CC-BY-3.0-DE is not a version of CC-BY-3.0.
    private static string? Split(string id, out string family)
    {
        var parts = id.Split('-');
        for (var at = 1; at < parts.Length; at++)
        {
            if (!IsVersion(parts[at]))
                continue;
            var version = parts[at];
            parts[at] = "*";
            family = string.Join('-', parts);
            return version;
        }
        family = id;
        return null;
    }

    // Digits and dots, at least one dot, perhaps a letter at the end: 2.0, 1.0.5, 1.3a.
    private static bool IsVersion(string part)
    {
        var digits = part.AsSpan().TrimEnd(Letters);
        return digits.Length > 2 && part.Length - digits.Length < 2 && digits.Contains('.') && !digits.ContainsAnyExcept("0123456789.");
    }

    private static int Compare(string a, string b)
    {
        var left = a.Split('.');
        var right = b.Split('.');
        for (var i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            var order = ComparePart(i < left.Length ? left[i] : "0", i < right.Length ? right[i] : "0");
            if (order != 0)
                return order;
        }
        return 0;
    }

    // By number, then by the letter: 2 < 10, 3a < 3c.
    private static int ComparePart(string a, string b)
    {
        var left = int.Parse(a.AsSpan().TrimEnd(Letters), NumberStyles.None, CultureInfo.InvariantCulture);
        var right = int.Parse(b.AsSpan().TrimEnd(Letters), NumberStyles.None, CultureInfo.InvariantCulture);
        return left != right ? left.CompareTo(right) : string.CompareOrdinal(a, b);
    }

    private sealed record Version(string Text, string Choice);

    private sealed record Member(string Choice, string Version, List<Version> Family);
}
