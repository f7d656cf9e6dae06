using SupplyChainSdk.Conformance;

// One executable for both suites: Sigstore's begin with a verb, TUF's with an option.
return args switch
{
    _ when TufCommand.Knows(args) => await TufCommand.RunAsync(args).ConfigureAwait(false),
    ["verify-bundle", .. var rest] => VerifyBundleCommand.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine($"usage: conformance {VerifyBundleCommand.Usage}\n       conformance {TufCommand.Usage}");
    return 2;
}
