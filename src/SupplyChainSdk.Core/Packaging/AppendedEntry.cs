namespace SupplyChainSdk.Packaging;

/// <summary>The entries that are appended to a finished package: NuGet's signature and our attestation.</summary>
/// <param name="Entry">Where it lies.</param>
/// <param name="Record">Its local header and data, as in the file.</param>
/// <param name="Content">The data alone.</param>
internal sealed record AppendedEntry(ZipEntry Entry, ReadOnlyMemory<byte> Record, ReadOnlyMemory<byte> Content)
{
    public const string SignatureName = ".signature.p7s";
    public const string AttestationName = "_manifest/attestation.sigstore.json";

    /// <summary>Far above any signature with its certificates and timestamps, and the documented limit of an attestation.</summary>
    public const int MaxContent = 1024 * 1024;

    /// <summary>The signature at the end of an archive, or null when there is none.</summary>
    /// <remarks>Time and "made by" are the signer's: NuGet writes the time of signing.</remarks>
    public static AppendedEntry? ReadSignature(Stream archive, ZipDirectory directory) =>
        Find(directory, SignatureName) is not { } index ? null
            : index != directory.Entries.Length - 1 || directory.Entries[index].End != directory.Start
                ? throw new PackageFormatException(PackageDefect.SignatureNotLast, $"'{SignatureName}' is not its last entry")
                : Read(archive, directory, directory.Entries[index], varies: true, PackageDefect.SignatureNotAsAppended);

    /// <summary>The attestation, last but for the signature, or null when there is none.</summary>
    public static AppendedEntry? ReadAttestation(Stream archive, ZipDirectory directory, AppendedEntry? signature)
    {
        if (Find(directory, AttestationName) is not { } index)
            return null;
        var isLast = index == directory.Entries.Length - (signature is null ? 1 : 2)
            && directory.Entries[index].End == (signature?.Entry.Start ?? directory.Start);
        if (!isLast)
            throw new PackageFormatException(PackageDefect.AttestationNotLast, $"'{AttestationName}' is not its last entry but the signature");
        var attestation = Read(archive, directory, directory.Entries[index], varies: false, PackageDefect.AttestationNotAsAppended);
        RefuseUnlessOneObject(attestation.Content.Span);
        return attestation;
    }

    /// <summary>Refuses an attestation with anything before or after its bundle, white space too; whether it is a bundle is decided by who reads it.</summary>
    public static void RefuseUnlessOneObject(ReadOnlySpan<byte> attestation)
    {
        if (!attestation.StartsWith((byte)'{') || !attestation.EndsWith((byte)'}'))
            throw new PackageFormatException(PackageDefect.AttestationNotOneObject, "its attestation is not one JSON object from the first byte to the last");
    }

    private static int? Find(ZipDirectory directory, string name)
    {
        int? found = null;
        for (var i = 0; i < directory.Entries.Length; i++)
        {
            var entry = directory.Entries[i];
            if (entry.Name == name)
                found = i;
            else if (ReservedName.IsResembledBy(entry.Path, name))
                throw new PackageFormatException(PackageDefect.NameReserved, $"the entry {entry.Shown} resembles '{name}'");
        }
        return found;
    }

    // Stripping is exact when appending again gives the same bytes. What precedes the entry is the same by construction and the end
    // record is checked to hold nothing of its own, so the two headers and the content's checksum are all that can differ.
    private static AppendedEntry Read(Stream archive, ZipDirectory directory, ZipEntry entry, bool varies, PackageDefect otherwise)
    {
        if (entry.CompressedSize > MaxContent)
            throw new PackageFormatException(PackageDefect.SizeRefused, $"{entry.Shown} of {entry.CompressedSize} bytes is larger than {MaxContent}");
        var record = new byte[(int)(entry.End - entry.Start)];
        archive.Position = entry.Start;
        archive.ReadExactly(record);
        var central = directory.Bytes.Span[entry.CentralStart..entry.CentralEnd];
        var (time, madeBy) = varies ? ZipRecords.ReadVarying(central) : (ZipRecords.FirstTime, ZipRecords.PlainMadeBy);
        var local = ZipRecords.Local(entry.Name, time, entry.Crc, entry.Size);
        if (entry.End - entry.Start != local.Length + (long)entry.Size || !record.AsSpan().StartsWith(local)
            || !central.SequenceEqual(ZipRecords.Central(entry.Name, time, madeBy, entry.Crc, entry.Size, (uint)entry.Start)))
            throw new PackageFormatException(otherwise, $"{entry.Shown} is not written as appending it writes it, so that the earlier bytes are not known");
        // Otherwise the archive would be read, and without the entry it would not.
        if (ZipRecords.EndsWithZip64Locator(directory.Bytes.Span[..entry.CentralStart]))
            throw ZipRecords.Zip64();
        var content = record.AsMemory(local.Length);
        return Crc32.Of(content.Span) == entry.Crc
            ? new AppendedEntry(entry, record, content)
            : throw new PackageFormatException(PackageDefect.ContentDamaged, $"the content of {entry.Shown} does not match its checksum");
    }
}
