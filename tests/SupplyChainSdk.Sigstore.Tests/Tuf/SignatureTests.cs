using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SupplyChainSdk.Sigstore.Certificates;
using SupplyChainSdk.Sigstore.Tuf;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>Which signatures count, and how often.</summary>
[TestClass]
public class SignatureTests
{
    [TestMethod]
    [DataRow("root")]
    [DataRow("timestamp")]
    [DataRow("snapshot")]
    [DataRow("targets")]
    public async Task Unsigned_metadata_is_refused_and_what_was_accepted_before_it_stays(string name)
    {
        using var repository = new TestRepository();
        TestRole[] roles = [repository.Root, repository.Timestamp, repository.Snapshot, repository.Targets];
        var role = roles.Single(r => r.Name == name);
        role.Signers = [];
        repository.Root.Version = 2;
        repository.PublishRoot();
        repository.PublishNext();
        await Refused.With(TufFailure.SignatureThreshold, () => repository.UpdateAsync());
        var stored = roles.TakeWhile(r => r != role).Select(r => r.Name).DefaultIfEmpty("root").Order(StringComparer.Ordinal);
        CollectionAssert.AreEqual(
            stored.ToArray(),
            Directory.GetFiles(repository.Store, "*.json").Select(p => Path.GetFileNameWithoutExtension(p)).Order(StringComparer.Ordinal).ToArray());
    }

    [TestMethod]
    public async Task One_key_under_many_ids_counts_once()
    {
        using var repository = new TestRepository();
        var key = repository.Snapshot.Keys[0];
        repository.NextRoot(() =>
        {
            repository.Snapshot.Keys.AddRange([key.As("second"), key.As("third")]);
            repository.Snapshot.Threshold = 2;
        });
        repository.PublishNext();
        StringAssert.Contains((await Refused.With(TufFailure.SignatureThreshold, () => repository.UpdateAsync())).Message, "signed by 1 of the 3 keys");
        repository.NextRoot(() => repository.Snapshot.Keys.Add(TestKey.Ecdsa()));
        repository.PublishNext();
        Assert.AreEqual((3, 3, 3, 3), await repository.UpdateAsync());
    }

    [TestMethod]
    public async Task The_same_key_id_twice_in_the_signatures_is_malformed()
    {
        using var repository = new TestRepository();
        repository.Snapshot.Tamper = file => file["signatures"]!.AsArray().Add(file["signatures"]![0]!.DeepClone());
        repository.PublishNext();
        await Refused.With(TufFailure.Malformed, () => repository.UpdateAsync());
    }

    [TestMethod]
    public async Task The_same_key_id_twice_in_a_role_is_malformed()
    {
        using var repository = new TestRepository();
        repository.Root.Edit = signed => signed["roles"]!["snapshot"]!["keyids"]!.AsArray().Add(repository.Snapshot.Keys[0].Id);
        repository.NextRoot(() => { });
        await Refused.With(TufFailure.Malformed, () => repository.UpdateAsync());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("zz")]
    [DataRow("abc")]
    [DataRow("3006020101020101")]
    public async Task A_bad_signature_beside_enough_good_ones_harms_nothing_and_alone_it_counts_for_nothing(string bad)
    {
        using var repository = new TestRepository();
        repository.NextRoot(() => repository.Snapshot.Keys.Add(TestKey.Ecdsa()));
        repository.Snapshot.Tamper = file => file["signatures"]![0]!["sig"] = bad;
        repository.PublishNext();
        Assert.AreEqual((2, 2, 2, 2), await repository.UpdateAsync());
        repository.NextRoot(() => repository.Snapshot.Threshold = 2);
        repository.PublishNext();
        await Refused.With(TufFailure.SignatureThreshold, () => repository.UpdateAsync());
    }

    [TestMethod]
    public async Task Metadata_signed_by_a_revoked_key_is_refused()
    {
        using var repository = new TestRepository();
        await repository.UpdateAsync();
        TestKey[] revoked = [.. repository.Timestamp.Keys];
        repository.NextRoot(repository.Timestamp.Rotate);
        repository.Timestamp.Signers = [.. revoked];
        repository.PublishNext();
        await Refused.With(TufFailure.SignatureThreshold, () => repository.UpdateAsync());
        repository.Timestamp.Signers = null;
        repository.Publish();
        Assert.AreEqual((2, 2, 2, 2), await repository.UpdateAsync());
    }

    [TestMethod]
    public async Task Metadata_of_another_role_that_the_key_also_signs_is_refused()
    {
        using var repository = new TestRepository();
        repository.NextRoot(() => repository.Snapshot.Keys.Add(repository.Timestamp.Keys[0]));
        repository.Snapshot.Version = 2;
        repository.Snapshot.Edit = signed => signed["meta"] = new JsonObject { ["snapshot.json"] = new JsonObject { ["version"] = 1 } };
        repository.Publish();
        repository.Files["metadata/timestamp.json"] = repository.Files["metadata/2.snapshot.json"];
        await Refused.With(TufFailure.WrongType, () => repository.UpdateAsync());
    }

    [TestMethod]
    public async Task All_kinds_of_keys_verify_and_those_of_unknown_kinds_are_passed_over()
    {
        using var repository = new TestRepository();
        repository.NextRoot(() =>
        {
            repository.Targets.Keys.Clear();
            repository.Targets.Keys.AddRange(
            [
                TestKey.Ecdsa("ecdsa-sha2-nistp256"), TestKey.Rsa("rsassa-pss-sha256", RSASignaturePadding.Pss),
                TestKey.Rsa("rsa-pkcs1v15-sha256", RSASignaturePadding.Pkcs1), TestKey.Of("new", "new-scheme", "x", _ => [1]),
                TestKey.Of("ecdsa", "ecdsa-sha2-nistp256", "04abcdef", _ => [1]),
            ]);
            repository.Targets.Threshold = 3;
        });
        repository.PublishNext();
        Assert.AreEqual((2, 2, 2, 2), await repository.UpdateAsync());
        repository.NextRoot(() => repository.Targets.Threshold = 4);
        repository.PublishNext();
        StringAssert.Contains((await Refused.With(TufFailure.SignatureThreshold, () => repository.UpdateAsync())).Message, "signed by 3 of the 5 keys");
    }

    [TestMethod]
    public void Keys_of_a_file_that_nobody_signed_are_not_looked_at()
    {
        const int Count = 5_000;
        var key = Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"); // RFC 8032, 7.1
        var looked = Stopwatch.StartNew();
        for (var i = 0; i < Count; i++)
            Assert.IsTrue(Ed25519.IsKey(key));
        looked.Stop();
        var keys = new JsonObject(Enumerable.Range(0, Count).Select(i => KeyValuePair.Create(
            $"{i}", (JsonNode?)TestKey.Of("ed25519", "ed25519", Convert.ToHexStringLower(key), data => data).Json)));
        var targets = new TestRole("targets").Sign("targets", new JsonObject { ["targets"] = new JsonObject(), ["delegations"] = new JsonObject { ["keys"] = keys, ["roles"] = new JsonArray() } });
        _ = TargetsMetadata.Read([.. targets]);
        var read = Stopwatch.StartNew();
        Assert.IsFalse(TargetsMetadata.Read(targets).IsSignedBy(new RoleKeys([], 1)));
        Assert.IsLessThan(looked.Elapsed, read.Elapsed);
    }

    [TestMethod]
    public async Task The_scheme_says_how_a_key_signs()
    {
        using var repository = new TestRepository();
        repository.NextRoot(() =>
        {
            repository.Targets.Keys.Clear();
            repository.Targets.Keys.Add(TestKey.Rsa("rsassa-pss-sha256", RSASignaturePadding.Pkcs1));
        });
        repository.PublishNext();
        await Refused.With(TufFailure.SignatureThreshold, () => repository.UpdateAsync());
    }

    [TestMethod]
    public async Task Ed25519_signatures_of_another_implementation_verify()
    {
        _ = Oracles.Folder; // node is there when the oracles are
        using var node = new Ed25519Signer();
        using var repository = new TestRepository();
        repository.NextRoot(() =>
        {
            repository.Timestamp.Keys.Clear();
            repository.Timestamp.Keys.Add(TestKey.Of("ed25519", "ed25519", node.PublicKey, node.Sign));
        });
        repository.PublishNext();
        Assert.AreEqual((2, 2, 2, 2), await repository.UpdateAsync());
        repository.Timestamp.Tamper = file => file["signed"]!["expires"] = "2030-01-01T00:00:00Z";
        repository.PublishNext();
        await Refused.With(TufFailure.SignatureThreshold, () => repository.UpdateAsync());
    }

    /// <summary>A node process that signs what it is given, a line of hexadecimal each.</summary>
    private sealed class Ed25519Signer : IDisposable
    {
        private const string Script = """
            const c = require('crypto'), k = c.generateKeyPairSync('ed25519');
            console.log(k.publicKey.export({ format: 'der', type: 'spki' }).subarray(12).toString('hex'));
            require('readline').createInterface({ input: process.stdin }).on('line', l => console.log(c.sign(null, Buffer.from(l, 'hex'), k.privateKey).toString('hex')));
            """;

        private readonly Process _node = Process.Start(new ProcessStartInfo("node", ["-e", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

        public Ed25519Signer() => PublicKey = _node.StandardOutput.ReadLine()!;

        public string PublicKey { get; }

        public byte[] Sign(byte[] data)
        {
            _node.StandardInput.WriteLine(Convert.ToHexString(data));
            return [.. TufHex.Decode(_node.StandardOutput.ReadLine()!)];
        }

        public void Dispose()
        {
            _node.StandardInput.Close();
            _node.WaitForExit();
            _node.Dispose();
        }
    }
}
