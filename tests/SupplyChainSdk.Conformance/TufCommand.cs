using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Conformance;

/// <summary>The command line of theupdateframework/tuf-conformance: options in any order, then what to do. Exit code 0 or 1.</summary>
internal sealed class TufCommand
{
    public const string Usage =
        "--metadata-dir DIR [--metadata-url URL] (init ROOT | refresh | --target-name NAME… --target-base-url URL --target-dir DIR download)";

    // The suite gives the root once; the client wants it each time. It is no .json, as those are what the client trusts by now.
    private const string TrustedRootName = "trusted-root";

    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly List<string> _targets = [];
    private readonly List<string> _words = [];

    private string Folder => Option("--metadata-dir");

    /// <summary>Whether these are arguments of this suite: the other one begins with a verb.</summary>
    public static bool Knows(string[] arguments) => arguments is [['-', '-', 'm' or 't', ..], ..];

    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            var command = Parse(arguments);
            switch (command._words)
            {
                case ["init", var root]:
                    command.Init(root);
                    return 0;
                case ["refresh"]:
                    await command.RefreshAsync().ConfigureAwait(false);
                    return 0;
                case ["download"]:
                    await command.DownloadAsync().ConfigureAwait(false);
                    return 0;
                default:
                    throw new ArgumentException($"usage: conformance {Usage}");
            }
        }
        catch (TufException e)
        {
            Console.Error.WriteLine($"{e.Failure}: {e.Message}");
            return 1;
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException or UriFormatException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static TufCommand Parse(string[] arguments)
    {
        var command = new TufCommand();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
                command._words.Add(arguments[i]);
            else if (i + 1 == arguments.Length)
                throw new ArgumentException($"{arguments[i]} has no value.");
            else if (arguments[i] == "--target-name")
                command._targets.Add(arguments[++i]);
            else if (arguments[i] is "--metadata-dir" or "--metadata-url" or "--target-base-url" or "--target-dir")
                command._options[arguments[i]] = arguments[++i];
            else
                throw new ArgumentException($"{arguments[i]} is not an option. usage: conformance {Usage}");
        }
        return command;
    }

    private string Option(string name) => _options.TryGetValue(name, out var value) ? value : throw new ArgumentException($"{name} is missing.");

    private void Init(string root)
    {
        Directory.CreateDirectory(Folder);
        var bytes = File.ReadAllBytes(root);
        var kept = Path.Combine(Folder, TrustedRootName);
        if (File.Exists(kept) && bytes.AsSpan().SequenceEqual(File.ReadAllBytes(kept)))
            return;
        // Another root to trust: what was verified from the one before is worth nothing.
        Directory.Delete(Folder, recursive: true);
        Directory.CreateDirectory(Folder);
        File.WriteAllBytes(kept, bytes);
        File.WriteAllBytes(Path.Combine(Folder, "root.json"), bytes);
    }

    private async Task RefreshAsync()
    {
        using var update = await Client(Option("--metadata-url")).UpdateAsync().ConfigureAwait(false);
    }

    private async Task DownloadAsync()
    {
        var client = new TufClient(Repository(Option("--target-base-url")), Folder) { TargetsFolder = Option("--target-dir") };
        if (_targets.Count == 0)
            throw new ArgumentException("--target-name is missing.");
        using var update = await client.UpdateAsync().ConfigureAwait(false);
        foreach (var target in _targets)
            await update.DownloadAsync(target).ConfigureAwait(false);
    }

    private TufClient Client(string targets) => new(Repository(targets), Folder);

    private TufRepository Repository(string targets) =>
        new(new Uri(Option("--metadata-url")), new Uri(targets), File.ReadAllBytes(Path.Combine(Folder, TrustedRootName)));
}
