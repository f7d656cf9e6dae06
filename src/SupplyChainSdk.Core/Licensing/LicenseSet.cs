using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace SupplyChainSdk.Licensing;

/// <summary>A named set of licences that a policy may deny or allow as one (Licensing/Data/license-sets.json).</summary>
/// <param name="Name">Such as <c>copyleft-strong</c>.</param>
/// <param name="Reason">What its members have in common, in one sentence.</param>
/// <param name="Members">Canonical ids at exact versions, sorted by ordinal order; never a WITH form.</param>
public sealed record LicenseSet(string Name, string Reason, ImmutableArray<string> Members)
{
    private static readonly Lazy<FrozenDictionary<string, LicenseSet>> Loaded = new(Load);

    /// <summary>Every set by its name.</summary>
    public static FrozenDictionary<string, LicenseSet> All => Loaded.Value;

    private static FrozenDictionary<string, LicenseSet> Load()
    {
        using var document = JsonDocument.Parse(SpdxList.Resource("license-sets.json"));
        var sets = document.RootElement.GetProperty("sets").EnumerateArray().Select(Read).ToList();
        sets.Add(Computed("osi-approved", "Approved by the Open Source Initiative, as the SPDX list states it.", l => l.IsOsiApproved));
        sets.Add(Computed("fsf-libre", "Called free by the Free Software Foundation, as the SPDX list states it.", l => l.IsFsfLibre));
        return sets.ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);
    }

    private static LicenseSet Read(JsonElement set) => new(set.GetProperty("name").GetString()!, set.GetProperty("reason").GetString()!,
        Sorted(set.GetProperty("members").EnumerateArray().SelectMany(m => m.GetProperty("licenses").EnumerateArray()).Select(l => l.GetString()!)));

    private static LicenseSet Computed(string name, string reason, Func<SpdxLicense, bool> belongs) =>
        new(name, reason, Sorted(SpdxList.Licenses.Values.Where(l => !l.IsDeprecated && belongs(l)).Select(l => l.Id)));

    private static ImmutableArray<string> Sorted(IEnumerable<string> ids) =>
        [.. ids.Select(LicenseVersions.OwnVersion).Distinct().Order(StringComparer.Ordinal)];
}
