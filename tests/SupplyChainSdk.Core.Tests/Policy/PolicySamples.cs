using System.Collections.Immutable;
using System.Text;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Policy;

internal static class PolicySamples
{
    private static readonly string[] Known = ["MIT", "Apache-2.0", "BSD-3-Clause", "GPL-3.0-only", "LGPL-3.0-only", "AGPL-3.0-only", "copyleft-strong"];

    public static readonly DateOnly Today = new(2026, 11, 20);

    public static readonly LicenseVocabulary Licenses = new(Check, Check);

    public static string Root { get; } = Path.Combine(Path.GetTempPath(), "nowhere");

    public static (PolicyFile? File, ImmutableArray<Finding> Findings) Parse(string json, string name = PolicyFile.FileName) =>
        PolicyFile.Parse(Path.Combine(Root, name), Encoding.UTF8.GetBytes(json), name, Licenses);

    public static PolicyFile Read(string json, string name = PolicyFile.FileName)
    {
        var (file, findings) = Parse(json, name);
        Assert.IsEmpty(findings, string.Join('\n', findings.Select(f => f.Message)));
        return file!;
    }

    /// <summary>Composes files of one tree, outermost first, given as what stands after the version.</summary>
    public static PolicyLoad Tree(params string[] bodies) => PolicyComposition.Compose([TreeChain(bodies)], [], Today);

    public static PolicyChain TreeChain(params string[] bodies) => Chain(PolicyPlace.Tree, bodies);

    public static PolicyChain Chain(PolicyPlace place, params string[] bodies) =>
        new(place, [.. bodies.Select((body, i) => Read(Body(body), $"{place}{i}/supplychain.json"))]);

    public static string Body(string body) => body.Length == 0 ? """{"version":1}""" : $$"""{"version":1,{{body}}}""";

    public static EffectivePolicy Policy(this PolicyLoad load)
    {
        Assert.IsNotNull(load.Policy, string.Join('\n', load.Findings.Select(f => f.Message)));
        return load.Policy;
    }

    private static (bool Ok, ImmutableArray<string> Nearest) Check(string text) =>
        (Known.Contains(text, StringComparer.OrdinalIgnoreCase), NearestName.Of(text, Known) is { } near ? [near] : []);
}
