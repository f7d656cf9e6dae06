using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.SignedSource;

/// <summary>Is the source that is built signed as the policy has it? (docs/source.md)</summary>
public static class SignedSourceGate
{
    /// <summary>The name of the gate and of its policy section.</summary>
    public const string Name = "source";

    /// <summary>Whether the source is looked at: never in a plain local build, and nowhere without a policy that asks.</summary>
    public static bool Looks(CheckRequest request, EffectivePolicy? policy) => policy?.Source is { Asks: true } && (request.IsCI || request.NamesSource || request.LooksAtSource);

    /// <summary>Verifies what the policy asks of this build.</summary>
    /// <param name="request">Of which <see cref="Looks"/> says so.</param>
    /// <param name="policy">The effective policy.</param>
    /// <param name="git">The source.</param>
    /// <param name="cancel">Ends what was started.</param>
    internal static SignedSourceResult Run(CheckRequest request, EffectivePolicy policy, GitState git, CancellationToken cancel)
    {
        var rules = policy.Source!;
        var severity = rules.Enforce.Value == Enforce.Error ? Severity.Error : Severity.Warning;
        if (git.Commit is not { } commit)
            return Undecided(git.Detail);
        bool isRelease;
        try
        {
            isRelease = request.IsRelease || SignedSourceCheck.HasTag(commit.Root, commit.Id);
        }
        catch (IOException e)
        {
            return Undecided(e.Message.TrimEnd('.'));
        }
        var (asksTag, asksCommit) = (Applies(rules.SignedTag.Value, isRelease), Applies(rules.SignedCommit.Value, isRelease));
        if (!asksTag && !asksCommit)
            return new(SourceCheck.None, GateResult.Skipped(Name, GateOutcome.NotConfigured, Enforce.Off));
        try
        {
            var check = SignedSourceCheck.Run(new SignedSourceQuestion(commit.Root, commit.Id, commit.IsShallow, rules.Signers) { AsksTag = asksTag, AsksCommit = asksCommit, Tag = request.ReleaseTag }, cancel);
            return new(check, GateResult.Of(Name, rules.Enforce.Value,
            [
                .. asksTag ? Found(check.Tag, "tag", SignedSourceFindings.TagNotSigned, rules.SignedTag.Origin) : [],
                .. asksCommit ? Found(check.Commit, "commit", SignedSourceFindings.CommitNotSigned, rules.SignedCommit.Origin) : [],
            ]));
        }
        catch (InvalidDataException e)
        {
            return new(SourceCheck.None, GateResult.Of(Name, rules.Enforce.Value, [SignedSourceFindings.KeyringRefused(e.Message, rules.Signers.FirstOrDefault()?.Origin)]));
        }

        ImmutableArray<Finding> Found(SourceSignature found, string what, Func<Severity, string, SourceSignature, Location?, Finding> no, Location? at) => found.Result switch
        {
            CheckedFact.Verified => [],
            CheckedFact.No => [no(severity, commit.Id, found, at)],
            _ => [SignedSourceFindings.NotDecided(severity, what, found.Detail, at)],
        };

        SignedSourceResult Undecided(string why) => new(SourceCheck.None, GateResult.Of(Name, rules.Enforce.Value,
            [SignedSourceFindings.NotDecided(severity, rules.SignedTag.Value != SignatureDemand.Off ? "tag" : "commit", why, rules.SignedTag.Origin ?? rules.SignedCommit.Origin)]));
    }

    /// <summary>The result where the source is not looked at.</summary>
    public static GateResult Skipped(EffectivePolicy policy) => policy.Source is not { } rules ? GateResult.Skipped(Name, GateOutcome.NotConfigured, Enforce.Off)
        : !rules.Asks ? GateResult.Skipped(Name, GateOutcome.Off, Enforce.Off)
        : GateResult.Skipped(Name, GateOutcome.NotRun, rules.Enforce.Value);

    private static bool Applies(SignatureDemand demand, bool isRelease) => demand == SignatureDemand.Require || demand == SignatureDemand.Release && isRelease;
}

/// <summary>What the gate found, and what is recorded of it.</summary>
internal sealed record SignedSourceResult(SourceCheck Check, GateResult Gate);
