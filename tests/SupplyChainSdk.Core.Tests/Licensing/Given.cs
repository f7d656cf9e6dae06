using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Licensing;

/// <summary>Packages, graphs and policies made in memory.</summary>
internal static class Given
{
    public const string PolicyPath = "/repo/App/supplychain.json";

    public static Nuspec Nuspec(NuspecLicense? license, string? url = null) =>
        new("Foo", "1.0.0", "", null, null, null, null, license, url, [], []);

    public static PackageFacts Package(string id, string expression) => Package(id, new NuspecLicense(false, expression));

    public static PackageFacts Package(string id, NuspecLicense? license, string? url = null) => new(
        Resolved(id), $"/packages/{id}.nupkg", ContentHash.Of(new byte[64]), Digest.Sha512(new byte[64]), false, Nuspec(license, url));

    public static ResolvedPackage Resolved(string id) =>
        new(PackageId.Create(id, "1.0.0"), DependencyKind.Direct, false, null, $"{id}/1.0.0", []);

    public static GraphNode Node(string id, bool isDevelopmentOnly = false, DependencyKind kind = DependencyKind.Direct, params string[] dependencies) => new(
        PackageId.Create(id, "1.0.0"), NodeKind.Package, kind, isDevelopmentOnly, null, $"{id}/1.0.0", dependencies.Select(d => PackageId.Create(d, "1.0.0")));

    public static DependencyGraph Graph(params GraphNode[] nodes) =>
        new("/repo/App/App.csproj", "App", "1.0.0", [new TargetGraph("net10.0", null, nodes, [])], ["/packages"], [], false);

    public static Location At(int line) => new(PolicyPath, line, 5);

    public static Setting<string> Item(string value, int line = 3) => new(value, At(line));

    public static LicenseRules Rules(params string[] deny) => new(
        new Setting<Enforce>(Enforce.Error, null), [.. deny.Select(d => Item(d))], null,
        new Setting<Enforce>(Enforce.Error, At(4)), new Setting<LicenseScope>(LicenseScope.Shipped, null), [], []);

    public static EffectivePolicy Policy(LicenseRules? rules) => new([PolicyPath], [PolicyPath], Digest.Sha256Of("policy"u8),
        new Setting<Enforce>(Enforce.Error, null), new Setting<Enforce>(Enforce.Error, null), rules);

    public static LicenseExceptionEntry Exception(string id, string? license = null, string? versions = null) => new(
        new PackageSelector(id, versions), license, "used at build time only", "legal", new DateOnly(2027, 3, 1), At(7));
}
