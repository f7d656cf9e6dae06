using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>Finds a reference to the SDK that pack would turn into a dependency of the user's package.</summary>
public static class PackLeak
{
    private const int MaxBytes = 256 << 20;

    /// <summary>Reads what pack reads: <c>project/frameworks/*/dependencies</c> of <c>project.assets.json</c>.</summary>
    /// <remarks>
    /// <c>suppressParent</c> is absent for a reference that says nothing about PrivateAssets, All for PrivateAssets="all", None for "none".
    /// The last is how an organisation's build package says that handing the SDK on is what it is for.
    /// </remarks>
    /// <exception cref="InvalidDataException">Not an assets file.</exception>
    public static ImmutableArray<Finding> Check(string projectFile, string assetsFile)
    {
        if (new FileInfo(assetsFile).Length > MaxBytes)
            throw new InvalidDataException($"{assetsFile} is larger than {MaxBytes} bytes.");
        try
        {
            using var assets = JsonDocument.Parse(File.ReadAllBytes(assetsFile), new JsonDocumentOptions { MaxDepth = 32 });
            var leaking = new List<string>();
            foreach (var framework in assets.RootElement.GetProperty("project").GetProperty("frameworks").EnumerateObject())
            {
                if (!framework.Value.TryGetProperty("dependencies", out var dependencies))
                    continue;
                foreach (var dependency in dependencies.EnumerateObject())
                {
                    if (Leaks(dependency))
                        leaking.Add(framework.Name);
                }
            }
            return [.. leaking.Order(StringComparer.Ordinal).Take(1).Select(framework => PackFindings.Leaks(projectFile, framework))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{assetsFile} is not the assets file of a project.", e);
        }
    }

    private static bool Leaks(JsonProperty dependency) =>
        dependency.Name.Equals("SupplyChainSdk", StringComparison.OrdinalIgnoreCase)
        && !(dependency.Value.TryGetProperty("suppressParent", out var suppressed) && suppressed.GetString() is "All" or "None");
}
