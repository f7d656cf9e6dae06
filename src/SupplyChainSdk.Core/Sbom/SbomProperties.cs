namespace SupplyChainSdk.Sbom;

/// <summary>The names of the properties in a document, ours and others'; <c>docs/sbom.md</c> explains each.</summary>
internal static class SbomProperties
{
    public const string Reproducible = "cdx:reproducible";
    public const string FileName = "bsi:component:filename";
    public const string ContentHash = "supplychainsdk:nuget:contentHash";
    public const string ProjectReference = "supplychainsdk:nuget:projectReference";
    public const string Target = "supplychainsdk:dotnet:target";
    public const string FrameworkReference = "supplychainsdk:dotnet:frameworkReference";
    public const string DependsOn = "supplychainsdk:dotnet:dependsOn";
    public const string LicenseKind = "supplychainsdk:license:kind";
    public const string LicenseUnknown = "supplychainsdk:license:unknown";
}
