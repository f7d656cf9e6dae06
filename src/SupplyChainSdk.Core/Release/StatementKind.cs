using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Rebuild;

namespace SupplyChainSdk.Release;

/// <summary>
/// What somebody found out about a package and signs: it is not the package's provenance, and takes neither the place of that in the package nor the one beside it. All kinds that are signed here.
/// </summary>
/// <param name="PredicateType">Of the statement.</param>
/// <param name="Suffix">What the name of its bundle adds to that of the package.</param>
/// <param name="Read">Reads it strictly; throws <see cref="InvalidDataException"/>.</param>
internal sealed record StatementKind(string PredicateType, string Suffix, Func<Statement, FoundOut> Read)
{
    private static readonly ImmutableArray<StatementKind> All =
    [
        new(ReproductionStatement.PredicateType, BundleFiles.ReproductionSuffix, s => new FoundOut(ReproductionStatement.Read(s).Commit, null)),
        new(VerificationSummary.PredicateType, BundleFiles.SummarySuffix, s => new FoundOut(null, VerificationSummary.Read(s).ResourceUri)),
    ];

    /// <summary>By the type of a predicate; null for provenance and what nobody here knows.</summary>
    public static StatementKind? Of(string predicateType) => All.FirstOrDefault(k => k.PredicateType == predicateType);

    /// <summary>Of a file; null also for one that cannot be read, which is refused where it is compared.</summary>
    public static StatementKind? OfFile(string statement)
    {
        try
        {
            return new FileInfo(statement) is { Exists: true, Length: <= Sigstore.Bundle.MaxBytes } ? Of(Statement.Parse(File.ReadAllBytes(statement)).PredicateType) : null;
        }
        catch (Exception e) when (VerificationFindings.IsOfInput(e))
        {
            return null;
        }
    }
}

/// <summary>What such a statement says that can be compared.</summary>
/// <param name="Commit">From which the package was built; null where it does not say.</param>
/// <param name="Resource">What it calls the package besides its subject; null where it does not.</param>
internal sealed record FoundOut(string? Commit, string? Resource);
