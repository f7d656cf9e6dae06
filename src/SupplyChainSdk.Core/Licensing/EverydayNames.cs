using System.Collections.Immutable;
using System.Text.RegularExpressions;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Licensing;

/// <summary>
/// What people write for a licence whose id they do not know: <c>Apache License 2.0</c>, <c>GPLv3</c>, <c>BSD</c>. Only for suggestions: nothing is ever
/// judged by such a name, since several of them stand for more than one licence.
/// </summary>
internal static partial class EverydayNames
{
    // What neither an id nor a full name of the list says, but for words that Bare leaves out. The ids in the order of preference.
    private static readonly ImmutableArray<(string Names, string Ids)> Curated =
    [
        ("AGPL|Affero GPL", "AGPL-3.0-only AGPL-3.0-or-later"),
        ("Apache|ASL|ASL 2", "Apache-2.0"),
        ("Boost|Boost Software", "BSL-1.0"),
        ("BSD", "BSD-3-Clause BSD-2-Clause"),
        ("BSD 2|2-clause BSD|Simplified BSD|FreeBSD", "BSD-2-Clause"),
        ("BSD 3|3-clause BSD|New BSD|Modified BSD|Revised BSD", "BSD-3-Clause"),
        ("CC0", "CC0-1.0"),
        ("CDDL", "CDDL-1.0 CDDL-1.1"),
        ("EPL|Eclipse Public", "EPL-2.0 EPL-1.0"),
        ("Expat|MIT X11|X11 MIT", "MIT"),
        ("GPL", "GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later"),
        ("LGPL", "LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0-only LGPL-3.0-or-later"),
        ("Microsoft Public", "MS-PL"),
        ("MPL|Mozilla Public", "MPL-2.0 MPL-1.1"),
    ];

    private static readonly Lazy<Dictionary<string, ImmutableArray<string>>> Known = new(Load);

    /// <summary>The ids that a name stands for; empty when it is none of them.</summary>
    public static ImmutableArray<string> Of(string text) => Known.Value.TryGetValue(Bare(text), out var ids) ? ids : [];

    /// <summary>The same for a misspelt one.</summary>
    public static ImmutableArray<string> Nearest(string text) =>
        NearestName.Of(Bare(text), Known.Value.Keys.Order(StringComparer.Ordinal)) is { } near ? Known.Value[near] : [];

    private static Dictionary<string, ImmutableArray<string>> Load()
    {
        var known = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var (names, ids) in Curated)
        {
            foreach (var name in names.Split('|'))
                known.Add(Bare(name), [.. ids.Split(' ')]);
        }
        foreach (var license in SpdxList.Licenses.Values.OrderBy(l => l.IsDeprecated).ThenBy(l => l.Id, StringComparer.Ordinal))
        {
            known.TryAdd(Bare(license.Id), Ids(license));
            known.TryAdd(Bare(license.Name), Ids(license));
        }
        return known;
    }

    // "GPL 3" does not say whether later versions are meant as well; the list reads its deprecated GPL-3.0 as the one without them.
    private static ImmutableArray<string> Ids(SpdxLicense license) => license.Successor switch
    {
        null => [license.Id],
        var only when only.EndsWith("-only", StringComparison.Ordinal) => [only, $"{only[..^"-only".Length]}-or-later"],
        var other => [other],
    };

    // Apache License, Version 2.0 = apache-2 = Apache 2.0
    private static string Bare(string text)
    {
        var bare = Separator().Replace(text.ToUpperInvariant(), " ");
        bare = Filler().Replace(bare, " ");
        bare = GeneralPublic().Replace(bare, "GPL");
        bare = LesserGpl().Replace(bare, "LGPL");
        bare = BeforeNumber().Replace(bare, "");
        bare = PointZero().Replace(bare, "");
        return bare.Replace(" ", "", StringComparison.Ordinal);
    }

    [GeneratedRegex("[^A-Z0-9.]+")]
    private static partial Regex Separator();

    [GeneratedRegex(@"\b(THE|GNU|LICEN[CS]E|VERSION)\b")]
    private static partial Regex Filler();

    [GeneratedRegex(@"\bGENERAL +PUBLIC\b")]
    private static partial Regex GeneralPublic();

    [GeneratedRegex(@"\b(LESSER|LIBRARY) +GPL\b")]
    private static partial Regex LesserGpl();

    [GeneratedRegex(@"V\.? *(?=[0-9])")]
    private static partial Regex BeforeNumber();

    [GeneratedRegex(@"(?<=[0-9])(\.0)+(?![0-9.])")]
    private static partial Regex PointZero();
}
