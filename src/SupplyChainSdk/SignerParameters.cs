using SupplyChainSdk.Inputs;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Tasks;

/// <summary>What is to sign, from the parameters of a task.</summary>
internal static class SignerParameters
{
    public static SignerRequest Request(string signer, string signingKey, string passphraseVariable, bool isCI) => new()
    {
        Signer = signer,
        SigningKey = signingKey,
        PassphraseVariable = passphraseVariable,
        // From the environment itself: a property of such a name would be what the project says.
        CI = CIEnvironment.Read(Environment.GetEnvironmentVariable),
        IsCI = isCI,
        // Not the task but the signer reads it, and only what was named: a value never becomes a parameter, which a log would show.
        Variable = Environment.GetEnvironmentVariable,
    };
}
