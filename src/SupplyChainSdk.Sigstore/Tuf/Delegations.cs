using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>A role that is trusted with some target paths.</summary>
/// <param name="Name">As it stands in metadata; any text.</param>
/// <param name="Keys">Who signs for it, by the word of this delegator.</param>
/// <param name="Terminating">For a path that it is trusted with, nobody after it is asked.</param>
internal sealed record DelegatedRole(string Name, RoleKeys Keys, bool Terminating);

/// <summary>The roles that a targets role delegates to: a list, or hash bins that are described in one line (TAP 15).</summary>
internal sealed class Delegations
{
    private readonly ImmutableArray<(DelegatedRole Role, ImmutableArray<string> Patterns, ImmutableArray<string> HashPrefixes)> _roles;
    private readonly HashBins? _bins;

    private Delegations(ImmutableArray<(DelegatedRole, ImmutableArray<string>, ImmutableArray<string>)> roles, HashBins? bins) => (_roles, _bins) = (roles, bins);

    /// <summary>Reads <c>delegations</c>.</summary>
    public static Delegations Read(TufJson json)
    {
        var keys = RoleKeys.ReadKeys(json.Member("keys"));
        var roles = json.Optional("roles");
        var bins = json.Optional("succinct_roles");
        if (roles is null == bins is null)
            throw json.Malformed("needs exactly one of 'roles' and 'succinct_roles'");
        return bins is { } succinct ? new Delegations([], HashBins.Read(succinct, keys)) : new Delegations(ReadRoles(roles!.Value, keys), null);
    }

    /// <summary>The roles that are trusted with a target path, in order.</summary>
    public ImmutableArray<DelegatedRole> For(string path)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)));
        return _bins is { } bins
            ? [bins.For(hash)]
            : [.. _roles
                .Where(role => role.Patterns.Any(pattern => PathPattern.Matches(pattern, path))
                    || role.HashPrefixes.Any(prefix => hash.StartsWith(prefix, StringComparison.Ordinal)))
                .Select(role => role.Role)];
    }

    private static ImmutableArray<(DelegatedRole, ImmutableArray<string>, ImmutableArray<string>)> ReadRoles(TufJson json, Dictionary<string, TufKey> keys)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var roles = ImmutableArray.CreateBuilder<(DelegatedRole, ImmutableArray<string>, ImmutableArray<string>)>();
        foreach (var item in json.Items())
        {
            var role = new DelegatedRole(RoleName.Require(item.Member("name")), RoleKeys.Read(item, keys), item.Optional("terminating")?.Boolean() ?? false);
            if (!names.Add(role.Name))
                throw item.Malformed($"delegates to {ForeignText.Quote(role.Name)} a second time");
            var patterns = item.Optional("paths");
            var prefixes = item.Optional("path_hash_prefixes");
            if (patterns is not null && prefixes is not null)
                throw item.Malformed("has both 'paths' and 'path_hash_prefixes'");
            // Neither: the role is trusted with nothing.
            roles.Add((role, patterns?.Texts() ?? [], prefixes?.Texts() ?? []));
        }
        return roles.ToImmutable();
    }

    /// <summary>2^n roles with the same keys; the first n bits of a path's hash say which.</summary>
    private sealed record HashBins(RoleKeys Keys, int BitLength, string NamePrefix)
    {
        private const int MaxBits = 32;

        public static HashBins Read(TufJson json, Dictionary<string, TufKey> keys)
        {
            var bits = json.Member("bit_length");
            var length = bits.Number(1);
            if (length > MaxBits)
                throw bits.Malformed($"is more than {MaxBits}");
            return new HashBins(RoleKeys.Read(json, keys), (int)length, RoleName.Require(json.Member("name_prefix")));
        }

        public DelegatedRole For(string hash)
        {
            var bin = uint.Parse(hash.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) >> (MaxBits - BitLength);
            var digits = (BitLength + 3) / 4;
            return new DelegatedRole($"{NamePrefix}-{bin.ToString("x" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)}", Keys, Terminating: true);
        }
    }
}
