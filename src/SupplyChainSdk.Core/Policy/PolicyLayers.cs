using System.Collections.Immutable;

namespace SupplyChainSdk.Policy;

/// <summary>How a policy file came to apply.</summary>
public enum PolicyPlace
{
    /// <summary>Named by an item or option, and outside the repository: an organisation's. Outer to all that follow.</summary>
    Organization,

    /// <summary>Named by an item or option, but inside the repository, where whoever writes the project can write it too.</summary>
    Named,

    /// <summary>Found between the project and the repository root.</summary>
    Tree,
}

/// <summary>Files that follow from one another, outermost first: what a file extends comes before it, an outer folder before an inner one.</summary>
/// <param name="Place">How they came to apply. There is at most one chain of <see cref="PolicyPlace.Tree"/>.</param>
/// <param name="Files">Not empty; no file twice, here or in another chain.</param>
public sealed record PolicyChain(PolicyPlace Place, ImmutableArray<PolicyFile> Files);

/// <summary>The policy of a project, or why there is none.</summary>
/// <param name="Policy">Null exactly when a finding is an error: never a partial policy.</param>
/// <param name="Findings">In the order of the files, outermost first, and in each by line.</param>
/// <param name="Probed">See <see cref="EffectivePolicy.Probed"/>; also there when there is no policy.</param>
public sealed record PolicyLoad(EffectivePolicy? Policy, ImmutableArray<Finding> Findings, ImmutableArray<string> Probed);
