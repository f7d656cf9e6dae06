using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class NearestNameTests
{
    [TestMethod]
    [DataRow("licences", "licenses")]
    [DataRow("lcok", "lock")]
    [DataRow("LOCK", "lock")]
    [DataRow("integrty", "integrity")]
    [DataRow("loc", "lock")]
    [DataRow("xyz", null)]
    [DataRow("", null)]
    [DataRow("licenseslicenseslicenseslicenseslicenseslicenseslicenseslicenses1", null)]
    public void The_nearest_name_is_near_or_none(string text, string? expected) =>
        Assert.AreEqual(expected, NearestName.Of(text, ["lock", "integrity", "licenses"]));
}
