using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.SignedSource;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>The digest of what the options of a verification expect: equal for options that mean the same. docs/verification-summary.md states what goes in.</summary>
internal static class ExpectationDigest
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>SHA-256 of the canonical form.</summary>
    /// <param name="expected">A key or an identity.</param>
    /// <param name="signer">Who was verified to have signed: of him it is known by which key or trusted root; null for nobody.</param>
    /// <param name="rebuilt">Whether the package had to be reproduced.</param>
    /// <param name="source">By whom a tag of the source had to be signed; null where nobody asked.</param>
    /// <exception cref="KeyException">The key cannot be read any more.</exception>
    public static Digest Of(ExpectedSigner expected, VerifiedSigner? signer, bool rebuilt, SourceSigners? source)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            Text("certificateIdentity", expected.Identity);
            Text("certificateIdentityRegexp", expected.IdentityPattern);
            Text("certificateOidcIssuer", expected.Issuer);
            Text("key", expected.KeyPath is { } path ? signer?.KeySha256 ?? PublicKey.Load(path).Fingerprint : null);
            if (rebuilt)
                json.WriteBoolean("rebuild", true);
            Text("runner", expected.Runner);
            Text("sourceCommit", expected.SourceCommit);
            Text("sourceRef", expected.SourceRef);
            Text("sourceRepository", expected.SourceRepository);
            Text("sourceRepositoryId", expected.SourceRepositoryId);
            Text("sourceRepositoryOwner", expected.SourceRepositoryOwner);
            Text("sourceRepositoryOwnerId", expected.SourceRepositoryOwnerId);
            if (source is not null)
            {
                json.WriteStartArray("sourceSigners");
                foreach (var file in source.Files.Select(f => f.Sha256.Hex).Distinct().Order(StringComparer.Ordinal))
                    json.WriteStringValue(file);
                json.WriteEndArray();
            }
            Text("trigger", expected.Trigger);
            Text("trustedRoot", expected.HasIdentity ? signer?.TrustedRoot?.Sha256 ?? TrustedRootChoice.Open(expected.TrustedRoot).Root.Sha256 : null);
            json.WriteNumber("version", 1);
            Text("workflow", expected.Workflow);
            json.WriteEndObject();

            void Text(string name, string? value)
            {
                if (value is not null)
                    json.WriteString(name, value);
            }
        }
        return Digest.Sha256Of(buffer.WrittenSpan);
    }
}
