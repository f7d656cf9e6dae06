using System.Collections.Immutable;

namespace SupplyChainSdk.Policy;

/// <summary>The <c>trust</c> sections of many policy files become one. Of two trusted roots none is the stricter, so nobody but the outermost file names one.</summary>
internal static class TrustComposition
{
    public static TrustRules? Compose(ImmutableArray<PolicyChain> chains, ImmutableArray<PolicyFile> files,
        ImmutableArray<Finding>.Builder findings, ImmutableArray<OverruledSetting>.Builder overruled)
    {
        ImmutableArray<TrustSection> saying = [.. files.Where(f => f.Trust is not null).Select(f => f.Trust!)];
        return saying.IsEmpty ? null : new TrustRules(Root(chains, files, findings), Least([.. saying.Select(s => s.MaxAge).OfType<Setting<int>>()], overruled));
    }

    // Whoever is outer relied on its own trusted root, or on the one that counts where none is named: another would loosen all of its rules.
    private static Setting<TrustedRootFile>? Root(ImmutableArray<PolicyChain> chains, ImmutableArray<PolicyFile> files, ImmutableArray<Finding>.Builder findings)
    {
        var outermost = Outermost(chains);
        Setting<TrustedRootFile>? root = null;
        var by = outermost[0];
        foreach (var file in outermost)
        {
            if (Named(file) is not { } named)
                continue;
            if (root is not null && root.Value.Sha256 != named.Value.Sha256)
                findings.Add(PolicyFindings.TrustedRootsDiffer(named.Origin!, named.Value.Name, by.Name, root.Value.Name));
            if (root is null)
                (root, by) = (named, file);
        }
        foreach (var file in files.Where(f => !outermost.Contains(f)))
        {
            if (Named(file) is { } inner && inner.Value.Sha256 != root?.Value.Sha256)
                findings.Add(PolicyFindings.TrustedRootNotOuter(inner.Origin!, inner.Value.Name, by.Name, root?.Value.Name));
        }
        // A build finds an organisation's files by an item that any package can add: by that alone nobody changes who may certify what the repository itself expects.
        ImmutableArray<PolicyFile> tree = [.. chains.Where(c => c.Place == PolicyPlace.Tree).SelectMany(c => c.Files)];
        if (root is not null && !outermost.Any(tree.Contains) && tree.All(f => Named(f) is null) && tree.SelectMany(f => f.Provenance?.Rules ?? []).FirstOrDefault(ExpectsIdentities) is { } judged)
            findings.Add(PolicyFindings.TrustedRootNotOfRepository(judged.Origin, tree[0].Name, by.Name, root.Value.Name));
        return root;
    }

    private static bool ExpectsIdentities(ProvenanceRule rule) => !rule.Identities.IsEmpty || rule.Verifiers.Any(v => !v.Identities.IsEmpty);

    // Every organisation's, else that of the repository; files that a project names inside the repository only where there is nothing else.
    private static ImmutableArray<PolicyFile> Outermost(ImmutableArray<PolicyChain> chains)
    {
        foreach (var place in (PolicyPlace[])[PolicyPlace.Organization, PolicyPlace.Tree, PolicyPlace.Named])
        {
            ImmutableArray<PolicyFile> files = [.. chains.Where(c => c.Place == place).Select(c => c.Files[0])];
            if (!files.IsEmpty)
                return files;
        }
        throw new InvalidOperationException("A section without a file.");
    }

    private static Setting<TrustedRootFile>? Named(PolicyFile file) => file.Trust is { Root: { } root } trust
        ? new Setting<TrustedRootFile>(trust.File ?? throw new InvalidOperationException("The loader reads the trusted root before policies are composed."), root.Origin) : null;

    private static Setting<int>? Least(ImmutableArray<Setting<int>> said, ImmutableArray<OverruledSetting>.Builder overruled)
    {
        var least = said.MinBy(s => s.Value);
        foreach (var other in said.Where(s => s.Value > least!.Value))
            overruled.Add(new OverruledSetting("trust.maxAge", PolicyReport.Days(other.Value), other.Origin!, least!.Origin));
        return least;
    }
}
