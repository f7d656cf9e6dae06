using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class FindingOrderTests
{
    private static readonly ImmutableArray<Finding> Ordered =
    [
        Of(Codes.ClockNotPlausible, Severity.Error, null),
        Of(Codes.NoPolicy, Severity.Information, null),
        Of(Codes.HashMismatch, Severity.Error, "Foo"),
        Of(Codes.LicenseDenied, Severity.Error, "Foo", "a.json", 2),
        Of(Codes.LicenseDenied, Severity.Error, "Foo", "a.json", 10),
        Of(Codes.LicenseDenied, Severity.Error, "Foo", "b.json", 1),
        Of(Codes.ArchiveMissing, Severity.Warning, "Foo"),
        Of(Codes.LicenseUnknown, Severity.Error, "Zeta"),
        Of(Codes.HashMismatch, Severity.Warning, "Bar"),
        Of(Codes.LicenseUnknown, Severity.Information, "Alpha"),
    ];

    [TestMethod]
    public void Packages_stay_together_the_most_severe_first_whatever_the_order_of_the_gates()
    {
        Assert.AreSequenceEqual(Ordered, FindingOrder.Sort(Ordered));
        var random = new Random(7);
        for (var i = 0; i < 50; i++)
        {
            Finding[] shuffled = [.. Ordered];
            random.Shuffle(shuffled);
            Assert.AreSequenceEqual(Ordered, FindingOrder.Sort(shuffled));
        }
    }

    [TestMethod]
    public void Nothing_is_lost_and_nothing_is_merged()
    {
        Assert.IsEmpty(FindingOrder.Sort([]));
        Assert.HasCount(2, FindingOrder.Sort([Ordered[0], Ordered[0]]));
    }

    private static Finding Of(DiagnosticCode code, Severity severity, string? package, string? file = null, int line = 0) =>
        Finding.Create(code, severity, "x", package ?? "", file is null ? null : new Location(file, line), package is null ? null : PackageId.Create(package, "1.0.0"));
}
