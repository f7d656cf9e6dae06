using System.Text.Json;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Attestation;

/// <summary>How many of the packages that a build consumed it says to have ended how (docs/dependencies.md). A claim of whoever signed: nobody here looked at those packages.</summary>
/// <param name="Verified">As a rule or a baseline of that build had it.</param>
/// <param name="NotExpected">Attested, by nobody whom that build expected.</param>
/// <param name="NotAttested">Without an attestation.</param>
/// <param name="Refused">With one that does not hold.</param>
/// <param name="NotJudged">With one that could not be judged.</param>
/// <param name="NotSaid">Of which the statement says nothing: never a pass.</param>
public sealed record ClaimedOutcomes(int Verified, int NotExpected, int NotAttested, int Refused, int NotJudged, int NotSaid)
{
    internal const string Outcome = "outcome";
    internal const string ExpectedBy = "expectedBy";
    internal const string AsBuiltSha256 = "asBuiltSha256";
    internal const string AsBuiltSha512 = "asBuiltSha512";

    private const string SignedBy = "signed by ";
    private const string ButNotExpected = ", not expected";

    // Three signers of 200 characters each, of which every one may be shown as eight, and what stands between them: never less than what is written.
    private const int LongestOutcome = 10_000;

    /// <summary>How many packages the build consumed.</summary>
    public int Packages => Verified + NotExpected + NotAttested + Refused + NotJudged + NotSaid;

    // As strict as the statement about the package itself: a word that the build type does not define is none that may pass for one.
    internal static ClaimedOutcomes Read(JsonElement[] dependencies)
    {
        var (verified, notExpected, notAttested, refused, notJudged, notSaid) = (0, 0, 0, 0, 0, 0);
        foreach (var dependency in dependencies)
        {
            if (StatementJson.OptionalText(dependency, "uri")?.StartsWith("pkg:nuget/", StringComparison.Ordinal) != true)
                continue;
            switch (OutcomeOf(dependency))
            {
                case null: notSaid++; break;
                case "verified": verified++; break;
                case "not attested": notAttested++; break;
                case "refused": refused++; break;
                case DependencyOutcome.NotJudged: notJudged++; break;
                case { Length: <= LongestOutcome } text when IsNotExpected(text): notExpected++; break;
                case var other: throw new InvalidDataException($"The statement has a dependency whose outcome is {Printable.Quoted(other)}, which its build type does not define.");
            }
        }
        return new ClaimedOutcomes(verified, notExpected, notAttested, refused, notJudged, notSaid);
    }

    private static string? OutcomeOf(JsonElement package)
    {
        if (!package.TryGetProperty("annotations", out _))
            return null;
        var annotations = StatementJson.Object(package, "annotations");
        if (StatementJson.OptionalText(annotations, AsBuiltSha256) is { } sha256)
            _ = Digest.Parse("sha256", sha256);
        if (StatementJson.OptionalText(annotations, AsBuiltSha512) is { } sha512)
            _ = Digest.Parse("sha512", sha512);
        var outcome = StatementJson.OptionalText(annotations, Outcome);
        return StatementJson.OptionalText(annotations, ExpectedBy) is var by && (outcome == "verified" ? by is "rule" or "baseline" : by is null)
            ? outcome
            : throw new InvalidDataException($"The statement has a dependency whose '{ExpectedBy}' does not belong to its outcome.");
    }

    private static bool IsNotExpected(string text) =>
        text.StartsWith(SignedBy, StringComparison.Ordinal) && text.EndsWith(ButNotExpected, StringComparison.Ordinal) && text.Length > SignedBy.Length + ButNotExpected.Length;
}
