using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.SignedSource;

namespace SupplyChainSdk.Rebuild;

/// <summary>What is wanted of a rebuild.</summary>
public sealed record RebuildRequest
{
    /// <summary>Whether the code of strangers may run: their build, with everything that it restores.</summary>
    public bool AllowsCode { get; init; }

    /// <summary>Where the source is fetched from instead: a folder or an https address. Null for where the certificate or the statement says.</summary>
    public string? From { get; init; }

    /// <summary>A nuget.config that is there beside that of the source, such as for the sources of an organisation; null for none. The build can read it.</summary>
    public string? NuGetConfig { get; init; }

    /// <summary>How long fetching, restoring and packing may take, each.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Whose signatures of the tag count; null where nobody asks. Given, nothing is built from a commit of which no tag is signed so.</summary>
    public SourceSigners? SourceSigners { get; init; }

    /// <summary>Says what is done now; null for nothing.</summary>
    public Action<string>? Progress { get; init; }
}

/// <summary>The answer of a rebuild.</summary>
public enum RebuildOutcome
{
    /// <summary>It could not be built again, or may not be.</summary>
    Impossible,

    /// <summary>Other bytes.</summary>
    Differs,

    /// <summary>The same bytes.</summary>
    Reproduced,
}

/// <summary>What building a package again gave.</summary>
public sealed record RebuildResult
{
    /// <summary>The answer.</summary>
    public RebuildOutcome Outcome => Comparison is null ? RebuildOutcome.Impossible : Comparison.IsSame ? RebuildOutcome.Reproduced : RebuildOutcome.Differs;

    /// <summary>What was built; null when it is not known.</summary>
    public RebuildSource? Source { get; internal init; }

    /// <summary>What was found of the signatures of its tag and of the commit; null where nobody asked, or the source is not here.</summary>
    public SourceCheck? SourceSignatures { get; internal init; }

    /// <summary>Version of the .NET SDK that it takes; null when it is not known.</summary>
    public string? Sdk { get; internal init; }

    /// <summary>The operating system of this machine, such as <c>Debian GNU/Linux 12 (bookworm)</c>.</summary>
    public string OperatingSystem { get; } = System.Runtime.InteropServices.RuntimeInformation.OSDescription;

    /// <summary>The package beside the one that came out; null when none did.</summary>
    public PackageComparison? Comparison { get; internal init; }

    /// <summary>What may explain a difference, or was not done; safe to print.</summary>
    public ImmutableArray<string> Notes { get; internal init; } = [];

    /// <summary>Why it is impossible, or that it differs; null when it was reproduced.</summary>
    public Finding? Finding { get; internal init; }
}
