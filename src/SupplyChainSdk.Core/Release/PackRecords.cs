using System.Security.Cryptography;
using System.Text;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>
/// The digest of each package as pack wrote it, kept in <c>obj/supplychain/packed/</c> from then until it is attested: what changed in
/// between is not what was built (docs/threat-model.md).
/// </summary>
/// <param name="workFolder"><c>obj/supplychain/</c>.</param>
public sealed class PackRecords(string workFolder)
{
    // The clock that stamps files ticks more coarsely than the one that is asked when pack starts.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly string _folder = Path.Combine(workFolder, "packed");

    /// <summary>Keeps the digest of a package that this pack wrote. Evidence beside it was about other bytes then, and goes.</summary>
    /// <param name="package">Absolute path.</param>
    /// <param name="packStarted">When this pack started, in UTC; a file that is older was left alone by it, and so is its record.</param>
    /// <param name="cancellation">Ends hashing.</param>
    public void Record(string package, DateTime packStarted, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (File.GetLastWriteTimeUtc(package) < packStarted - Tick)
            return;
        var digest = Digest(package);
        if (Read(package) != digest)
        {
            foreach (var suffix in (string[])[".sigstore.json", ".intoto.unsigned.json"])
                File.Delete(package + suffix);
        }
        Directory.CreateDirectory(_folder);
        var temporary = $"{PathOf(package)}.{Guid.NewGuid():N}";
        File.WriteAllText(temporary, digest);
        File.Move(temporary, PathOf(package), overwrite: true);
    }

    /// <summary>An error when the package is not there, or not the one that pack wrote.</summary>
    public IEnumerable<Finding> Check(string package)
    {
        if (!File.Exists(package))
            yield return PackFindings.Missing(package);
        else if (Read(package) is not { } packed)
            yield return PackFindings.NotRecorded(package);
        else if (Digest(package) is var now && now != packed)
            yield return PackFindings.Changed(package, packed, now);
    }

    /// <summary>Forgets a package that was moved aside.</summary>
    public void Forget(string package) => File.Delete(PathOf(package));

    private string? Read(string package) => File.Exists(PathOf(package)) ? File.ReadAllText(PathOf(package)) : null;

    // By the whole path: Debug and Release, or two output folders, hold packages of one name.
    private string PathOf(string package) =>
        Path.Combine(_folder, $"{Path.GetFileName(package)}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(package)).AsSpan(0, 8))}.sha256");

    private static string Digest(string package)
    {
        using var stream = File.OpenRead(package);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
