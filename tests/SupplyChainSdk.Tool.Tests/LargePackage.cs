using System.Buffers.Binary;
using SupplyChainSdk.Core.Tests.Packaging;

namespace SupplyChainSdk.Tool.Tests;

/// <summary>A package of nothing, which takes no space but time to digest: one stored entry, whose content is never looked at.</summary>
internal static class LargePackage
{
    public static void Write(string path, uint size)
    {
        var small = RawZip.Write([new RawEntry("a.bin", []) { Method = 0 }]);
        var directory = BinaryPrimitives.ReadInt32LittleEndian(small.AsSpan(small.Length - 6));
        foreach (var at in new[] { 18, 22, directory + 20, directory + 24 })
            BinaryPrimitives.WriteUInt32LittleEndian(small.AsSpan(at), size);
        BinaryPrimitives.WriteUInt32LittleEndian(small.AsSpan(small.Length - 6), (uint)directory + size);
        using var file = File.Create(path);
        file.Write(small.AsSpan(0, directory));
        file.Position = directory + size;
        file.Write(small.AsSpan(directory));
    }
}
