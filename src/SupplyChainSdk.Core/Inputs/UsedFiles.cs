namespace SupplyChainSdk.Inputs;

/// <summary>Which extracted files a build can use: every one that is not known to be for people only.</summary>
internal static class UsedFiles
{
    private static readonly HashSet<string> ForPeople = new(StringComparer.OrdinalIgnoreCase)
    {
        ".md", ".txt", ".rtf", ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".ico", ".svg",
    };

    /// <summary>Whether a file is compared where the policy says <c>used</c>.</summary>
    /// <param name="path">Below the package folder, with forward slashes.</param>
    /// <remarks>A package's own build files can reach every file of it, so only text and images count as unused, and only in the root and below docs/, doc/, images/ and icons/, and the SBOM in _manifest/.</remarks>
    public static bool Contains(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? !ForPeople.Contains(Path.GetExtension(path)) : path[..slash].ToLowerInvariant() switch
        {
            "docs" or "doc" or "images" or "icons" => !ForPeople.Contains(Path.GetExtension(path)),
            "_manifest" => Path.GetExtension(path).ToLowerInvariant() is not (".json" or ".sha256" or ".p7s" or ".cat" or ".bsi"),
            _ => true,
        };
    }
}
