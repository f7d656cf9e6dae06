using System.Collections.Immutable;
using Microsoft.Build.Framework;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Tasks;

/// <summary>Before a package is made: whether it can be signed as configured.</summary>
[MSBuildMultiThreadableTask]
public sealed class CheckSigner : SupplyChainTask
{
    /// <summary><c>SupplyChainSigner</c>. An empty one, which only a command line can give, has an error of its own.</summary>
    public string Signer { get; set; } = "";

    /// <summary><c>SupplyChainSigningKey</c>: the name of a key.</summary>
    public string SigningKey { get; set; } = "";

    /// <summary>Name of the environment variable with the passphrase of the key.</summary>
    public string PassphraseVariable { get; set; } = "";

    /// <summary>Variables of CI systems, with their Value.</summary>
    public ITaskItem[] CIVariables { get; set; } = [];

    /// <summary>Whether the rules for CI apply.</summary>
    public bool IsCI { get; set; }

    /// <inheritdoc/>
    protected override ImmutableArray<Finding> Run() => SignerSetup.Check(Request(Signer, SigningKey, PassphraseVariable, CIVariables, AppliesCI(IsCI)));

    /// <summary>What is to sign, from the parameters of a task.</summary>
    internal static SignerRequest Request(string signer, string signingKey, string passphraseVariable, ITaskItem[] ciVariables, bool isCI) => new()
    {
        Signer = signer,
        SigningKey = signingKey,
        PassphraseVariable = passphraseVariable,
        CI = CIEnvironment.Read(name => ciVariables.FirstOrDefault(v => v.ItemSpec == name)?.GetMetadata("Value")),
        IsCI = isCI,
        // Not the task but the signer reads it, and only what was named: a value never becomes a parameter, which a log would show.
        Variable = Environment.GetEnvironmentVariable,
    };
}
