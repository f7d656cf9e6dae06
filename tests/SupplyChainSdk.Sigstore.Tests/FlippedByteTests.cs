namespace SupplyChainSdk.Sigstore.Tests;

[TestClass]
public sealed class FlippedByteTests
{
    [TestMethod]
    [DataRow(TestKeys.P256)]
    [DataRow(TestKeys.Rsa3072)]
    public async Task A_bundle_with_any_bit_flipped_is_refused_or_says_exactly_the_same(string kind)
    {
        var original = await TestKeys.Sign(kind, """{"_type":"https://in-toto.io/Statement/v1"}""");
        var json = original.ToJson();
        var key = TestKeys.Public(kind);
        var refused = 0;
        for (var i = 0; i < json.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                byte[] flipped = [.. json];
                flipped[i] ^= (byte)(1 << bit);
                try
                {
                    var bundle = Bundle.Parse(flipped);
                    BundleVerifier.VerifyWithKey(bundle, key);
                    // The one harmless change is of the spelling: white space, or the alphabet of base64.
                    CollectionAssert.AreEqual(json, bundle.ToJson(), $"byte {i}, bit {bit}");
                }
                catch (VerificationException)
                {
                    refused++;
                }
            }
        }
        Assert.IsGreaterThan(json.Length * 8 * 99 / 100, refused);
    }

    [TestMethod]
    public async Task A_bundle_cut_anywhere_is_refused()
    {
        var json = (await TestKeys.Sign(TestKeys.P256, "{}")).ToJson();
        for (var length = 0; length < json.Length; length++)
            Refused.With(VerificationFailure.MalformedBundle, () => Bundle.Parse(json.AsMemory(0, length)));
    }
}
