using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>When every locked package is downloaded again and compared.</summary>
public enum AgainstSource
{
    /// <summary>Never.</summary>
    Off,

    /// <summary>Before anything is signed.</summary>
    Release,

    /// <summary>In every full check.</summary>
    Always,
}

/// <summary>Which files of a package the integrity gate compares.</summary>
public enum FileScope
{
    /// <summary>The archive alone.</summary>
    Hashes,

    /// <summary>The extracted files that a build can use, too.</summary>
    Used,

    /// <summary>Every extracted file, too.</summary>
    All,
}

/// <summary>An entry of <c>integrity.inputs</c>: a file that the compiler may be given although no package, SDK or project has it.</summary>
/// <param name="File">Relative to the folder of the policy file, or, behind <see cref="Workload"/>, to where packs of workloads are; with <c>/</c>; <c>*</c> stands for a part of a name, <c>**</c> for any folders.</param>
/// <param name="Sha256">The digest that the file must have; null only where <paramref name="File"/> is a pattern.</param>
/// <param name="Reason">Why.</param>
/// <param name="Folder">Absolute path of the folder that <paramref name="File"/> is relative to.</param>
/// <param name="Origin">Its place.</param>
/// <param name="Expires">The last day on which it counts, when it has one.</param>
public sealed record DeclaredInput(string File, Digest? Sha256, string Reason, string Folder, Location Origin, DateOnly? Expires = null)
{
    /// <summary>What a <see cref="File"/> begins with that is one of a workload's pack.</summary>
    public const string Workload = "workload:";

    /// <summary><see cref="File"/> relative to the repository; for messages, and in the digest of the policy.</summary>
    public string Name { get; init; } = File;
}
