using System.Security.Cryptography;
using System.Text;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>
/// The digest of each package as pack wrote it, and then as attesting did, kept in <c>obj/supplychain/packed/</c> until it is packed again: what
/// changed in between is not what was built (docs/threat-model.md). No clock is asked: who can change a package can set its time as well.
/// A NuGet signature that was appended since changes nothing of what is vouched for: without it the earlier bytes come back exactly.
/// </summary>
/// <param name="workFolder"><c>obj/supplychain/</c>.</param>
public sealed class PackRecords(string workFolder)
{
    private readonly string _folder = Path.Combine(workFolder, "packed");

    /// <summary>
    /// Before pack decides whether its package is up to date. A package that no record vouches for is deleted, so that pack writes it anew.
    /// The record of one that is as it was packed is taken away until <see cref="Record"/>: when this pack ends before that, the next one
    /// takes nothing for granted.
    /// </summary>
    /// <param name="package">Absolute path; the file need not be there.</param>
    /// <param name="evidence">Goes with a package that is deleted.</param>
    /// <returns>The digest of the package that is there, as it was before it was signed; null when there is none; or an error when it changed since it was packed.</returns>
    public (string? Digest, Finding? Changed) Take(string package, EvidenceFiles evidence)
    {
        var packed = Read(package);
        if (!File.Exists(package))
        {
            Forget(package);
            return (null, null);
        }
        if (packed is null)
        {
            File.Delete(package);
            evidence.Delete();
            return (null, null);
        }
        if (Difference(package, packed) is { } changed)
            return (null, changed);
        Forget(package);
        return (packed, null);
    }

    /// <summary>Keeps the digest of a package when pack is done with it. Evidence about other bytes goes.</summary>
    /// <param name="package">Absolute path.</param>
    /// <param name="before">What <see cref="Take"/> returned.</param>
    /// <param name="evidence">Goes when the package is another one now.</param>
    public void Record(string package, string? before, EvidenceFiles evidence)
    {
        if (before is not null && Difference(package, before) is null)
        {
            Keep(package, before);
            return;
        }
        evidence.Delete();
        Keep(package, DigestOf(package));
    }

    /// <summary>
    /// Lets attesting write the package anew, and keeps the digest that it then has. Until that is done no record vouches for it: who is
    /// stopped in between packs it anew, and is not told that somebody changed it.
    /// </summary>
    /// <param name="package">Absolute path.</param>
    /// <param name="rewrite">Replaces the file, and returns the SHA-256 of the new one.</param>
    public void Rewrite(string package, Func<Digest> rewrite)
    {
        Forget(package);
        Keep(package, rewrite().Hex);
    }

    /// <summary>After a pack that did not come to its end: a package that it wrote is moved aside, an earlier one stays.</summary>
    /// <param name="package">Absolute path.</param>
    /// <param name="before">What <see cref="Take"/> returned.</param>
    /// <param name="evidence">Goes with the package.</param>
    /// <param name="projectFile">The project, to whose folder the message is relative.</param>
    /// <returns>An error that says where the package is; null when there is none, or an earlier one that stays.</returns>
    /// <exception cref="UnwritableException">The earlier one stays, but nothing vouches for it: the next pack writes it anew.</exception>
    public Finding? Abandon(string package, string? before, EvidenceFiles evidence, string projectFile)
    {
        if (before is null || !File.Exists(package) || Difference(package, before) is not null)
            return PutAside(package, evidence, projectFile);
        Keep(package, before);
        return null;
    }

    /// <summary>Moves a package, if it is there, where no push step looks, and deletes the evidence about it.</summary>
    /// <param name="package">Absolute path.</param>
    /// <param name="evidence">Is deleted.</param>
    /// <param name="projectFile">The project, to whose folder the message is relative.</param>
    /// <param name="cause">See <see cref="PackFindings.MovedAside"/>.</param>
    /// <param name="further">Other files that go with it, such as SBOMs.</param>
    /// <returns>An error that says where the package is now, or that it could not be moved; null when there was none.</returns>
    public Finding? PutAside(string package, EvidenceFiles evidence, string projectFile, Finding? cause = null, params ReadOnlySpan<string> further)
    {
        try
        {
            var target = MoveAside(package, evidence);
            foreach (var file in further)
            {
                if (File.Exists(file))
                    File.Delete(file);
            }
            return target is null ? null : PackFindings.MovedAside(package, target, projectFile, cause);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return PackFindings.NotMovedAside(package, e.Message, cause);
        }
    }

    // First out of the way by a rename, which needs no room; only then to obj, which may be another disk, and full.
    private string? MoveAside(string package, EvidenceFiles evidence)
    {
        var beside = $"{package}.unattested";
        var isThere = File.Exists(package);
        if (isThere)
            File.Move(package, beside, overwrite: true);
        Forget(package);
        evidence.Delete();
        if (!isThere)
            return null;

        var target = Path.Combine(workFolder, "unattested", Path.GetFileName(package));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(beside, target, overwrite: true);
            return target;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A part of a package is none.
            if (File.Exists(target))
                File.Delete(target);
            return beside;
        }
    }

    /// <summary>An error when the package is not there, or not the one that pack wrote.</summary>
    public Finding? Check(string package)
    {
        if (!File.Exists(package))
            return PackFindings.Missing(package);
        if (Read(package) is not { } packed)
            return PackFindings.NotRecorded(package);
        return Difference(package, packed);
    }

    // Null when the package is what was packed, or that and a signature: the one change that has a good reason.
    private static Finding? Difference(string package, string packed)
    {
        var now = DigestOf(package);
        if (now == packed)
            return null;
        try
        {
            using var stream = File.OpenRead(package);
            var layers = PackageLayers.Read(stream);
            return !layers.HasSignature ? PackFindings.Changed(package, packed, now)
                : layers.WithoutSignature.Sha256.Hex == packed ? null
                : SigningFindings.AlreadySigned(Path.GetFileName(package));
        }
        catch (PackageFormatException)
        {
            return PackFindings.Changed(package, packed, now);
        }
    }

    private void Keep(string package, string digest) => AtomicFile.Write(PathOf(package), Encoding.ASCII.GetBytes(digest));

    private void Forget(string package)
    {
        if (File.Exists(PathOf(package)))
            File.Delete(PathOf(package));
    }

    private string? Read(string package) => File.Exists(PathOf(package)) ? File.ReadAllText(PathOf(package)) : null;

    // By the whole path: Debug and Release, or two output folders, hold packages of one name.
    private string PathOf(string package) =>
        Path.Combine(_folder, $"{Path.GetFileName(package)}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(package)).AsSpan(0, 8))}.sha256");

    private static string DigestOf(string package)
    {
        using var stream = File.OpenRead(package);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
