using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>
/// The digest of each package as pack wrote it, kept below <c>obj</c>. A package that changed between packing and attesting, or between two
/// packs of which the second had nothing to do, is found by it.
/// </summary>
public static class PackRecord
{
    /// <summary>
    /// Called before pack decides whether it has anything to do: a package that this record does not know is deleted, so that pack writes it
    /// anew; one that changed since it was recorded is a finding.
    /// </summary>
    /// <param name="packagePath">Absolute path of the package that pack is about to write.</param>
    /// <param name="stateFolder">Absolute, below <c>obj</c>.</param>
    /// <returns>Null when pack may go on.</returns>
    public static Finding? BeforePack(string packagePath, string stateFolder)
    {
        if (!File.Exists(packagePath))
            return null;
        var record = PathOf(packagePath, stateFolder);
        if (!File.Exists(record))
        {
            // Packed before this SDK was there, or obj was cleaned: nobody can say where its bytes come from.
            File.Delete(packagePath);
            return null;
        }
        return File.ReadAllText(record) == DigestOf(packagePath).ToString() ? null : SigningFindings.ChangedSincePack(Path.GetFileName(packagePath));
    }

    /// <summary>Called when pack is done: from here on the package must not change.</summary>
    /// <inheritdoc cref="BeforePack" path="/param"/>
    public static void AfterPack(string packagePath, string stateFolder) =>
        AtomicFile.WriteIfChanged(PathOf(packagePath, stateFolder), System.Text.Encoding.ASCII.GetBytes(DigestOf(packagePath).ToString()));

    /// <summary>Whether the package has the digest that was recorded for it when pack was done.</summary>
    /// <inheritdoc cref="BeforePack" path="/param"/>
    public static bool IsAsPacked(string packagePath, string stateFolder, Digest sha256)
    {
        var record = PathOf(packagePath, stateFolder);
        return File.Exists(record) && File.ReadAllText(record) == sha256.ToString();
    }

    /// <summary>Forgets a package that was moved aside.</summary>
    /// <inheritdoc cref="BeforePack" path="/param"/>
    public static void Forget(string packagePath, string stateFolder) => File.Delete(PathOf(packagePath, stateFolder));

    // Two output folders (-o) may hold packages of one name, so the folder is part of the record's name, as a digest.
    private static string PathOf(string packagePath, string stateFolder) => Path.Combine(stateFolder, "packed",
        $"{Path.GetFileName(packagePath)}.{Digest.Sha256Of(System.Text.Encoding.UTF8.GetBytes(Path.GetFullPath(packagePath))).Hex[..16]}.sha256");

    private static Digest DigestOf(string path)
    {
        using var file = File.OpenRead(path);
        return Digest.Sha256(System.Security.Cryptography.SHA256.HashData(file));
    }
}
