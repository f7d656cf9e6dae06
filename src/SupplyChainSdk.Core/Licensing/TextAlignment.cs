using System.Collections.Immutable;

namespace SupplyChainSdk.Licensing;

/// <summary>Words that two texts have in common.</summary>
/// <param name="File">Where they begin in the file.</param>
/// <param name="License">Where they begin in the licence.</param>
/// <param name="Length">How many they are.</param>
internal sealed record EqualWords(int File, int License, int Length);

/// <summary>Lays a file beside a text of the index.</summary>
internal static class TextAlignment
{
    // Gaps that are larger are not looked into: a file with such a gap is not that licence whatever it has in common.
    private const int MaxGap = 100;
    private const int LeastRun = 2;

    /// <summary>What both have in common, in order, from the places at which they were found to be equal.</summary>
    /// <param name="file">Marks of the file.</param>
    /// <param name="license">Marks of the licence.</param>
    /// <param name="places">Places with six equal marks, sorted by the place in the file.</param>
    public static ImmutableArray<EqualWords> Of(ReadOnlySpan<byte> file, ReadOnlySpan<byte> license, List<EqualWords> places)
    {
        var runs = new List<EqualWords>();
        foreach (var place in InOrder(places))
        {
            var (fileEnd, licenseEnd) = runs.Count == 0 ? (0, 0) : (runs[^1].File + runs[^1].Length, runs[^1].License + runs[^1].Length);
            if (place.File < fileEnd || place.License < licenseEnd)
                continue;
            var (start, length) = (0, place.Length);
            while (place.File + start > fileEnd && place.License + start > licenseEnd && file[place.File + start - 1] == license[place.License + start - 1])
                start--;
            while (place.File + length < file.Length && place.License + length < license.Length && file[place.File + length] == license[place.License + length])
                length++;
            runs.Add(new EqualWords(place.File + start, place.License + start, length - start));
        }
        var all = ImmutableArray.CreateBuilder<EqualWords>();
        var (fileAt, licenseAt) = (0, 0);
        foreach (var run in runs)
        {
            Refine(file, license, (fileAt, run.File), (licenseAt, run.License), all);
            all.Add(run);
            (fileAt, licenseAt) = (run.File + run.Length, run.License + run.Length);
        }
        if (runs.Count > 0)
            Refine(file, license, (fileAt, file.Length), (licenseAt, license.Length), all);
        return Joined(all);
    }

    // The longest chain that goes forward in both texts.
    private static List<EqualWords> InOrder(List<EqualWords> places)
    {
        var tails = new List<int>();
        var before = new int[places.Count];
        // For one place of the file, the later place of the licence first, so that a chain takes one of them.
        places.Sort((a, b) => a.File != b.File ? a.File.CompareTo(b.File) : b.License.CompareTo(a.License));
        for (var i = 0; i < places.Count; i++)
        {
            var (low, high) = (0, tails.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (places[tails[middle]].License < places[i].License)
                    low = middle + 1;
                else
                    high = middle;
            }
            before[i] = low == 0 ? -1 : tails[low - 1];
            if (low == tails.Count)
                tails.Add(i);
            else
                tails[low] = i;
        }
        var chain = new List<EqualWords>(tails.Count);
        for (var i = tails.Count == 0 ? -1 : tails[^1]; i >= 0; i = before[i])
            chain.Add(places[i]);
        chain.Reverse();
        return chain;
    }

    // The longest run of the gap, then what lies before and after it.
    private static void Refine(
        ReadOnlySpan<byte> file, ReadOnlySpan<byte> license, (int From, int To) inFile, (int From, int To) inLicense, ImmutableArray<EqualWords>.Builder all)
    {
        var (width, height) = (inFile.To - inFile.From, inLicense.To - inLicense.From);
        if (width < LeastRun || height < LeastRun || width > MaxGap || height > MaxGap)
            return;
        EqualWords? best = null;
        var row = new int[height + 1];
        for (var f = 0; f < width; f++)
        {
            var diagonal = 0;
            for (var l = 0; l < height; l++)
            {
                var above = row[l + 1];
                row[l + 1] = file[inFile.From + f] == license[inLicense.From + l] ? diagonal + 1 : 0;
                diagonal = above;
                if (row[l + 1] >= LeastRun && row[l + 1] > (best?.Length ?? 0))
                    best = new EqualWords(inFile.From + f + 1 - row[l + 1], inLicense.From + l + 1 - row[l + 1], row[l + 1]);
            }
        }
        if (best is null)
            return;
        Refine(file, license, (inFile.From, best.File), (inLicense.From, best.License), all);
        all.Add(best);
        Refine(file, license, (best.File + best.Length, inFile.To), (best.License + best.Length, inLicense.To), all);
    }

    private static ImmutableArray<EqualWords> Joined(ImmutableArray<EqualWords>.Builder runs)
    {
        var joined = ImmutableArray.CreateBuilder<EqualWords>(runs.Count);
        foreach (var run in runs)
        {
            if (joined.Count > 0 && joined[^1] is var last && last.File + last.Length == run.File && last.License + last.Length == run.License)
                joined[^1] = last with { Length = last.Length + run.Length };
            else
                joined.Add(run);
        }
        return joined.DrainToImmutable();
    }
}
