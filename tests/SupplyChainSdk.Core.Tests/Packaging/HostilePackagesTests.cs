using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Packaging;

[TestClass]
public sealed class HostilePackagesTests
{
    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> RefusedNames => HostilePackages.Default.Refused.Keys.Select(k => new object[] { k });

    [TestMethod]
    [DynamicData(nameof(RefusedNames))]
    public void A_hostile_package_is_refused_with_its_reason_though_the_bundle_in_it_is_good(string name)
    {
        var hostile = HostilePackages.Default.Refused[name];
        var bytes = hostile.Make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Assert.ThrowsExactly<PackageFormatException>(() => PackageLayers.Read(new MemoryStream(bytes)));
        Assert.IsLessThan(4 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.AreEqual(hostile.Defect, refusal.Defect, refusal.Message);

        using var package = new AttestedPackage();
        package.Write(AttestedPackage.Name, bytes);
        package.Delete($"{AttestedPackage.Name}.sigstore.json");
        var report = package.Verify();
        Assert.AreEqual(VerificationResult.NotVerified, report.Result);
        Assert.AreEqual(hostile.Defect == PackageDefect.Zip64 ? Codes.PackageZip64 : Codes.PackageMalformed, report.Refusal!.Code, report.Refusal.Message);
    }

    [TestMethod]
    public void The_same_package_without_the_trick_is_verified()
    {
        foreach (var name in new[] { "attested", "attested and signed" })
        {
            using var package = new AttestedPackage();
            package.Write(AttestedPackage.Name, HostilePackages.Default.Accepted[name]());
            package.Delete($"{AttestedPackage.Name}.sigstore.json");
            var report = package.Verify();
            Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
            Assert.AreEqual(PackageLayer.AsBuilt, report.Content!.MatchedLayer);
        }
    }

    [TestMethod]
    public void Whatever_other_readers_see_differently_is_refused()
    {
        FiveReaders.Require("unzip", "python3");
        var cases = HostilePackages.Default.Accepted.Select(a => (a.Key, Bytes: a.Value(), Differ: (bool?)false))
            .Concat(HostilePackages.Default.Refused.Select(r => (r.Key, Bytes: r.Value.Make(), Differ: r.Value.ReadersDiffer ? true : (bool?)null)))
            .Concat(ZipDirectoryTests.Refused.Select(r => (Key: $"archive: {r.Key}", Bytes: r.Value.Make(), Differ: (bool?)null)))
            .ToList();
        var views = FiveReaders.Read([.. cases.Select(c => c.Bytes)]);
        var wrong = new List<string>();
        for (var i = 0; i < cases.Count; i++)
        {
            var differ = FiveReaders.Differ(views[i]);
            var refusal = Refusal(cases[i].Bytes);
            TestContext.WriteLine($"{cases[i].Key}: ours {refusal?.ToString() ?? "accepts"}; readers {(differ ? "differ" : "agree")}");
            foreach (var view in views[i])
                TestContext.WriteLine($"    {view}");
            var isAccepted = refusal is null && !differ && views[i].All(v => v.Entries is not null);
            if (i < HostilePackages.Default.Accepted.Count ? !isAccepted : refusal is null || (cases[i].Differ == true && !differ))
                wrong.Add(cases[i].Key);
        }
        Assert.IsEmpty(wrong, string.Join(", ", wrong));
    }

    [TestMethod]
    public void Only_unzip_decodes_a_name_by_a_code_page_that_says_it_is_UTF8_and_that_is_not_refused()
    {
        // .NET on Windows writes such entries: made on FAT, flagged as UTF-8. The one known difference that is let through.
        FiveReaders.Require("unzip", "python3");
        var package = RawZip.Write([new("lib/ü.dll", "content") { MadeBy = 20 }]);
        var views = FiveReaders.Read([package])[0];

        Assert.IsFalse(FiveReaders.Differ([.. views.Where(v => v.Reader != "unzip")]), string.Join<ReaderView>('\n', views));
        Assert.IsNull(Refusal(package));
    }

    private static PackageDefect? Refusal(byte[] package)
    {
        try
        {
            PackageLayers.Read(new MemoryStream(package));
            return null;
        }
        catch (PackageFormatException e)
        {
            return e.Defect;
        }
    }
}
