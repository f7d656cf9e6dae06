using System.CommandLine;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Trust;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain trust</c>: the keys and certificates that Sigstore bundles are judged by.</summary>
internal static class TrustCommand
{
    public static Command Create() => new("trust",
        """
        Updates and shows the keys that Sigstore bundles are verified by.

        Examples:
          supplychain trust show
          supplychain trust update
          supplychain trust export trusted_root.json

        Exit codes: 0 yes; 1 what the repository shows is wrong; 2 could not decide.
        """)
    {
        Update(),
        Show(),
        Export(),
    };

    private static Command Update()
    {
        var command = Create("update",
            """
            Fetches the newest trusted root of sigstore.dev, or of another instance.

            The repository is verified (TUF) from the root that this version was built with, and what it shows is kept in your cache
            folder, where 'verify' finds it without a connection.

            Examples:
              supplychain trust update
              supplychain trust update --url https://tuf.example.com --root root.json --format json

            Exit codes: 0 up to date; 1 what the repository shows is wrong; 2 it cannot be reached, or the store cannot be used.
            """, out var request);
        var offline = new Option<bool>("--offline") { Hidden = true };
        offline.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<bool>())
                result.AddError("--offline does not go with an update, which asks the repository: 'supplychain trust show' and 'verify' open no connection for what was fetched.");
        });
        var format = CommonOptions.Format();
        var noColor = CommonOptions.NoColor();
        foreach (var option in new Option[] { offline, format, noColor })
            command.Options.Add(option);
        command.SetWork((parsed, cancel) =>
        {
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            if (request(parsed).Update(out var refusal, cancel) is not { } refresh)
                return Refuse(refusal!, terminal);
            if (parsed.GetValue(format) == "json")
                terminal.Json(refresh.ToJson());
            else
                TrustText.Print(refresh, terminal);
            return ExitCode.Yes;
        });
        return command;
    }

    private static Command Show()
    {
        var command = Create("show",
            """
            Says which trusted root counts, why, how new it is, and whom it trusts.

            In this order: the file that --trusted-root names, what 'supplychain trust update' fetched, the one that is embedded.

            Examples:
              supplychain trust show
              supplychain trust show --trusted-root trusted_root.json
              supplychain trust show --format json

            Exit codes: 0 shown, 2 there is none that can be used.
            """, out var request);
        var file = new Option<string?>("--trusted-root") { Description = "A trusted root in a file, as 'verify' takes it.", HelpName = "FILE" };
        file.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { Length: 0 })
                result.AddError("--trusted-root is empty, as a variable is that is not set.");
        });
        var format = CommonOptions.Format();
        var noColor = CommonOptions.NoColor();
        foreach (var option in new Option[] { file, format, noColor })
            command.Options.Add(option);
        command.SetRules(result =>
        {
            if (result.GetValue(file) is not null && result.GetResult("--url") is not null)
                result.AddError("Give --trusted-root or --url, not both.");
        });
        command.SetWork((parsed, _) =>
        {
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            if (request(parsed).Show(parsed.GetValue(file), out var refusal) is not { } report)
                return Refuse(refusal!, terminal);
            if (parsed.GetValue(format) == "json")
                terminal.Json(report.ToJson());
            else
                TrustText.Print(report, terminal);
            return ExitCode.Yes;
        });
        return command;
    }

    private static Command Export()
    {
        var command = Create("export",
            """
            Writes the trusted root that counts into a file, for a machine without a connection.

            Examples:
              supplychain trust export trusted_root.json
              supplychain trust export /media/stick/trusted_root.json --force

            There, 'supplychain verify ... --trusted-root trusted_root.json' verifies by it.

            Exit codes: 0 written, 2 there is none that can be used, or FILE cannot be written.
            """, out var request);
        var output = new Argument<string>("FILE") { Description = "The file to write." };
        output.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { Length: 0 })
                result.AddError("FILE is empty: name the file to write.");
        });
        output.RefuseOptions();
        var force = new Option<bool>("--force") { Description = "Replaces FILE when it exists." };
        var noColor = CommonOptions.NoColor();
        command.Arguments.Add(output);
        command.Options.Add(force);
        command.Options.Add(noColor);
        command.SetWork((parsed, _) =>
        {
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            var file = parsed.GetRequiredValue(output);
            if (request(parsed).Export(file, parsed.GetValue(force), out var refusal) is not { } report)
                return Refuse(refusal!, terminal);
            terminal.Text($"sha256:{report.Choice.Root.Sha256}  {Terminal.RelativePath(Path.GetFullPath(file))}  {report.Reason}");
            return ExitCode.Yes;
        });
        return command;
    }

    // Each of the commands is about the public instance, or about another one that is named whole.
    private static Command Create(string name, string description, out Func<ParseResult, TrustRequest> request)
    {
        var url = new Option<string?>("--url") { Description = "The TUF repository of another Sigstore instance; needs --root.", HelpName = "URL" };
        url.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text
                && !(Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" }))
            {
                result.AddError($"--url takes an http or https address without user name and query, and '{Printable.Text(text)}' is none.");
            }
        });
        var root = new Option<string?>("--root") { Description = "Its root.json, of any version, received in a way that you trust.", HelpName = "FILE" };
        root.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { Length: 0 })
                result.AddError("--root is empty, as a variable is that is not set.");
        });
        var command = new Command(name, description) { url, root };
        command.SetRules(result =>
        {
            if (result.GetValue(url) is null != result.GetValue(root) is null)
                result.AddError("--url and --root belong together: the address says where to ask, the root whom to believe.");
        });
        request = parsed => new TrustRequest(parsed.GetValue(url), parsed.GetValue(root));
        return command;
    }

    private static int Refuse(Finding refusal, Terminal terminal)
    {
        terminal.Error($"error {refusal.Code}: {refusal.Message}");
        return refusal.Code == Codes.TrustUpdateRefused ? ExitCode.No : ExitCode.Undecided;
    }
}
