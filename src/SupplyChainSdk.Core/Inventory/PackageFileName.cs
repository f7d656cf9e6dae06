using System.Collections.Immutable;

namespace SupplyChainSdk.Inventory;

/// <summary>How the files of packages are called.</summary>
internal static class PackageFileName
{
    /// <summary>The longest first: a symbol package of the older kind ends as a package does.</summary>
    private static readonly ImmutableArray<string> Extensions = [".symbols.nupkg", ".snupkg", ".nupkg"];

    /// <summary><c>Id.Version.nupkg</c>, with the id as the package spells it.</summary>
    public static string Of(PackageId package, string extension = ".nupkg") => $"{package.Id}.{package.Version}{extension}";

    /// <summary>The kind of package that a file's name says, in lower case; <c>.nupkg</c> when it says none.</summary>
    public static string Extension(string fileName) =>
        Extensions.FirstOrDefault(extension => fileName.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) ?? ".nupkg";

    /// <summary>Whether a file is called a package of any kind.</summary>
    public static bool IsPackage(string fileName) => Extensions.Any(extension => fileName.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a file may hold this package: named by its id and version, normalised or as the nuspec writes it, or by its id alone.</summary>
    public static bool IsOf(string fileName, PackageId package, string writtenVersion) =>
        (from stem in new[] { $"{package.Id}.{package.Version}", $"{package.Id}.{writtenVersion}", package.Id }
         from extension in Extensions
         select stem + extension).Contains(fileName, StringComparer.OrdinalIgnoreCase);
}
