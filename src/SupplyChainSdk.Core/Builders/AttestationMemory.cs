using System.Collections.Immutable;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Builders;

/// <summary>By whom a package was attested when somebody looked. Empty: by nobody of whom it could be verified.</summary>
/// <param name="Builders">Each once, in the order of the file.</param>
public sealed record AttestationMemory(ImmutableArray<RememberedBuilder> Builders)
{
    /// <summary>Whether there was none.</summary>
    public bool IsEmpty => Builders.IsEmpty;

    /// <summary>Of builders in any order, with repetitions.</summary>
    public static AttestationMemory Of(IEnumerable<RememberedBuilder> builders) => new([.. builders.Distinct().OrderBy(b => b.Order, StringComparer.Ordinal)]);

    /// <summary>What there is to remember of verified facts; null where nothing may be concluded: nobody looked, or something is there that does not hold.</summary>
    public static AttestationMemory? Of(AttestationFacts? facts) => facts is not { Refused: [] } ? null : Of(facts.Builds.Select(RememberedBuilder.Of));

    /// <summary>What is different now, in a fixed order. Each that is remembered is looked for; one that came in addition takes nothing away.</summary>
    public ImmutableArray<AttestationChange> ChangesTo(AttestationMemory now)
    {
        var others = now.Builders.Except(Builders).ToList();
        var changes = ImmutableArray.CreateBuilder<AttestationChange>();
        foreach (var gone in Builders.Except(now.Builders))
        {
            // Whoever is nearest has taken its place; one that is there unchanged has not.
            var other = others.MinBy(o => AttestationChange.Between(gone, o).Length);
            if (other is not null)
                others.Remove(other);
            changes.AddRange(other is null ? [new AttestationChange(AttestationField.Attestation, gone.ToString(), null)] : AttestationChange.Between(gone, other));
        }
        if (IsEmpty && !now.IsEmpty)
            changes.AddRange(now.Builders.Select(b => new AttestationChange(AttestationField.Attestation, null, b.ToString())));
        return changes.ToImmutable();
    }

    /// <inheritdoc/>
    public bool Equals(AttestationMemory? other) => other is not null && Builders.SequenceEqual(other.Builders);

    /// <inheritdoc/>
    public override int GetHashCode() => Builders.Aggregate(Builders.Length, HashCode.Combine);
}

/// <summary>What of an attestation can change.</summary>
public enum AttestationField
{
    /// <summary>That there is one.</summary>
    Attestation,

    /// <summary>Which key signs, or that a key signs and no identity, or the reverse.</summary>
    Signer,

    /// <summary>The issuer of the identity.</summary>
    Issuer,

    /// <summary>The identity, where repository and workflow do not say it.</summary>
    Identity,

    /// <summary>The repository.</summary>
    Repository,

    /// <summary>The number of the repository.</summary>
    RepositoryId,

    /// <summary>The number of its owner.</summary>
    OwnerId,

    /// <summary>The workflow.</summary>
    Workflow,

    /// <summary>The builder that the statement claims.</summary>
    Builder,
}

/// <summary>One thing that is different.</summary>
/// <param name="Field">What.</param>
/// <param name="Was">For people; null for nothing.</param>
/// <param name="Now">For people; null for nothing.</param>
public sealed record AttestationChange(AttestationField Field, string? Was, string? Now)
{
    /// <summary>Whether an attestation is gone.</summary>
    public bool IsLoss => Field == AttestationField.Attestation && Now is null;

    /// <summary>Whether there was none.</summary>
    public bool IsGain => Field == AttestationField.Attestation && Was is null;

    /// <summary>Whether the same signer built in another way.</summary>
    public bool IsOfWorkflow => Field is AttestationField.Workflow or AttestationField.Builder;

    /// <summary>For people, both values named.</summary>
    public override string ToString() => (Was, Now) switch
    {
        (_, null) => $"{Name} is gone, it was {Was}",
        (null, _) => $"{Name} is now {Now}, and there was none",
        _ => $"{Name} is now {Now}, it was {Was}",
    };

    /// <summary>What it is called in a sentence.</summary>
    public string Name => Field switch
    {
        AttestationField.Attestation => "the attestation",
        AttestationField.Signer => "who signs",
        AttestationField.Issuer => "the issuer",
        AttestationField.Identity => "the identity that signs",
        AttestationField.Repository => "the repository",
        AttestationField.RepositoryId => "the number of the repository",
        AttestationField.OwnerId => "the number of its owner",
        AttestationField.Workflow => "the workflow",
        _ => "the builder that it names",
    };

    // Empty only for the same builder.
    internal static ImmutableArray<AttestationChange> Between(RememberedBuilder was, RememberedBuilder now)
    {
        var changes = ImmutableArray.CreateBuilder<AttestationChange>();
        if (was.KeySha256 != now.KeySha256)
        {
            changes.Add(new(AttestationField.Signer, Whole(was), Whole(now)));
        }
        else
        {
            Add(AttestationField.Issuer, was.Issuer, now.Issuer);
            Add(AttestationField.Repository, was.Repository, now.Repository);
            Add(AttestationField.RepositoryId, was.RepositoryId, now.RepositoryId);
            Add(AttestationField.OwnerId, was.OwnerId, now.OwnerId);
            Add(AttestationField.Workflow, was.Workflow, now.Workflow);
            // What repository and workflow say already is not said again.
            if (!(was.SignsItself && now.SignsItself) || changes.Count == 0)
                Add(AttestationField.Identity, was.Identity, now.Identity);
        }
        if (!(was.IsItsOwnBuilder && now.IsItsOwnBuilder) || changes.Count == 0)
            Add(AttestationField.Builder, was.Builder, now.Builder);
        return changes.ToImmutable();

        void Add(AttestationField field, string? before, string? after)
        {
            if (!string.Equals(before, after, StringComparison.Ordinal))
                changes.Add(new(field, Show(before), Show(after)));
        }
    }

    // A key has to be compared with what its holder announces.
    private static string Whole(RememberedBuilder builder) => builder.KeySha256 is { } key ? $"the key {key}" : builder.ToString();

    private static string? Show(string? text) => text is null ? null : Printable.Name(text);
}
