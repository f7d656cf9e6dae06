using System.Collections.Immutable;

namespace SupplyChainSdk.Sbom;

/// <summary>Who a package says it is from: the nuspec's <c>authors</c>. A claim of the package; nothing here was checked.</summary>
/// <param name="Name">One text, however many names: a comma may separate authors or stand in the name of one ("Contoso, Inc.").</param>
/// <param name="Url">The project's web address; null when it names none.</param>
public sealed record SbomSupplier(string Name, string? Url)
{
    internal static SbomSupplier? Of(string? authors, string? projectUrl) =>
        SbomText.OrNull(authors) is { } name ? new SbomSupplier(name, SbomUrl.OrNull(projectUrl)) : null;
}

/// <summary>What an external reference leads to.</summary>
public enum SbomReferenceKind
{
    /// <summary>The project's page.</summary>
    Website,

    /// <summary>The source repository.</summary>
    Repository,
}

/// <summary>An address that a package names.</summary>
/// <param name="Kind">What is there.</param>
/// <param name="Url">An http or https address.</param>
/// <param name="Commit">For a repository: the commit, 40 or 64 lower-case hexadecimal digits; null when not stated.</param>
public sealed record SbomReference(SbomReferenceKind Kind, string Url, string? Commit = null)
{
    internal static ImmutableArray<SbomReference> Of(string? projectUrl, string? repositoryUrl, string? commit)
    {
        var references = ImmutableArray.CreateBuilder<SbomReference>(2);
        if (SbomUrl.OrNull(projectUrl) is { } website)
            references.Add(new SbomReference(SbomReferenceKind.Website, website));
        if (SbomUrl.OrNull(repositoryUrl) is { } repository)
            references.Add(new SbomReference(SbomReferenceKind.Repository, repository, IsCommit(commit) ? commit!.ToLowerInvariant() : null));
        return references.ToImmutable();
    }

    private static bool IsCommit(string? text) => text?.Length is 40 or 64 && text.All(char.IsAsciiHexDigit);
}

internal static class SbomText
{
    public static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
