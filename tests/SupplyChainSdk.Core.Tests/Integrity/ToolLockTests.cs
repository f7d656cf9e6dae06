using System.Text;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Core.Tests.Integrity;

[TestClass]
public sealed class ToolLockTests
{
    private const string Small = $$"""
        {
          "version": 1,
          "msbuildSdks": {
            "Contoso.Sdk/1.0.0": "{{Assets.HashA}}"
          },
          "dotnetSdk": {
            "10.0.401": {
              "packs": {
                "Microsoft.NETCore.App.Crossgen2.linux-x64/10.0.12": "{{Assets.HashB}}"
              }
            }
          }
        }
        """;

    internal static ToolLockEntry Entry(ToolLockKind kind, string id, string version, string hash, string? sdk = null) =>
        new(kind, PackageId.Create(id, version), sdk, ContentHash.Parse(hash));

    [TestMethod]
    public void A_lock_is_written_sorted_with_an_entry_a_line_and_read_again()
    {
        ToolLockEntry[] entries =
        [
            Entry(ToolLockKind.DotNetSdkReference, "Microsoft.NET.ILLink.Tasks", "10.0.12", Assets.HashC, "10.0.401"),
            Entry(ToolLockKind.DotNetSdkPack, "Microsoft.NETCore.App.Crossgen2.linux-x64", "10.0.12", Assets.HashB, "10.0.401"),
            Entry(ToolLockKind.DotNetSdkPack, "Microsoft.NETCore.App.Crossgen2.win-x64", "10.0.11", Assets.HashA, "10.0.400"),
            Entry(ToolLockKind.PackageDownload, "Contoso.Data", "1.0.0", Assets.HashA),
            Entry(ToolLockKind.Tool, "contoso.Tool", "2.0.0-rc.1", Assets.HashB),
            Entry(ToolLockKind.Tool, "Contoso.Other", "1.0.0", Assets.HashB),
            Entry(ToolLockKind.MSBuildSdk, "Contoso.Sdk", "2.0.0", Assets.HashC),
            Entry(ToolLockKind.MSBuildSdk, "Contoso.Sdk", "1.0.0", Assets.HashA),
        ];

        var written = new ToolLock(entries).Write();

        Golden.AssertEqual("Integrity/Goldens/supplychain.lock.json", written);
        CollectionAssert.AreEqual(written, new ToolLock(entries.Reverse()).Write());
        var read = ToolLock.Parse(written, ToolLock.FileName);
        CollectionAssert.AreEqual(written, read.Write());
        Assert.AreEqual((4, 5), (read.Entries[0].Place!.Line, read.Entries[0].Place!.Column));
    }

    [TestMethod]
    public void Nothing_to_lock_is_a_lock_too() => Assert.HasCount(0, ToolLock.Parse(new ToolLock([]).Write(), "l").Entries);

    [TestMethod]
    [DataRow("\"version\": 1", "\"version\": 2", "2,14: this version is not known; known is 1")]
    [DataRow("\"version\": 1,", "", "3,3: its first property is not the version")]
    [DataRow("\"msbuildSdks\"", "\"sdks\"", "3,3: a lock has no property 'sdks'")]
    [DataRow("\"packs\"", "\"pack\"", "8,7: a .NET SDK has no property 'pack'")]
    [DataRow("10.0.401", "ten", "7,5: 'ten' is not the version of a .NET SDK")]
    [DataRow("Contoso.Sdk/1.0.0", "Contoso.Sdk", "4,5: 'Contoso.Sdk': an entry is called Id/Version")]
    [DataRow("Contoso.Sdk/1.0.0", "Contoso.Sdk/1.0", "4,5: 'Contoso.Sdk/1.0': its version is not normalised")]
    [DataRow("Contoso.Sdk/1.0.0", "../x/1.0.0", "4,5: '../x/1.0.0': an entry is called Id/Version")]
    [DataRow("Contoso.Sdk/1.0.0", "Contoso Sdk/1.0.0", "4,5: 'Contoso Sdk/1.0.0': 'Contoso\\u0020Sdk' is not a package id")]
    [DataRow("\"" + Assets.HashA + "\"", "\"abc\"", "4,5: 'Contoso.Sdk/1.0.0': A content hash is the base64 of 64 bytes")]
    [DataRow("\"" + Assets.HashA + "\"", "null", "4,26: a content hash is needed here")]
    [DataRow("\"" + Assets.HashA + "\"", "\"" + Assets.HashA + "\", \"contoso.sdk/1.0.0\": \"" + Assets.HashA + "\"", "4,118: 'contoso.sdk/1.0.0' stands twice in one object")]
    [DataRow("Microsoft.NETCore.App.Crossgen2.linux-x64/10.0.12", "Contoso.Sdk/1.0.0", "9,9: Contoso.Sdk 1.0.0 is locked here with another content hash than at line 4")]
    [DataRow("\"version\": 1,", "\"version\": 1, // comment", "2,17: not valid JSON: '/' is an invalid start of a property name. Expected a '\"'")]
    [DataRow("{\n  \"version\"", "[\n  \"version\"", "1,1: a lock is a JSON object")]
    public void What_is_no_lock_is_refused_at_its_place(string part, string changed, string expected)
    {
        Assert.Contains(part, Small, "the twin must differ");
        Assert.HasCount(2, ToolLock.Parse(Encoding.UTF8.GetBytes(Small), "l").Entries);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => ToolLock.Parse(Encoding.UTF8.GetBytes(Small.Replace(part, changed, StringComparison.Ordinal)), "l"));

        var place = BadInput.Place(error)!;
        Assert.AreEqual(expected, $"{place.Line},{place.Column}: {BadInput.Reason(error)}");
    }

    [TestMethod]
    public void A_lock_that_was_cut_short_or_goes_on_is_refused_wherever_that_is()
    {
        var whole = Encoding.UTF8.GetBytes(Small);
        for (var length = 0; length < whole.Length; length += 7)
            Assert.ThrowsExactly<InvalidDataException>(() => ToolLock.Parse(whole.AsMemory(0, length), "l"), $"after {length} bytes");
        Assert.ThrowsExactly<InvalidDataException>(() => ToolLock.Parse(Encoding.UTF8.GetBytes(Small + "{}"), "l"));
    }

    [TestMethod]
    public void Of_a_whole_tree_what_is_not_used_goes_but_the_packs_of_other_systems()
    {
        var before = new ToolLock([
            Entry(ToolLockKind.MSBuildSdk, "Contoso.Sdk", "1.0.0", Assets.HashA),
            Entry(ToolLockKind.Tool, "Contoso.Tool", "1.0.0", Assets.HashA),
            Entry(ToolLockKind.DotNetSdkPack, "Microsoft.NETCore.App.Ref", "9.0.0", Assets.HashA, "10.0.400"),
            Entry(ToolLockKind.DotNetSdkPack, "Microsoft.NETCore.App.Crossgen2.linux-x64", "10.0.11", Assets.HashA, "10.0.400"),
            Entry(ToolLockKind.DotNetSdkPack, "Microsoft.NETCore.App.Crossgen2.win-x64", "10.0.11", Assets.HashA, "10.0.400"),
            Entry(ToolLockKind.DotNetSdkPack, "Microsoft.NETCore.App.Runtime.osx-arm64", "10.0.11", Assets.HashA, "10.0.400"),
        ]);
        ToolLockEntry[] used =
        [
            Entry(ToolLockKind.MSBuildSdk, "Contoso.Sdk", "2.0.0", Assets.HashB),
            Entry(ToolLockKind.DotNetSdkPack, "Microsoft.NETCore.App.Crossgen2.linux-x64", "10.0.12", Assets.HashB, "10.0.401"),
            Entry(ToolLockKind.DotNetSdkPack, "Microsoft.NETCore.App.Runtime.osx-arm64", "10.0.12", Assets.HashB, "10.0.401"),
        ];

        Assert.AreEqual("Contoso.Sdk 2.0.0, 10.0.400: Microsoft.NETCore.App.Crossgen2.win-x64 10.0.11, 10.0.401: Microsoft.NETCore.App.Crossgen2.linux-x64 10.0.12, "
            + "10.0.401: Microsoft.NETCore.App.Runtime.osx-arm64 10.0.12", Shown(ToolLockRecorder.Merge(before, [.. used], isWhole: true, "linux-x64")));
        Assert.AreEqual("Contoso.Sdk 1.0.0, Contoso.Sdk 2.0.0, Contoso.Tool 1.0.0, 10.0.400: Microsoft.NETCore.App.Crossgen2.win-x64 10.0.11, 10.0.400: Microsoft.NETCore.App.Ref 9.0.0, "
            + "10.0.401: Microsoft.NETCore.App.Crossgen2.linux-x64 10.0.12, 10.0.401: Microsoft.NETCore.App.Runtime.osx-arm64 10.0.12", Shown(ToolLockRecorder.Merge(before, [.. used], isWhole: false, "linux-x64")));

        static string Shown(ToolLock file) => string.Join(", ", file.Entries.Select(e => $"{(e.DotNetSdk is null ? "" : e.DotNetSdk + ": ")}{e.Package}"));
    }
}
