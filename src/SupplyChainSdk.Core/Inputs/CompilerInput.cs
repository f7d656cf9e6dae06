namespace SupplyChainSdk.Inputs;

/// <summary>As what the compiler was given a file.</summary>
public enum CompilerInputKind
{
    /// <summary>An assembly or module that the code refers to; for F# also one that provides types.</summary>
    Reference,

    /// <summary>An assembly that the compiler runs: an analyzer, a generator, a tool of the F# compiler.</summary>
    Analyzer,

    /// <summary>A file that analyzers and generators read.</summary>
    AdditionalFile,

    /// <summary>A file of further arguments.</summary>
    ResponseFile,
}

/// <summary>A file that the compiler was given.</summary>
/// <param name="Kind">As what.</param>
/// <param name="Path">Absolute path.</param>
/// <param name="Project">The project whose output it is, as the build says; null for any other file.</param>
public sealed record CompilerInput(CompilerInputKind Kind, string Path, string? Project = null)
{
    internal static Comparer<CompilerInput> ByKind { get; } = Comparer<CompilerInput>.Create((one, other) => one.Kind - other.Kind);
}
