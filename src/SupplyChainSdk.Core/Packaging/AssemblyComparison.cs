using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Packaging;

/// <summary>In what two assemblies differ that were meant to be one: where to look for the reason, and no proof that there is no other.</summary>
internal static class AssemblyComparison
{
    private const int MaxNamed = 5;
    private const int MaxName = 160;

    /// <summary>What differs, in words that are safe to print.</summary>
    public static ImmutableArray<string> Describe(byte[] first, byte[] second)
    {
        AssemblyContent one, two;
        try
        {
            (one, two) = (AssemblyContent.Read(first), AssemblyContent.Read(second));
        }
        catch (InvalidDataException e)
        {
            return [e.Message.TrimEnd('.')];
        }
        var details = new List<string>();
        foreach (var (mine, theirs) in one.Facts.Zip(two.Facts))
        {
            if (mine.Value != theirs.Value)
                details.Add($"{mine.Key} {Shown(mine.Value)} → {Shown(theirs.Value)}");
        }
        Named(details, "reference", one.References, two.References);
        Named(details, "attribute", one.Attributes, two.Attributes);
        Named(details, "resource", one.Resources, two.Resources);
        Methods(details, one, two);
        if (details.Count == 0)
            details.Add("other metadata than is compared here");
        // It is made of everything else, so it comes last and says the least.
        if (one.Mvid != two.Mvid)
            details.Add($"module version id {one.Mvid} → {two.Mvid}");
        return [.. details];
    }

    private static void Methods(List<string> details, AssemblyContent one, AssemblyContent two)
    {
        if (one.ILSize != two.ILSize)
            details.Add(string.Create(CultureInfo.InvariantCulture, $"IL {one.ILSize} → {two.ILSize} bytes"));
        var (gone, added) = (one.Methods.Keys.Except(two.Methods.Keys).ToList(), two.Methods.Keys.Except(one.Methods.Keys).ToList());
        if (gone.Count > 0)
            details.Add($"methods gone: {List(gone)}");
        if (added.Count > 0)
            details.Add($"methods new: {List(added)}");
        var changed = one.Methods.Where(m => two.Methods.TryGetValue(m.Key, out var other) && other != m.Value).Select(m => m.Key).ToList();
        // Where a method came or went, the numbers of all later ones move, and their IL with them.
        if (changed.Count > 0)
            details.Add(gone.Count + added.Count == 0 ? $"IL of {List(changed)}" : string.Create(CultureInfo.InvariantCulture, $"IL of {changed.Count} other methods, whose references may only have moved"));
    }

    private static void Named(List<string> details, string kind, ImmutableSortedDictionary<string, string> one, ImmutableSortedDictionary<string, string> two)
    {
        var all = one.Keys.Union(two.Keys).Where(k => one.GetValueOrDefault(k) != two.GetValueOrDefault(k)).Order(StringComparer.Ordinal)
            .Select(k => $"{kind} {Shown(k)} {Value(one, k)} → {Value(two, k)}").ToList();
        details.AddRange(all.Take(MaxNamed));
        if (all.Count > MaxNamed)
            details.Add(string.Create(CultureInfo.InvariantCulture, $"and {all.Count - MaxNamed} more {kind}s"));
    }

    private static string Value(ImmutableSortedDictionary<string, string> of, string key) => of.TryGetValue(key, out var value) ? Shown(value) : "none";

    private static string List(List<string> names) => Printable.List(names.Order(StringComparer.Ordinal).Select(Shown), MaxNamed);

    private static string Shown(string text) => Printable.Text(Printable.Bounded(text, MaxName));
}
