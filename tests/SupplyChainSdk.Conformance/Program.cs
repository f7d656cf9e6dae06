using SupplyChainSdk.Conformance;

// One executable for both suites: Sigstore's begin with a verb, TUF's with an option.
return args switch
{
    ["verify-bundle", .. var rest] => VerifyBundleCommand.Run(rest),
    ["sign-bundle", .. var rest] => await SignBundleCommand.RunAsync(rest).ConfigureAwait(false),
    _ when TufCommand.Knows(args) => await TufCommand.RunAsync(args).ConfigureAwait(false),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine($"usage: conformance {VerifyBundleCommand.Usage}\n       conformance {SignBundleCommand.Usage}\n       conformance {TufCommand.Usage}");
    return 2;
}
