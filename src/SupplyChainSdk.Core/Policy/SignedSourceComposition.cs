using System.Collections.Immutable;

namespace SupplyChainSdk.Policy;

/// <summary>The <c>source</c> sections of many policy files become one, and in what one of two is looser.</summary>
internal static class SignedSourceComposition
{
    public static SignedSourceRules? Compose(ImmutableArray<PolicyFile> files, ImmutableArray<PolicyFile> heads,
        ImmutableArray<Finding>.Builder findings, ImmutableArray<OverruledSetting>.Builder overruled)
    {
        ImmutableArray<PolicyFile> saying = [.. files.Where(f => f.Source is not null)];
        if (saying.IsEmpty)
            return null;
        var rules = new SignedSourceRules(
            Strictest("source.enforce", Enforce.Error, s => s.Enforce),
            Strictest("source.signedTag", SignatureDemand.Off, s => s.SignedTag),
            Strictest("source.signedCommit", SignatureDemand.Off, s => s.SignedCommit),
            [.. saying.Select(f => f.Source!.Read).OfType<SignedSource.SourceSigners>()]);
        // An inner list narrows an outer one: a signature has to be by a signer of each, so that nobody adds himself.
        if (rules.Asks && saying.All(f => f.Source!.Signers.IsEmpty && f.Source!.Keyrings.IsEmpty))
            findings.Add(PolicyFindings.Missing(saying[0].Source!.Origin, "source.signers", "\"signers\": [\"allowed_signers\"], or \"keyring\": the files that say whose signatures count"));
        return rules;

        Setting<T> Strictest<T>(string name, T byDefault, Func<SignedSourceSection, Setting<T>?> said)
            where T : struct, Enum =>
            PolicyComposition.Strictest(name, byDefault, [.. saying.Select((f, i) => new PolicyComposition.Said<T>(said(f.Source!), i == 0 || heads.Contains(f)))], overruled);
    }

    /// <param name="before">Of the policy that judges; null where it does not have the section.</param>
    /// <param name="now">Of the tree.</param>
    public static IEnumerable<ProvenanceLoosening.Item> Loosened(SignedSourceRules? before, SignedSourceRules? now)
    {
        if (before is null)
            yield break;
        if (now is null)
        {
            yield return new("the section \"source\" is gone", "source", null);
            yield break;
        }
        if (now.Enforce.Value < before.Enforce.Value)
            yield return Less("source.enforce", before.Enforce, now.Enforce);
        if (now.SignedTag.Value < before.SignedTag.Value)
            yield return Less("source.signedTag", before.SignedTag, now.SignedTag);
        if (now.SignedCommit.Value < before.SignedCommit.Value)
            yield return Less("source.signedCommit", before.SignedCommit, now.SignedCommit);
        foreach (var list in before.Signers.Where(b => !now.Signers.Any(n => n.IsWithin(b))))
            yield return new($"\"source\" takes signatures by others than those of {list.Names}", $"source.signers {list.Names}", now.Signers.FirstOrDefault()?.Origin);
    }

    private static ProvenanceLoosening.Item Less<T>(string rule, Setting<T> before, Setting<T> now)
        where T : struct, Enum => new($"\"{rule}\" is {PolicyReport.Word(now.Value)} here and {PolicyReport.Word(before.Value)} there", rule, now.Origin);
}
