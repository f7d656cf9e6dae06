using System.Text;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Core.Tests.Attestation;

[TestClass]
public sealed class StatementTests
{
    private const string Hex = "6f3c9d0000000000000000000000000000000000000000000000000000000001";
    private const string Type = "\"_type\":\"https://in-toto.io/Statement/v1\"";
    private const string Subjects = "\"subject\":[{\"name\":\"a\",\"digest\":{\"sha256\":\"" + Hex + "\"}}]";
    private const string Predicate = "\"predicateType\":\"https://slsa.dev/provenance/v1\",\"predicate\":{}";
    private const string Good = "{" + Type + "," + Subjects + "," + Predicate + "}";

    [TestMethod]
    public void A_statement_is_read_and_what_it_says_beyond_the_specification_is_passed_over()
    {
        var statement = Parse(Good[..^1] + ",\"more\":[1,{\"x\":null}]}");

        Assert.AreEqual("https://slsa.dev/provenance/v1", statement.PredicateType);
        Assert.AreEqual(new Digest[] { Digest.Parse("sha256", Hex) }.Single(), statement.Subjects.Single().Digests.Single());
        Assert.IsNull(statement.Subjects.Single().Uri);
    }

    [TestMethod]
    [DataRow("", "not valid JSON")]
    [DataRow("{", "not valid JSON")]
    [DataRow("[]", "not an object")]
    [DataRow("\"text\"", "not an object")]
    [DataRow(Good + "{}", "not valid JSON")]
    [DataRow(Good + "x", "not valid JSON")]
    [DataRow("\uFEFF" + Good, "not valid JSON")]
    [DataRow("{" + Type + "," + Type + "," + Subjects + "," + Predicate + "}", "two members of one name")]
    [DataRow("{" + Type + "," + Subjects + "," + Subjects + "," + Predicate + "}", "two members of one name")]
    [DataRow("{" + Type + ",/* */" + Subjects + "," + Predicate + "}", "not valid JSON")]
    [DataRow("{" + Type + "," + Subjects + "," + Predicate + ",}", "not valid JSON")]
    [DataRow("{" + Subjects + "," + Predicate + "}", "'_type'")]
    [DataRow("{\"_type\":\"https://in-toto.io/Statement/v0.1\"," + Subjects + "," + Predicate + "}", "type is 'https://in-toto.io/Statement/v0.1'")]
    [DataRow("{\"_type\":1," + Subjects + "," + Predicate + "}", "'_type'")]
    [DataRow("{" + Type + "," + Predicate + "}", "'subject'")]
    [DataRow("{" + Type + ",\"subject\":[]," + Predicate + "}", "0 subjects")]
    [DataRow("{" + Type + ",\"subject\":{}," + Predicate + "}", "'subject'")]
    [DataRow("{" + Type + ",\"subject\":[null]," + Predicate + "}", "'subject'")]
    [DataRow("{" + Type + ",\"subject\":[{\"name\":\"a\"}]," + Predicate + "}", "'digest'")]
    [DataRow("{" + Type + ",\"subject\":[{\"digest\":{}}]," + Predicate + "}", "without a digest")]
    [DataRow("{" + Type + ",\"subject\":[{\"digest\":[]}]," + Predicate + "}", "'digest'")]
    [DataRow("{" + Type + ",\"subject\":[{\"digest\":{\"sha256\":7}}]," + Predicate + "}", "'sha256'")]
    [DataRow("{" + Type + ",\"subject\":[{\"digest\":{\"sha256\":\"6F3C9D0000000000000000000000000000000000000000000000000000000001\"}}]," + Predicate + "}", "lower-case")]
    [DataRow("{" + Type + ",\"subject\":[{\"digest\":{\"sha256\":\"6f3c\"}}]," + Predicate + "}", "64 lower-case")]
    [DataRow("{" + Type + ",\"subject\":[{\"digest\":{\"sha512\":\"" + Hex + "\"}}]," + Predicate + "}", "128 lower-case")]
    [DataRow("{" + Type + ",\"subject\":[{\"uri\":5,\"digest\":{\"sha256\":\"" + Hex + "\"}}]," + Predicate + "}", "'uri'")]
    [DataRow("{" + Type + ",\"subject\":[{\"name\":null,\"digest\":{\"sha256\":\"" + Hex + "\"}}]," + Predicate + "}", "'name'")]
    [DataRow("{" + Type + "," + Subjects + ",\"predicate\":{}}", "'predicateType'")]
    [DataRow("{" + Type + "," + Subjects + ",\"predicateType\":\"\",\"predicate\":{}}", "'predicateType'")]
    [DataRow("{" + Type + "," + Subjects + ",\"predicateType\":\"x\"}", "'predicate'")]
    [DataRow("{" + Type + "," + Subjects + ",\"predicateType\":\"x\",\"predicate\":[]}", "'predicate'")]
    [DataRow("{" + Type + "," + Subjects + "," + Predicate + ",\"more\":\"\\ud800\"}", "not Unicode")]
    [DataRow("{" + Type + "," + Subjects + "," + Predicate + ",\"\\ud800\":1}", "not Unicode")]
    public void What_is_not_a_strict_statement_is_refused(string json, string reason) => AssertRefused(Encoding.UTF8.GetBytes(json), reason);

    [TestMethod]
    public void Bytes_that_are_no_UTF8_are_refused() =>
        AssertRefused([.. Encoding.UTF8.GetBytes(Good[..^1] + ",\"x\":\""), 0xC3, 0x28, .. "\"}"u8], "not UTF-8");

    [TestMethod]
    [DataRow(62, true)]
    [DataRow(64, false)]
    [DataRow(100_000, false)]
    public void A_statement_that_is_nested_too_deep_is_refused(int depth, bool isRead)
    {
        var json = Good[..^1] + ",\"x\":" + new string('[', depth) + new string(']', depth) + "}";
        if (isRead)
            Parse(json);
        else
            AssertRefused(Encoding.UTF8.GetBytes(json), "too deep");
    }

    [TestMethod]
    public void A_statement_beyond_the_limits_is_refused()
    {
        var subjects = string.Join(',', Enumerable.Repeat("{\"digest\":{\"sha256\":\"" + Hex + "\"}}", 1025));
        AssertRefused(Encoding.UTF8.GetBytes("{" + Type + ",\"subject\":[" + subjects + "]," + Predicate + "}"), "1025 subjects");
        AssertRefused(new byte[(1 << 24) + 1], "16 MiB");
    }

    [TestMethod]
    public void A_hostile_type_is_bounded_and_escaped_in_the_message()
    {
        var refused = Assert.ThrowsExactly<InvalidDataException>(() => Parse("{\"_type\":\"\\u001b[2J" + new string('x', 5000) + "\"," + Subjects + "," + Predicate + "}"));
        Assert.Contains("\\u{001B}[2J", refused.Message);
        Assert.IsLessThan(300, refused.Message.Length);
    }

    private static readonly Digest A = Digest.Parse("sha256", new string('a', 64));
    private static readonly Digest B = Digest.Parse("sha256", new string('b', 64));
    private static readonly Digest Long = Digest.Parse("sha512", new string('a', 128));
    private static readonly Digest OtherLong = Digest.Parse("sha512", new string('b', 128));

    [TestMethod]
    public void A_subject_matches_when_one_digest_is_common_and_all_common_ones_are_equal()
    {
        Assert.IsTrue(Of(A).Matches([A, Long]));
        Assert.IsTrue(Of(Long).Matches([A, Long]));
        Assert.IsTrue(Of(A, Long).Matches([A, Long]));
        Assert.IsTrue(Of(A, Long).Matches([A]));
    }

    [TestMethod]
    public void A_subject_with_another_digest_or_none_in_common_does_not_match()
    {
        Assert.IsFalse(Of(B).Matches([A, Long]));
        Assert.IsFalse(Of(A, OtherLong).Matches([A, Long]), "in-toto would be content with the one that is equal");
        Assert.IsFalse(Of(B, Long).Matches([A, Long]));
        Assert.IsFalse(Of().Matches([A, Long]));
        Assert.IsFalse(Of(Long).Matches([A]));
        Assert.IsFalse(Of().Matches([]));
    }

    [TestMethod]
    public void A_subject_with_a_commit_alone_is_read_and_matches_nothing()
    {
        var statement = Parse("{" + Type + ",\"subject\":[{\"digest\":{\"gitCommit\":\"" + AttestedPackage.Commit + "\"}}]," + Predicate + "}");

        Assert.IsEmpty(statement.Subjects.Single().Digests);
        Assert.IsFalse(statement.Subjects.Single().Matches([A, Long]));
    }

    private static Subject Of(params Digest[] digests) => new("", null, [.. digests]);

    private static Statement Parse(string json) => Statement.Parse(Encoding.UTF8.GetBytes(json));

    private static void AssertRefused(byte[] json, string reason) =>
        Assert.Contains(reason, Assert.ThrowsExactly<InvalidDataException>(() => Statement.Parse(json)).Message);
}
