using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Text.Json;

namespace SupplyChainSdk.Licensing;

/// <summary>A named set of licences that a policy may deny or allow as one (Licensing/Data/license-sets.json).</summary>
/// <param name="Name">Such as <c>copyleft-strong</c>.</param>
/// <param name="Reason">What its members have in common, in one sentence.</param>
/// <param name="Members">Canonical ids at exact versions, sorted by ordinal order; never a WITH form.</param>
public sealed record LicenseSet(string Name, string Reason, ImmutableArray<string> Members)
{
    private static readonly Lazy<ReadOnlyDictionary<string, LicenseSet>> Loaded = new(Load);

    /// <summary>Every set by its name.</summary>
    public static ReadOnlyDictionary<string, LicenseSet> All => Loaded.Value;

    private static ReadOnlyDictionary<string, LicenseSet> Load()
    {
        var sets = new Dictionary<string, LicenseSet>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(SpdxList.Resource("license-sets.json"));
        foreach (var set in document.RootElement.GetProperty("sets").EnumerateArray())
        {
            var members = new List<string>();
            foreach (var group in set.GetProperty("members").EnumerateArray())
            {
                foreach (var license in group.GetProperty("licenses").EnumerateArray())
                    members.Add(license.GetString()!);
            }
            Add(set.GetProperty("name").GetString()!, set.GetProperty("reason").GetString()!, members);
        }
        var current = SpdxList.Licenses.Values.Where(l => !l.IsDeprecated).ToList();
        Add("osi-approved", "Approved by the Open Source Initiative, as the SPDX list states it.", current.Where(l => l.IsOsiApproved).Select(l => l.Id));
        Add("fsf-libre", "Called free by the Free Software Foundation, as the SPDX list states it.", current.Where(l => l.IsFsfLibre).Select(l => l.Id));
        return sets.AsReadOnly();

        void Add(string name, string reason, IEnumerable<string> ids) => sets.Add(name, new LicenseSet(name, reason, Sorted(ids)));
    }

    private static ImmutableArray<string> Sorted(IEnumerable<string> ids) =>
        [.. ids.Select(LicenseVersions.OwnVersion).Distinct().Order(StringComparer.Ordinal)];
}
