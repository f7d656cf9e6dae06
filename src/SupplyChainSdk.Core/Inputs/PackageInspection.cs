using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

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
    private static readonly ImmutableArray<string> Suffixes = [".intoto.unsigned.json", BundleFiles.Suffix, BundleFiles.LinesSuffix];

    /// <summary>The licence as the nuspec names it, in words.</summary>
    public string License => Nuspec switch
    {
        { License: { IsFile: false } license } => license.Value,
        { License: { IsFile: true } license } => $"in the file {license.Value}",
        { LicenseUrl: { } url } => $"at {url}",
        _ => "not stated",
    };

    /// <summary>Reads a package. The file is opened once: digests and claims are of the same bytes.</summary>
    /// <param name="path">A nupkg or snupkg.</param>
    /// <param name="refusal">Why there is nothing to show: <c>SCSDK8012</c> when the file is missing or closed to us, else what is wrong with it.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <returns>Null with a refusal.</returns>
    public static PackageInspection? Read(string path, out Finding? refusal, CancellationToken cancel)
    {
        refusal = null;
        try
        {
            using var archive = PackageArchive.Open(path);
            var layers = archive.ReadLayers(cancel);
            var nuspec = archive.ReadNuspec();
            // As a verification does: what is no id or version is shown nowhere as one.
            _ = PackageId.Create(nuspec.Id, nuspec.Version);
            return new PackageInspection(
                Path.GetFileName(path), nuspec, layers, ContentHash.Of(Convert.FromHexString(layers.WithoutSignature.Sha512.Hex)),
                [.. archive.Entries.Where(e => e.StartsWith("_manifest/", StringComparison.OrdinalIgnoreCase) && e != PackageLayers.AttestationName)],
                [.. Suffixes.Where(suffix => File.Exists(path + suffix)).Select(suffix => Path.GetFileName(path) + suffix)]);
        }
        catch (Exception e) when (VerificationFindings.IsOfInput(e))
        {
            refusal = VerificationFindings.Unopened(Path.GetFileName(path), e);
            return null;
        }
    }

    /// <summary>The JSON form: docs/inspect-json.md. Version 1; members are only ever added.</summary>
    /// <returns>ASCII, indented, LF; safe in the log of a CI system.</returns>
    public byte[] ToJson() => LogSafeJson.Write(json =>
    {
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
        json.WriteDigests("asDownloaded", Layers.AsDownloaded.Sha256, Layers.AsDownloaded.Sha512);
        json.WriteDigests("withoutSignature", Layers.WithoutSignature.Sha256, Layers.WithoutSignature.Sha512);
        json.WriteDigests("asBuilt", Layers.AsBuilt.Sha256, Layers.AsBuilt.Sha512);
        json.WriteBoolean("hasSignature", Layers.HasSignature);
        json.WriteBoolean("hasAttestation", Layers.HasAttestation);
        WriteList(json, "sboms", Sboms);
        WriteList(json, "beside", Beside);
    });

    private static void WriteList(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
