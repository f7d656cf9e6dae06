using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>A signature beside the metadata.</summary>
/// <param name="KeyId">Names a key; no authority by itself.</param>
/// <param name="Value">Empty when it is not hexadecimal: such a signature counts for nothing and harms nothing.</param>
internal sealed record RoleSignature(string KeyId, ImmutableArray<byte> Value);

/// <summary>One file of metadata as it was read: nothing of it is trusted before <see cref="RequireSignedBy"/>.</summary>
/// <param name="Role">Its name for people.</param>
/// <param name="Bytes">As received; what is stored and hashed.</param>
/// <param name="Version">From 1 on.</param>
/// <param name="Expires">From this moment on the metadata is no longer current.</param>
/// <param name="Content">What the type of role says.</param>
/// <param name="Signatures">One a key id.</param>
/// <param name="Canonical">What is signed.</param>
internal sealed record SignedMetadata<T>(
    string Role, ImmutableArray<byte> Bytes, long Version, DateTimeOffset Expires, T Content, ImmutableArray<RoleSignature> Signatures, ImmutableArray<byte> Canonical)
{
    /// <summary>Whether enough of the keys have signed.</summary>
    public bool IsSignedBy(RoleKeys keys) => keys.CountSigners(this.Canonical.AsSpan(), Signatures) >= keys.Threshold;

    /// <summary>Passes when enough of the keys have signed.</summary>
    /// <param name="keys">The keys and their threshold.</param>
    /// <param name="according">Who says that these are the keys.</param>
    /// <exception cref="TufException"><see cref="TufFailure.SignatureThreshold"/>.</exception>
    public void RequireSignedBy(RoleKeys keys, string according)
    {
        var count = keys.CountSigners(Canonical.AsSpan(), Signatures);
        if (count < keys.Threshold)
        {
            throw new TufException(
                TufFailure.SignatureThreshold,
                $"{Role} version {Version} is signed by {count} of the {keys.Keys.Length} keys that {according} names, and {keys.Threshold} are needed.");
        }
    }

    /// <summary>Passes when the metadata has not expired.</summary>
    /// <exception cref="TufException"><see cref="TufFailure.Expired"/>.</exception>
    public void RequireCurrent(DateTimeOffset now)
    {
        if (Expires <= now)
        {
            throw new TufException(
                TufFailure.Expired,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Role} version {Version} expired at {Expires:yyyy-MM-dd'T'HH:mm:ss'Z'} and there is none newer: the repository is not kept up, or newer metadata is withheld."));
        }
    }
}

/// <summary>The strict reader of what all metadata files share (TUF specification, 4.2).</summary>
internal static class MetadataReader
{
    private const int MaxDepth = 32;

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = MaxDepth,
    };

    /// <summary>Reads a file.</summary>
    /// <param name="role">Its name for people.</param>
    /// <param name="type">The <c>_type</c> it must have.</param>
    /// <param name="bytes">The file; it is kept.</param>
    /// <param name="content">Reads what is particular to the type.</param>
    /// <exception cref="TufException"><see cref="TufFailure.Malformed"/>, <see cref="TufFailure.WrongType"/>, <see cref="TufFailure.UnsupportedVersion"/>.</exception>
    public static SignedMetadata<T> Read<T>(string role, string type, byte[] bytes, Func<TufJson, T> content)
    {
        if (!Utf8.IsValid(bytes))
            throw new TufException(TufFailure.Malformed, $"{role} is malformed: it is not UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            var file = new TufJson(document.RootElement, role, "");
            var signed = file.Member("signed");
            RequireType(signed, type);
            return new SignedMetadata<T>(
                role, ImmutableCollectionsMarshal.AsImmutableArray(bytes), signed.Member("version").Number(1), signed.Member("expires").Time(),
                content(signed), ReadSignatures(file.Member("signatures")), ImmutableCollectionsMarshal.AsImmutableArray(OlpcJson.Encode(signed.Element)));
        }
        catch (JsonException e)
        {
            throw new TufException(TufFailure.Malformed, $"{role} is malformed: it is not JSON, or has two members of one name, or is nested too deep.", e);
        }
        catch (FormatException e)
        {
            throw new TufException(TufFailure.Malformed, $"{role} is malformed: {e.Message}.", e);
        }
        catch (InvalidOperationException e)
        {
            // JsonElement.GetString and JsonProperty.Name on an escaped lone surrogate, which no string type can hold.
            throw new TufException(TufFailure.Malformed, $"{role} is malformed: it has a string that is not Unicode.", e);
        }
    }

    private static void RequireType(TufJson signed, string type)
    {
        if (signed.Member("_type").Text() is var found && found != type)
            throw new TufException(TufFailure.WrongType, $"{signed.Role} is of type {ForeignText.Quote(found)}, and '{type}' is needed.");
        var version = signed.Member("spec_version").Text();
        if (version != "1" && !version.StartsWith("1.", StringComparison.Ordinal))
        {
            throw new TufException(
                TufFailure.UnsupportedVersion,
                $"{signed.Role} follows version {ForeignText.Quote(version)} of the TUF specification, and this version reads 1.x: a newer version is needed.");
        }
    }

    private static ImmutableArray<RoleSignature> ReadSignatures(TufJson signatures)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var all = ImmutableArray.CreateBuilder<RoleSignature>();
        foreach (var item in signatures.Items())
        {
            var keyId = item.Member("keyid").Text();
            if (!seen.Add(keyId))
                throw item.Malformed($"has the key id {ForeignText.Quote(keyId)} of an earlier signature");
            all.Add(new RoleSignature(keyId, TufHex.Decode(item.Member("sig").Text())));
        }
        return all.ToImmutable();
    }
}
