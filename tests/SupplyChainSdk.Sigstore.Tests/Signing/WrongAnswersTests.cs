using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace SupplyChainSdk.Sigstore.Tests.Signing;

/// <summary>Services that answer in the right form and with the wrong thing; each with its own reason, before anything is given out.</summary>
[TestClass]
public sealed class WrongAnswersTests
{
    private const string Log1 = "/api/v1/log/entries";
    private const string Log2 = "/api/v2/log/entries";

    [TestMethod]
    public async Task A_certificate_for_another_key_is_refused()
    {
        using var stack = new LocalStack();
        using var between = new Between(stack, (_, body, ask) =>
        {
            using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = JsonNode.Parse(body)!;
            var csr = new CertificateRequest(new X500DistinguishedName([0x30, 0]), other, HashAlgorithmName.SHA256).CreateSigningRequestPem();
            request["certificateSigningRequest"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(csr));
            return ask(Utf8(request));
        });
        await CertifyFailsAsync(stack, between.Url, SigningFailure.CertificateKeyMismatch);
    }

    [TestMethod]
    [DataRow("sub", "https://github.com/somebody/else/.github/workflows/x.yml@refs/heads/main", SigningFailure.CertificateIdentityMismatch)]
    [DataRow("iss", "https://token.actions.githubusercontent.com/other", SigningFailure.CertificateIssuerMismatch)]
    public async Task A_certificate_of_somebody_else_is_refused(string claim, string value, SigningFailure expected)
    {
        using var stack = new LocalStack();
        using var between = new Between(stack, (_, body, ask) =>
        {
            var request = JsonNode.Parse(body)!;
            request["credentials"]!["oidcIdentityToken"] = Tokens.Change((string)request["credentials"]!["oidcIdentityToken"]!, claims => claims[claim] = value);
            return ask(Utf8(request));
        });
        var e = await CertifyFailsAsync(stack, between.Url, expected);
        StringAssert.Contains(e.Message, value[..40]);
    }

    [TestMethod]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        using var stack = new LocalStack();
        using var stranger = new LocalStack();
        var e = await CertifyFailsAsync(stack, stranger.Url.AbsoluteUri, SigningFailure.CertificateUntrusted);
        Assert.IsInstanceOfType<VerificationException>(e.InnerException);
    }

    [TestMethod]
    public async Task A_certificate_that_no_known_log_has_promised_is_refused()
    {
        using var stack = new LocalStack();
        using var stranger = new LocalStack();
        var root = JsonNode.Parse(File.ReadAllBytes(stack.RootPath))!;
        root["ctlogs"] = JsonNode.Parse(File.ReadAllBytes(stranger.RootPath))!["ctlogs"]!.DeepClone();
        using var signer = new KeylessSigner(stack.TokenAsync, stack.Config(), TrustedRoot.Parse(Utf8(root)));
        var e = await NotSigned.WithAsync(SigningFailure.CertificateTimestampInvalid, async () => await signer.CertifyAsync());
        Assert.AreEqual(VerificationFailure.SctLogUnknown, ((VerificationException)e.InnerException!).Failure);
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(1)]
    public async Task A_clock_that_is_an_hour_off_is_said_of_each_service(int hours)
    {
        using var stack = new LocalStack();
        using var shifted = new LocalStack("--clock", DateTimeOffset.UtcNow.AddHours(hours).ToString("yyyy-MM-ddTHH:mm:ssZ"));
        using (var signer = new KeylessSigner(stack.TokenAsync, Configs.With(shifted), shifted.Root))
        {
            var e = await NotSigned.WithAsync(SigningFailure.CertificateNotCurrent, async () => await signer.CertifyAsync());
            StringAssert.Contains(e.Message, "this machine's clock or the authority's is wrong");
        }
        var root = BothRoots(stack, shifted);
        // An hour ago the authority's own certificate was not valid yet, which is said first.
        await SignFailsAsync(
            stack, Configs.With(stack, timestamps: $"{shifted.Url}api/v1/timestamp"), hours < 0 ? SigningFailure.TimestampInvalid : SigningFailure.TimestampOutsideCertificate, root);
        await SignFailsAsync(stack, Configs.With(stack, log: shifted.Url.AbsoluteUri), SigningFailure.LogTimeOutsideCertificate, root);
    }

    [TestMethod]
    public async Task A_timestamp_for_another_request_is_refused()
    {
        using var stack = new LocalStack();
        // Nonce (8 bytes), then certReq (3 bytes): its last byte is another one.
        using var between = new Between(stack, (_, body, ask) => ask([.. body[..^4], (byte)(body[^4] ^ 1), .. body[^3..]]));
        await SignFailsAsync(stack, Configs.With(stack, timestamps: $"{between.Url}api/v1/timestamp"), SigningFailure.TimestampNonceMismatch);
    }

    [TestMethod]
    public async Task A_timestamp_of_something_else_is_refused()
    {
        using var stack = new LocalStack();
        // The digest stands before the nonce (10 bytes with its head) and certReq.
        using var between = new Between(stack, (_, body, ask) => ask([.. body[..^14], (byte)(body[^14] ^ 1), .. body[^13..]]));
        var e = await SignFailsAsync(stack, Configs.With(stack, timestamps: $"{between.Url}api/v1/timestamp"), SigningFailure.TimestampInvalid);
        Assert.AreEqual(VerificationFailure.TimestampImprintMismatch, ((VerificationException)e.InnerException!).Failure);
    }

    [TestMethod]
    public async Task A_timestamp_of_an_authority_that_is_not_trusted_is_refused()
    {
        using var stack = new LocalStack();
        using var stranger = new LocalStack();
        var e = await SignFailsAsync(stack, Configs.With(stack, timestamps: $"{stranger.Url}api/v1/timestamp"), SigningFailure.TimestampInvalid);
        // Every local stack has the same names, so its authority is taken for ours, until the signature.
        Assert.AreEqual(VerificationFailure.TimestampSignatureInvalid, ((VerificationException)e.InnerException!).Failure);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public async Task An_entry_for_another_artifact_is_refused(int version)
    {
        using var stack = new LocalStack();
        Answer? first = null;
        using var between = new Between(stack, (_, body, ask) => first ??= ask(body));
        using var signer = new KeylessSigner(stack.TokenAsync, Configs.With(stack, log: between.Url, logVersion: version), stack.Root);
        await signer.SignFileAsync(Artifact.FromBytes("a"u8));
        var e = await NotSigned.WithAsync(SigningFailure.LogEntryMismatch, async () => await signer.SignFileAsync(Artifact.FromBytes("b"u8)));
        StringAssert.Contains(e.Message, "another signature");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public async Task An_entry_of_a_log_that_is_not_trusted_is_refused(int version)
    {
        using var stack = new LocalStack();
        using var stranger = new LocalStack();
        var e = await SignFailsAsync(stack, Configs.With(stack, log: stranger.Url.AbsoluteUri, logVersion: version), SigningFailure.LogEntryInvalid);
        Assert.AreEqual(VerificationFailure.LogUntrusted, ((VerificationException)e.InnerException!).Failure);
    }

    [TestMethod]
    [DataRow(1, "hashes", VerificationFailure.InclusionProofInvalid)]
    [DataRow(2, "hashes", VerificationFailure.InclusionProofInvalid)]
    [DataRow(1, "promise", VerificationFailure.InclusionPromiseInvalid)]
    [DataRow(1, "root", VerificationFailure.CheckpointMismatch)]
    [DataRow(2, "checkpoint", VerificationFailure.CheckpointSignatureInvalid)]
    public async Task An_entry_that_the_log_does_not_prove_is_refused(int version, string changed, VerificationFailure expected)
    {
        using var stack = new LocalStack();
        using var between = new Between(stack, (_, body, ask) =>
        {
            ask(body); // so that the tree has two entries, and the proof a hash
            var answer = ask(body);
            var json = JsonNode.Parse(answer.Body)!;
            Change(version == 1 ? json.AsObject().Single().Value! : json, changed);
            return answer with { Body = Utf8(json) };
        });
        var e = await SignFailsAsync(stack, Configs.With(stack, log: between.Url, logVersion: version), SigningFailure.LogEntryInvalid);
        Assert.AreEqual(expected, ((VerificationException)e.InnerException!).Failure, e.Message);
    }

    [TestMethod]
    public async Task An_entry_that_the_log_has_already_is_taken_when_it_is_ours()
    {
        using var stack = new LocalStack();
        Answer? kept = null;
        var isSwapped = false;
        Answer? swapped = null;
        using var between = new Between(stack, (path, body, ask) =>
        {
            if (path != Log1)
                return (isSwapped ? swapped! : kept!) with { Status = 200 };
            swapped = kept;
            kept = ask(body);
            return new Answer(409, """{"code":409,"message":"an equivalent entry already exists"}"""u8.ToArray(), $"{Log1}/24296fb24b8ad77a");
        });
        using var signer = new KeylessSigner(stack.TokenAsync, Configs.With(stack, log: between.Url), stack.Root);
        var bundle = await signer.SignAsync(Dsse.InTotoPayloadType, Statements.About("a"u8), default);
        BundleVerifier.Verify(bundle, Artifact.FromBytes("a"u8), stack.Root, IdentityPolicy.Exact(stack.Identity, stack.Issuer));

        isSwapped = true;
        await NotSigned.WithAsync(SigningFailure.LogEntryMismatch, async () => await signer.SignAsync(Dsse.InTotoPayloadType, Statements.About("b"u8), default));
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("https://example.test/api/v1/log/entries/1")]
    public async Task An_entry_that_lies_nowhere_or_elsewhere_is_refused(string? location)
    {
        using var stack = new LocalStack();
        using var between = new Between(stack, (_, _, _) => new Answer(409, "{}"u8.ToArray(), location));
        await SignFailsAsync(stack, Configs.With(stack, log: between.Url), SigningFailure.ServiceAnswerMalformed);
    }

    [TestMethod]
    public async Task A_log_that_has_fewer_entries_than_before_is_refused()
    {
        using var stack = new LocalStack();
        var log = new ShrinkingLog();
        using var between = new Between(stack, (_, body, _) => new Answer(201, log.Add(body)));
        var root = JsonNode.Parse(File.ReadAllBytes(stack.RootPath))!;
        root["tlogs"] = new JsonArray(log.Trusted(between.Url));
        using var signer = new KeylessSigner(stack.TokenAsync, Configs.With(stack, log: between.Url), TrustedRoot.Parse(Utf8(root)));
        log.Size = 4;
        await signer.SignFileAsync(Artifact.FromBytes("a"u8));
        log.Size = 8;
        await signer.SignFileAsync(Artifact.FromBytes("b"u8));
        log.Size = 4;
        var e = await NotSigned.WithAsync(SigningFailure.LogShrank, async () => await signer.SignFileAsync(Artifact.FromBytes("c"u8)));
        StringAssert.Contains(e.Message, "its tree has 4 entries");
    }

    [TestMethod]
    public async Task A_bundle_that_lacks_what_the_policy_wants_is_not_given_out()
    {
        using var stack = new LocalStack();
        // Two times are there, and both are of one operator, which only the whole bundle shows.
        using var signer = new KeylessSigner(stack.TokenAsync, stack.Config(), stack.Root) { Policy = new VerificationPolicy { Times = 2 } };
        var e = await NotSigned.WithAsync(SigningFailure.BundleNotVerified, async () => await signer.SignFileAsync(Artifact.FromBytes("a"u8)));
        Assert.AreEqual(VerificationFailure.TimeMissing, ((VerificationException)e.InnerException!).Failure);
        Assert.IsNull(e.Service);
    }

    [TestMethod]
    public async Task An_identity_that_the_caller_does_not_expect_is_refused_before_anything_is_signed()
    {
        using var stack = new LocalStack();
        foreach (var (expected, failure) in new[]
        {
            (IdentityPolicy.Exact("https://github.com/other", stack.Issuer), SigningFailure.CertificateIdentityMismatch),
            (IdentityPolicy.Exact(stack.Identity, "https://issuer.example.test"), SigningFailure.CertificateIssuerMismatch),
            (IdentityPolicy.Exact(stack.Identity, stack.Issuer) with { Trigger = "schedule" }, SigningFailure.CertificateIdentityMismatch),
        })
        {
            using var signer = new KeylessSigner(stack.TokenAsync, stack.Config(), stack.Root) { ExpectedIdentity = expected };
            await NotSigned.WithAsync(failure, async () => await signer.CertifyAsync());
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task An_issuer_without_a_known_rule_needs_an_expected_identity(bool isExpected)
    {
        using var stack = new LocalStack();
        var token = IdentityToken.Parse(Tokens.Change(await stack.TokenTextAsync(), claims =>
        {
            claims["iss"] = "https://issuer.example.test";
            claims["sub"] = "https://example.test/somebody";
        }));
        Assert.IsNull(token.ExpectedIdentity);
        // This authority's certificates are of the subject; ours is told another one.
        using var between = new Between(stack, (_, body, ask) =>
        {
            var request = JsonNode.Parse(body)!;
            request["credentials"]!["oidcIdentityToken"] = Tokens.Change(
                (string)request["credentials"]!["oidcIdentityToken"]!, claims => claims["sub"] = "https://example.test/pipeline");
            return ask(Utf8(request));
        });
        using var signer = new KeylessSigner(_ => ValueTask.FromResult(token), Configs.With(stack, authority: between.Url), stack.Root)
        {
            ExpectedIdentity = isExpected ? IdentityPolicy.Exact("https://example.test/pipeline", "https://issuer.example.test") : null,
        };
        if (isExpected)
        {
            Assert.AreEqual("https://example.test/pipeline", (await signer.CertifyAsync()).Identity);
            return;
        }
        var e = await NotSigned.WithAsync(SigningFailure.CertificateIdentityMismatch, async () => await signer.CertifyAsync());
        StringAssert.Contains(e.Message, "say which identity is expected");
    }

    private static void Change(JsonNode entry, string what)
    {
        var proof = (entry["verification"] ?? entry)["inclusionProof"]!;
        switch (what)
        {
            case "hashes":
                proof["hashes"]![0] = Flipped((string)proof["hashes"]![0]!);
                break;
            case "promise":
                entry["integratedTime"] = (long)entry["integratedTime"]! + 1;
                break;
            case "root":
                proof["rootHash"] = Flipped((string)proof["rootHash"]!);
                break;
            default:
                var envelope = (string)proof["checkpoint"]!["envelope"]!;
                proof["checkpoint"]!["envelope"] = envelope[..^5] + (envelope[^5] == 'A' ? 'B' : 'A') + envelope[^4..];
                break;
        }
    }

    // The first digit: of hexadecimal and of base64 alike.
    private static string Flipped(string text) => (text[0] == 'a' ? 'b' : 'a') + text[1..];

    private static TrustedRoot BothRoots(LocalStack one, LocalStack other)
    {
        var root = JsonNode.Parse(File.ReadAllBytes(one.RootPath))!;
        var more = JsonNode.Parse(File.ReadAllBytes(other.RootPath))!;
        foreach (var kind in new[] { "tlogs", "timestampAuthorities" })
        {
            foreach (var item in more[kind]!.AsArray())
                root[kind]!.AsArray().Add(item!.DeepClone());
        }
        return TrustedRoot.Parse(Utf8(root));
    }

    private static async Task<SigningException> CertifyFailsAsync(LocalStack stack, string authority, SigningFailure expected)
    {
        using var signer = new KeylessSigner(stack.TokenAsync, Configs.With(stack, authority: authority), stack.Root);
        var e = await NotSigned.WithAsync(expected, async () => await signer.SignFileAsync(Artifact.FromBytes("a"u8)));
        Assert.AreEqual(SigningServiceKind.CertificateAuthority, e.Service);
        Assert.IsNull(signer.Description);
        Assert.IsFalse((await stack.RequestsAsync()).Any(p => p is Log1 or Log2 || p.EndsWith("timestamp", StringComparison.Ordinal)), "Something was signed.");
        return e;
    }

    private static async Task<SigningException> SignFailsAsync(LocalStack stack, SigningConfig config, SigningFailure expected, TrustedRoot? root = null)
    {
        using var signer = new KeylessSigner(stack.TokenAsync, config, root ?? stack.Root);
        return await NotSigned.WithAsync(expected, async () => await signer.SignFileAsync(Artifact.FromBytes("a"u8)));
    }

    private static byte[] Utf8(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
