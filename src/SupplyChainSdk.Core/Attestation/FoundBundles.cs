using System.Collections.Immutable;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Attestation;

/// <summary>Every attestation that is there for a package. All of them are looked at: a good one never hides a bad one.</summary>
internal static class FoundBundles
{
    /// <summary>The one inside the package, if there is one.</summary>
    public static IEnumerable<FoundBundle> Inside(OpenPackage package) => package.Layers.Attestation is { } inside
        ? [new FoundBundle(BundlePlace.Inside, $"{package.FileName}, entry {PackageLayers.AttestationName}", inside)] : [];

    /// <summary>Finds them: inside the package, beside it, and in a further place.</summary>
    /// <param name="package">The package.</param>
    /// <param name="store">The further place; null for none.</param>
    /// <param name="cancel">Ends asking.</param>
    /// <param name="unreadable">Why one that is there cannot be looked at; null when all can.</param>
    public static ImmutableArray<FoundBundle> Of(OpenPackage package, BundleStore? store, CancellationToken cancel, out Finding? unreadable)
    {
        var found = ImmutableArray.CreateBuilder<FoundBundle>();
        unreadable = null;
        found.AddRange(Inside(package));
        var where = "";
        try
        {
            var place = package.Evidence == package.Path ? BundlePlace.Beside : BundlePlace.Release;
            foreach (var name in Beside(package))
            {
                where = name;
                if (FoundBundle.ReadIfThere(place, name, Path.Combine(Path.GetDirectoryName(package.Evidence)!, name)) is { } beside)
                    found.AddRange(BundleLines.Of(beside with { IsShared = name == BundleFiles.Shared }));
            }
            where = store?.Name ?? "";
            found.AddRange(store?.Find(package.FileName, package.Id, package.Layers, cancel).SelectMany(f => BundleLines.Of(f)) ?? []);
        }
        catch (FeedException e)
        {
            unreadable = VerificationFindings.SourceUnusable(where, e.Message);
        }
        catch (Exception e) when (VerificationFindings.IsOfInput(e))
        {
            unreadable = VerificationFindings.Unreadable(where, e);
        }
        return found.ToImmutable();
    }

    // A package may have extracted a file of the general name into its own folder.
    private static IEnumerable<string> Beside(OpenPackage package) =>
    [
        .. BundleFiles.OfName(Path.GetFileName(package.Evidence)), .. BundleFiles.OfDigests(package.Layers),
        .. ExtractedPackage.IsLaidOut(package.Evidence, package.Id) ? [] : (ReadOnlySpan<string>)[BundleFiles.Shared],
        Path.GetFileName(package.Evidence) + BundleFiles.ReproductionSuffix,
    ];

    /// <summary>Judges each. The same bytes are judged once, wherever they lie: the copy beside a package is usually the one inside it.</summary>
    public static List<BundleJudgment> Judge(ImmutableArray<FoundBundle> found, OpenPackage package, Expectation expected, CancellationToken cancel)
    {
        var judged = new List<BundleJudgment>(found.Length);
        foreach (var bundle in found)
        {
            var same = judged.Find(j => j.Bundle.Bytes.Span.SequenceEqual(bundle.Bytes.Span));
            if (same is not null && same.Bundle.Place == bundle.Place)
                continue;
            // Except that the one that the caller names is the one that has to verify.
            judged.Add(same is not null && bundle.Place != BundlePlace.Named && bundle.IsShared == same.Bundle.IsShared
                ? same with { Bundle = bundle } : BundleJudgment.Judge(bundle, package, expected, cancel));
        }
        // Whom the caller did not ask about may sign what they like, but not all that is in the one file that the caller names.
        return judged.Exists(j => j.Bundle.Place == BundlePlace.Named && j.Verdict == BundleVerdict.Verified) ? judged
            : judged.ConvertAll(j => j.Bundle.Place == BundlePlace.Named ? j.AsRefused() : j);
    }
}
