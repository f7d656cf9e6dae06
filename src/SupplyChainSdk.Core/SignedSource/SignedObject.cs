using System.Text;

namespace SupplyChainSdk.SignedSource;

/// <summary>By which program git has a signature verified.</summary>
internal enum SignatureForm
{
    None,
    Ssh,
    OpenPgp,
    Other,
}

/// <summary>A tag or commit of git as bytes, and what has to be known of it before its signature is verified.</summary>
/// <param name="Kind"><c>tag</c> or <c>commit</c>.</param>
/// <param name="Id">40 or 64 lower-case hexadecimal digits.</param>
/// <param name="Content">What the id is the hash of, without git's own header.</param>
/// <param name="Form">What kind of signature it carries.</param>
internal sealed record SignedObject(string Kind, string Id, byte[] Content, SignatureForm Form)
{
    public const int MaxBytes = 1 << 20;

    public static SignedObject Commit(string id, byte[] content)
    {
        // In its header, where the message cannot reach; git takes the one of the repository's hash.
        var field = id.Length == 64 ? "gpgsig-sha256 " : "gpgsig ";
        var line = Header(content).FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal));
        return new SignedObject("commit", id, content, line is null ? SignatureForm.None : FormOf(line[field.Length..]) ?? SignatureForm.Other);
    }

    public static SignedObject Tag(string id, byte[] content)
    {
        // The last such line counts, as in git (gpg-interface.c, parse_signed_buffer); what is before it was signed.
        var form = Encoding.UTF8.GetString(content).Split('\n').Select(FormOf).LastOrDefault(f => f is not null);
        return new SignedObject("tag", id, content, form ?? SignatureForm.None);
    }

    /// <summary>What a tag object says that it is: the object, its type and the name, in exactly this order; null when it does not.</summary>
    public (string Object, string Type, string Name)? Said() =>
        Header(Content) is [var target, var type, var name, ..] && target.StartsWith("object ", StringComparison.Ordinal) && type.StartsWith("type ", StringComparison.Ordinal)
            && name.StartsWith("tag ", StringComparison.Ordinal) ? (target[7..], type[5..], name[4..]) : null;

    private static string[] Header(byte[] content)
    {
        var end = content.AsSpan().IndexOf("\n\n"u8);
        return Encoding.UTF8.GetString(content, 0, end < 0 ? content.Length : end).Split('\n');
    }

    private static SignatureForm? FormOf(string line) =>
        line.StartsWith("-----BEGIN SSH SIGNATURE-----", StringComparison.Ordinal) ? SignatureForm.Ssh
        : line.StartsWith("-----BEGIN PGP SIGNATURE-----", StringComparison.Ordinal) || line.StartsWith("-----BEGIN PGP MESSAGE-----", StringComparison.Ordinal) ? SignatureForm.OpenPgp
        : line.StartsWith("-----BEGIN SIGNED MESSAGE-----", StringComparison.Ordinal) ? SignatureForm.Other : null;
}
