using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Inputs;

/// <summary>What a package says about itself and what was appended to it; nothing of it is verified.</summary>
/// <param name="FileName">Without its folder.</param>
/// <param name="Nuspec">The package's own claims.</param>
/// <param name="Layers">The digests of the file, layer by layer.</param>
/// <param name="ContentHash">As a lock file records it.</param>
/// <param name="Sboms">Paths in the package, sorted.</param>
/// <param name="Beside">Names of bundle and statement files beside the package, sorted.</param>
public sealed record PackageInspection(
    string FileName, Nuspec Nuspec, PackageLayers Layers, ContentHash ContentHash, ImmutableArray<string> Sboms, ImmutableArray<string> Beside)
{
    /// <summary>The licence as the nuspec names it, in words.</summary>
    public string License => Nuspec switch
    {
        { License: { IsFile: false } license } => license.Value,
        { License: { IsFile: true } license } => $"in the file {license.Value}",
        { LicenseUrl: { } url } => $"at {url}",
        _ => "not stated",
    };

    /// <summary>Reads a package.</summary>
    /// <param name="path">A nupkg or snupkg.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <exception cref="IOException">Missing or unreadable; or, as <see cref="PackageFormatException"/>, malformed.</exception>
    /// <exception cref="InvalidDataException">It has no usable nuspec.</exception>
    public static PackageInspection Read(string path, CancellationToken cancel)
    {
        PackageLayers layers;
        using (var file = File.OpenRead(path))
            layers = PackageLayers.Read(file, cancel);
        using var archive = PackageArchive.Open(path);
        return new PackageInspection(
            Path.GetFileName(path), archive.ReadNuspec(), layers, ContentHash.Of(Convert.FromHexString(layers.WithoutSignature.Sha512.Hex)),
            [.. archive.Entries.Where(e => e.StartsWith("_manifest/", StringComparison.OrdinalIgnoreCase) && e != PackageLayers.AttestationName)],
            [.. new[] { ".intoto.unsigned.json", ".sigstore.json" }.Where(suffix => File.Exists(path + suffix)).Select(suffix => Path.GetFileName(path) + suffix)]);
    }

    /// <summary>The JSON form: docs/inspect-json.md. Version 1; members are only ever added.</summary>
    /// <returns>UTF-8, indented, LF.</returns>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteString("file", FileName);
            json.WriteStartObject("claimed");
            json.WriteString("id", Nuspec.Id);
            json.WriteString("version", Nuspec.Version);
            json.WriteString("authors", Nuspec.Authors);
            json.WriteString("license", License);
            json.WriteString("repository", Nuspec.Repository?.Url);
            json.WriteString("commit", Nuspec.Repository?.Commit);
            json.WriteEndObject();
            json.WriteString("contentHash", ContentHash.Base64);
            WriteDigests(json, "asDownloaded", Layers.AsDownloaded);
            WriteDigests(json, "withoutSignature", Layers.WithoutSignature);
            WriteDigests(json, "asBuilt", Layers.AsBuilt);
            json.WriteBoolean("hasSignature", Layers.HasSignature);
            json.WriteBoolean("hasAttestation", Layers.HasAttestation);
            WriteList(json, "sboms", Sboms);
            WriteList(json, "beside", Beside);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteDigests(Utf8JsonWriter json, string name, PackageDigests digests)
    {
        json.WriteStartObject(name);
        json.WriteString("sha256", digests.Sha256.Hex);
        json.WriteString("sha512", digests.Sha512.Hex);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
