namespace SupplyChainSdk.Sigstore;

/// <summary>A service that a signing config names.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Url">Of a timestamp authority complete, of the others the base.</param>
/// <param name="ApiVersion">Major version of its interface.</param>
/// <param name="Operator">Who runs it; may be empty.</param>
/// <param name="ValidFrom">First moment, UTC.</param>
/// <param name="ValidTo">Last moment, UTC; null while there is none.</param>
public sealed record SigningService(
    SigningServiceKind Kind, Uri Url, int ApiVersion, string Operator, DateTimeOffset ValidFrom, DateTimeOffset? ValidTo);
