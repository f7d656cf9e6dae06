using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>What can be wrong with a package between packing and attesting it.</summary>
public static class PackFindings
{
    /// <summary>Pack should have made the file.</summary>
    public static Finding Missing(string package) => Finding.Create(Codes.AttestationFailed, Severity.Error,
        $"{Path.GetFileName(package)} was to be attested and is not in {Path.GetDirectoryName(package)}, where pack says it is. Pack again; a target that moves packages has to run after SupplyChainAttest.",
        Path.GetFileName(package), new Location(package));

    /// <summary>Pack ended and named no package.</summary>
    public static Finding NothingPacked(string projectFile) => Finding.Create(Codes.AttestationFailed, Severity.Error,
        $"{Path.GetFileName(projectFile)} was packed, but no package is among what pack says it made, so nothing was attested. Set IsPackable to false if it makes none.",
        Path.GetFileName(projectFile), new Location(projectFile));

    /// <summary>The file is there, but nobody saw pack write it.</summary>
    public static Finding NotRecorded(string package) => Finding.Create(Codes.PackageChangedSincePack, Severity.Error,
        $"{Path.GetFileName(package)} is to be attested, but nothing recorded that pack wrote it. Delete it and pack again.",
        Path.GetFileName(package), new Location(package));

    /// <summary>The file is not what pack wrote.</summary>
    public static Finding Changed(string package, string packed, string found) => Finding.Create(Codes.PackageChangedSincePack, Severity.Error,
        $"{Path.GetFileName(package)} changed since it was packed: sha256 {found}, packed {packed}. Find out what changed it, and pack again.",
        Path.GetFileName(package), new Location(package));

    /// <summary>The package went where no push step looks.</summary>
    /// <param name="package">Where it was.</param>
    /// <param name="to">Where it is.</param>
    /// <param name="projectFile">The project, to whose folder the message is relative.</param>
    /// <param name="cause">What is said of the same package under the same code: then both are one finding. Null where the cause has another code.</param>
    public static Finding MovedAside(string package, string to, string projectFile, Finding? cause = null) => Finding.Create(Codes.AttestationFailed, Severity.Error,
        $"{(cause is null ? $"{Path.GetFileName(package)} is not attested as configured, so it was" : $"{cause.Message} It was")} moved to {Path.GetRelativePath(Path.GetDirectoryName(projectFile)!, to)}, where no push step finds it.",
        $"{Path.GetFileName(package)} moved");

    /// <summary>The package should go, and cannot be moved.</summary>
    /// <param name="package">Where it is.</param>
    /// <param name="detail">Why, as a sentence.</param>
    /// <param name="cause">As above.</param>
    public static Finding NotMovedAside(string package, string detail, Finding? cause = null) => Finding.Create(Codes.AttestationFailed, Severity.Error,
        $"{(cause is null ? "" : $"{cause.Message} ")}{package} is not attested as configured, and cannot be moved away: {detail} Delete it by hand, and do not publish it.",
        $"{Path.GetFileName(package)} not moved");

    /// <summary>The nuspec would list the SDK, whose targets would then run for whoever uses the package.</summary>
    public static Finding Leaks(string projectFile, string framework) => Finding.Create(Codes.LeaksIntoNuspec, Severity.Error,
        $"{Path.GetFileName(projectFile)} ({framework}) references SupplyChainSdk without PrivateAssets=\"all\", so its package would depend on it. "
        + "Add PrivateAssets=\"all\"; a build package that hands it on says PrivateAssets=\"none\".",
        Path.GetFileName(projectFile), new Location(projectFile));

    /// <summary>Pack of this NuGet writes the time of day and random names into a package.</summary>
    public static Finding NuGetTooOld(string projectFile, Version found) => Finding.Create(Codes.NuGetTooOld, Severity.Warning,
        $"{Path.GetFileName(projectFile)} is packed by NuGet {found.ToString(3)}: the package will differ each time it is packed, and nobody can reproduce it. Use an SDK with NuGet 7.9 (10.0.400) or newer.",
        Path.GetFileName(projectFile), new Location(projectFile));
}
