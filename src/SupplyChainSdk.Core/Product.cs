using System.Reflection;

namespace SupplyChainSdk;

/// <summary>What this is, where something that is written says so.</summary>
public static class Product
{
    /// <summary>The name.</summary>
    public const string Name = "SupplyChainSdk";

    /// <summary>The version of the package, such as <c>0.1.0</c>.</summary>
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
