using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Rebuild;
using SupplyChainSdk.SignedSource;

namespace SupplyChainSdk.Tool;

/// <summary>The options of <c>verify</c> that build a verified package again.</summary>
internal sealed class RebuildOptions
{
    private readonly Option<bool> _rebuild = new("--rebuild") { Description = "Builds each verified package again, from the commit that was signed, and compares the bytes." };
    private readonly Option<bool> _allow = new("--allow-code-execution") { Description = "With --rebuild: lets the build of the package's source run, as you. It is a stranger's code." };
    private readonly Option<string?> _from = new("--rebuild-from") { Description = "With --rebuild: fetches the commit from there.", HelpName = "FOLDER|URL" };
    private readonly Option<string?> _signers = new("--source-signers") { Description = "With --rebuild: SSH signers (allowed_signers) by one of whom a tag of the commit has to be signed.", HelpName = "FILE" };
    private readonly Option<string?> _keyring = new("--source-keyring") { Description = "With --rebuild: the same with OpenPGP public keys.", HelpName = "FILE" };
    private readonly Option<string?> _config = new("--nuget-config") { Description = "With --rebuild: further sources of packages. The build can read the file.", HelpName = "FILE" };
    private readonly Option<string?> _timeout = new("--timeout") { Description = "With --rebuild: how long fetching, restoring and packing may take, each. Default: 30m.", HelpName = "TIME" };
    private readonly Option<string?> _statement = new("--statement") { Description = "With --rebuild, for one package: writes what came out as a statement to attest.", HelpName = "FILE" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _rebuild, _allow, _from, _signers, _keyring, _config, _timeout, _statement })
            command.Options.Add(option);
    }

    /// <summary>Whether packages have to be reproduced.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_rebuild);

    /// <summary>Says what does not go together.</summary>
    public void Validate(CommandResult result, bool isServed, bool isOffline, bool isOne)
    {
        if (!result.GetValue(_rebuild))
        {
            foreach (var option in new Option[] { _allow, _from, _signers, _keyring, _config, _timeout, _statement }.Where(o => result.GetResult(o) is { Implicit: false }))
                result.AddError($"{option.Name} belongs to --rebuild.");
            return;
        }
        if (isServed)
            result.AddError("--rebuild is about a file: download the package first.");
        if (isOffline)
            result.AddError("--offline opens no connection, and --rebuild fetches a source and its packages.");
        if (result.GetValue(_timeout) is { } time && Duration.Parse(time) is not { Ticks: > 0 })
            result.AddError($"'{Printable.Text(time)}' is no time, which is a number and s, m or h, such as 90s or 15m, and at most 24h.");
        if (result.GetValue(_config) is { } config && !File.Exists(config))
            result.AddError($"--nuget-config '{Printable.Text(config)}' is no file.");
        if (result.GetValue(_from) is { } from && !Directory.Exists(from) && !from.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            result.AddError($"--rebuild-from '{Printable.Text(from)}' is neither a folder nor an address that begins with https://.");
        foreach (var (option, isKeyring) in Named())
        {
            try
            {
                if (result.GetValue(option) is { } file)
                    SignerFileReader.Read(file, isKeyring);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                result.AddError($"{option.Name} '{Printable.Text(result.GetValue(option)!)}' names no signers. {Printable.Text(e.Message)}");
            }
        }
        if (result.GetValue(_statement) is not null && !isOne)
            result.AddError("--statement is for one package.");
    }

    private (Option<string?> Option, bool IsKeyring)[] Named() => [(_signers, false), (_keyring, true)];

    /// <summary>By whom a tag of the source has to be signed; null where nobody asked.</summary>
    public SourceSigners? Signers(ParseResult parsed)
    {
        ImmutableArray<SignerFile> Of(Option<string?> option, bool isKeyring) => parsed.GetValue(option) is { } file ? [SignerFileReader.Read(file, isKeyring)] : [];
        var signers = new SourceSigners(Of(_signers, isKeyring: false), Of(_keyring, isKeyring: true), null);
        return signers is { AllowedSigners: [], Keyrings: [] } ? null : signers;
    }

    /// <summary>Builds again what verified; the reports as they are when nobody asked for it.</summary>
    public ImmutableArray<VerificationReport> Run(ParseResult parsed, ImmutableArray<VerificationReport> reports, SourceSigners? signers, Terminal terminal, CancellationToken cancel)
    {
        if (!parsed.GetValue(_rebuild))
            return reports;
        ImmutableArray<VerificationReport> rebuilt;
        using (var progress = terminal.Progress(isLong: true))
        {
            rebuilt = [.. reports.Select(report => PackageRebuild.Run(report, new RebuildRequest
            {
                AllowsCode = parsed.GetValue(_allow),
                From = parsed.GetValue(_from),
                SourceSigners = signers,
                NuGetConfig = parsed.GetValue(_config),
                Limit = parsed.GetValue(_timeout) is { } time ? Duration.Parse(time)!.Value : new RebuildRequest().Limit,
                Progress = step => progress.Say($"{report.FileName}: {step}"),
            }, cancel))];
        }
        if (parsed.GetValue(_statement) is { } file && rebuilt is [var one])
            StatementFile.Write(file, ReproductionStatement.Of(one), terminal);
        return rebuilt;
    }
}
