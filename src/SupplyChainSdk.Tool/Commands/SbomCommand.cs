using System.CommandLine;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Release;
using SupplyChainSdk.Sbom;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain sbom</c>: the SBOM of a restored project.</summary>
internal static class SbomCommand
{
    public static Command Create()
    {
        var path = CommonOptions.Place("PROJECT", "a restored project, or its folder");
        var output = new Option<string?>("--output", "-o") { Description = "The file to write. Default: standard output.", HelpName = "FILE" };
        var command = new Command("sbom",
            """
            Writes the CycloneDX 1.6 SBOM of a restored project.

            Every package that ships, with hashes, licence and exact edges. 'dotnet pack' embeds the same document with the assemblies of the package.

            Examples:
              supplychain sbom src/Contoso.Widgets -o widget.cdx.json
            """)
        { path, output };
        command.SetWork((parsed, cancel) => SdkLibraries.Use(() =>
        {
            var located = ProjectLocator.Find(Path.GetFullPath(parsed.GetRequiredValue(path)));
            if (located.Projects is not [var project])
                throw new UsageException($"{parsed.GetRequiredValue(path)} holds {located.Projects.Length} projects: name one.");
            var graph = AssetsFile.Read(project.AssetsPath);
            var date = SourceDate.Choose(Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH"), GitSource.Read(Path.GetDirectoryName(project.Path)!));
            if (date.Problem is { } problem)
                throw new InvalidDataException(problem.Message);
            var root = SbomRoot.Create(SbomRootKind.Library, PackageId.Create(graph.ProjectName, graph.ProjectVersion),
                SbomLicense.Unknown("the project was not packed; its nuspec would say"));
            var document = SbomDocument.Create(root, graph, PackageReader.Read(graph, cancel), date.Time, PackSbom.Declared);
            var json = CycloneDxWriter.Write(document, new SbomTool(Product.Name, Product.Version));
            if (parsed.GetValue(output) is { } file)
            {
                AtomicFile.Write(Path.GetFullPath(file), json);
            }
            else
            {
                using var standard = Console.OpenStandardOutput();
                standard.Write(json);
            }
            return ExitCode.Yes;
        }));
        return command;
    }
}
