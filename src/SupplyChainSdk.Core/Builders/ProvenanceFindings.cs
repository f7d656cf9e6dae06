using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Builders;

/// <summary>Every finding of the provenance gate.</summary>
internal static class ProvenanceFindings
{
    private const string Restore = "Delete its folder in the packages folder and restore; if it happens again, do not use the package and ask its publisher.";

    /// <summary>SCSDK5012: there is no attestation, and a rule requires one.</summary>
    public static Finding Missing(Severity severity, PackageFacts package, ProvenanceRule rule, AttestationFacts facts) => About(Codes.AttestationMissing, severity, package.Package.Id, rule.Packages.Text, rule.Origin,
        (facts.OtherTypes.Any() ? $"{package.Package.Id} has no provenance: what is there is {SignerText.OfOthers(facts)}"
            : $"{package.Package.Id} is not attested: neither inside its archive nor in {Path.GetFileName(package.ArchivePath)}{BundleFiles.Suffix}{(rule.Verifiers.IsEmpty ? "" : $" or {Path.GetFileName(package.ArchivePath)}{BundleFiles.SummarySuffix}")} beside it") + $", and the rule for \"{rule.Packages.Text}\" requires that it is. "
        + "Take it from a source that has it as its publisher released it; if it is released so, let the rule name only packages that are attested.");

    /// <summary>SCSDK5013: somebody signed whom a rule does not expect.</summary>
    public static Finding NotExpected(Severity severity, ProvenanceJudgment judged, RuleJudgment failed) => About(Codes.BuilderNotExpected, severity, judged.Package, failed.Rule.Packages.Text, failed.Rule.Origin,
        $"{judged.Package} is not by whom the rule for \"{failed.Rule.Packages.Text}\" expects. {failed.Sentence} Find out who builds it now; if that is right, add the identity or the key to the rule; if not, do not use it.");

    /// <summary>SCSDK5014: an attestation that does not hold. No policy makes less of it.</summary>
    public static Finding Refused(ProvenanceJudgment judged, Location? place) => About(Codes.AttestationRefused, Severity.Error, judged.Package, "refused", place,
        $"{judged.Package} carries an attestation that does not hold. {judged.Reason} {Restore}");

    /// <summary>SCSDK5014: the package, or whoever signed it, is revoked.</summary>
    public static Finding Revoked(ProvenanceJudgment judged, Location? place) => About(Codes.AttestationRefused, Severity.Error, judged.Package, "revoked", place,
        $"{judged.Package} is refused. {judged.Reason} Use another version of it, or another package.");

    /// <summary>SCSDK5015: by whom a rule expects, and not as it has it.</summary>
    public static Finding FallsShort(Severity severity, ProvenanceJudgment judged, RuleJudgment failed) => About(Codes.BuildNotAsExpected, severity, judged.Package, failed.Rule.Packages.Text, failed.Rule.Origin,
        $"{judged.Package} is not built as the rule for \"{failed.Rule.Packages.Text}\" has it. {failed.Sentence} Ask its publisher why; if that is right, change the rule.");

    /// <summary>SCSDK5017: by whom a rule expects, and nobody whom it names says that it comes out again.</summary>
    public static Finding NotReproduced(Severity severity, PackageFacts package, RuleJudgment failed) => About(Codes.NotReproduced, severity, package.Package.Id, failed.Rule.Packages.Text, failed.Rule.Origin,
        $"{package.Package.Id} is not reproduced as the rule for \"{failed.Rule.Packages.Text}\" requires. {failed.Sentence} Put the statement of one whom the rule names beside it as {Path.GetFileName(package.ArchivePath)}{BundleFiles.ReproductionSuffix}; "
        + "'supplychain verify PACKAGE --rebuild --allow-code-execution --statement FILE' makes one, and 'supplychain attest PACKAGE --statement FILE' signs it.");

    /// <summary>SCSDK5018: one whom a rule names says that other bytes come out of the commit.</summary>
    public static Finding ReproductionDiffers(Severity severity, ProvenanceJudgment judged, RuleJudgment failed) => About(Codes.ReproductionDiffers, severity, judged.Package, failed.Rule.Packages.Text, failed.Rule.Origin,
        $"{judged.Package} does not come out of its commit. {failed.Sentence} Do not use it until its publisher explains the difference, which 'supplychain verify PACKAGE --rebuild --allow-code-execution' lists.");

    /// <summary>SCSDK5016: the archive could not be read, so nothing is known of its attestations.</summary>
    public static Finding NotRead(Severity severity, PackageFailure failure, ProvenanceRule rule) => About(Codes.AttestationsNotJudged, severity, failure.Package.Id, "unread", rule.Origin,
        $"{failure.Package.Id} cannot be judged by the rule for \"{rule.Packages.Text}\": its archive could not be read ({failure.Detail}). Restore again.");

    /// <summary>SCSDK5016: there is nothing to judge certificates by.</summary>
    /// <param name="severity">How it weighs.</param>
    /// <param name="packages">How many carry something to judge.</param>
    /// <param name="detail">Sentences about the trusted root.</param>
    /// <param name="place">Where the policy names it; null for where it does not.</param>
    public static Finding NoTrustedRoot(Severity severity, int packages, string detail, Location? place) => Finding.Create(Codes.AttestationsNotJudged, severity,
        $"The attestations of {(packages == 1 ? "1 package" : $"{packages} packages")} cannot be judged. {detail}", "trusted root", place);

    /// <summary>SCSDK5023: the nuspec names another repository than a certificate; null where it does not. Always information: the claim was never an expectation.</summary>
    public static Finding? ClaimedSourceDiffers(PackageFacts package, AttestationFacts? facts, Location? place) =>
        package.Nuspec.Repository?.Url is { } claimed && facts is { Refused: [] } && ClaimedSource.Contradicted(claimed, facts.Builds.Select(b => b.Signer.Certified?.Repository)) is { } built
            ? About(Codes.ClaimedSourceDiffers, Severity.Information, package.Package.Id, built, place,
                $"{package.Package.Id} names {Printable.Name(claimed)} as its source, but its attestation certifies that it was built from {Printable.Name(built)}. "
                + "What a package names proves nothing: judge it by the certified one.")
            : null;

    private static Finding About(DiagnosticCode code, Severity severity, PackageId package, string key, Location? place, string message) =>
        Finding.Create(code, severity, message, $"{package.ToString().ToLowerInvariant()}|{key}", place, package);
}
