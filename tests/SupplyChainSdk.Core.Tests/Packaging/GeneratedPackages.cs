using System.Text;

namespace SupplyChainSdk.Core.Tests.Packaging;

/// <summary>Archives of every shape that is accepted, from a seed.</summary>
internal static class GeneratedPackages
{
    private static readonly string[] Names = ["lib/net10.0/", "content/", "ünïcode ", "文字/", "e\u0301", "😀", "%20", "a%2Bb", "[x]", "K\u0131\u0130", "-", "x/../", "PK\u0003\u0004"];

    public static byte[] Next(Random random)
    {
        // Mostly a few entries, sometimes none, sometimes thousands.
        var count = random.Next(20) switch { 0 => 0, 1 => 1, 2 => random.Next(1000, 4000), _ => random.Next(2, 30) };
        var entries = Enumerable.Range(0, count).Select(i => Entry(random, i, count < 100 ? 3000 : 30)).ToArray();
        var order = Enumerable.Range(0, count).ToArray();
        if (random.Next(3) == 0)
            random.Shuffle(order);
        return RawZip.Write(entries, centralOrder: order);
    }

    /// <summary>Bytes that, like a bundle, begin and end as an object does.</summary>
    public static byte[] NextBundle(Random random) => [(byte)'{', .. Bytes(random, random.Next(5000)), (byte)'}'];

    private static RawEntry Entry(Random random, int number, int maxContent)
    {
        var name = new StringBuilder();
        for (var i = random.Next(4); i > 0; i--)
            name.Append(Names[random.Next(Names.Length)]);
        // Without parent folders, which are refused, and with the number, so that no name comes twice.
        name.Replace("..", "").Append(number);
        if (random.Next(8) == 0)
            return new RawEntry($"{name}/", "") { Method = 0, Attributes = 16, Time = (uint)random.Next() };
        var content = random.Next(3) switch { 0 => [], 1 => new byte[random.Next(maxContent)], _ => Bytes(random, random.Next(maxContent)) };
        return new RawEntry(name.ToString(), content)
        {
            Method = (ushort)(random.Next(2) * 8),
            Descriptor = (Descriptor)random.Next(4),
            Extra = random.Next(3) == 0 ? [10, 0, 2, 0, 1, 2] : [],
            LocalExtra = random.Next(3) == 0 ? [0x20, 0xA2, 2, 0, 0, 0] : [],
            Comment = random.Next(4) == 0 ? "comment PK\u0005\u0006" : "",
            Attributes = (uint)random.Next() & ~8u,
            MadeBy = (ushort)random.Next(0x1400),
            Time = (uint)random.Next(),
        };
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
