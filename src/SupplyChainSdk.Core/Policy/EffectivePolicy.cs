using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>A value of the policy and the place that it comes from.</summary>
/// <param name="Value">The value.</param>
/// <param name="Origin">The file, line and column that set it; null for the built-in default.</param>
public sealed record Setting<T>(T Value, Location? Origin);

/// <summary>What all policy files that apply to a project say together: the strictest of each (docs/policy.md).</summary>
/// <param name="Files">Absolute paths of the files that were composed, outermost first. Empty: no policy.</param>
/// <param name="Probed">Every path that was looked at, whether or not a file was there: a file that appears there later changes the policy.</param>
/// <param name="Digest">SHA-256 of the canonical form of the effective policy (docs/policy.md, "The digest"); neither a comment nor the place of a policy file enters it.</param>
/// <param name="Lock">How the lock gate enforces; error unless a file says otherwise.</param>
/// <param name="Integrity">How the integrity gate enforces; error unless a file says otherwise.</param>
/// <param name="Licenses">The licence rules; null when no file has the section.</param>
public sealed record EffectivePolicy(
    ImmutableArray<string> Files,
    ImmutableArray<string> Probed,
    Digest Digest,
    Setting<Enforce> Lock,
    Setting<Enforce> Integrity,
    LicenseRules? Licenses)
{
    /// <summary>When locked packages are compared with their sources.</summary>
    public Setting<AgainstSource> AgainstSource { get; init; } = new(Policy.AgainstSource.Release, null);

    /// <summary>Which files of packages are compared.</summary>
    public Setting<FileScope> FileScope { get; init; } = new(Policy.FileScope.Used, null);

    /// <summary>Those that are compared: where the gate is off, nobody asks for more than hashes.</summary>
    public FileScope ComparedFiles => Integrity.Value == Enforce.Off ? Policy.FileScope.Hashes : FileScope.Value;

    /// <summary>What the compiler may be given beyond packages, SDK and projects.</summary>
    public ImmutableArray<DeclaredInput> DeclaredInputs { get; init; } = [];

    /// <summary>What signatures must be; null when no file has the section.</summary>
    public SignatureRules? Signatures { get; init; }

    /// <summary>What is remembered of publishers; null when no file has the section.</summary>
    public PublisherRules? Publishers { get; init; }

    /// <summary>Who may have built packages; null when no file has the section.</summary>
    public ProvenanceRules? Provenance { get; init; }

    /// <summary>By what certificates are judged; null when no file has the section.</summary>
    public TrustRules? Trust { get; init; }

    /// <summary>How the project's own source has to be signed; null when no file has the section.</summary>
    public SignedSourceRules? Source { get; init; }

    /// <summary>What inner files may loosen, outermost first, as each file says it.</summary>
    public ImmutableArray<Setting<Delegation>> Delegations { get; init; } = [];

    /// <summary>What a file says and a stricter value overrules; <c>supplychain policy</c> shows it.</summary>
    public ImmutableArray<OverruledSetting> Overruled { get; init; } = [];

    /// <summary>The last day of the entry that ends first, when one ends today or later: after it the policy has to be loaded again.</summary>
    public DateOnly? NextExpiry(DateOnly today)
    {
        DateOnly? next = null;
        foreach (var input in DeclaredInputs)
            Add(input.Expires);
        foreach (var exception in Licenses?.Exceptions ?? [])
            Add(exception.Expires);
        foreach (var clarification in Licenses?.Clarifications ?? [])
            Add(clarification.Expires);
        return next;

        void Add(DateOnly? day)
        {
            if (day >= today && (next is null || day < next))
                next = day;
        }
    }
}

/// <summary>What an outer policy lets an inner one loosen.</summary>
/// <param name="Rule">Such as <c>licenses.exceptions</c>.</param>
/// <param name="Days">How many days ahead of today an entry may end.</param>
public sealed record Delegation(string Rule, int Days);

/// <summary>A value that a file gives and that does not count, because another is stricter.</summary>
/// <param name="Name">Such as <c>licenses.enforce</c>.</param>
/// <param name="Value">As the file writes it.</param>
/// <param name="Origin">Where it stands.</param>
/// <param name="By">Where the stricter one stands; null for the built-in default.</param>
public sealed record OverruledSetting(string Name, string Value, Location Origin, Location? By);

/// <summary>The <c>licenses</c> section of the effective policy.</summary>
/// <param name="Enforce">How findings weigh.</param>
/// <param name="Deny">Ids, <c>id WITH exception</c>, <c>LicenseRef-…</c> and names of sets that are denied, each with its place.</param>
/// <param name="Allow">When not null, only these are allowed.</param>
/// <param name="Unknown">How a licence that is not known weighs.</param>
/// <param name="Scope">Which packages are judged.</param>
/// <param name="Clarifications">What somebody found out about the licence of a package.</param>
/// <param name="Exceptions">What is let through, for a reason and until a day.</param>
public sealed record LicenseRules(
    Setting<Enforce> Enforce,
    ImmutableArray<Setting<string>> Deny,
    ImmutableArray<Setting<string>>? Allow,
    Setting<Enforce> Unknown,
    Setting<LicenseScope> Scope,
    ImmutableArray<LicenseClarification> Clarifications,
    ImmutableArray<LicenseExceptionEntry> Exceptions)
{
    /// <summary>From how many hundredths of words in common a licence file counts as a licence: the greatest that a file says; null for the built-in one.</summary>
    public Setting<int>? TextScore { get; init; }
}

/// <summary>Which packages the licence gate judges.</summary>
public enum LicenseScope
{
    /// <summary>Those that ship: the least.</summary>
    Shipped,

    /// <summary>Development-only packages too.</summary>
    All,
}

/// <summary>A package and, when given, the versions that an entry of the policy is about.</summary>
/// <param name="Id">A package id; compared without case.</param>
/// <param name="Versions">A NuGet version range such as <c>[1.0,2.0)</c>; null for every version.</param>
public sealed record PackageSelector(string Id, string? Versions)
{
    /// <summary>Whether the entry is about this package.</summary>
    /// <remarks>The range was checked when the policy was read.</remarks>
    public bool Matches(PackageId package) =>
        string.Equals(Id, package.Id, StringComparison.OrdinalIgnoreCase)
        && (Versions is null || NuGet.Versioning.VersionRange.Parse(Versions).Satisfies(NuGet.Versioning.NuGetVersion.Parse(package.Version)));
}

/// <summary>An entry of <c>licenses.clarify</c>.</summary>
/// <param name="Package">Which package.</param>
/// <param name="Expression">Its licence as an SPDX expression.</param>
/// <param name="File">The licence file inside the package that was read, when the entry is pinned to one.</param>
/// <param name="Sha256">The digest of that file, without which the entry does not count.</param>
/// <param name="Reason">Why.</param>
/// <param name="Origin">Its place.</param>
/// <param name="Expires">The last day on which it counts, when it has one; the loader leaves out what has expired.</param>
public sealed record LicenseClarification(
    PackageSelector Package, string Expression, string? File, Digest? Sha256, string Reason, Location Origin, DateOnly? Expires = null);

/// <summary>An entry of <c>licenses.exceptions</c>.</summary>
/// <param name="Package">Which package.</param>
/// <param name="License">The licence that is let through; null for any, known or not.</param>
/// <param name="Reason">Why.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Expires">The last day on which it counts; it ends at 24:00 UTC.</param>
/// <param name="Origin">Its place.</param>
public sealed record LicenseExceptionEntry(PackageSelector Package, string? License, string Reason, string Owner, DateOnly Expires, Location Origin);
