using System.Text;
using System.Text.Json;
using SupplyChainSdk.Sigstore.Tuf;

namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>The bytes that TUF metadata is signed over.</summary>
[TestClass]
public class OlpcJsonTests
{
    [TestMethod]
    [DataRow("""{ "b" : 1, "a" : [ true , false, null, -12, "x" ] }""", """{"a":[true,false,null,-12,"x"],"b":1}""")]
    [DataRow(""" "a\"b\\c" """, """ "a\"b\\c" """)]
    [DataRow(""" "\n\t\u0000\u007f\/" """, " \"\n\t\0\u007f/\" ")]
    [DataRow(""" "\u00e9\u2028\ud83d\ude00<>&'+" """, " \"é\u2028😀<>&'+\" ")]
    [DataRow("""{"\uffff":1,"\ud83d\ude00":2,"Z":3,"a":4,"aa":5,"":6}""", "{\"\":6,\"Z\":3,\"a\":4,\"aa\":5,\"\uffff\":1,\"😀\":2}")]
    [DataRow("""[-0,123456789012345678901234567890]""", "[0,123456789012345678901234567890]")]
    public void Members_are_sorted_by_code_point_and_only_quotes_and_backslashes_are_escaped(string json, string canonical)
    {
        using var document = JsonDocument.Parse(json);
        Assert.AreEqual(canonical.Trim(' '), Encoding.UTF8.GetString(OlpcJson.Encode(document.RootElement)));
    }

    [TestMethod]
    [DataRow("1.5")]
    [DataRow("1.0")]
    [DataRow("1e3")]
    [DataRow("1E-3")]
    public void A_number_that_is_not_written_as_a_whole_one_is_refused(string json)
    {
        using var document = JsonDocument.Parse(json);
        Assert.ThrowsExactly<FormatException>(() => OlpcJson.Encode(document.RootElement));
    }
}
