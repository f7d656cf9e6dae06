using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>
/// The part of the integrity gate about what a build imports by way of <c>obj</c>: is each file that the generated files name one of a package that was compared, and is there no further file?
/// A copy of a package that is not the compared one, or any other file, would run in the build with nothing said of it.
/// </summary>
internal static class ImportCheck
{
    /// <summary>The result of the integrity gate with what is found of imports after its own.</summary>
    /// <param name="gate">What the gate found before; returned as it is where it is off.</param>
    /// <param name="extensions">What lies there.</param>
    /// <param name="request">What is checked.</param>
    /// <param name="graph">What was resolved.</param>
    /// <param name="packages">What was compared; a package that could not be read is a finding already.</param>
    /// <param name="policy">Says how findings weigh, and what is declared.</param>
    public static GateResult AddTo(GateResult gate, ProjectExtensions extensions, CheckRequest request, DependencyGraph graph, PackageReading packages, EffectivePolicy policy)
    {
        if (gate.Outcome == GateOutcome.Off)
            return gate;
        var severity = gate.Enforce == Enforce.Error ? Severity.Error : Severity.Warning;
        var findings = new List<Finding>();
        if (extensions.Problem is { } problem)
            findings.Add(ImportFindings.Unreadable(severity, request.ProjectFile, new Location(Path.GetDirectoryName(extensions.Generated[0])!), problem.Message.TrimEnd('.')));
        var named = extensions.Generated.SelectMany(file => Read(file, request.ProjectFile, severity, findings)).ToList();
        var restored = graph.PackageFolders.FirstOrDefault() ?? "";
        // The property of the build where there is one: what set it before NuGet's file did counts.
        var root = request.PackageRoot ?? named.Find(n => n.Kind == GeneratedPathKind.PackageRoot)?.Text ?? restored;
        if (!IsSame(root, restored))
            findings.Add(ImportFindings.OtherRoot(severity, request.ProjectFile, root, restored));
        else
        {
            var compared = new ComparedPackages(graph, packages, request.AssetsFile);
            findings.AddRange(named.Select(n => new { n.Place, n.Kind, Path = GeneratedImports.Resolve(n, root) }).Where(n => !compared.Has(n.Kind, n.Path)).GroupBy(n => n.Place.File, StringComparer.Ordinal)
                .Select(file => ImportFindings.NotCompared(severity, request.ProjectFile, file.First().Place, [.. file.Select(n => n.Path).Distinct(StringComparer.Ordinal)])));
        }
        findings.AddRange(Undeclared(extensions.Others, request.ProjectFile, policy, severity));
        return findings.Count == 0 ? gate : GateResult.Of(gate.Gate, gate.Enforce, [.. gate.Findings, .. findings], gate.ExceptionsUsed);
    }

    private static ImmutableArray<GeneratedPath> Read(string file, string project, Severity severity, List<Finding> findings)
    {
        try
        {
            return GeneratedImports.Read(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && !RealPath.Exists(file))
        {
            // Nothing is imported.
        }
        catch (InvalidDataException e)
        {
            findings.Add(ImportFindings.NotAsWritten(severity, project, BadInput.Place(e) ?? new(file), BadInput.Reason(e)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Add(ImportFindings.Unreadable(severity, project, new(file), e.Message.TrimEnd('.')));
        }
        return [];
    }

    private static IEnumerable<Finding> Undeclared(ImmutableArray<string> files, string project, EffectivePolicy policy, Severity severity)
    {
        var declared = new DeclaredInputs(policy.DeclaredInputs, []);
        foreach (var file in files)
        {
            if (Directory.Exists(file))
                continue;
            var (isDeclared, problem) = Find(declared, file);
            if (!isDeclared)
                yield return problem is null ? ImportFindings.NotGenerated(severity, project, file) : ImportFindings.Unreadable(severity, project, new(file), problem);
        }
    }

    private static (bool IsDeclared, string? Problem) Find(DeclaredInputs declared, string file)
    {
        try
        {
            // A link is not where it leads to: the build imports what has this name.
            return (declared.Find(Path.Combine(RealPath.Of(Path.GetDirectoryName(file)!), Path.GetFileName(file))).IsDeclared, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (false, e.Message.TrimEnd('.'));
        }
    }

    private static bool IsSame(string path, string other) => Path.TrimEndingDirectorySeparator(path) == Path.TrimEndingDirectorySeparator(other)
        || path.Length > 0 && other.Length > 0 && Path.IsPathRooted(path) && RealPath.Of(path) == RealPath.Of(other);

    // As they are written, without following links: a package folder that is a link was compared as what it leads to.
    private sealed class ComparedPackages(DependencyGraph graph, PackageReading packages, string assetsFile)
    {
        private readonly ImmutableArray<string> _folders = [.. graph.PackageFolders.Select(Full)];
        private readonly ImmutableArray<string> _packages = [.. packages.Read.Select(p => p.ArchivePath).Concat(packages.Failed.Select(f => f.Path)).Select(path => Path.GetDirectoryName(path)!)];

        public bool Has(GeneratedPathKind kind, string path) => kind switch
        {
            GeneratedPathKind.PackagesFolder or GeneratedPathKind.PackageRoot => _folders.Contains(Full(path), Names),
            GeneratedPathKind.Package => _packages.Contains(Full(path), Names),
            GeneratedPathKind.AssetsFile => IsSame(path, assetsFile),
            _ => _packages.Any(folder => !Names.Equals(folder, path) && RealPath.IsWithin(path, folder)),
        };

        private static StringComparer Names { get; } = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

        private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }
}
