using System.Diagnostics;
using System.Globalization;
using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Benchmarks;

/// <summary>Appending an attestation to a large package, and taking it off again, beside copying the file.</summary>
internal static class Archives
{
    private const int Turns = 41;
    private const int Megabytes = 100;

    public static IEnumerable<Row> AppendAndStrip()
    {
        var (built, attested, output) = (At("built.nupkg"), At("attested.nupkg"), At("output.nupkg"));
        WritePackage(built);
        Write(attested, AppendAttestation(built));
        var samples = Measurement.InTurns(Turns,
            () => Measure(() => File.Copy(attested, output)),
            () => Measure(() => Write(output, AppendAttestation(built))),
            () => Measure(() => Write(output, Strip(attested))));
        if (!File.ReadAllBytes(built).AsSpan().SequenceEqual(File.ReadAllBytes(output)))
            throw new InvalidOperationException("What was stripped is not what was built.");
        yield return Row("append an attestation", samples[0], samples[1]);
        yield return Row("strip it", samples[0], samples[2]);

        Sample Measure(Action write)
        {
            File.Delete(output);
            var (start, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            write();
            return new Sample(Stopwatch.GetElapsedTime(start).TotalMilliseconds, (Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
        }
    }

    private static Row Row(string what, Sample[] copies, Sample[] writes)
    {
        var factor = Measurement.Median(copies.Zip(writes, (copy, write) => write.Milliseconds / copy.Milliseconds));
        var processor = Measurement.Median(writes.Select(s => s.ProcessorMilliseconds)) - Measurement.Median(copies.Select(s => s.ProcessorMilliseconds));
        return new Row($"package of {Megabytes} MB, in process: copy the file, {what}", Measurement.Milliseconds(Measurement.Wall(copies)), Measurement.Milliseconds(Measurement.Wall(writes)),
            string.Create(CultureInfo.InvariantCulture, $"{factor:F2} times (processor {processor:+0;-0;0} ms)"), "≤ 1.3 times", factor <= 1.3 ? "yes" : "no");
    }

    private static Action<Stream> AppendAttestation(string built) => output =>
    {
        using var package = Open(built);
        PackageLayers.AppendAttestation(package, "{}"u8.ToArray(), output);
    };

    private static Action<Stream> Strip(string attested) => output =>
    {
        using var package = Open(attested);
        PackageLayers.CopyAsBuilt(package, output);
    };

    private static void Write(string path, Action<Stream> write)
    {
        using var output = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        write(output);
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

    // A hundred stored files of a megabyte.
    private static void WritePackage(string path)
    {
        Directory.CreateDirectory(Workspace.Root);
        using var archive = new System.IO.Compression.ZipArchive(File.Create(path), System.IO.Compression.ZipArchiveMode.Create);
        var (random, content) = (new Random(1), new byte[1 << 20]);
        for (var i = 0; i < Megabytes; i++)
        {
            random.NextBytes(content);
            using var entry = archive.CreateEntry($"lib/{i}.dll", System.IO.Compression.CompressionLevel.NoCompression).Open();
            entry.Write(content);
        }
    }

    private static string At(string name) => Path.Combine(Workspace.Root, name);
}
