using SupplyChainSdk.Inputs;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Inputs;

[TestClass]
public sealed class AssetsFileTests
{
    [TestMethod]
    public void Probe()
    {
        foreach (var f in Directory.EnumerateFiles(TestData.At("lockfiles", "project.assets"), "*project.assets.json", SearchOption.AllDirectories).Append("/tmp/in-prune/obj/project.assets.json").Append("/tmp/in-dev/app/obj/project.assets.json").Append("/tmp/in-alias/obj/project.assets.json").Append("/tmp/in-graph/obj/project.assets.json"))
        {
            try { var g = AssetsFile.Read(f); Console.WriteLine($"OK {f[^Math.Min(60,f.Length)..]} {g.Packages.Length} {g.ProjectName} dev={g.Packages.Count(p=>p.IsDevelopmentOnly)} direct={g.Packages.Count(p=>p.Dependency==SupplyChainSdk.Inventory.DependencyKind.Direct)} ct={g.Packages.Count(p=>p.Dependency==SupplyChainSdk.Inventory.DependencyKind.CentralTransitive)} {string.Join(",", g.Targets.Select(t=>t.Alias+"/"+t.RuntimeIdentifier+":"+t.Nodes.Length))}"); }
            catch (InvalidDataException e) { Console.WriteLine("REFUSED " + e.Message[^Math.Min(200, e.Message.Length)..]); }
        }
    }
}
