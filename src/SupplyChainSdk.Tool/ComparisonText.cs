using System.Globalization;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Rebuild;

namespace SupplyChainSdk.Tool;

/// <summary>What two packages differ in, for people.</summary>
internal static class ComparisonText
{
    private const int MaxEntries = 20;

    /// <summary>Where a rebuild came from and what came out.</summary>
    public static void Print(RebuildResult rebuild, Terminal terminal)
    {
        if (rebuild.Source is not { } source || rebuild.Comparison is not { } comparison)
        {
            terminal.Row("rebuilt", "could not be built again");
            Signatures(rebuild.SourceSignatures, terminal);
            return;
        }
        terminal.Row("rebuilt", $"{(comparison.IsSame ? "the same bytes" : "NO: other bytes")}, from git {Printable.Short(source.Commit)} ({Who(source.CommitSaidBy)})"
            + $"{(source.Repository is { } url ? $" of {url} ({Who(source.RepositorySaidBy)})" : "")}, .NET SDK {rebuild.Sdk}");
        if (source.IsNamed)
            terminal.Row("", "fetched from where --rebuild-from says; the commit is the same or it is none");
        Signatures(rebuild.SourceSignatures, terminal);
        Print(comparison, terminal);
        foreach (var note in rebuild.Notes)
            terminal.Row("", note);
    }

    private static void Signatures(SourceCheck? check, Terminal terminal)
    {
        if (check is { Tag.Result: CheckedFact.Verified })
            terminal.Row("", $"its tag {Printable.Quoted(check.Tag.TagName!)} is signed by {Printable.Name(check.Tag.Signer!)}, key {Printable.Quoted(check.Tag.Key!)}: checked here");
    }

    /// <summary>A row for each entry, and one for each detail.</summary>
    public static void Print(PackageComparison comparison, Terminal terminal)
    {
        foreach (var difference in comparison.Differences.Take(MaxEntries))
        {
            terminal.Row("", $"{(difference.Path.Length > 0 ? difference.Path : "the archive")}: {Change(difference.Change)}");
            foreach (var detail in difference.Details)
                terminal.Row("", $"  {detail}");
        }
        var more = comparison.Omitted + Math.Max(0, comparison.Differences.Length - MaxEntries);
        if (more > 0)
            terminal.Row("", string.Create(CultureInfo.InvariantCulture, $"and {more} more entries (--format json)"));
    }

    private static string Change(EntryChange change) => change switch
    {
        EntryChange.Added => "only in the one that was built again",
        EntryChange.Removed => "not in the one that was built again",
        EntryChange.Content => "other content",
        EntryChange.Metadata => "the same content, written in another way",
        _ => "in another order",
    };

    private static string Who(SourceWitness witness) => witness switch
    {
        SourceWitness.Certificate => "certified",
        SourceWitness.Statement => "claimed by the signer",
        _ => "the working tree",
    };
}
