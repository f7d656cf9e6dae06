namespace SupplyChainSdk.Release;

/// <summary>Where the evidence about one package lies. A file of it is never left beside a package that it is not about.</summary>
/// <param name="package">Absolute path of the package.</param>
/// <param name="folder">Where evidence goes; null for beside the package.</param>
public sealed class EvidenceFiles(string package, string? folder)
{
    private readonly string _prefix = Path.Combine(folder ?? Path.GetDirectoryName(package)!, Path.GetFileName(package));

    /// <summary>The signed statement.</summary>
    public string Bundle => $"{_prefix}.sigstore.json";

    /// <summary>The statement that nobody signed, under a name that no scanner takes for signed.</summary>
    public string UnsignedStatement => $"{_prefix}.intoto.unsigned.json";

    /// <summary>Another file of the evidence.</summary>
    /// <param name="fileName">Its name, without a folder.</param>
    public string Other(string fileName) => Path.Combine(Path.GetDirectoryName(_prefix)!, fileName);

    /// <summary>Deletes the statements, if any.</summary>
    /// <exception cref="IOException">One cannot be deleted.</exception>
    public void Delete()
    {
        foreach (var file in (string[])[Bundle, UnsignedStatement])
        {
            // Delete is content with a missing file, but not with a missing folder.
            if (File.Exists(file))
                File.Delete(file);
        }
    }
}
