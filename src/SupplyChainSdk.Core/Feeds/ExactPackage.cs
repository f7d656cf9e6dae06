using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Feeds;

/// <summary>One version of a package as a user names it: <c>Id@Version</c>.</summary>
public static class ExactPackage
{
    /// <summary>Reads it; the version is normalised.</summary>
    /// <returns>Null when it is none: a range, a floating version, a path.</returns>
    public static PackageId? Parse(string text)
    {
        var at = text.LastIndexOf('@');
        if (at <= 0 || !PackageId.IsValidId(text[..at]))
            return null;
        try
        {
            return PackageId.Create(text[..at], NuspecVersion.Normalize(text[(at + 1)..]));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
