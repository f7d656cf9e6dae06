using System.Text.Json;

namespace SupplyChainSdk.Sbom;

/// <summary>The component objects of CycloneDX 1.6, members in the order of its schema.</summary>
internal static class CycloneDxComponents
{
    public static void WriteRoot(Utf8JsonWriter json, SbomDocument document)
    {
        var root = document.Root;
        json.WriteStartObject("component");
        json.WriteText("type", root.Kind == SbomRootKind.Application ? "application" : "library");
        json.WriteText("bom-ref", root.Id.Purl);
        WriteSupplier(json, root.Supplier);
        json.WriteText("name", root.Id.Id);
        json.WriteText("version", root.Id.Version);
        if (root.Description is not null)
            json.WriteText("description", root.Description);
        CycloneDxElements.WriteLicense(json, root.License);
        if (root.Copyright is not null)
            json.WriteText("copyright", root.Copyright);
        json.WriteText("purl", root.Id.Purl);
        CycloneDxElements.WriteReferences(json, root.References, null);
        WriteAssemblies(json, root);
        CycloneDxElements.WriteProperties(json, [
            .. Unknown(root.License),
            .. document.Targets.Select(t => (SbomProperties.Target, t.Name)),
            .. document.Targets.SelectMany(t => t.FrameworkReferences.Select(f => (SbomProperties.FrameworkReference, $"{t.Name} {f}"))),
            .. Partial(document.Dependencies[0], document.Targets.Length)]);
        json.WriteEndObject();
    }

    public static void WriteComponent(Utf8JsonWriter json, SbomComponent component, SbomDependency dependency)
    {
        json.WriteStartObject();
        json.WriteString("type", "library");
        json.WriteText("bom-ref", component.Id.Purl);
        WriteSupplier(json, component.Supplier);
        json.WriteText("name", component.Id.Id);
        json.WriteText("version", component.Id.Version);
        json.WriteString("scope", "required");
        if (component.FileSha512 is not null)
            CycloneDxElements.WriteHashes(json, component.FileSha512);
        CycloneDxElements.WriteLicense(json, component.License);
        if (component.Copyright is not null)
            json.WriteText("copyright", component.Copyright);
        json.WriteText("purl", component.Id.Purl);
        CycloneDxElements.WriteReferences(json, component.References, component);
        CycloneDxElements.WriteProperties(json, [
            .. Optional(SbomProperties.FileName, component.FileName),
            .. Optional(SbomProperties.ContentHash, component.ContentHash?.Base64),
            .. Optional(SbomProperties.ProjectReference, component.IsProjectReference ? "true" : null),
            .. Unknown(component.License),
            .. component.Targets.Select(t => (SbomProperties.Target, t)),
            .. Partial(dependency, component.Targets.Length)]);
        json.WriteEndObject();
    }

    // One claim of the nuspec, in each of the three places where tools and profiles look for it.
    private static void WriteSupplier(Utf8JsonWriter json, SbomSupplier? supplier)
    {
        CycloneDxElements.WriteOrganization(json, "supplier", supplier);
        CycloneDxElements.WriteOrganization(json, "manufacturer", supplier);
        CycloneDxElements.WriteAuthors(json, supplier);
    }

    private static void WriteAssemblies(Utf8JsonWriter json, SbomRoot root)
    {
        if (root.Assemblies.IsEmpty)
            return;
        json.WriteStartArray("components");
        foreach (var file in root.Assemblies)
        {
            json.WriteStartObject();
            json.WriteString("type", "file");
            // The subpath of a purl names a file inside the package, and makes the reference unique.
            json.WriteText("bom-ref", $"{root.Id.Purl}#{string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString))}");
            json.WriteText("name", file.Path);
            CycloneDxElements.WriteHashes(json, file.Sha256, file.Sha512);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    // The merged graph alone would not say that an edge belongs to some of the targets only.
    private static IEnumerable<(string, string)> Partial(SbomDependency dependency, int targets) =>
        dependency.To.Where(e => e.Targets.Length < targets)
            .SelectMany(e => e.Targets.Select(t => (SbomProperties.DependsOn, $"{t} {e.To.Purl}")));

    private static (string, string)[] Optional(string name, string? value) => value is null ? [] : [(name, value)];

    private static (string, string)[] Unknown(SbomLicense license) =>
        Optional(SbomProperties.LicenseUnknown, license.Kind == SbomLicenseKind.Unknown ? license.Value : null);
}
