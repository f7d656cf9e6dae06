using Microsoft.Build.Framework;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Tasks;

/// <summary>What is to sign, from the parameters of a task.</summary>
internal static class SignerParameters
{
    public static SignerRequest Request(
        IBuildEngine engine, string signer, string signingKey, string passphraseVariable, string trustedRoot, string signingConfig, bool isCI) => new()
        {
            Signer = signer,
            SigningKey = signingKey,
            PassphraseVariable = passphraseVariable,
            // From the environment itself: a property of such a name would be what the project says.
            CI = CIEnvironment.Read(Environment.GetEnvironmentVariable),
            IsCI = isCI,
            // Not the task but the signer reads it, and only what was named: a value never becomes a parameter, which a log would show.
            Variable = Environment.GetEnvironmentVariable,
            Keyless = Session((IBuildEngine4)engine, trustedRoot, signingConfig),
        };

    /// <summary>Whether something is going to be signed, as far as names say.</summary>
    public static bool Signs(string signer, string signingKey) => PackAttestation.Signs(signer, signingKey, CIEnvironment.Read(Environment.GetEnvironmentVariable));

    // One token and one certificate for every project of the build in this process; the engine disposes it, and the key with it, when the build ends.
    private static KeylessSession Session(IBuildEngine4 engine, string trustedRoot, string signingConfig)
    {
        var name = $"SupplyChainSdk identity for '{trustedRoot}' and '{signingConfig}'";
        lock (Gate)
        {
            if (engine.GetRegisteredTaskObject(name, RegisteredTaskObjectLifetime.Build) is KeylessSession kept)
                return kept;
            var session = new KeylessSession(Environment.GetEnvironmentVariable, trustedRoot, signingConfig);
            engine.RegisterTaskObject(name, session, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
            return session;
        }
    }

    private static readonly Lock Gate = new();
}
