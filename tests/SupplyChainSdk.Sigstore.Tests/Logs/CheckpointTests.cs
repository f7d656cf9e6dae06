using System.Security.Cryptography;
using System.Text;
using SupplyChainSdk.Sigstore.Certificates;
using SupplyChainSdk.Sigstore.Logs;
using SupplyChainSdk.Sigstore.Trust;

namespace SupplyChainSdk.Sigstore.Tests.Logs;

[TestClass]
public sealed class CheckpointTests
{
    private const string Name = "log.test/2026";
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly string Root = Convert.ToBase64String(new byte[32]);
    private static readonly string Text = $"{Name} - 17\n5\n{Root}\n";

    private static readonly TrustedLog Log = new(
        $"https://{Name}/", "operator", VerificationKey.FromSubjectPublicKeyInfo(Key.ExportSubjectPublicKeyInfo()), new TimeRange(DateTimeOffset.UnixEpoch, null));

    [TestMethod]
    public void A_note_of_the_log_is_verified()
    {
        var checkpoint = Checkpoint.Parse(Note(Text));
        Assert.AreEqual(5, checkpoint.TreeSize);
        CollectionAssert.AreEqual(new byte[32], checkpoint.RootHash);
        checkpoint.Verify(Log);
    }

    [TestMethod]
    public void Extensions_are_signed_and_mean_nothing()
    {
        Checkpoint.Parse(Note($"{Text}Timestamp: 1\n")).Verify(Log);
        Checkpoint.Parse(Note($"{Text}one\n\ntwo\n")).Verify(Log);
    }

    [TestMethod]
    public void Witnesses_and_other_keys_are_passed_over_wherever_they_stand()
    {
        var line = Line(Text, Name, Log.NoteKeyId);
        var witness = Line("other", "witness.test/w1", [1, 2, 3, 4]);
        var nextKey = Line("other", Name, [1, 2, 3, 4]);
        var many = string.Concat(Enumerable.Range(0, 16).Select(i => Line("other", $"witness{i}.test", [1, 2, 3, 4])));
        foreach (var lines in new[] { witness + line, line + witness, nextKey + line, line + nextKey + witness, many + line })
            Checkpoint.Parse($"{Text}\n{lines}").Verify(Log);
    }

    [TestMethod]
    public void Without_a_good_signature_of_the_log_it_is_refused()
    {
        var good = Line(Text, Name, Log.NoteKeyId);
        var wrong = Line("another text\n", Name, Log.NoteKeyId);
        foreach (var lines in new[] { "", wrong, good + wrong, wrong + good, Line(Text, "log.test", Log.NoteKeyId), Line(Text, Name, [0, 0, 0, 0]), Line(Text, Name.ToUpperInvariant(), Log.NoteKeyId) })
            Refused.With(VerificationFailure.CheckpointSignatureInvalid, () => Checkpoint.Parse($"{Text}\n{lines}").Verify(Log));
    }

    [TestMethod]
    public void A_changed_text_is_refused()
    {
        foreach (var text in new[] { Text.Replace("\n5\n", "\n6\n", StringComparison.Ordinal), "x" + Text, Text + "extension\n" })
            Refused.With(VerificationFailure.CheckpointSignatureInvalid, () => Checkpoint.Parse($"{text}\n{Line(Text, Name, Log.NoteKeyId)}").Verify(Log));
    }

    [TestMethod]
    public void What_is_no_note_about_a_tree_is_refused()
    {
        var line = Line(Text, Name, Log.NoteKeyId);
        string[] notes =
        [
            "", "\n", "\n\n", "x", Text, $"{Text}\n{line}"[..^1], $"{Text}{line}",
            $"\n5\n{Root}\n\n{line}", $"{Name}\n{Root}\n\n{line}", $"5\n{Root}\n\n{line}", $"{Name}\n5\n\n{line}",
            $"{Name}\n05\n{Root}\n\n{line}", $"{Name}\n-5\n{Root}\n\n{line}", $"{Name}\n+5\n{Root}\n\n{line}", $"{Name}\n5 \n{Root}\n\n{line}",
            $"{Name}\n9223372036854775808\n{Root}\n\n{line}", $"{Name}\n5\n{Root[..^1]}\n\n{line}", $"{Name}\n5\nAAAA\n\n{line}",
            $"{Text}\n{line}x\n", $"{Text}\n- {line[2..]}", $"{Text}\n— {Name}\n", $"{Text}\n— {Name} AAAA\n", $"{Text}\n— {Name} AAA\n", $"{Text}\n— a b {line.Split(' ')[2]}",
            $"{Text}\n— a+b {line.Split(' ')[2]}", $"{Text}\n{string.Concat(Enumerable.Repeat(line, 101))}", $"{new string('x', 1 << 16)}\n5\n{Root}\n\n{line}",
        ];
        foreach (var note in notes)
            Refused.With(VerificationFailure.CheckpointMalformed, () => Checkpoint.Parse(note));
    }

    private static string Note(string text) => $"{text}\n{Line(text, Name, Log.NoteKeyId)}";

    private static string Line(string text, string name, ReadOnlySpan<byte> keyId) =>
        $"— {name} {Convert.ToBase64String([.. keyId, .. Key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)])}\n";
}
