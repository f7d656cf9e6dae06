using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Sbom;

/// <summary>What components of CycloneDX 1.6 are made of. Nothing is written for what is absent.</summary>
internal static class CycloneDxElements
{
    public static void WriteOrganization(Utf8JsonWriter json, string name, SbomSupplier? supplier)
    {
        if (supplier is null)
            return;
        json.WriteStartObject(name);
        json.WriteText("name", supplier.Name);
        if (supplier.Url is not null)
        {
            json.WriteStartArray("url");
            json.WriteTextValue(supplier.Url);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    public static void WriteAuthors(Utf8JsonWriter json, SbomSupplier? supplier)
    {
        if (supplier is null)
            return;
        json.WriteStartArray("authors");
        json.WriteStartObject();
        json.WriteText("name", supplier.Name);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    public static void WriteHashes(Utf8JsonWriter json, params ReadOnlySpan<Digest> digests)
    {
        json.WriteStartArray("hashes");
        foreach (var digest in digests)
        {
            json.WriteStartObject();
            json.WriteText("alg", digest.Algorithm == "sha256" ? "SHA-256" : "SHA-512");
            json.WriteText("content", digest.Hex);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void WriteLicense(Utf8JsonWriter json, SbomLicense license)
    {
        // NOASSERTION is not written: no licences, and a property that says why, cannot be taken for a licence.
        if (license.Kind == SbomLicenseKind.Unknown)
            return;
        json.WriteStartArray("licenses");
        json.WriteStartObject();
        if (license.Kind == SbomLicenseKind.Expression)
        {
            json.WriteText("expression", license.Value);
            json.WriteString("acknowledgement", "declared");
        }
        else
        {
            json.WriteStartObject("license");
            json.WriteText("name", license.Value);
            json.WriteString("acknowledgement", "declared");
            if (license.Kind == SbomLicenseKind.Url)
                json.WriteText("url", license.Value);
            WriteProperties(json, [(SbomProperties.LicenseKind, license.Kind == SbomLicenseKind.Url ? "url" : "file")]);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>The addresses that a nuspec names, and where a package has an archive, the archive by its purl and hash.</summary>
    public static void WriteReferences(Utf8JsonWriter json, ImmutableArray<SbomReference> references, SbomComponent? distributed)
    {
        if (references.IsEmpty && distributed?.FileSha512 is null)
            return;
        json.WriteStartArray("externalReferences");
        foreach (var reference in references)
        {
            json.WriteStartObject();
            json.WriteText("url", reference.Url);
            if (reference.Commit is not null)
                json.WriteText("comment", $"commit {reference.Commit}");
            json.WriteText("type", reference.Kind == SbomReferenceKind.Website ? "website" : "vcs");
            json.WriteEndObject();
        }
        if (distributed?.FileSha512 is { } sha512)
        {
            // By purl: from which feed the archive came is not known from its bytes, and differs from machine to machine.
            json.WriteStartObject();
            json.WriteText("url", distributed.Id.Purl);
            json.WriteString("type", "distribution");
            WriteHashes(json, sha512);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void WriteProperties(Utf8JsonWriter json, ReadOnlySpan<(string Name, string Value)> properties)
    {
        if (properties.IsEmpty)
            return;
        json.WriteStartArray("properties");
        foreach (var (name, value) in properties)
        {
            json.WriteStartObject();
            json.WriteText("name", name);
            json.WriteText("value", value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
