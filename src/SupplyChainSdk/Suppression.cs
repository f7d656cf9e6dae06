using System.Collections.Immutable;
using System.Text.RegularExpressions;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tasks;

/// <summary>Finds properties by which a project silences the SDK instead of saying in its policy what it accepts.</summary>
internal static partial class Suppression
{
    public static IEnumerable<Finding> Check(string projectFile, string suppressed, string continueOnError, bool isCI)
    {
        ImmutableArray<string> codes = [.. OurCode().Matches(suppressed).Select(match => match.Value.ToUpperInvariant())
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (codes.Length > 0)
            yield return TaskFindings.Suppressed(projectFile, codes, isCI);
        if (continueOnError.Length > 0 && !continueOnError.Equals("false", StringComparison.OrdinalIgnoreCase)
            && !continueOnError.Equals("ErrorAndStop", StringComparison.OrdinalIgnoreCase))
            yield return TaskFindings.ContinuesOnError(projectFile, continueOnError, isCI);
    }

    [GeneratedRegex("SCSDK[0-9]{4}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OurCode();
}
