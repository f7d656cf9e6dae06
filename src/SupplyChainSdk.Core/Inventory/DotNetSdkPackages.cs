using System.Text.RegularExpressions;

namespace SupplyChainSdk.Inventory;

/// <summary>The packages that a .NET SDK adds to a project by itself, known by their names.</summary>
/// <remarks>Source: Microsoft.NETCoreSdk.BundledVersions.props of .NET SDK 10.0.401, the names of its packs and their patterns.</remarks>
public static partial class DotNetSdkPackages
{
    /// <summary>Whether the id is that of a pack: targeting, runtime, host, compiler ahead of time, linker.</summary>
    public static bool IsPack(string id) => Pack().IsMatch(id);

    /// <summary>Whether the id is that of a package that the .NET SDK references, or of a pack.</summary>
    public static bool IsAdded(string id) => IsPack(id) || Reference().IsMatch(id);

    /// <summary>The runtime identifier in the id of a pack, such as <c>win-x64</c>; null when the pack is for every one.</summary>
    public static string? RuntimeOf(string id) => Runtime().Match(id) is { Success: true } match ? match.Groups["rid"].Value.ToLowerInvariant() : null;

    [GeneratedRegex(@"^(Microsoft\.(NETCore|AspNetCore|WindowsDesktop)\.App\.(Ref|Runtime|Host|Crossgen2|Internal)(\..+)?|NETStandard\.Library\.Ref|Microsoft\.Windows\.SDK\.NET\.Ref(\..+)?"
        + @"|(runtime\..+\.)?Microsoft\.DotNet\.ILCompiler|Microsoft\.NET\.ILLink\.Tasks|Microsoft\.NET\.Sdk\.WebAssembly\.Pack)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Pack();

    [GeneratedRegex(@"^(NETStandard\.Library|FSharp\.Core|Microsoft\.NETCore\.App|Microsoft\.AspNetCore\.App|Microsoft\.NETFramework\.ReferenceAssemblies(\..+)?)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();

    [GeneratedRegex(@"(^|\.)(?<rid>[a-z]+(-[a-z]+)*-(x64|x86|arm64|arm|armv6|wasm|s390x|ppc64le|riscv64|loongarch64))(\.|$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Runtime();
}
