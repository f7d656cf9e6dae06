using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain verify</c>: are these the packages that the expected signer built?</summary>
internal static class VerifyCommand
{
    // Bytes that take long enough to read for somebody to wonder.
    private const long LargePackage = 64 << 20;
    private const int Many = 4;

    /// <summary>Begins on another core, while the command line is read on this one, what every verification begins with.</summary>
    /// <returns>Nobody has to wait for it, nor for how it ends: what goes wrong is said by the one whose result counts.</returns>
    public static Task WarmUp() => Task.Factory.StartNew(() =>
    {
        _ = Console.Out;
        VerificationWarmUp.Run();
    }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public static Command Create()
    {
        var packages = CommonOptions.Packages();
        packages.Arity = ArgumentArity.ZeroOrMore;
        var lockFile = new Option<string?>("--lock") { Description = "Who built each package of this lock file, by the rules of the policy, instead of PACKAGE.", HelpName = "FILE" };
        var folder = new Option<string?>("--packages") { Description = "With --lock: the folder in which packages are installed. Default: NuGet's own.", HelpName = "FOLDER" };
        var policies = CommonOptions.Policies();
        var signer = new SignerOptions();
        var bundle = new Option<string?>("--bundle") { Description = "A further place of attestations. Always looked at: inside the package, and beside it.", HelpName = "FILE|FOLDER|URL" };
        var source = new Option<string?>("--source") { Description = "Verifies what a feed serves; PACKAGE is then Id@Version. A name in nuget.config, an address or a folder.", HelpName = "NAME|URL|FOLDER" };
        var wait = new Option<string?>("--wait") { Description = "Waits until the source has the package, at most so long: 90s, 15m.", HelpName = "TIME" };
        var against = new Option<string?>("--against") { Description = "Compares what the source serves with the released packages and their bundles.", HelpName = "FOLDER" };
        var rebuild = new RebuildOptions();
        var summary = new SummaryOptions();
        var offline = new Option<bool>("--offline") { Description = "Opens no connection: an address in --bundle or --source is refused." };
        var format = CommonOptions.Format();
        var noColor = CommonOptions.NoColor();
        var command = new Command("verify",
            """
            Verifies packages against attestations: files, or what a feed serves.

            A folder is searched for *.nupkg and *.snupkg. Of several packages all have to verify. No network but where --bundle or --source names an address,
            and for --rebuild, which builds the verified package again from its commit and compares the bytes (docs/rebuild.md).

            Examples:
              supplychain verify Contoso.Widgets.1.2.3.nupkg --key contoso.pub
              supplychain verify Contoso.Widgets.1.2.3.nupkg --certificate-oidc-issuer https://token.actions.githubusercontent.com
                --certificate-identity https://github.com/contoso/widget/.github/workflows/release.yml@refs/tags/v1.2.3
              supplychain verify Contoso.Widgets.1.2.3.nupkg --key contoso.pub --bundle https://example.com/attestations/
              supplychain verify artifacts "downloads/**/Contoso.*.nupkg" --key contoso.pub --format json
              supplychain verify Contoso.Widgets.1.2.3.nupkg --key contoso.pub --rebuild --allow-code-execution
              supplychain verify Contoso.Widgets@1.2.3 --key contoso.pub --source nuget.org --wait 15m --against artifacts
              supplychain verify --lock packages.lock.json
              supplychain verify Contoso.Widgets.1.2.3.nupkg --key contoso.pub --summary vsa.json --verifier-id https://verify.contoso.com

            Exit codes: 0 verified (with --rebuild: and reproduced), 1 not, 2 could not decide.
            """)
        { packages };
        signer.AddTo(command);
        rebuild.AddTo(command);
        summary.AddTo(command);
        foreach (var option in new Option[] { bundle, source, wait, against, lockFile, folder, policies, offline, format, noColor })
            command.Options.Add(option);
        command.SetRules(result =>
        {
            var named = result.GetValue(packages) ?? [];
            LockOptions(result, lockFile, [folder, policies, offline, format, noColor, .. summary.WithLock], named.Length);
            var isServed = result.GetValue(source) is not null;
            if (!isServed && (result.GetResult(wait) is not null || result.GetResult(against) is not null))
                result.AddError("--wait and --against are about what a feed serves: name it with --source.");
            if (result.GetValue(source) is { } place && string.IsNullOrWhiteSpace(place))
                result.AddError("--source names no feed: it is empty, as a variable is that is not set.");
            if (result.GetValue(wait) is { } time && Duration.Parse(time) is null)
                result.AddError($"'{Printable.Text(time)}' is no time, which is a number and s, m or h, such as 90s or 15m, and at most 24h.");
            rebuild.Validate(result, isServed, result.GetValue(offline), isOne: named is [var one] && !Directory.Exists(one));
            summary.Validate(result, result.GetResult(lockFile) is not null, isOne: named is [var only] && !Directory.Exists(only));
            if (result.GetValue(offline))
                RefuseAddresses(result, result.GetValue(bundle), result.GetValue(source));
            foreach (var text in named.Where(n => isServed == (ExactPackage.Parse(n) is null)))
            {
                if (isServed)
                    result.AddError($"'{Printable.Text(text)}' is no Id@Version, which --source needs, such as Contoso.Widgets@1.2.3.");
                else if (!Path.Exists(text))
                    result.AddError($"'{Printable.Text(text)}' is no file but an Id@Version: name the feed that serves it with --source.");
            }
        });
        command.SetWork((parsed, cancel) =>
        {
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            if (parsed.GetValue(lockFile) is { } lockPath)
            {
                return SdkLibraries.Use(() =>
                {
                    var verification = LockVerification.Run(
                        Path.GetFullPath(lockPath), parsed.GetValue(folder) is { } installed ? Path.GetFullPath(installed) : null, [.. (parsed.GetValue(policies) ?? []).Select(Path.GetFullPath)],
                        TimeProvider.System.GetUtcNow(), cancel);
                    summary.Write(parsed, verification, terminal);
                    return Answer(verification, parsed.GetValue(format), terminal);
                });
            }
            var named = parsed.GetRequiredValue(packages);
            if (parsed.GetValue(source) is not { } feed)
            {
                var expected = signer.Read(parsed);
                // Read once: what the tag is held against is what a summary names.
                var tagged = rebuild.Signers(parsed);
                var reports = rebuild.Run(parsed, Verify(PackageFiles.Find(named), parsed.GetValue(bundle), expected, terminal, cancel), tagged, terminal, cancel);
                summary.Write(parsed, reports, expected, rebuild.IsAsked(parsed), tagged, terminal);
                return Answer(reports, parsed.GetValue(format), terminal);
            }
            return SdkLibraries.Use(() =>
            {
                // Offline the folder itself is meant: what nuget.config calls by the same name may be an address.
                using var opened = new Feed(parsed.GetValue(offline)
                    ? new FeedSource(feed, null, Path.GetFullPath(feed), null) : FeedSettings.Find(feed, Environment.CurrentDirectory));
                var request = new ServedRequest
                {
                    Feed = opened,
                    Signer = signer.Read(parsed),
                    Bundles = parsed.GetValue(bundle),
                    Released = parsed.GetValue(against),
                    Wait = parsed.GetValue(wait) is { } time ? Duration.Parse(time)!.Value : TimeSpan.Zero,
                };
                var served = Verify([.. named.Select(n => ExactPackage.Parse(n)!)], request, terminal, cancel);
                summary.Write(parsed, served, request.Signer, false, null, terminal);
                return Answer(served, parsed.GetValue(format), terminal);
            });
        });
        return command;
    }

    // With a lock file the policy says who is expected, and an option that says it as well would say nothing.
    private static void LockOptions(CommandResult result, Option<string?> lockFile, Option[] withLock, int packages)
    {
        if (result.GetResult(lockFile) is null)
        {
            if (packages == 0)
                result.AddError("PACKAGE is missing: name a .nupkg or .snupkg, a folder of them, or a lock file with --lock.");
            foreach (var option in withLock.Take(2).Where(o => result.GetResult(o) is { Implicit: false }))
                result.AddError($"{option.Name} belongs to --lock.");
            return;
        }
        if (string.IsNullOrWhiteSpace(result.GetValue(lockFile)))
            result.AddError("--lock names no file: it is empty, as a variable is that is not set.");
        if (packages > 0)
            result.AddError("--lock takes the packages from the lock file: name no PACKAGE beside it.");
        foreach (var option in result.Command.Options.Where(o => o != lockFile && !withLock.Contains(o) && result.GetResult(o) is { Implicit: false }))
            result.AddError($"{option.Name} does not go with --lock: {WhyNotWithLock(option.Name)}.");
    }

    private static string WhyNotWithLock(string option) => option switch
    {
        "--summary" => "--summaries FOLDER writes one of each package",
        "--bundle" => "it looks inside the installed packages and beside them",
        "--source" or "--wait" or "--against" => "it looks at installed packages, and asks no feed",
        "--rebuild" or "--allow-code-execution" or "--rebuild-from" or "--source-signers" or "--source-keyring" or "--nuget-config" or "--timeout" or "--statement" =>
            "a package is built again by itself, so name it as PACKAGE, with --key or an identity",
        _ => "the policy says who is expected to have built what",
    };

    // nuget.config is not asked offline.
    private static void RefuseAddresses(CommandResult result, string? bundle, string? source)
    {
        if (bundle is not null && IsAddress(bundle))
            result.AddError("--offline opens no connection, and --bundle names an address: name a file or a folder.");
        if (source is not null && !Directory.Exists(source))
            result.AddError($"--offline opens no connection, and --source '{Printable.Text(source)}' is no folder.");
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && !address.IsFile;

    private static int Answer(ImmutableArray<VerificationReport> reports, string? format, Terminal terminal)
    {
        if (format == "json")
            terminal.Json(VerificationReportJson.Write(reports, Environment.CurrentDirectory));
        else
            VerificationText.Print(reports, terminal);
        return ExitOf(VerificationReport.Of(reports));
    }

    private static int Answer(LockVerification verification, string? format, Terminal terminal)
    {
        if (format == "json")
            terminal.Json(LockVerificationJson.Write(verification));
        else
            LockVerificationText.Print(verification, terminal);
        return ExitOf(verification.Result);
    }

    private static int ExitOf(VerificationResult result) => result switch
    {
        VerificationResult.Verified => ExitCode.Yes,
        VerificationResult.NotVerified => ExitCode.No,
        _ => ExitCode.Undecided,
    };

    // One after the other: where one has to be waited for, the others come meanwhile.
    private static ImmutableArray<VerificationReport> Verify(ImmutableArray<PackageId> packages, ServedRequest request, Terminal terminal, CancellationToken cancel)
    {
        using var progress = terminal.Progress(isLong: true);
        return [.. packages.Distinct().Select(package =>
        {
            progress.Say($"downloading {package} from {request.Feed.Source.Name}");
            return ServedVerification.Verify(package, request with
            {
                Waiting = passed => progress.Say($"waiting for {package} on {request.Feed.Source.Name}, {Duration.Show(passed)} of {Duration.Show(request.Wait)}"),
            }, cancel);
        })];
    }

    private static ImmutableArray<VerificationReport> Verify(
        ImmutableArray<string> paths, string? bundle, ExpectedSigner signer, Terminal terminal, CancellationToken cancel)
    {
        using var progress = terminal.Progress(paths.Length >= Many || paths.Any(p => new FileInfo(p) is { Exists: true, Length: >= LargePackage }));
        // One is verified on this thread: what starts others takes longer than the package does.
        if (paths is [var path])
        {
            progress.Say($"reading {Path.GetFileName(path)}");
            return [PackageVerification.Verify(path, bundle, signer, cancel)];
        }
        var done = 0;
        return PackageVerification.VerifyAll(paths, bundle, signer, report =>
        {
            lock (progress)
                progress.Say($"{++done}/{paths.Length} {report.FileName}");
        }, cancel);
    }
}
