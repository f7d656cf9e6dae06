using System.Globalization;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Trust;

/// <summary>The trusted root that counts: why, how new it is, and what it trusts.</summary>
/// <param name="Choice">The trusted root.</param>
/// <param name="IsOld">Whether nothing that is known of it is younger than <see cref="TrustedRootChoice.OldAfterDays"/> days.</param>
public sealed record TrustedRootReport(TrustedRootChoice Choice, bool IsOld)
{
    /// <summary>Until when its repository said that it is the newest; null where no update fetched it, or that is not known.</summary>
    public DateTimeOffset? CurrentUntil => Choice.CurrentUntil;

    /// <summary>Why this one counts, as the part of a sentence.</summary>
    public string Reason => Choice switch
    {
        { Origin: TrustedRootOrigin.File } => "named by --trusted-root",
        { Origin: TrustedRootOrigin.Store, Store: { } store } => $"fetched from {store.Instance.Repository.Metadata.AbsoluteUri} by an update",
        { Passed: { } passed } => $"embedded in this version; what was fetched (sha256 {Printable.Short(passed.Sha256)}) is older",
        _ => "embedded in this version; no update was fetched",
    };

    /// <summary>Reports on a choice.</summary>
    /// <param name="choice">The choice.</param>
    /// <param name="now">To tell whether it is old.</param>
    public static TrustedRootReport Of(TrustedRootChoice choice, DateTimeOffset now) => new(choice, choice.IsOld(now));

    /// <summary>The JSON form: docs/trust.md. Version 1; members are only ever added.</summary>
    /// <returns>ASCII, indented, LF; safe in the log of a CI system.</returns>
    public byte[] ToJson() => LogSafeJson.Write(json =>
    {
        json.WriteString("origin", Choice.Origin switch { TrustedRootOrigin.File => "file", TrustedRootOrigin.Store => "store", _ => "embedded" });
        json.WriteString("reason", Reason);
        json.WriteString("name", Choice.Root.Name);
        json.WriteString("store", Choice.Store?.Folder);
        json.WriteString("sha256", Choice.Root.Sha256);
        json.WriteString("currentUntil", Time(CurrentUntil));
        json.WriteString("newestStart", Time(Choice.Root.NewestStart));
        json.WriteString("date", Time(Choice.Date));
        json.WriteBoolean("isOld", IsOld);
        json.WriteStartArray("services");
        foreach (var service in Choice.Root.Services)
        {
            json.WriteStartObject();
            json.WriteString("kind", Kind(service.Kind));
            json.WriteString("name", service.Name);
            json.WriteString("operator", service.Operator);
            json.WriteString("validFrom", Time(service.ValidFrom));
            json.WriteString("validTo", Time(service.ValidTo));
            json.WriteString("sha256", service.Fingerprint);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    internal static string? Time(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Kind(TrustedServiceKind kind) => kind switch
    {
        TrustedServiceKind.TransparencyLog => "transparencyLog",
        TrustedServiceKind.CertificateAuthority => "certificateAuthority",
        TrustedServiceKind.CertificateLog => "certificateLog",
        _ => "timestampAuthority",
    };
}
