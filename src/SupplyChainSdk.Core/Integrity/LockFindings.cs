using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>What the lock gate can find.</summary>
public static class LockFindings
{
    private const int MostTargets = 3;
    private const string Relock = "If the change is wanted, run 'dotnet restore --force-evaluate', read the difference and commit the lock file.";

    /// <summary>There is no lock file.</summary>
    public static Finding Missing(Severity severity, string path, bool isCI) => Finding.Create(Codes.LockMissing, severity,
        $"There is no lock file {Path.GetFileName(path)}, so nothing states which packages were meant. Run 'dotnet restore --use-lock-file' and commit the file"
        + (isCI ? "; in CI it must be there." : "; NuGet keeps it up to date from then on, and CI needs it."), Path.GetFileName(path), new Location(path));

    /// <summary>The lock file is not one.</summary>
    public static Finding Unreadable(Severity severity, string path, Exception problem) => Finding.Create(Codes.LockUnreadable, severity,
        $"The lock file cannot be read: {BadInput.Reason(problem)}. Take it from the last commit; if that one is broken too, delete it, run 'dotnet restore --use-lock-file' and review the result.",
        Path.GetFileName(path), BadInput.Place(problem) ?? new Location(path));

    /// <summary>A package is not what the lock says.</summary>
    public static Finding Differs(Severity severity, LockDifference difference, LockFile file, PackagePaths paths)
    {
        var where = Printable.List(difference.Targets, MostTargets);
        var locked = difference.Locked;
        var what = difference.Kind switch
        {
            LockDifferenceKind.Added => $"{difference.Resolved} was resolved but is not in the lock file ({where}). {Relock}",
            LockDifferenceKind.Removed => $"{locked!.Package} is in the lock file but was not resolved ({where}). {Relock}",
            LockDifferenceKind.OtherVersion => $"{difference.Resolved} was resolved, but {locked!.Package!.Version} is locked ({where}). {Relock}",
            LockDifferenceKind.OtherHash => $"{difference.Resolved} was restored with content hash {ContentHash.Apart(difference.ResolvedHash!, locked!.ContentHash!).One}, but {ContentHash.Apart(difference.ResolvedHash!, locked.ContentHash!).Other} is locked ({where}). "
                + "It came from another source than before, or the lock file was edited. Before you change either, find out which: supplychain check --against-source",
            LockDifferenceKind.NoHash => $"{difference.Resolved} is locked without a content hash, so any bytes would do ({where}). {Relock}",
            LockDifferenceKind.TargetRemoved => $"The target {where} is in the lock file but was not resolved. {Relock}",
            _ => throw new ArgumentOutOfRangeException(nameof(difference)),
        };
        var place = locked?.Place ?? file.Targets.FirstOrDefault(t => difference.Kind == LockDifferenceKind.TargetRemoved && (t.Alias ?? t.Framework) == difference.Id)?.Place;
        return Finding.Create(Codes.LockDiffers, severity, what, $"{difference.Kind} {difference.Id.ToUpperInvariant()} {difference.Resolved?.Version} {locked?.Package?.Version}", place ?? new Location(file.Path),
            difference.Resolved ?? locked?.Package, difference.Resolved is { } resolved ? paths.To(resolved) : default);
    }

    /// <summary>In CI, the lock file is not the committed one.</summary>
    public static Finding NotCommitted(Severity severity, LockFile file, CommittedState state) => Finding.Create(Codes.LockNotCommitted, severity,
        $"The lock file {Name(file)} "
        + (state == CommittedState.NotCommitted ? "is not in the commit that is built" : "is not the one of the commit that is built")
        + ": this build, or a change that was not committed, wrote it, so it proves nothing. Commit the lock file that 'dotnet restore --use-lock-file' writes, and restore with 'dotnet restore --locked-mode' in CI.",
        Name(file), new Location(file.Path));

    /// <summary>The lock file is not the one whose digest was given.</summary>
    public static Finding NotExpected(Severity severity, LockFile file, string expected) => Finding.Create(Codes.LockNotCommitted, severity,
        $"The lock file {Name(file)} has the SHA-256 {file.Sha256.Hex}, but {expected} was given: it is not the one that was expected. Take it from the commit again.",
        Name(file), new Location(file.Path));

    /// <summary>In CI, neither restore nor git says whether the lock file is the committed one.</summary>
    public static Finding NotDecidable(Severity severity, LockFile file, string reason) => Finding.Create(Codes.LockNotDecidable, severity,
        $"It cannot be known whether the lock file {Name(file)} is the committed one: {reason}. "
        + "Build in a checkout with its repository; without one, restore with 'dotnet restore --locked-mode', or state the file's digest: supplychain check --lock-sha256 HEX.", Name(file), new Location(file.Path));

    private static string Name(LockFile file) => Path.GetFileName(file.Path);
}
