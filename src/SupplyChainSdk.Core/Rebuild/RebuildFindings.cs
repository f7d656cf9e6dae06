using System.Globalization;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Rebuild;

/// <summary>What building again can find.</summary>
internal static class RebuildFindings
{
    private const int MaxNamed = 3;

    public static Finding Differs(string file, RebuildSource source, PackageComparison comparison) => Error(Codes.RebuildDiffers, file,
        $"Commit {Printable.Short(source.Commit)} does not give {file}: sha256 {Printable.Short(comparison.Second.Sha256.Hex)}, the package as it was built {Printable.Short(comparison.First.Sha256.Hex)}; "
        + $"{Count(comparison)} ({Named(comparison)}). Find out what was built with other parameters, tools or sources; until then the commit does not explain the package.");

    public static Finding NotAllowed(string file, RebuildSource source, string sdk) => Error(Codes.RebuildNotAllowed, file,
        $"{file} was not built again: that runs the build of {Place(source)} at commit {Printable.Short(source.Commit)} with .NET SDK {Printable.Bounded(sdk, 40)}, and all that it restores, as you. "
        + "Add --allow-code-execution to allow it, in a container or a machine of its own.");

    public static Finding Unknown(string file, string problem) => Error(Codes.RebuildUnknown, file,
        $"{file} cannot be built again: {problem}. Ask its publisher for a package that is built in CI from a commit of a public repository.");

    public static Finding TreeUnknown(string project, string problem) => Error(Codes.RebuildUnknown, project,
        $"{project} cannot be packed twice from one commit: {problem}. Commit or remove what is not committed, and run it again.");

    public static Finding NotFetched(string file, RebuildSource source, string problem) => Error(Codes.CommitNotFetched, file,
        $"Commit {source.Commit} cannot be fetched from {Place(source)} for {file}: {problem}. Check that the repository has it and is public, or name a copy with --rebuild-from.");

    public static Finding NoSdk(string file, string version, IEnumerable<string> installed) => Error(Codes.SdkNotInstalled, file,
        $"{file} was built with .NET SDK {Printable.Bounded(version, 40)}, which is not installed here (found: {Found(installed)}); another gives other bytes. Install exactly this version, beside the others.");

    public static Finding Failed(string file, string step, string problem) => Error(Codes.RebuildFailed, file,
        $"{file} could not be built again: {step} {problem}. Look at what it needs that is not in the repository: sources of packages, tools, workloads, credentials.");

    public static Finding NotReproducible(string project, string commit, PackageComparison comparison, string package) => Error(Codes.NotReproducible, project,
        $"{project} gives two packages {package} at commit {Printable.Short(commit)}: sha256 {Printable.Short(comparison.First.Sha256.Hex)} and {Printable.Short(comparison.Second.Sha256.Hex)}; "
        + $"{Count(comparison)} ({Named(comparison)}). Find what of the environment the build takes in: a path, a time, a culture, an order.");

    private static string Count(PackageComparison comparison) => comparison.Differences.Length + comparison.Omitted is var all && all == 1
        ? "1 entry differs" : string.Create(CultureInfo.InvariantCulture, $"{all} entries differ");

    private static string Named(PackageComparison comparison) =>
        Printable.List(comparison.Differences.Select(d => Printable.Bounded(d.Path.Length > 0 ? d.Path : "the archive", 80)), MaxNamed);

    private static string Place(RebuildSource source) => Printable.Quoted(source.IsNamed && Path.IsPathFullyQualified(source.FetchedFrom) ? Path.GetFileName(source.FetchedFrom.TrimEnd('/')) : source.FetchedFrom);

    private static string Found(IEnumerable<string> installed) => Printable.List(installed.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), 5) is { Length: > 0 } all ? all : "none";

    private static Finding Error(DiagnosticCode code, string key, string message) => Finding.Create(code, Severity.Error, message, key);
}
