using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NuGet.Packaging;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Core.Tests.Packaging;

/// <summary>What one reader sees of an archive: its entries with their content, sorted, or why it sees nothing.</summary>
internal sealed record ReaderView(string Reader, string[]? Entries, string Refusal)
{
    /// <summary>One line; equal for two readers that see the same.</summary>
    public string Seen => Entries is null ? "" : string.Join('\n', Entries);

    public override string ToString() => Entries is null ? $"{Reader}: refuses ({Refusal})" : $"{Reader}: {Entries.Length} entries, {Digest(Encoding.UTF8.GetBytes(Seen))}";

    public static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 4));
}

/// <summary>
/// Five readers that share no code with ours: NuGet's, System.IO.Compression, Info-ZIP's <c>unzip</c>, Python's <c>zipfile</c>, and a scan that goes
/// from local header to local header and never looks into the central directory.
/// </summary>
internal static class FiveReaders
{
    // Enough of a bomb to tell what it is.
    private const int MaxContent = 1 << 21;

    private const string Python = """
        import hashlib, json, sys, zipfile
        for path in sys.argv[2:]:
            try:
                with zipfile.ZipFile(path) as archive:
                    print(json.dumps([[i.filename, archive.open(i).read(int(sys.argv[1])).hex()] for i in archive.infolist()]))
            except Exception as e:
                print(json.dumps(f"{type(e).__name__}: {e}"))
        """;

    /// <summary>The views of several archives, in their order; each has five.</summary>
    public static ReaderView[][] Read(IReadOnlyList<byte[]> archives)
    {
        using var scratch = new Scratch();
        var paths = archives.Select((bytes, i) => scratch.Write($"{i}.zip", bytes)).ToArray();
        var python = Run("python3", ["-I", "-X", "utf8", "-c", Python, $"{MaxContent}", .. paths], int.MaxValue).Output;
        var pythonViews = Encoding.UTF8.GetString(python).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(archives.Count, pythonViews);
        return [.. archives.Select((bytes, i) => (ReaderView[])
            [.. InProcess(bytes), View("unzip", () => Unzip(paths[i])), View("Python", () => FromPython(pythonViews[i]))])];
    }

    /// <summary>The views of the three that need no process.</summary>
    public static ReaderView[] InProcess(byte[] archive) =>
        [View("NuGet", () => NuGet(archive)), View("System.IO.Compression", () => Compression(archive)), View("local headers", () => LocalHeaders(archive))];

    /// <summary>Whether two of the readers that see anything see different things.</summary>
    public static bool Differ(ReaderView[] views) => views.Where(v => v.Entries is not null).Select(v => v.Seen).Distinct().Count() > 1;

    /// <summary>Inconclusive where one of the programs is missing.</summary>
    public static void Require(params string[] programs)
    {
        foreach (var program in programs)
        {
            try
            {
                Run(program, ["--help"], 1000);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                Assert.Inconclusive($"There is no {program} here.");
            }
        }
    }

    /// <summary>The entries that follow each other from the start of the file, found by their signatures; name and content.</summary>
    public static IEnumerable<(string Name, byte[] Content)> LocalHeaders(byte[] archive)
    {
        for (var at = Find(archive, 0, ZipRecords.LocalSignature); at >= 0; at = Find(archive, at, ZipRecords.LocalSignature))
        {
            var header = archive.AsSpan(at, ZipRecords.LocalLength);
            if ((header[6] & 1) != 0)
                throw new InvalidDataException("encrypted");
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
            var data = at + header.Length + nameLength + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            var name = Encoding.UTF8.GetString(archive, at + header.Length, nameLength);
            var method = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
            // Checksum, compressed size, size: from the header or, where it has none, from the first place that could be the descriptor.
            ReadOnlySpan<byte> stated = header.Slice(14, 12);
            if ((header[6] & 8) != 0 && BinaryPrimitives.ReadUInt32LittleEndian(stated[4..]) == 0)
                stated = Descriptor(archive, data);
            var stored = archive.AsSpan(data, checked((int)BinaryPrimitives.ReadUInt32LittleEndian(stated[4..])));
            var content = method switch
            {
                0 => stored[..Math.Min(stored.Length, MaxContent)].ToArray(),
                8 => ReadSome(new DeflateStream(new MemoryStream(stored.ToArray()), CompressionMode.Decompress)),
                _ => throw new InvalidDataException($"method {method}"),
            };
            if (content.Length < MaxContent
                && (content.Length != BinaryPrimitives.ReadUInt32LittleEndian(stated[8..]) || Crc32.Of(content) != BinaryPrimitives.ReadUInt32LittleEndian(stated)))
                throw new InvalidDataException("content is not as stated");
            at = data + stored.Length;
            yield return (name, content);
            // Behind the last entry lies the directory, in which anything may look like one more.
            if (archive.AsSpan(at).StartsWith(BitConverter.GetBytes(ZipRecords.CentralSignature)))
                yield break;
        }
    }

    private static ReadOnlySpan<byte> Descriptor(byte[] archive, int data)
    {
        for (var distance = 0; data + distance + ZipDescriptor.SignedLength <= archive.Length; distance++)
        {
            var descriptor = archive.AsSpan(data + distance, ZipDescriptor.SignedLength);
            var isSigned = BinaryPrimitives.ReadUInt32LittleEndian(descriptor) == ZipRecords.DescriptorSignature;
            if (BinaryPrimitives.ReadUInt32LittleEndian(descriptor[(isSigned ? 8 : 4)..]) == distance
                && (isSigned || BinaryPrimitives.ReadUInt32LittleEndian(descriptor[12..]) is ZipRecords.LocalSignature or ZipRecords.CentralSignature))
                return isSigned ? descriptor[4..] : descriptor[..12];
        }
        throw new InvalidDataException("no descriptor");
    }

    private static int Find(byte[] archive, int from, uint signature)
    {
        var bytes = BitConverter.GetBytes(signature);
        var at = archive.AsSpan(Math.Min(from, archive.Length)).IndexOf(bytes);
        return at < 0 || from + at + ZipRecords.LocalLength > archive.Length ? -1 : from + at;
    }

    private static IEnumerable<(string, byte[])> NuGet(byte[] archive)
    {
        using var reader = new PackageArchiveReader(new MemoryStream(archive));
        return [.. reader.GetFiles().Select(f => (f, ReadSome(reader.GetStream(f))))];
    }

    private static IEnumerable<(string, byte[])> Compression(byte[] archive)
    {
        using var reader = new ZipArchive(new MemoryStream(archive));
        return [.. reader.Entries.Select(e => (e.FullName, ReadSome(e.Open())))];
    }

    private static IEnumerable<(string, byte[])> Unzip(string path)
    {
        // 1 is a warning, and the answer to an archive without entries.
        var (list, exit, error) = Run("unzip", ["-Z1", path], MaxContent);
        var names = exit > 1 ? throw new InvalidDataException($"{exit}: {error}") : Encoding.UTF8.GetString(list);
        foreach (var name in names == "Empty zipfile.\n" ? [] : names.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var pattern = string.Concat(name.Select(c => c switch { '[' or '*' or '?' => $"[{c}]", '\\' => @"\\", _ => $"{c}" }));
            var entry = Run("unzip", ["-p", path, pattern], MaxContent);
            if (entry.Exit > 1)
                throw new InvalidDataException($"{entry.Exit}: {entry.Error}");
            yield return (name, entry.Output);
        }
    }

    private static IEnumerable<(string, byte[])> FromPython(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.ValueKind == JsonValueKind.String
            ? throw new InvalidDataException(document.RootElement.GetString())
            : [.. document.RootElement.EnumerateArray().Select(e => (e[0].GetString()!, Convert.FromHexString(e[1].GetString()!)))];
    }

    private static ReaderView View(string reader, Func<IEnumerable<(string Name, byte[] Content)>> read)
    {
        try
        {
            // NuGet shows names percent-decoded, the others as they are stored.
            var entries = read().Select(e => $"{Uri.UnescapeDataString(e.Name)} {e.Content.Length} {ReaderView.Digest(e.Content)}");
            return new ReaderView(reader, [.. entries.Order(StringComparer.Ordinal)], "");
        }
        catch (Exception e) when (e is not AssertFailedException)
        {
            return new ReaderView(reader, null, e.Message.Split('\n')[0]);
        }
    }

    private static byte[] ReadSome(Stream stream)
    {
        using (stream)
        {
            var buffer = new byte[MaxContent];
            return buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        }
    }

    private static (byte[] Output, int Exit, string Error) Run(string program, IEnumerable<string> arguments, int maxOutput)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = new MemoryStream();
        var block = new byte[1 << 16];
        for (int read; output.Length < maxOutput && (read = process.StandardOutput.BaseStream.Read(block)) > 0;)
            output.Write(block, 0, (int)Math.Min(read, maxOutput - output.Length));
        var isWhole = output.Length < maxOutput;
        if (!isWhole)
            process.Kill();
        process.WaitForExit();
        return (output.ToArray(), isWhole ? process.ExitCode : 0, error.GetAwaiter().GetResult());
    }
}
