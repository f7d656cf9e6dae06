using SupplyChainSdk.Sbom;

namespace SupplyChainSdk.Core.Tests.Sbom;

[TestClass]
public sealed class NameBasedUuidTests
{
    // The namespace for DNS names: RFC 9562, 6.6.
    private static readonly Guid Dns = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    [TestMethod]
    public void The_vector_of_the_RFC_is_met() =>
        Assert.AreEqual(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"), NameBasedUuid.Create(Dns, "www.example.com"u8));

    [TestMethod]
    public void Another_name_gives_another_uuid() =>
        Assert.AreNotEqual(NameBasedUuid.Create(Dns, "www.example.com"u8), NameBasedUuid.Create(Dns, "www.example.con"u8));
}
