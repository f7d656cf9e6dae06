using System.Globalization;

namespace SupplyChainSdk.Inputs;

/// <summary>Versions as nuspecs write them.</summary>
internal static class NuspecVersion
{
    /// <summary>
    /// NuGet's normal form: without build metadata, leading zeros and a fourth part of zero, padded to three parts. Text that is not a version comes back
    /// as it is and equals no normal form.
    /// </summary>
    /// <remarks>learn.microsoft.com/nuget/concepts/package-versioning, "Normalized version numbers".</remarks>
    public static string Normalize(string version)
    {
        var end = version.AsSpan().IndexOfAny('-', '+');
        var label = end < 0 || version[end] == '+' ? "" : version[end..].Split('+')[0];
        var parts = (end < 0 ? version : version[..end]).Split('.');
        if (parts.Length > 4)
            return version;
        Span<int> numbers = stackalloc int[4];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return version;
        }
        var normal = string.Create(CultureInfo.InvariantCulture, $"{numbers[0]}.{numbers[1]}.{numbers[2]}");
        return numbers[3] == 0 ? normal + label : string.Create(CultureInfo.InvariantCulture, $"{normal}.{numbers[3]}{label}");
    }
}
