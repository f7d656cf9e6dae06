namespace SupplyChainSdk.Sigstore.Tests.Signing;

/// <summary>How often a certificate is asked for.</summary>
[TestClass]
public sealed class OneCertificateTests
{
    private const string CertificatePath = "/api/v2/signingCert";

    [TestMethod]
    public async Task Many_artifacts_at_once_need_one_certificate_and_one_entry_each()
    {
        using var stack = new LocalStack();
        using var signer = new KeylessSigner(new AmbientIdentity(stack.Environment).GetTokenAsync, stack.Config(), stack.Root);
        var content = Enumerable.Range(0, 5).Select(i => new[] { (byte)i }).ToArray();
        var bundles = await Task.WhenAll(content.Select(c => signer.SignAsync(Dsse.InTotoPayloadType, Statements.About(c), default).AsTask()));

        foreach (var (bundle, bytes) in bundles.Zip(content))
            BundleVerifier.Verify(bundle, Artifact.FromBytes(bytes), stack.Root, IdentityPolicy.Exact(stack.Identity, stack.Issuer));
        var requests = await stack.RequestsAsync();
        Assert.AreEqual(1, requests.Count(p => p == "/oidc/token"));
        Assert.AreEqual(1, requests.Count(p => p == CertificatePath));
        Assert.AreEqual(5, requests.Count(p => p == "/api/v1/log/entries"));
        Assert.AreEqual(5, requests.Count(p => p == "/api/v1/timestamp"));
        Assert.HasCount(12, requests);
        foreach (var request in await stack.LogAsync())
            StringAssert.StartsWith(request.GetProperty("userAgent").GetString(), "SupplyChainSdk/");
    }

    [TestMethod]
    public async Task A_certificate_is_renewed_when_less_than_two_minutes_remain_and_not_before()
    {
        using var stack = new LocalStack();
        var clock = new TestClock();
        using var signer = new KeylessSigner(stack.TokenAsync, stack.Config(isRekor2: true), stack.Root, time: clock);
        var first = await signer.CertifyAsync();
        clock.Offset = TimeSpan.FromSeconds(7 * 60 + 50);
        Assert.AreSame(first, await signer.CertifyAsync());
        var before = await signer.SignFileAsync(Artifact.FromBytes("a"u8));
        Assert.AreEqual(1, (await stack.RequestsAsync()).Count(p => p == CertificatePath));

        clock.Offset = TimeSpan.FromSeconds(8 * 60 + 5);
        var after = await signer.SignFileAsync(Artifact.FromBytes("b"u8));
        Assert.AreEqual(2, (await stack.RequestsAsync()).Count(p => p == CertificatePath));
        Assert.IsFalse(Leaf(before).AsSpan().SequenceEqual(Leaf(after).AsSpan()));
    }

    [TestMethod]
    public async Task A_certificate_that_failed_is_asked_for_again()
    {
        using var stack = new LocalStack();
        using var signer = new KeylessSigner(stack.TokenAsync, stack.Config(), stack.Root);
        await stack.FaultAsync(CertificatePath, 400, body: """{"code":3,"message":"no such token"}""");
        var refused = await NotSigned.WithAsync(SigningFailure.ServiceRefused, async () => await signer.CertifyAsync());
        Assert.AreEqual(SigningServiceKind.CertificateAuthority, refused.Service);
        StringAssert.Contains(refused.Message, "with 400 and says 'no such token' (no proxy in use)");
        Assert.IsNull(signer.Description);
        Assert.AreEqual(stack.Identity, (await signer.CertifyAsync()).Identity);
    }

    [TestMethod]
    public async Task What_cannot_be_signed_asks_nobody()
    {
        using var stack = new LocalStack();
        using var signer = new KeylessSigner(stack.TokenAsync, stack.Config(), stack.Root);
        async Task Refused(string payloadType, ReadOnlyMemory<byte> payload, string why)
        {
            var e = await NotSigned.WithAsync(SigningFailure.StatementUnusable, async () => await signer.SignAsync(payloadType, payload, default));
            StringAssert.Contains(e.Message, why);
        }
        await Refused("text/plain", Statements.About("a"u8), "its type is 'text/plain'");
        await Refused(Dsse.InTotoPayloadType, "{}"u8.ToArray(), "_type is missing");
        await Refused(Dsse.InTotoPayloadType, new byte[Bundle.MaxBytes], "more than a bundle");
        await Refused(
            Dsse.InTotoPayloadType, """{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"md5":"00"}}],"predicateType":"p"}"""u8.ToArray(), "no digest of sha256");
        Assert.IsEmpty(await stack.RequestsAsync());
    }

    private static System.Collections.Immutable.ImmutableArray<byte> Leaf(Bundle bundle) => ((CertificateMaterial)bundle.Key).Certificates[0];
}
