using System.Text;

namespace SupplyChainSdk.Sigstore.Tests;

[TestClass]
public sealed class BundleParsingTests
{
    private const string Entry =
        """{"logIndex":"7","logId":{"keyId":"AQ=="},"kindVersion":{"kind":"dsse","version":"0.0.1"},"integratedTime":"9","inclusionPromise":{"signedEntryTimestamp":"Ag=="},"inclusionProof":{"logIndex":"0","rootHash":"Aw==","treeSize":"1","hashes":["BA=="],"checkpoint":{"envelope":"x"}},"canonicalizedBody":"Bg=="}""";

    private const string Valid =
        $$$$"""{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"publicKey":{"hint":"k"},"tlogEntries":[{{{{Entry}}}}],"timestampVerificationData":{"rfc3161Timestamps":[{"signedTimestamp":"Bw=="}]}},"dsseEnvelope":{"payload":"+/8=","payloadType":"t","signatures":[{"sig":"CQ==","keyid":"k"}]}}""";

    private const string Key = "\"publicKey\":{\"hint\":\"k\"}";
    private const string MediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";

    [TestMethod]
    public void Every_part_of_a_bundle_is_read()
    {
        var bundle = Parse(Valid);

        Assert.AreEqual(BundleVersion.V03, bundle.Version);
        Assert.AreEqual(new PublicKeyHint("k"), bundle.Key);
        var envelope = bundle.Envelope();
        Assert.AreEqual("t", envelope.PayloadType);
        Assert.AreEqual("k", envelope.KeyId);
        CollectionAssert.AreEqual(new byte[] { 0xfb, 0xff }, envelope.Payload.ToArray());
        CollectionAssert.AreEqual(new byte[] { 9 }, envelope.Signature.ToArray());
        CollectionAssert.AreEqual(new byte[] { 7 }, bundle.Timestamps.Single().ToArray());
        var entry = bundle.LogEntries.Single();
        Assert.AreEqual((7L, 9L, "dsse", "0.0.1"), (entry.LogIndex, entry.IntegratedTime, entry.Kind, entry.KindVersion));
        CollectionAssert.AreEqual(new byte[] { 1, 2, 6 }, (byte[])[.. entry.LogId, .. entry.SignedEntryTimestamp, .. entry.CanonicalizedBody]);
        var proof = entry.InclusionProof!;
        Assert.AreEqual((0L, 1L, "x"), (proof.LogIndex, proof.TreeSize, proof.Checkpoint));
        CollectionAssert.AreEqual(new byte[] { 3, 4 }, (byte[])[.. proof.RootHash, .. proof.Hashes.Single()]);
    }

    [TestMethod]
    [DataRow("\"+/8=\"", "\"-_8=\"", DisplayName = "URL-safe")]
    [DataRow("\"+/8=\"", "\"-_8\"", DisplayName = "URL-safe, not padded")]
    [DataRow("\"+/8=\"", "\"+/8\"", DisplayName = "not padded")]
    [DataRow("\"logIndex\":\"7\"", "\"logIndex\":7", DisplayName = "int64 as a number")]
    [DataRow("\"inclusionProof\":{\"logIndex\":\"0\",", "\"inclusionProof\":{", DisplayName = "index 0 left out")]
    [DataRow("\"hint\":\"k\"}", "\"hint\":\"k\"},\"certificate\":null", DisplayName = "null is absent")]
    [DataRow("{\"mediaType\"", " \r\n\t{\"mediaType\"", DisplayName = "white space")]
    [DataRow("application/vnd.dev.sigstore.bundle.v0.3+json", "application/vnd.dev.sigstore.bundle+json;version=0.3", DisplayName = "the other name of 0.3")]
    public void Another_spelling_of_the_same_bundle_reads_the_same(string part, string other) =>
        CollectionAssert.AreEqual(Parse(Valid).ToJson(), Parse(Replace(part, other)).ToJson());

    [TestMethod]
    [DataRow("", "", DisplayName = "unchanged")]
    [DataRow(Entry, "", DisplayName = "no entry")]
    [DataRow($"\"tlogEntries\":[{Entry}],", "", DisplayName = "no entries")]
    [DataRow("{\"rfc3161Timestamps\":[{\"signedTimestamp\":\"Bw==\"}]}", "null", DisplayName = "no timestamps")]
    public void What_may_be_absent_is_empty(string part, string other)
    {
        var bundle = Parse(part.Length == 0 ? Valid : Replace(part, other));
        Assert.AreEqual(part.Contains("kind", StringComparison.Ordinal) ? 0 : 1, bundle.LogEntries.Length);
        Assert.AreEqual(part.Contains("rfc", StringComparison.Ordinal) ? 0 : 1, bundle.Timestamps.Length);
    }

    [TestMethod]
    [DataRow("{\"mediaType\"", "{", DisplayName = "cut in a name")]
    [DataRow("}]}}", "}]}", DisplayName = "truncated")]
    [DataRow("}]}}", "}]}}}", DisplayName = "trailing brace")]
    [DataRow("}]}}", "}]}} {}", DisplayName = "two documents")]
    [DataRow("}]}}", "}]}} // x", DisplayName = "comment")]
    [DataRow("}]}}", "}]},}", DisplayName = "trailing comma")]
    [DataRow("{\"mediaType\"", "\uFEFF{\"mediaType\"", DisplayName = "byte order mark")]
    [DataRow("{\"mediaType\":", "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"mediaType\":", DisplayName = "duplicate name")]
    [DataRow("{\"mediaType\":", "{\"media\\u0054ype\":\"x\",\"mediaType\":", DisplayName = "duplicate name, escaped")]
    [DataRow("\"keyid\":\"k\"", "\"keyid\":\"k\",\"keyid\":\"k\"", DisplayName = "duplicate name, nested")]
    [DataRow("\"keyid\":\"k\"", "\"keyid\":\"k\",\"cert\":\"k\"", DisplayName = "unknown member")]
    [DataRow("\"keyid\":\"k\"", "\"KeyId\":\"k\"", DisplayName = "other case")]
    [DataRow("\"dsseEnvelope\"", "\"dsseEnvelop\"", DisplayName = "misspelt member")]
    [DataRow("\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",", "", DisplayName = "no media type")]
    [DataRow("\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\"", "\"mediaType\":3", DisplayName = "media type is a number")]
    [DataRow(Key, "\"certificate\":null", DisplayName = "no key form")]
    [DataRow(Key, Key + ",\"certificate\":{\"rawBytes\":\"MAA=\"}", DisplayName = "two key forms")]
    [DataRow(Key, "\"certificate\":{}", DisplayName = "empty certificate")]
    [DataRow(Key, "\"certificate\":{\"rawBytes\":\"\"}", DisplayName = "certificate without bytes")]
    [DataRow(Key, "\"x509CertificateChain\":{\"certificates\":[{\"rawBytes\":\"MAA=\"}]}", DisplayName = "a chain in 0.3")]
    [DataRow("\"hint\":\"k\"", "\"hint\":\"j\"", DisplayName = "hint contradicts keyid")]
    [DataRow(",\"keyid\":\"k\"", "", DisplayName = "hint without keyid")]
    [DataRow("\"hint\":\"k\"", "\"hint\":1", DisplayName = "hint is a number")]
    [DataRow("\"dsseEnvelope\":", "\"messageSignature\":{\"signature\":\"CQ==\"},\"dsseEnvelope\":", DisplayName = "two content forms")]
    [DataRow("[{\"sig\":\"CQ==\",\"keyid\":\"k\"}]", "[]", DisplayName = "no signature")]
    [DataRow("[{\"sig\":\"CQ==\",\"keyid\":\"k\"}]", "[{\"sig\":\"CQ==\",\"keyid\":\"k\"},{\"sig\":\"CQ==\",\"keyid\":\"k\"}]", DisplayName = "two signatures")]
    [DataRow("[{\"sig\":\"CQ==\",\"keyid\":\"k\"}]", "[null]", DisplayName = "null signature")]
    [DataRow("[{\"sig\":\"CQ==\",\"keyid\":\"k\"}]", "{\"sig\":\"CQ==\",\"keyid\":\"k\"}", DisplayName = "signature outside an array")]
    [DataRow("\"sig\":\"CQ==\"", "\"sig\":\"\"", DisplayName = "empty signature")]
    [DataRow("\"sig\":\"CQ==\"", "\"sig\":\"CR==\"", DisplayName = "trailing bits")]
    [DataRow("\"sig\":\"CQ==\"", "\"sig\":\"C Q==\"", DisplayName = "white space in base64")]
    [DataRow("\"sig\":\"CQ==\"", "\"sig\":\"CQ=\"", DisplayName = "half padded")]
    [DataRow("\"sig\":\"CQ==\"", "\"sig\":\"CQ====\"", DisplayName = "padded too far")]
    [DataRow("\"sig\":\"CQ==\"", "\"sig\":\"C\"", DisplayName = "one digit")]
    [DataRow("\"sig\":\"CQ==\"", "\"sig\":\"CQ=A\"", DisplayName = "padding in the middle")]
    [DataRow("\"+/8=\"", "\"-/8=\"", DisplayName = "mixed alphabets")]
    [DataRow("\"payload\":\"+/8=\",", "", DisplayName = "no payload")]
    [DataRow("\"payloadType\":\"t\"", "\"payloadType\":\"\\ud800\"", DisplayName = "lone surrogate")]
    [DataRow("{\"mediaType\"", "{\"\\ud800\":1,\"mediaType\"", DisplayName = "lone surrogate in a name")]
    [DataRow("\"logIndex\":\"7\"", "\"logIndex\":\"-7\"", DisplayName = "negative index")]
    [DataRow("\"logIndex\":\"7\"", "\"logIndex\":-7", DisplayName = "negative number")]
    [DataRow("\"logIndex\":\"7\"", "\"logIndex\":7.5", DisplayName = "fraction")]
    [DataRow("\"logIndex\":\"7\"", "\"logIndex\":\"9223372036854775808\"", DisplayName = "too large a number")]
    [DataRow("\"logIndex\":\"7\"", "\"logIndex\":\" 7\"", DisplayName = "number with white space")]
    [DataRow("\"logId\":{\"keyId\":\"AQ==\"}", "\"logId\":{}", DisplayName = "no log id")]
    [DataRow(",\"checkpoint\":{\"envelope\":\"x\"}", "", DisplayName = "proof without checkpoint")]
    [DataRow("\"inclusionProof\":{\"logIndex\":\"0\",\"rootHash\":\"Aw==\",\"treeSize\":\"1\",\"hashes\":[\"BA==\"],\"checkpoint\":{\"envelope\":\"x\"}},", "", DisplayName = "entry without proof")]
    [DataRow("\"hashes\":[\"BA==\"]", "\"hashes\":[4]", DisplayName = "hash is a number")]
    public void A_malformed_bundle_is_refused(string part, string other) =>
        Refused.With(VerificationFailure.MalformedBundle, () => Parse(Replace(part, other)));

    [TestMethod]
    [DataRow("application/vnd.dev.sigstore.bundle.v0.4+json")]
    [DataRow("application/vnd.dev.sigstore.bundle+json;version=0.4")]
    [DataRow("application/vnd.dev.sigstore.bundle.v0.3+JSON")]
    [DataRow("")]
    public void An_unknown_media_type_needs_a_newer_version(string mediaType)
    {
        var e = Refused.With(VerificationFailure.UnsupportedVersion, () => Parse(Replace(MediaType, mediaType)));
        StringAssert.Contains(e.Message, $"'{mediaType}'");
        StringAssert.Contains(e.Message, "newer version");
    }

    [TestMethod]
    public void A_newer_version_is_named_as_that_even_with_members_that_are_new_too() =>
        Refused.With(VerificationFailure.UnsupportedVersion, () => Parse(Replace("{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3", "{\"new\":1,\"mediaType\":\"application/vnd.dev.sigstore.bundle.v9")));

    [TestMethod]
    public void A_version_0_1_entry_needs_a_promise_and_no_checkpoint()
    {
        const string Version01 = "application/vnd.dev.sigstore.bundle+json;version=0.1";
        var v01 = Replace(MediaType, Version01);
        Assert.AreEqual("", Parse(v01.Replace(",\"checkpoint\":{\"envelope\":\"x\"}", "", StringComparison.Ordinal)).LogEntries[0].InclusionProof!.Checkpoint);
        Refused.With(
            VerificationFailure.MalformedBundle,
            () => Parse(v01.Replace("\"inclusionPromise\":{\"signedEntryTimestamp\":\"Ag==\"},", "", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Before_version_0_3_a_chain_is_read_and_a_lone_certificate_or_an_empty_chain_refused()
    {
        var v02 = Replace(MediaType, "application/vnd.dev.sigstore.bundle+json;version=0.2");
        var chain = Parse(v02.Replace(Key, "\"x509CertificateChain\":{\"certificates\":[{\"rawBytes\":\"MAA=\"},{\"rawBytes\":\"MQA=\"}]}", StringComparison.Ordinal));
        Assert.HasCount(2, ((CertificateMaterial)chain.Key).Certificates);
        Refused.With(VerificationFailure.MalformedBundle, () => Parse(v02.Replace(Key, "\"certificate\":{\"rawBytes\":\"MAA=\"}", StringComparison.Ordinal)));
        Refused.With(VerificationFailure.MalformedBundle, () => Parse(v02.Replace(Key, "\"x509CertificateChain\":{\"certificates\":[]}", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_bundle_of_a_mebibyte_is_read_and_one_byte_more_is_not()
    {
        var largest = Encoding.UTF8.GetBytes(Valid.PadRight(Bundle.MaxBytes));
        Assert.AreEqual(BundleVersion.V03, Bundle.Parse(largest).Version);
        Refused.With(VerificationFailure.BundleTooLarge, () => Bundle.Parse((byte[])[.. largest, (byte)' ']));
    }

    [TestMethod]
    public void An_endless_stream_is_read_to_the_limit_only()
    {
        using var endless = new EndlessStream();
        Refused.With(VerificationFailure.BundleTooLarge, () => Bundle.Read(endless));
        Assert.IsLessThanOrEqualTo(Bundle.MaxBytes + 1, endless.BytesRead);

        using var whole = new MemoryStream(Encoding.UTF8.GetBytes(Valid));
        CollectionAssert.AreEqual(Parse(Valid).ToJson(), Bundle.Read(whole).ToJson());
    }

    [TestMethod]
    public void Deep_nesting_and_too_many_items_are_refused()
    {
        Refused.With(VerificationFailure.MalformedBundle, () => Parse(Replace("\"k\"", new string('[', 100_000))));
        Refused.With(VerificationFailure.MalformedBundle, () => Parse(Replace(Entry, string.Join(',', Enumerable.Repeat(Entry, 33)))));
        Refused.With(VerificationFailure.MalformedBundle, () => Parse(Replace("[\"BA==\"]", $"[{string.Join(',', Enumerable.Repeat("\"BA==\"", 65))}]")));
    }

    [TestMethod]
    public void Text_of_the_bundle_is_escaped_and_shortened_in_messages()
    {
        var e = Refused.With(VerificationFailure.UnsupportedVersion, () => Parse(Replace(MediaType, "x\\u001b[2J\\n::error::\\u202e" + new string('y', 1000))));
        Assert.IsFalse(e.Message.Any(c => c is < ' ' or '\u202e'), e.Message);
        Assert.IsLessThan(400, e.Message.Length);
    }

    [TestMethod]
    public void Bytes_that_are_not_UTF_8_are_refused()
    {
        var bytes = Encoding.UTF8.GetBytes(Valid);
        bytes[Valid.IndexOf("\"t\"", StringComparison.Ordinal) + 1] = 0xff;
        Refused.With(VerificationFailure.MalformedBundle, () => Bundle.Parse(bytes));
    }

    private static Bundle Parse(string json) => Bundle.Parse(Encoding.UTF8.GetBytes(json));

    private static string Replace(string part, string other)
    {
        Assert.Contains(part, Valid);
        return Valid.Replace(part, other, StringComparison.Ordinal);
    }

    private sealed class EndlessStream : Stream
    {
        public long BytesRead { get; private set; }
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            BytesRead += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
