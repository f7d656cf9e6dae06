using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Sbom;

/// <summary>In which form the licence of a package is known.</summary>
public enum SbomLicenseKind
{
    /// <summary>An SPDX licence expression.</summary>
    Expression,

    /// <summary>A file in the package.</summary>
    File,

    /// <summary>A web address.</summary>
    Url,

    /// <summary>Not known, with the reason.</summary>
    Unknown,
}

/// <summary>The licence that a package declares, in exactly one form.</summary>
public sealed record SbomLicense
{
    private SbomLicense(SbomLicenseKind kind, string value) => (Kind, Value) = (kind, value);

    /// <summary>Which form.</summary>
    public SbomLicenseKind Kind { get; }

    /// <summary>The whole expression, the file's path in the package, the address, or the reason.</summary>
    public string Value { get; }

    /// <summary>An SPDX expression, kept as it is written: operators, exceptions and deprecated ids included.</summary>
    /// <exception cref="InvalidDataException">A character that no SPDX expression has. The grammar is the business of Licensing.</exception>
    public static SbomLicense Expression(string expression) => IsExpressionText(expression)
        ? new SbomLicense(SbomLicenseKind.Expression, expression)
        : throw new InvalidDataException("A licence expression has ids, operators and parentheses, and nothing else.");

    /// <summary>A file in the package, whose text was not identified.</summary>
    /// <param name="path">As the nuspec names it.</param>
    public static SbomLicense InFile(string path) => SbomText.OrNull(path) is { } file
        ? new SbomLicense(SbomLicenseKind.File, file)
        : Unknown("the nuspec names a licence file without a name");

    /// <summary>A web address, whose text was not identified.</summary>
    public static SbomLicense AtUrl(string url) => SbomUrl.OrNull(url) is { } address
        ? new SbomLicense(SbomLicenseKind.Url, address)
        : Unknown("the nuspec's licenseUrl is not an http or https address");

    /// <summary>No licence is known.</summary>
    /// <param name="reason">One sentence without a full stop.</param>
    public static SbomLicense Unknown(string reason) => new(SbomLicenseKind.Unknown, reason);

    /// <summary>What a nuspec declares, and no more.</summary>
    public static SbomLicense Declared(Nuspec nuspec) => nuspec switch
    {
        { License: { IsFile: true } license } => InFile(license.Value),
        { License: { } license } => IsExpressionText(license.Value.Trim())
            ? Expression(license.Value.Trim())
            : Unknown("the nuspec's license element is not a licence expression"),
        { LicenseUrl: { } url } when !string.IsNullOrWhiteSpace(url) => IsPlaceholder(url)
            ? Unknown("the nuspec's licenseUrl is the placeholder for a license element, which is absent")
            : AtUrl(url),
        _ => Unknown("the nuspec names no licence"),
    };

    private static bool IsPlaceholder(string url) =>
        url.TrimEnd('/').EndsWith("//aka.ms/deprecateLicenseUrl", StringComparison.OrdinalIgnoreCase);

    private static bool IsExpressionText(string text) => text.Length is > 0 and <= 4096 && text.Trim().Length == text.Length
        && !text.AsSpan().ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .-+:()");
}
