using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Conformance;

/// <summary>The signing half of the command line of sigstore/sigstore-conformance.</summary>
internal static class SignBundleCommand
{
    // The suite says --staging for the staging instance, of which nothing is embedded: understood beside the files that it gives then, and refused without them.
    public const string Usage =
        "sign-bundle [--in-toto] --identity-token TOKEN --bundle FILE [--trusted-root FILE] [--signing-config FILE] FILE";

    /// <summary>0 signed, 1 not signed, 2 called wrongly.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var (staging, isStatement) = (false, false);
        string? file = null;
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--staging":
                    staging = true;
                    break;
                case "--in-toto":
                    isStatement = true;
                    break;
                case "--identity-token" or "--bundle" or "--trusted-root" or "--signing-config" when i + 1 < args.Length:
                    if (!options.TryAdd(args[i], args[++i]))
                        return Wrong($"{args[i - 1]} is given twice");
                    break;
                case var other when !other.StartsWith("--", StringComparison.Ordinal) && file is null:
                    file = other;
                    break;
                default:
                    return Wrong("an argument is not understood"); // which may be a token
            }
        }
        if (file is null || !options.TryGetValue("--bundle", out var bundlePath) || !options.TryGetValue("--identity-token", out var token))
            return Wrong("a file, --identity-token and --bundle are needed");
        var (root, config) = (options.GetValueOrDefault("--trusted-root"), options.GetValueOrDefault("--signing-config"));
        if (staging && (root is null || config is null))
            return Wrong("the staging instance is not embedded: give --trusted-root and --signing-config");
        try
        {
            using var signer = new KeylessSigner(
                _ => ValueTask.FromResult(IdentityToken.Parse(token)), config is null ? SigningConfig.PublicGood : SigningConfig.Load(config),
                root is null ? TrustedRoot.PublicGood : TrustedRoot.Load(root));
            var content = await File.ReadAllBytesAsync(file).ConfigureAwait(false);
            var bundle = isStatement
                ? await signer.SignAsync(Dsse.InTotoPayloadType, content, CancellationToken.None).ConfigureAwait(false)
                : await signer.SignFileAsync(Artifact.FromBytes(content)).ConfigureAwait(false);
            await File.WriteAllBytesAsync(bundlePath, bundle.ToJson()).ConfigureAwait(false);
            await Console.Out.WriteLineAsync($"signed by {signer.Description}").ConfigureAwait(false);
            return 0;
        }
        catch (SigningException e)
        {
            return Failed($"{e.Failure}: {e.Message}");
        }
        catch (Exception e) when (e is VerificationException or IOException or UnauthorizedAccessException)
        {
            return Failed(e.Message);
        }
    }

    private static int Failed(string what)
    {
        Console.Error.WriteLine(what);
        return 1;
    }

    private static int Wrong(string what)
    {
        Console.Error.WriteLine($"{what}.\nusage: conformance {Usage}");
        return 2;
    }
}
