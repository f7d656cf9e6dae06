using SupplyChainSdk.Conformance;

// One executable for both suites: Sigstore's begin with a verb, TUF's with where its metadata is.
return args switch
{
    ["--metadata-dir", ..] => await TufCommand.RunAsync(args).ConfigureAwait(false),
    ["verify-bundle", .. var rest] => VerifyBundleCommand.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine($"usage: conformance {VerifyBundleCommand.Usage}\n       conformance {TufCommand.Usage}");
    return 2;
}
