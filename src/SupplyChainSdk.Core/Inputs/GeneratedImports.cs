using System.Collections.Immutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>As what a file that NuGet generates names a path.</summary>
internal enum GeneratedPathKind
{
    /// <summary>A build file that is imported.</summary>
    Import,

    /// <summary>A file of a package that becomes an item.</summary>
    Content,

    /// <summary>The folder of a package.</summary>
    Package,

    /// <summary>A folder of packages.</summary>
    PackagesFolder,

    /// <summary>The folder of packages with which other paths begin, where nothing set the property before.</summary>
    PackageRoot,

    /// <summary>The assets file.</summary>
    AssetsFile,
}

/// <summary>A path that a generated file names.</summary>
/// <param name="Kind">As what.</param>
/// <param name="Text">As written.</param>
/// <param name="Place">The element.</param>
internal sealed record GeneratedPath(GeneratedPathKind Kind, string Text, Location Place);

/// <summary>
/// Reads <c>obj/….nuget.g.props</c> and <c>.nuget.g.targets</c>, which NuGet generates and every build imports. What NuGet does not write there, such as a target, a further property or
/// a condition that calls a function, is refused: MSBuild runs it before any gate.
/// </summary>
/// <remarks>Source: NuGet.Commands, BuildAssetsUtils.</remarks>
internal static partial class GeneratedImports
{
    private const int MaxBytes = 16 << 20;
    private const string PackageRoot = "$(NuGetPackageRoot)";
    private static readonly XNamespace MSBuild = "http://schemas.microsoft.com/developer/msbuild/2003";
    private static readonly ImmutableArray<string> Plain = ["RestoreSuccess", "RestoreTool", "NuGetProjectStyle", "NuGetToolVersion"];
    private static readonly ImmutableArray<string> Metadata = ["NuGetPackageId", "NuGetPackageVersion", "NuGetItemType", "Pack", "Private", "Link", "CopyToOutputDirectory"];

    /// <summary>Every path that a file names.</summary>
    /// <param name="path">Absolute.</param>
    /// <exception cref="InvalidDataException">It is not as NuGet writes it; <see cref="BadInput.Place"/> has line and column.</exception>
    /// <exception cref="IOException">Missing, or may not be read.</exception>
    public static ImmutableArray<GeneratedPath> Read(string path)
    {
        var root = BoundedXml.Parse(BoundedFile.ReadAllBytes(path, MaxBytes), path).Root!;
        var reader = new Reader(path);
        reader.Must(root.Name == MSBuild + "Project" && Reader.Has(root, "ToolsVersion"), root);
        foreach (var group in root.Elements())
        {
            reader.Must(Reader.Has(group, "Condition") && IsConditionOfGroup(group), group);
            foreach (var element in group.Elements())
            {
                reader.Must(element.Name.Namespace == MSBuild, element);
                switch (group.Name.LocalName)
                {
                    case "PropertyGroup":
                        reader.Property(element);
                        break;
                    case "ItemGroup":
                        reader.Item(element);
                        break;
                    case "ImportGroup" when element.Name.LocalName == "Import":
                        reader.Named(element, GeneratedPathKind.Import, "Project");
                        reader.Must(!element.HasElements, element);
                        break;
                    default:
                        throw reader.Refusal(element);
                }
            }
        }
        return [.. reader.Found];
    }

    /// <summary>Where a path leads.</summary>
    /// <param name="named">As it was read: nothing in it is evaluated but the two properties with which NuGet begins paths.</param>
    /// <param name="packageRoot">What the build has in <c>NuGetPackageRoot</c>.</param>
    public static string Resolve(GeneratedPath named, string packageRoot)
    {
        var folder = Path.GetDirectoryName(named.Place.File)!;
        var text = named.Text.Replace('\\', Path.DirectorySeparatorChar);
        return Path.GetFullPath(text.StartsWith(PackageRoot, StringComparison.Ordinal) ? packageRoot + text[PackageRoot.Length..]
            : text.StartsWith(Here, StringComparison.Ordinal) ? $"{folder}{Path.DirectorySeparatorChar}{text[Here.Length..]}"
            : text.StartsWith(Profile, StringComparison.Ordinal) ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + text[Profile.Length..] : text, folder);
    }

    private const string Here = "$(MSBuildThisFileDirectory)";
    private const string Profile = "$(UserProfile)";

    // MSBuild evaluates what these begin with, and unescapes what follows a per cent sign; NuGet writes nothing of it.
    private static bool IsText(string text) => !Evaluated().IsMatch(text);

    private static bool IsPath(string text)
    {
        var rest = text.StartsWith(PackageRoot, StringComparison.Ordinal) ? text[PackageRoot.Length..] : text.StartsWith(Here, StringComparison.Ordinal) ? text[Here.Length..]
            : OperatingSystem.IsWindows() && text.StartsWith(Profile, StringComparison.Ordinal) ? text[Profile.Length..] : text;
        return rest.Length > 0 && IsText(rest) && !rest.AsSpan().ContainsAny("*?;\0");
    }

    private static bool IsConditionOfGroup(XElement group) => GroupCondition().IsMatch((string)group.Attribute("Condition")!);

    [GeneratedRegex(@"[$@%]\(|%[0-9A-Fa-f]{2}")]
    private static partial Regex Evaluated();

    [GeneratedRegex(@"\A *'\$\((TargetFramework|Language|ExcludeRestorePackageImports)\)' [!=]= '[^'$@%]*'( AND '\$\((TargetFramework|Language|ExcludeRestorePackageImports)\)' [!=]= '[^'$@%]*')* *\z")]
    private static partial Regex GroupCondition();

    private sealed class Reader(string path)
    {
        public List<GeneratedPath> Found { get; } = [];

        public static bool Has(XElement element, params string[] attributes) =>
            element.Attributes().Where(a => !a.IsNamespaceDeclaration).Select(a => a.Name.ToString()).Order(StringComparer.Ordinal).SequenceEqual(attributes.Order(StringComparer.Ordinal), StringComparer.Ordinal);

        public void Must(bool isAsWritten, XElement element)
        {
            if (!isAsWritten)
                throw Refusal(element);
        }

        public InvalidDataException Refusal(XElement element) =>
            BadInput.At(BoundedXml.PlaceOf(element, path), $"the element {Printable.Quoted(element.Name.LocalName)} there is not as NuGet writes it");

        public void Property(XElement property)
        {
            var (name, value) = (property.Name.LocalName, property.Value);
            Must(!property.HasElements && Has(property, "Condition") && ((string)property.Attribute("Condition")!).Trim() == $"'$({name})' == ''", property);
            if (Plain.Contains(name))
                Must(IsText(value), property);
            else if (name == "NuGetPackageFolders")
            {
                foreach (var folder in value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                    Add(property, GeneratedPathKind.PackagesFolder, folder);
            }
            else
            {
                Must(name is "NuGetPackageRoot" or "ProjectAssetsFile" || name.StartsWith("Pkg", StringComparison.Ordinal), property);
                Add(property, name switch { "NuGetPackageRoot" => GeneratedPathKind.PackageRoot, "ProjectAssetsFile" => GeneratedPathKind.AssetsFile, _ => GeneratedPathKind.Package }, value);
            }
        }

        public void Item(XElement item)
        {
            if (item.Name.LocalName == "SourceRoot")
            {
                Must(!item.HasElements && Has(item, "Include"), item);
                Add(item, GeneratedPathKind.PackagesFolder, (string)item.Attribute("Include")!);
                return;
            }
            Named(item, GeneratedPathKind.Content, "Include");
            foreach (var metadata in item.Elements())
                Must(Metadata.Contains(metadata.Name.LocalName) && !metadata.HasElements && Has(metadata) && IsText(metadata.Value), metadata);
        }

        public void Named(XElement element, GeneratedPathKind kind, string attribute)
        {
            Must(Has(element, attribute, "Condition"), element);
            var text = (string)element.Attribute(attribute)!;
            Must((string)element.Attribute("Condition")! == $"Exists('{text}')", element);
            Add(element, kind, text);
        }

        private void Add(XElement element, GeneratedPathKind kind, string text)
        {
            Must(IsPath(text), element);
            Found.Add(new GeneratedPath(kind, text, BoundedXml.PlaceOf(element, path)));
        }
    }
}
