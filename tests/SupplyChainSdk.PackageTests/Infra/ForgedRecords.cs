using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>What somebody can make of the records of local checks who can write the packages folder and them too. Written without any code of the product.</summary>
internal static class ForgedRecords
{
    private const int Head = 20;
    private const int Record = 32;

    /// <summary>The digests that are kept between local checks, a file for each package.</summary>
    public static string[] Manifests(this Consumer consumer) => Directory.GetFiles(Path.Combine(consumer.Root, "cache", "SupplyChainSdk", "manifests-1"));

    /// <summary>Puts what the file system says of a file now into the stamp of the last good check.</summary>
    public static void AcceptInStamp(this Consumer consumer, string path)
    {
        var stamp = consumer.PathOf("obj", "supplychain", "check.state");
        var content = File.ReadAllBytes(stamp);
        var (state, count) = (BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(12)), BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(16)));
        var times = Head + state;
        var index = Array.IndexOf(Encoding.UTF8.GetString(content.AsSpan(times + count * Record)).Split('\0'), path);
        Assert.IsGreaterThanOrEqualTo(0, index, $"the stamp has no {path}");
        // Size, modified, changed, inode; times in nanoseconds.
        var now = consumer.Program("stat", "-c", "%s %.9Y %.9Z %i", path).Output.Replace(".", "", StringComparison.Ordinal).Trim().Split(' ');
        for (var i = 0; i < now.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(times + index * Record + i * sizeof(long)), long.Parse(now[i], CultureInfo.InvariantCulture));
        BinaryPrimitives.WriteUInt64LittleEndian(content.AsSpan(^sizeof(ulong)..), Sum(content.AsSpan(..^sizeof(ulong))));
        File.WriteAllBytes(stamp, content);
    }

    private static ulong Sum(ReadOnlySpan<byte> content)
    {
        var sum = (ulong)content.Length;
        for (; content.Length >= sizeof(ulong); content = content[sizeof(ulong)..])
            sum = System.Numerics.BitOperations.RotateLeft((sum ^ BinaryPrimitives.ReadUInt64LittleEndian(content)) * 0x9E37_79B9_7F4A_7C15, 29);
        foreach (var b in content)
            sum = (sum ^ b) * 0x9E37_79B9_7F4A_7C15;
        return sum;
    }

    /// <summary>Puts one digest in the place of another one in what is kept between checks, with a right sum at its end.</summary>
    public static void ForgeManifest(this Consumer consumer, byte[] before, byte[] after)
    {
        var (old, forged) = (SHA256.HashData(before), SHA256.HashData(after));
        var file = consumer.Manifests().Single(f => File.ReadAllBytes(f).AsSpan().IndexOf(old) >= 0);
        var content = File.ReadAllBytes(file);
        forged.CopyTo(content, content.AsSpan().IndexOf(old));
        SHA256.HashData(content.AsSpan(..^32)).CopyTo(content, content.Length - 32);
        File.WriteAllBytes(file, content);
    }
}
