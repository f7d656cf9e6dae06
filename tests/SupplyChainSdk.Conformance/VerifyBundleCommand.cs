using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Conformance;

/// <summary>The verifying half of the command line of sigstore/sigstore-conformance.</summary>
internal static class VerifyBundleCommand
{
    // The suite says --staging for the staging instance, of which nothing is embedded: understood beside the files that it gives then, and refused without them.
    public const string Usage =
        "verify-bundle --bundle FILE (--certificate-identity ID --certificate-oidc-issuer URL | --key PEM) [--trusted-root FILE] FILE_OR_DIGEST";

    /// <summary>0 verified, 1 refused, 2 called wrongly.</summary>
    public static int Run(ReadOnlySpan<string> args)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var staging = false;
        string? subject = null;
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--staging":
                    staging = true;
                    break;
                case "--bundle" or "--certificate-identity" or "--certificate-oidc-issuer" or "--key" or "--trusted-root" when i + 1 < args.Length:
                    if (!options.TryAdd(args[i], args[++i]))
                        return Wrong($"{args[i - 1]} is given twice");
                    break;
                case var other when !other.StartsWith("--", StringComparison.Ordinal) && subject is null:
                    subject = other;
                    break;
                default:
                    return Wrong($"'{args[i]}' is not understood");
            }
        }
        var (key, identity, issuer) = (options.GetValueOrDefault("--key"), options.GetValueOrDefault("--certificate-identity"), options.GetValueOrDefault("--certificate-oidc-issuer"));
        if (subject is null || !options.TryGetValue("--bundle", out var bundlePath) || (key is null ? identity is null || issuer is null : identity is not null || issuer is not null))
            return Wrong("a file or digest, --bundle, and either --key or both of identity and issuer are needed");
        if (staging && !options.ContainsKey("--trusted-root"))
            return Wrong("the staging instance has no embedded trusted root: give --trusted-root");
        try
        {
            using var file = File.OpenRead(bundlePath);
            var bundle = Bundle.Read(file);
            var root = options.TryGetValue("--trusted-root", out var path) ? TrustedRoot.Load(path) : TrustedRoot.PublicGood;
            var artifact = ReadArtifact(subject);
            var verified = key is null
                ? BundleVerifier.Verify(bundle, artifact, root, IdentityPolicy.Exact(identity!, issuer!))
                : BundleVerifier.VerifyWithKey(bundle, artifact, root, PublicKey.Load(key));
            Console.Out.WriteLine($"verified: signed by {verified.Certified?.Identity ?? $"the key sha256:{verified.Key!.Fingerprint}"}");
            return 0;
        }
        catch (VerificationException e)
        {
            Console.Error.WriteLine($"step {e.Step}, {e.Failure}: {e.Message}");
            return 1;
        }
        catch (Exception e) when (e is KeyException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static Artifact ReadArtifact(string subject)
    {
        if (subject.StartsWith("sha256:", StringComparison.Ordinal) && !File.Exists(subject))
            return Artifact.FromDigest(subject);
        using var file = File.OpenRead(subject);
        return Artifact.FromStream(file);
    }

    private static int Wrong(string what)
    {
        Console.Error.WriteLine($"{what}.\nusage: conformance {Usage}");
        return 2;
    }
}
