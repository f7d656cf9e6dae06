using System.Collections.Immutable;
using System.Text.RegularExpressions;
using System.Xml;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>
/// Finds packages whose build files set properties or replace targets of this SDK, decide what its gates read, or suppress its codes. Such a package is
/// evaluated before any gate of the build runs, so it is looked for from outside the build.
/// </summary>
/// <remarks>Names are looked for as text. A package that composes one out of pieces is not found; docs/threat-model.md says so.</remarks>
public static partial class PackageOverrides
{
    private const int MaxBuildFile = 4 << 20;

    // Properties of others that say which files the gates read, whether a build is one, and whether the targets of packages are imported, ours among them.
    private static readonly ImmutableArray<string> Deciding = ["CompilerResponseFile", "ContinueOnError", "CscCommandLineArgs", "DesignTimeBuild", "ExcludeRestorePackageImports", "FscCommandLineArgs",
        "ImportProjectExtensionProps", "ImportProjectExtensionTargets", "MSBuildProjectExtensionsPath", "MSBuildSourceProjectFile", "NuGetLockFilePath", "ProjectAssetsFile", "ProvideCommandLineArgs",
        "SkipCompilerExecution", "UsingMicrosoftNoTargetsSdk", "UsingMicrosoftTraversalSdk", "VbcCommandLineArgs", "_TargetAssemblyProjectName"];

    // A condition only reads; a path may have any name, such as that of a policy file.
    private static readonly ImmutableArray<string> Harmless = ["Condition", "Exclude", "Include", "Label", "Project", "Remove"];

    /// <summary>Reads the build files of every package of a project.</summary>
    /// <param name="packages">The packages; those whose archive could not be read are findings of the integrity gate.</param>
    /// <param name="locked">The places of packages in the lock file; null when there is none.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <returns>One finding a package and file, in the order of the graph.</returns>
    public static ImmutableArray<Finding> Check(PackageReading packages, ImmutableDictionary<PackageId, LockedHash>? locked, CancellationToken cancel)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        foreach (var package in packages.Read.Where(p => !p.Package.Id.Id.Equals(Product.Name, StringComparison.OrdinalIgnoreCase)))
        {
            cancel.ThrowIfCancellationRequested();
            var id = package.Package.Id;
            var place = locked?.GetValueOrDefault(id)?.Place;
            using var archive = PackageArchive.Open(package.ArchivePath);
            var waiting = new Queue<string>(archive.Entries.Where(IsBuildFile));
            var seen = waiting.ToHashSet(StringComparer.Ordinal);
            while (waiting.TryDequeue(out var entry))
            {
                cancel.ThrowIfCancellationRequested();
                try
                {
                    var content = archive.ReadEntry(entry, MaxBuildFile)!;
                    var (names, imports) = Read(content);
                    if (names.Length > 0)
                        findings.Add(IntegrityFindings.PackageSetsProperties(id, entry, names, place));
                    foreach (var imported in archive.Entries.Where(e => imports.Contains(Path.GetFileName(e)) && seen.Add(e)))
                        waiting.Enqueue(imported);
                }
                catch (PackageFormatException e)
                {
                    findings.Add(IntegrityFindings.BuildFileUnread(id, entry, e.Message, place));
                }
            }
        }
        return findings.ToImmutable();
    }

    private static bool IsBuildFile(string entry) => Path.GetExtension(entry).ToUpperInvariant() is ".PROPS" or ".TARGETS";

    // MSBuild imports files of any extension, so the names of those are followed; by the last part alone, because properties stand before it.
    private static (ImmutableArray<string> Names, HashSet<string> Imports) Read(byte[] content)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var imports = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(content),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true });
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    if (reader.LocalName.Equals("Import", StringComparison.OrdinalIgnoreCase) && reader.GetAttribute("Project") is { } project)
                        imports.Add(project.Split('/', '\\', ')')[^1]);
                    Add(names, reader);
                }
                else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                {
                    names.UnionWith(Code().Matches(reader.Value).Select(m => m.Value));
                }
            }
        }
        catch (XmlException)
        {
            // MSBuild would refuse the file too; what it would have said is looked for in its text, so that a trick of encoding hides nothing.
            names.UnionWith(OurName().Matches(System.Text.Encoding.UTF8.GetString(content)).Select(m => m.Value));
        }
        return ([.. names], imports);
    }

    private static void Add(SortedSet<string> names, XmlReader reader)
    {
        var element = reader.LocalName;
        // Items by which the SDK is there at all: an update or a removal takes it away.
        if (reader.GetAttribute("Remove") is { } removed && OurPackage().IsMatch(removed) || reader.GetAttribute("Update") is { } updated && OurPackage().IsMatch(updated))
            names.Add($"{element} {Product.Name}");
        if (OnlyAdds(reader))
            return;
        if (OurName().Match(element) is { Success: true, Index: 0 } || Deciding.Contains(element, StringComparer.OrdinalIgnoreCase))
            names.Add(element);
        var isTask = element.Equals("UsingTask", StringComparison.OrdinalIgnoreCase);
        while (reader.MoveToNextAttribute())
        {
            if (Harmless.Contains(reader.LocalName, StringComparer.OrdinalIgnoreCase))
                continue;
            names.UnionWith(OurName().Matches(reader.Value).Concat(Code().Matches(reader.Value)).Select(m => m.Value));
            // What a task gives becomes a property or an item of that name.
            if (reader.LocalName is "PropertyName" or "ItemName" && Deciding.Contains(reader.Value, StringComparer.OrdinalIgnoreCase))
                names.Add(reader.Value);
            // A task is also found by the last part of its name.
            if (isTask && reader.LocalName.Equals("TaskName", StringComparison.OrdinalIgnoreCase) && OurTasks.Contains(reader.Value, StringComparer.OrdinalIgnoreCase))
                names.Add(reader.Value);
        }
    }

    // What an organisation's build package is for: it switches the SDK on where it is referenced transitively, and brings a policy.
    private static bool OnlyAdds(XmlReader reader)
    {
        if (reader.LocalName.Equals("SupplyChainPolicy", StringComparison.OrdinalIgnoreCase))
            return reader.GetAttribute("Include") is not null && reader.GetAttribute("Remove") is null && reader.GetAttribute("Update") is null;
        if (!reader.LocalName.Equals("SupplyChainTransitive", StringComparison.OrdinalIgnoreCase) || reader.IsEmptyElement)
            return false;
        return reader.Read() && reader.NodeType == XmlNodeType.Text && reader.Value.Trim().Equals("true", StringComparison.OrdinalIgnoreCase);
    }

    private static ImmutableArray<string> OurTasks { get; } =
        ["AttestPackages", "CheckCompilerInputs", "CheckDependencies", "CompareStamp", "GenerateSbom", "LocatePackages", "PreparePack", "ReadPackagesAhead", "RecordPackages", "RepeatFindings", "ReportProject"];

    // Not in the middle of another name: Contoso.SupplyChain.Tool is not ours.
    [GeneratedRegex("(?<![A-Za-z0-9_.-])_?SupplyChain[A-Za-z_.]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OurName();

    [GeneratedRegex("(^|[;\\s])SupplyChainSdk([;\\s]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OurPackage();

    [GeneratedRegex("SCSDK[0-9]{4}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
