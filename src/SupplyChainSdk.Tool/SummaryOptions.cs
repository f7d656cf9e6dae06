using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Policy;
using SupplyChainSdk.SignedSource;

namespace SupplyChainSdk.Tool;

/// <summary>The options of <c>verify</c> that write what came out as verification summaries (docs/verification-summary.md).</summary>
internal sealed class SummaryOptions
{
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private readonly Option<string?> _file = new("--summary") { Description = "For one package: writes what came out as a verification summary to attest.", HelpName = "FILE" };
    private readonly Option<string?> _folder = new("--summaries") { Description = "With --lock: the same of each package that a rule decided about.", HelpName = "FOLDER" };
    private readonly Option<string?> _id = new("--verifier-id") { Description = "With the two: the URI by which rules know who verified.", HelpName = "URI" };
    private readonly Option<string?> _time = new("--time") { Description = "With the two: when it was verified. Default: SOURCE_DATE_EPOCH, else it is not said.", HelpName = "TIME" };

    /// <summary>Those that go with --lock.</summary>
    public IEnumerable<Option> WithLock => [_folder, _id, _time];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _file, _folder, _id, _time })
            command.Options.Add(option);
    }

    /// <summary>Says what does not go together.</summary>
    public void Validate(CommandResult result, bool isLock, bool isOne)
    {
        var writes = result.GetResult(_file) is not null || result.GetResult(_folder) is not null;
        foreach (var option in new Option<string?>[] { _file, _folder, _id, _time }.Where(o => result.GetResult(o) is not null && string.IsNullOrWhiteSpace(result.GetValue(o))))
            result.AddError($"{option.Name} is empty, as a variable is that is not set.");
        if (!isLock && result.GetResult(_folder) is not null)
            result.AddError("--summaries belongs to --lock.");
        if (!isLock && result.GetResult(_file) is not null && !isOne)
            result.AddError("--summary is for one package.");
        foreach (var option in new Option[] { _id, _time }.Where(o => !writes && result.GetResult(o) is not null))
            result.AddError($"{option.Name} belongs to --summary and --summaries.");
        if (writes && result.GetResult(_id) is null)
            result.AddError("A summary says who verified: name it with --verifier-id, a URI by which rules know it, such as https://verify.contoso.com.");
        if (result.GetValue(_id) is { Length: > 0 } id && !IsUri(id))
            result.AddError($"--verifier-id '{Printable.Text(id)}' is no URI, such as https://verify.contoso.com.");
        if (result.GetValue(_time) is { Length: > 0 } time && ReadTime(time) is null)
            result.AddError($"--time '{Printable.Text(time)}' is no time in UTC, such as 2026-11-21T12:00:00Z.");
    }

    /// <summary>Writes the one of a package, where it is asked for.</summary>
    public void Write(ParseResult parsed, ImmutableArray<VerificationReport> reports, ExpectedSigner expected, bool rebuilt, SourceSigners? source, Terminal terminal)
    {
        // A pattern may have found several, about which one summary would say nothing.
        if (parsed.GetValue(_file) is { } file)
            StatementFile.Write(file, reports is not [var report] ? null : SummaryWriter.Of(report, expected, rebuilt, source, Verifier(parsed)), terminal);
    }

    /// <summary>Writes those of a lock file, where they are asked for; what was decided earlier, and is not any more, goes.</summary>
    public void Write(ParseResult parsed, LockVerification verification, Terminal terminal)
    {
        if (parsed.GetValue(_folder) is not { } folder)
            return;
        var (written, place) = (0, Path.GetFullPath(folder));
        Directory.CreateDirectory(place);
        foreach (var (name, statement) in LockSummaries.Of(verification, Verifier(parsed)))
        {
            if (statement is null)
            {
                File.Delete(Path.Combine(place, name));
                continue;
            }
            AtomicFile.Write(Path.Combine(place, name), statement);
            written++;
        }
        terminal.Error(string.Create(CultureInfo.InvariantCulture, $"{folder}: {written} {(written == 1 ? "summary" : "summaries")} written, not signed; supplychain attest PACKAGE --statement FILE signs one."));
    }

    private SummaryVerifier Verifier(ParseResult parsed) => new(parsed.GetRequiredValue(_id)!, parsed.GetValue(_time) is { } time ? ReadTime(time) : Epoch());

    private static DateTimeOffset? Epoch() => Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH") is not { Length: > 0 } epoch ? null
        : long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : throw new UsageException($"SOURCE_DATE_EPOCH is {Printable.Quoted(epoch)}, which is no time: whole seconds since 1970.");

    private static DateTimeOffset? ReadTime(string text) =>
        DateTimeOffset.TryParseExact(text, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static bool IsUri(string text) => text.Length <= 2000 && Uri.TryCreate(text, UriKind.Absolute, out _) && text.Contains(':', StringComparison.Ordinal) && !Path.IsPathRooted(text) && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
}
