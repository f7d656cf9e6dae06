using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Licensing;

/// <summary>Where a conclusion about a licence comes from. Everything but the clarification is the package's own claim.</summary>
public enum LicenseEvidence
{
    /// <summary>The package says nothing.</summary>
    None,

    /// <summary>The <c>license</c> element holds an expression.</summary>
    Expression,

    /// <summary>The <c>license</c> element names a file; <see cref="LicenseConclusion.Identification"/> says what its text is.</summary>
    File,

    /// <summary>Only a <c>licenseUrl</c>; <see cref="LicenseConclusion.Identification"/> says what it names.</summary>
    Url,

    /// <summary>Only a <c>licenseUrl</c> that holds an expression, as the gallery derives it from one.</summary>
    ExpressionUrl,

    /// <summary>An entry of <c>licenses.clarify</c>.</summary>
    Clarification,
}

/// <summary>What is known about the licence of a package, and from what.</summary>
/// <param name="Evidence">The kind of source.</param>
/// <param name="Declared">The text of that source: the expression, the file's name or the URL; null when there is none. Not escaped.</param>
/// <param name="Expression">The licence; null when it is not known.</param>
/// <param name="Error">Why <paramref name="Declared"/> is not an expression, where it should be one.</param>
/// <param name="Clarification">The entry of the policy that decided.</param>
/// <param name="Void">Entries about this package that are pinned to another file than the package holds, each with the reason.</param>
public sealed record LicenseConclusion(
    LicenseEvidence Evidence, string? Declared, LicenseExpression? Expression, LicenseExpressionError? Error,
    LicenseClarification? Clarification, ImmutableArray<VoidClarification> Void)
{
    /// <summary>How the licence of a file or an address was found, or why not; null where there was nothing to identify, and where nobody asked.</summary>
    public LicenseIdentification? Identification { get; init; }

    /// <summary>The digest of the licence file that the nuspec names; null without one that could be read.</summary>
    public Digest? FileSha256 { get; init; }

    /// <summary>What a package's nuspec alone says.</summary>
    public static LicenseConclusion From(Nuspec nuspec)
    {
        if (nuspec.License is { IsFile: true } file)
            return new LicenseConclusion(LicenseEvidence.File, file.Value, null, null, null, []);
        if (nuspec.License is { } license)
            return FromExpression(LicenseEvidence.Expression, license.Value, license.Value);
        if (string.IsNullOrWhiteSpace(nuspec.LicenseUrl) || LicenseUrl.SaysNothing(nuspec.LicenseUrl))
            return new LicenseConclusion(LicenseEvidence.None, null, null, null, null, []);
        return LicenseUrl.Expression(nuspec.LicenseUrl) is { } expression
            ? FromExpression(LicenseEvidence.ExpressionUrl, nuspec.LicenseUrl, expression)
            : new LicenseConclusion(LicenseEvidence.Url, nuspec.LicenseUrl, null, null, null, []);
    }

    /// <summary>
    /// What the nuspec says, or, where that leaves the licence open, the first clarification of the policy that counts, or what the licence file or address is. A clarification
    /// never replaces an expression that names its licences.
    /// </summary>
    /// <param name="package">The package.</param>
    /// <param name="clarifications">Those of the policy.</param>
    /// <param name="fileDigest">
    /// The SHA-256 of a file inside the package; null when there is no such file. Where it is not given, a pinned clarification cannot count.
    /// </param>
    /// <param name="identify">Identifies the bytes of a licence file, whose digest is given; where it is null, neither files nor addresses are identified.</param>
    /// <exception cref="InvalidDataException">A clarification whose expression is not one: the policy reader let it pass.</exception>
    public static LicenseConclusion From(
        PackageFacts package, ImmutableArray<LicenseClarification> clarifications, Func<PackageFacts, string, Digest?>? fileDigest = null,
        Func<ReadOnlyMemory<byte>, Digest, LicenseIdentification>? identify = null)
    {
        var declared = From(package.Nuspec) with { FileSha256 = package.LicenseFile?.Sha256 };
        if (!declared.LeavesOpen)
            return declared;
        var isVoid = ImmutableArray.CreateBuilder<VoidClarification>();
        foreach (var clarification in clarifications.Where(c => c.Package.Matches(package.Package.Id)))
        {
            if (WhyVoid(clarification, package, fileDigest) is { } reason)
                isVoid.Add(new VoidClarification(clarification, reason));
            else
            {
                return new LicenseConclusion(LicenseEvidence.Clarification, clarification.Expression,
                    LicenseExpression.Parse(clarification.Expression), null, clarification, isVoid.ToImmutable())
                { FileSha256 = declared.FileSha256 };
            }
        }
        return Identified(declared with { Void = isVoid.ToImmutable() }, package, identify);
    }

    private static LicenseConclusion Identified(
        LicenseConclusion declared, PackageFacts package, Func<ReadOnlyMemory<byte>, Digest, LicenseIdentification>? identify)
    {
        if (identify is null || declared.Evidence is not (LicenseEvidence.File or LicenseEvidence.Url))
            return declared;
        var found = declared.Evidence == LicenseEvidence.Url ? LicenseUrlMap.Find(declared.Declared!)
            : package.LicenseFile is { Content: { } content, Sha256: { } digest } ? identify(content, digest)
            : LicenseIdentification.Unknown(package.LicenseFile?.Problem ?? "it was not read");
        return declared with { Identification = found, Expression = found.Id is { } id ? LicenseExpression.Parse(id) : null };
    }

    private bool LeavesOpen => Expression is null || HasReference(Expression);

    private static bool HasReference(LicenseExpression expression) => expression switch
    {
        LicenseReference => true,
        LicenseWith with => HasReference(with.License),
        LicenseAnd and => HasReference(and.Left) || HasReference(and.Right),
        LicenseOr or => HasReference(or.Left) || HasReference(or.Right),
        _ => false,
    };

    private static LicenseConclusion FromExpression(LicenseEvidence evidence, string declared, string text)
    {
        // Values of SPDX fields and of npm that stand where an expression could, and say that there is none.
        if (text.Trim().ToUpperInvariant() is "" or "NONE" or "NOASSERTION" or "UNLICENSED"
            || text.TrimStart().StartsWith("SEE LICENSE IN", StringComparison.OrdinalIgnoreCase))
            return new LicenseConclusion(evidence, declared, null, null, null, []);
        return LicenseExpression.TryParse(text, out var expression, out var error)
            ? new LicenseConclusion(evidence, declared, expression, null, null, [])
            : new LicenseConclusion(evidence, declared, null, error, null, []);
    }

    private static string? WhyVoid(LicenseClarification clarification, PackageFacts package, Func<PackageFacts, string, Digest?>? fileDigest)
    {
        var file = clarification.File ?? (package.Nuspec.License is { IsFile: true } named ? named.Value : null);
        if (clarification.Sha256 is null)
            return clarification.File is null ? null : "it names a file without its sha256";
        if (file is null)
            return "it names a sha256 without a file";
        // The file that the nuspec names was read with the package.
        var read = package.Nuspec.License is { IsFile: true } own && own.Value == file ? package.LicenseFile?.Sha256 : null;
        if (read is null && fileDigest is null)
            return $"the digest of '{file}' was not read";
        var found = read ?? fileDigest!(package, file);
        return found is null ? $"the package holds no file '{file}'"
            : found == clarification.Sha256 ? null : $"'{file}' is {found}, not {clarification.Sha256}";
    }
}

/// <summary>A clarification that does not count.</summary>
/// <param name="Clarification">The entry.</param>
/// <param name="Reason">Why, without a full stop.</param>
public sealed record VoidClarification(LicenseClarification Clarification, string Reason);
