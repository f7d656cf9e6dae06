using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;
using SupplyChainSdk.Trust;

namespace SupplyChainSdk.Tool;

/// <summary>What <c>supplychain trust</c> prints for people.</summary>
internal static class TrustText
{
    private static readonly (TrustedServiceKind Kind, string Label)[] Kinds =
    [
        (TrustedServiceKind.CertificateAuthority, "certificates"), (TrustedServiceKind.CertificateLog, "  logged in"),
        (TrustedServiceKind.TransparencyLog, "signatures"), (TrustedServiceKind.TimestampAuthority, "times"),
    ];

    public static void Print(TrustRefresh refresh, Terminal terminal)
    {
        terminal.Title($"Trusted root of {refresh.Store.Instance.Name}");
        terminal.Line();
        terminal.Row("fetched from", refresh.Store.Instance.Repository.Metadata.AbsoluteUri);
        terminal.Row("kept in", Terminal.RelativePath(refresh.Store.Folder));
        terminal.Row("sha256", refresh.TrustedRoot.Sha256);
        if (refresh is { IsNew: true, Before: { } before })
            terminal.Row("before", before);
        if (refresh.CurrentUntil is { } until)
            terminal.Row("newest until", $"{Day(until)}, says its repository");
        terminal.Line();
        terminal.Good(refresh.IsNew ? "Updated." : "Up to date: nothing changed.");
    }

    public static void Print(TrustedRootReport report, Terminal terminal)
    {
        var root = report.Choice.Root;
        terminal.Title(Capital(root.Name));
        terminal.Line();
        terminal.Row("counts", $"because it is {report.Reason}");
        if (report.Choice is { Origin: TrustedRootOrigin.Store, Store: { } store })
            terminal.Row("kept in", Terminal.RelativePath(store.Folder));
        terminal.Row("sha256", root.Sha256);
        terminal.Row("date", report.Choice switch
        {
            { CurrentUntil: { } until } => $"the newest until {Day(until)}, says its repository",
            { Origin: TrustedRootOrigin.Embedded, Date: { } taken } => $"{Day(taken)}, when it was taken over from its repository",
            { Date: { } start } => $"not before {Day(start)}, when the newest service in it began",
            _ => "not known: it names no service",
        });
        foreach (var (kind, label) in Kinds)
        {
            ImmutableArray<TrustedService> services = [.. root.Services.Where(s => s.Kind == kind)];
            for (var i = 0; i < services.Length; i++)
                terminal.Row(i == 0 ? label : "", Service(services[i]));
        }
        if (!report.IsOld)
            return;
        terminal.Line();
        terminal.Text(string.Create(CultureInfo.InvariantCulture, $"note: nothing that is known of it is younger than {TrustedRootChoice.OldAfterDays} days. ")
            + (report.Choice.Origin == TrustedRootOrigin.File ? "Ask who gave it to you for a newer one." : "'supplychain trust update' fetches the newest."));
    }

    private static string Service(TrustedService service) =>
        $"{service.Name}, {Day(service.ValidFrom)} to {(service.ValidTo is { } end ? Day(end) : "now")}, sha256:{Printable.Short(service.Fingerprint)}";

    private static string Capital(string name) => name.StartsWith("the ", StringComparison.Ordinal) ? $"T{name[1..]}" : name;

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
