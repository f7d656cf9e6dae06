using System.Security.Cryptography;
using System.Text;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>Names out of metadata as parts of addresses and as names of local files. Everything but letters, digits and <c>-._~</c> is percent-encoded, <c>/</c> too.</summary>
internal static class RoleName
{
    private const int MaxFileName = 200; // file systems take 255 bytes, of which a temporary name needs some

    private static readonly string[] TopLevel = ["root", "timestamp", "snapshot", "targets"];

    /// <summary>The name of a delegated role. One of a top-level role would be taken for that role, here or in the local store, which may ignore case.</summary>
    public static string Require(TufJson json)
    {
        var name = json.Text();
        return name.Length > 0 && !TopLevel.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? name
            : throw json.Malformed($"is {ForeignText.Quote(name)}, which no delegated role can be called");
    }

    /// <summary>As one segment of an address.</summary>
    public static string Encode(string name) => Uri.EscapeDataString(name);

    /// <summary>As the name of a local file, without an extension. Two names may share one where case does not count: what is read is always checked again.</summary>
    public static string ToFileName(string name)
    {
        var encoded = Encode(name);
        return encoded.Length <= MaxFileName && !IsDevice(encoded) && !encoded.StartsWith('.')
            ? encoded
            : Hashed(name);
    }

    /// <summary>As the name of a role's file in the local store; never that of the file that is the store's own.</summary>
    public static string ToMetadataFile(string role) =>
        $"{ToFileName(role)}.json" is var file && file.Equals(CompleteState.FileName, StringComparison.OrdinalIgnoreCase) ? $"{Hashed(role)}.json" : file;

    /// <summary>The address of a target below a base, each segment encoded.</summary>
    /// <param name="root">Ends with a slash.</param>
    /// <param name="path">The target path.</param>
    /// <param name="prefix">Goes before the last segment, with a dot; null for none.</param>
    /// <exception cref="TufException"><see cref="TufFailure.UnsafeName"/>: a segment that addresses resolve.</exception>
    public static Uri TargetAddress(Uri root, string path, string? prefix)
    {
        var segments = path.Split('/');
        if (path.Length == 0 || segments.Any(segment => segment is "." or ".."))
            throw new TufException(TufFailure.UnsafeName, $"The target {ForeignText.Quote(path)} has a name that leads elsewhere; nothing was fetched.");
        var encoded = segments.Select(Encode).ToArray();
        if (prefix is not null)
            encoded[^1] = $"{Encode(prefix)}.{encoded[^1]}";
        return new Uri(root.AbsoluteUri + string.Join('/', encoded));
    }

    // No encoded name is a percent sign and hexadecimal digits alone.
    private static string Hashed(string name) => $"%{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";

    // Windows opens a device for these, whatever the extension.
    private static bool IsDevice(string name) =>
        name.Split('.')[0].ToUpperInvariant() is "CON" or "PRN" or "AUX" or "NUL"
            or ['C', 'O', 'M', >= '0' and <= '9'] or ['L', 'P', 'T', >= '0' and <= '9'];
}
