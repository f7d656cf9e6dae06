using System.Collections.Immutable;

namespace SupplyChainSdk.Policy;

/// <summary>Names or values that a place of a policy file takes: those of this version, and those that a newer one has.</summary>
internal sealed record PolicyNames(ImmutableArray<string> Known, ImmutableArray<string> Later)
{
    /// <summary>All of them.</summary>
    public ImmutableArray<string> All => [.. Known, .. Later];
}

/// <summary>Every name and every fixed value of a policy file. <c>nuget/supplychain.schema.json</c> says the same to editors; a test compares.</summary>
internal static class PolicyVocabulary
{
    public static readonly PolicyNames Root = new(
        ["$schema", "version", "extends", "delegate", "lock", "integrity", "signatures", "publishers", "licenses", "source", "trust", "provenance"],
        ["advisories", "components", "posture", "controls"]);

    public static readonly PolicyNames Delegate = new(
        ["licenses.exceptions", "licenses.clarify", "integrity.inputs", "publishers.baseline"],
        ["advisories.acknowledged", "posture.suppress"]);

    public static readonly PolicyNames Lock = new(["enforce", "againstSource"], []);
    public static readonly PolicyNames Integrity = new(["enforce", "files", "inputs"], []);
    public static readonly PolicyNames Input = new(["file", "sha256", "reason", "expires"], []);
    public static readonly PolicyNames Signatures = new(["enforce", "rules"], []);
    public static readonly PolicyNames SignatureRule = new(["packages", "requireAuthor", "requireRepository", "fingerprints", "repositoryFingerprints", "owners"], []);
    public static readonly PolicyNames Publishers = new(["enforce", "baseline", "minimumAge", "rules"], []);
    public static readonly PolicyNames PublisherRule = new(["packages", "enforce"], []);
    public static readonly PolicyNames Licenses = new(["enforce", "deny", "allow", "unknown", "scope", "textScore", "clarify", "exceptions"], []);
    public static readonly PolicyNames Clarification = new(["package", "version", "expression", "file", "sha256", "reason", "expires"], []);
    public static readonly PolicyNames LicenseException = new(["package", "version", "license", "reason", "owner", "expires"], []);

    public static readonly PolicyNames Trust = new(["root", "sha256", "maxAge"], []);
    public static readonly PolicyNames Provenance = new(["enforce", "rules", "revoked"], []);
    public static readonly PolicyNames ProvenanceRule = new(["packages", "mode", "identities", "keys", "verifiers", "reproduced", "builder", "triggers", "runners", "level", "gates", "policyDigest", "logged", "source"], []);
    public static readonly PolicyNames Identity = new(["issuer", "identity", "identityRegex", "repository", "repositoryId", "ownerId", "workflow", "ref", "isolatedBuilder", "notBefore", "notAfter"], []);
    public static readonly PolicyNames ProvenanceKey = new(["file", "notBefore", "notAfter"], []);
    public static readonly PolicyNames Verifier = new(["id", "identities", "keys"], []);
    public static readonly PolicyNames Reproducers = new(["identities", "keys"], []);
    public static readonly PolicyNames ProvenanceSource = new(["signedTag"], []);
    public static readonly PolicyNames Revoked = new(["package", "key", "identity", "issuer", "reason"], []);
    public static readonly string[] RevokedThings = ["package", "key", "identity"];

    public static readonly PolicyNames Source = new(["enforce", "signedTag", "signedCommit", "signers", "keyring"], []);

    public static readonly PolicyNames EnforceValues = new(["error", "warning", "off"], []);
    public static readonly PolicyNames AgainstSourceValues = new(["off", "release", "always"], []);
    public static readonly PolicyNames FilesValues = new(["hashes", "used", "all"], []);
    public static readonly PolicyNames ProvenanceModes = new(["require", "whenPresent", "ignore"], []);
    public static readonly PolicyNames SignedTagValues = new(["require"], []);
    public static readonly PolicyNames SourceDemandValues = new(["off", "release", "require"], []);
    public static readonly PolicyNames ScopeValues = new(["shipped", "all"], []);
}
