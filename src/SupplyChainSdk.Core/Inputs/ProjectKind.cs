using System.Xml.Linq;

namespace SupplyChainSdk.Inputs;

/// <summary>Which projects can be judged, read from the project file without evaluating it.</summary>
internal static class ProjectKind
{
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Why a project cannot be judged, in one sentence without a full stop; null when it can.</summary>
    /// <exception cref="InvalidDataException">The project file is not XML.</exception>
    /// <exception cref="IOException">Missing, or may not be read.</exception>
    public static string? WhyNot(string project)
    {
        var extension = Path.GetExtension(project).ToUpperInvariant();
        if (extension is not (".CSPROJ" or ".FSPROJ" or ".VBPROJ"))
            return extension switch
            {
                ".VCXPROJ" => "it is a native (C++) project, whose packages are in no assets file",
                ".SQLPROJ" or ".ESPROJ" or ".WIXPROJ" or ".PYPROJ" or ".NJSPROJ" or ".DCPROJ" or ".WAPPROJ" or ".SHPROJ" or ".PROJ"
                    => $"a {Path.GetExtension(project)} project is not one that compiles to a .NET assembly",
                _ => "it is not a .csproj, .fsproj or .vbproj",
            };
        var root = BoundedXml.Parse(BoundedFile.ReadAllBytes(project, MaxBytes), project).Root;
        if (root?.Name.LocalName != "Project")
            throw BadInput.At(new(project, 1, 1), "the root element of a project is Project");
        if (File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.config")))
            return "its packages stand in packages.config, which restores into no assets file";
        var sdks = Sdks(root).ToList();
        if (sdks.Count == 0)
            return "it is a project of the old kind, without an Sdk";
        return sdks.FirstOrDefault(s => s is "MICROSOFT.BUILD.NOTARGETS" or "MICROSOFT.BUILD.TRAVERSAL") is { } none
            ? $"its Sdk {(none.EndsWith("TARGETS", StringComparison.Ordinal) ? "Microsoft.Build.NoTargets" : "Microsoft.Build.Traversal")} compiles nothing"
            : null;
    }

    // <Project Sdk="A;B/1.0">, <Sdk Name="A" />, <Import Sdk="A" />
    private static IEnumerable<string> Sdks(XElement root)
    {
        var named = root.Elements().Where(e => e.Name.LocalName == "Sdk").Select(e => (string?)e.Attribute("Name"))
            .Concat(root.Elements().Where(e => e.Name.LocalName == "Import").Select(e => (string?)e.Attribute("Sdk")));
        return ((string?)root.Attribute("Sdk") ?? "").Split(';').Concat(named)
            .Select(s => (s ?? "").Split('/')[0].Trim().ToUpperInvariant()).Where(s => s.Length > 0);
    }
}
