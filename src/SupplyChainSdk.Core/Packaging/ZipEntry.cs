using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Packaging;

/// <summary>One entry of an archive whose local header was compared with its central one.</summary>
/// <param name="Name">As stored: percent-encoded where the package has it so.</param>
/// <param name="Path">Percent-decoded, without empty and <c>.</c> segments: where the entry lands when it is extracted.</param>
/// <param name="Flags">General purpose bit flags.</param>
/// <param name="Method">0 stored, 8 deflated.</param>
/// <param name="Crc">CRC-32 of the content.</param>
/// <param name="CompressedSize">Bytes in the archive.</param>
/// <param name="Size">Bytes of the content, as declared.</param>
/// <param name="CentralStart">Of its header in the central directory, from the start of that directory.</param>
/// <param name="CentralEnd">The end of that header.</param>
/// <param name="Start">Of the local header, from the start of the file.</param>
/// <param name="DataStart">Of the data.</param>
/// <param name="End">Of the data and of the data descriptor, where there is one: the next entry, or the central directory, starts here.</param>
internal sealed record ZipEntry(
    string Name, string Path, ushort Flags, ushort Method, uint Crc, uint CompressedSize, uint Size,
    int CentralStart, int CentralEnd, long Start, long DataStart, long End)
{
    public const ushort Stored = 0;
    public const ushort Deflated = 8;

    /// <summary>The name for a message.</summary>
    public string Shown => Show(Name);

    /// <summary>Quoted, bounded and safe to print.</summary>
    public static string Show(string name) => $"'{Printable.Text(name.Length <= 120 ? name : name[..120] + "…")}'";
}
