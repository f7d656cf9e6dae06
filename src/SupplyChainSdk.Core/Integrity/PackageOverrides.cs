using System.Collections.Immutable;
using System.Text.RegularExpressions;
using System.Xml;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>
/// Finds packages whose build files set properties or replace targets of this SDK, or suppress its codes. Such a package is evaluated before any
/// gate of the build runs, so it is looked for from outside the build.
/// </summary>
public static partial class PackageOverrides
{
    private const int MaxBuildFile = 4 << 20;

    // Both only add: an organisation's build package switches the SDK on where it is referenced transitively, and brings a policy.
    private static readonly ImmutableArray<string> Stricter = ["SupplyChainTransitive", "SupplyChainPolicy"];

    /// <summary>Reads the build files of every package of a project.</summary>
    /// <param name="packages">The packages; those whose archive could not be read are findings of the integrity gate.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <returns>One finding a package and file, in the order of the graph.</returns>
    public static ImmutableArray<Finding> Check(PackageReading packages, CancellationToken cancel)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        foreach (var package in packages.Read.Where(p => !p.Package.Id.Id.Equals(Product.Name, StringComparison.OrdinalIgnoreCase)))
        {
            cancel.ThrowIfCancellationRequested();
            using var archive = PackageArchive.Open(package.ArchivePath);
            foreach (var entry in archive.Entries.Where(IsBuildFile))
            {
                var names = Names(archive.ReadEntry(entry, MaxBuildFile)!);
                if (names.Length > 0)
                    findings.Add(IntegrityFindings.PackageSetsProperties(package.Package.Id, entry, names));
            }
        }
        return findings.ToImmutable();
    }

    private static bool IsBuildFile(string entry) =>
        (entry.StartsWith("build", StringComparison.OrdinalIgnoreCase) || entry.StartsWith("Sdk/", StringComparison.OrdinalIgnoreCase))
        && (entry.EndsWith(".props", StringComparison.OrdinalIgnoreCase) || entry.EndsWith(".targets", StringComparison.OrdinalIgnoreCase));

    private static ImmutableArray<string> Names(byte[] content)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(content),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true });
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element)
                    Add(names, reader);
                else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                    names.UnionWith(Code().Matches(reader.Value).Select(m => m.Value));
            }
        }
        catch (XmlException)
        {
            // MSBuild would refuse the file too; what it would have said is looked for in its text, so that a trick of encoding hides nothing.
            names.UnionWith(OurName().Matches(System.Text.Encoding.UTF8.GetString(content)).Select(m => m.Value));
        }
        return [.. names.Where(n => !Stricter.Contains(n, StringComparer.OrdinalIgnoreCase))];
    }

    private static void Add(SortedSet<string> names, XmlReader reader)
    {
        if (OurName().Match(reader.LocalName) is { Success: true, Index: 0 })
            names.Add(reader.LocalName);
        foreach (var attribute in (string[])["Name", "TaskName", "BeforeTargets", "AfterTargets", "TreatAsLocalProperty"])
        {
            if (reader.GetAttribute(attribute) is { } value)
                names.UnionWith(OurName().Matches(value).Select(m => m.Value));
        }
    }

    [GeneratedRegex("_?SupplyChain[A-Za-z_.]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OurName();

    [GeneratedRegex("SCSDK[0-9]{4}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
