using System.Buffers.Binary;
using System.Text;

namespace SupplyChainSdk.Packaging;

/// <summary>What an entry of a package may be called.</summary>
internal static class ZipEntryName
{
    private const ushort Utf8Flag = 1 << 11;
    private const ushort UnicodePathField = 0x7075;
    private const ushort Zip64Field = 0x0001;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes a stored name: ASCII, or UTF-8 with the flag that says so. Without it NuGet reads UTF-8, and others the code page of a PC.</summary>
    public static string Decode(ReadOnlySpan<byte> name, ushort flags)
    {
        if ((flags & Utf8Flag) == 0 && !Ascii.IsValid(name))
            throw new PackageFormatException(PackageDefect.NameNotDecodable, "the name of an entry has characters beyond ASCII without the flag that they are UTF-8");
        try
        {
            return name.IsEmpty
                ? throw new PackageFormatException(PackageDefect.NameNotDecodable, "an entry has no name")
                : StrictUtf8.GetString(name);
        }
        catch (DecoderFallbackException e)
        {
            throw new PackageFormatException(PackageDefect.NameNotDecodable, "the name of an entry is not UTF-8", e);
        }
    }

    /// <summary>
    /// The path below the package folder where NuGet extracts the entry: percent-decoded (NuGet.Packaging, ZipArchiveExtensions.UnescapePath),
    /// without empty and <c>.</c> segments.
    /// </summary>
    /// <exception cref="PackageFormatException"><see cref="PackageDefect.NameUnsafe"/>: it would not stay below that folder everywhere.</exception>
    public static string ToPath(string name)
    {
        var decoded = name.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(name) : name;
        if (!IsSafe(name) || !IsSafe(decoded))
            throw new PackageFormatException(PackageDefect.NameUnsafe, $"the entry name {ZipEntry.Show(name)} does not stay inside the package");
        if (!NeedsNormalizing(decoded))
            return decoded;
        var path = string.Join('/', decoded.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(s => s != "."));
        return path.Length > 0
            ? path
            : throw new PackageFormatException(PackageDefect.NameUnsafe, $"the entry name {ZipEntry.Show(name)} names the package folder itself");
    }

    /// <summary>Refuses the extra fields by which some readers replace the name, or the sizes though nothing refers to them.</summary>
    public static void RefuseSecondMeaning(ReadOnlySpan<byte> extra, string name)
    {
        while (extra.Length >= 4)
        {
            var id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            if (id == UnicodePathField)
                throw new PackageFormatException(PackageDefect.NameNotDecodable, $"the entry {ZipEntry.Show(name)} has a second name in an extra field");
            if (id == Zip64Field)
                throw ZipRecords.Zip64();
            var size = 4 + BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length)
                return;
            extra = extra[size..];
        }
    }

    private static bool IsSafe(string name)
    {
        if (name[0] == '/' || name.AsSpan().ContainsAny('\\', '\0') || (name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0])))
            return false;
        if (!name.Contains("..", StringComparison.Ordinal))
            return true;
        foreach (var segment in name.AsSpan().Split('/'))
        {
            if (name.AsSpan(segment) is "..")
                return false;
        }
        return true;
    }

    private static bool NeedsNormalizing(string path) =>
        path[^1] == '/' || path.Contains("//", StringComparison.Ordinal) || path.Contains("./", StringComparison.Ordinal)
        || path.EndsWith("/.", StringComparison.Ordinal) || path == ".";
}
