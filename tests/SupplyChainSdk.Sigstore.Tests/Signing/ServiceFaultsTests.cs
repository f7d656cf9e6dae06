using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SupplyChainSdk.Sigstore.Signing;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Signing;

/// <summary>Each service busy, slow, broken or gone; each with its own reason.</summary>
[TestClass]
public sealed class ServiceFaultsTests
{
    private const string Authority = "/api/v2/signingCert";
    private const string Timestamps = "/api/v1/timestamp";
    private const string Log1 = "/api/v1/log/entries";
    private const string Log2 = "/api/v2/log/entries";

    [TestMethod]
    [DataRow(Authority, 500)]
    [DataRow(Timestamps, 503)]
    [DataRow(Log1, 429)]
    [DataRow(Log2, 408)]
    public async Task A_busy_service_is_asked_three_more_times_with_growing_waits(string path, int status)
    {
        using var stack = new LocalStack();
        var clock = new TestClock();
        using var signer = Signer(stack, path, clock);
        await stack.FaultAsync(path, status, times: 3);
        await signer.SignFileAsync(Artifact.FromBytes("a"u8));
        CollectionAssert.AreEqual(new[] { 1.0, 2.0, 4.0 }, clock.Waits.Select(w => w.TotalSeconds).ToArray());
        Assert.AreEqual(4, (await stack.RequestsAsync()).Count(p => p == path));

        await stack.FaultAsync(path, status, times: 4, body: $"busy {new string('x', 5000)}");
        using var other = Signer(stack, path, clock);
        var e = await NotSigned.WithAsync(SigningFailure.ServiceUnavailable, async () => await other.SignFileAsync(Artifact.FromBytes("b"u8)));
        Assert.AreEqual(Kind(path), e.Service);
        StringAssert.Contains(e.Message, $"{stack.Url.Authority} answered {status} and says 'busy xxx");
        StringAssert.Contains(e.Message, "after 4 tries (no proxy in use)");
        Assert.IsLessThan(900, e.Message.Length);
    }

    [TestMethod]
    [DataRow(Authority)]
    [DataRow(Timestamps)]
    [DataRow(Log1)]
    [DataRow(Log2)]
    public async Task A_refusal_is_not_repeated(string path)
    {
        using var stack = new LocalStack();
        using var signer = Signer(stack, path);
        await stack.FaultAsync(path, 403, body: """{"code":7,"message":"not you\u001b[31m"}""");
        var e = await NotSigned.WithAsync(SigningFailure.ServiceRefused, async () => await signer.SignFileAsync(Artifact.FromBytes("a"u8)));
        Assert.AreEqual(Kind(path), e.Service);
        StringAssert.Contains(e.Message, "with 403 and says 'not you\\u{001B}[31m'");
        Assert.AreEqual(1, (await stack.RequestsAsync()).Count(p => p == path));
    }

    [TestMethod]
    [DataRow(Authority)]
    [DataRow(Timestamps)]
    [DataRow(Log1)]
    [DataRow(Log2)]
    public async Task A_service_that_hangs_ends_in_time(string path)
    {
        using var stack = new LocalStack();
        using var signer = Signer(stack, path, timeout: TimeSpan.FromSeconds(10));
        await signer.SignFileAsync(Artifact.FromBytes("warm"u8));
        using var slow = Signer(stack, path, timeout: TimeSpan.FromMilliseconds(1500));
        await stack.FaultAsync(path, delayMs: 20_000);
        var watch = Stopwatch.StartNew();
        var e = await NotSigned.WithAsync(SigningFailure.ServiceTimeout, async () => await slow.SignFileAsync(Artifact.FromBytes("a"u8)));
        Assert.IsLessThan(10, watch.Elapsed.TotalSeconds);
        Assert.AreEqual(Kind(path), e.Service);
        StringAssert.Contains(e.Message, "within 1.5 s");
    }

    [TestMethod]
    [DataRow(Authority, "{", SigningFailure.ServiceAnswerMalformed)]
    [DataRow(Authority, """{"signedCertificateEmbeddedSct":{"chain":{"certificates":[]}}}""", SigningFailure.ServiceAnswerMalformed)]
    [DataRow(Authority, """{"signedCertificateEmbeddedSct":{"chain":{"certificates":["-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"]}}}""", SigningFailure.CertificateUntrusted)]
    [DataRow(Authority, """{"signedCertificateDetachedSct":{"chain":{"certificates":["x"]},"signedCertificateTimestamp":"AA=="}}""", SigningFailure.CertificateTimestampDetached)]
    [DataRow(Timestamps, "{}", SigningFailure.TimestampInvalid)]
    [DataRow(Timestamps, "0\u0005\u0030\u0003\u0002\u0001\u0002", SigningFailure.TimestampRefused)]
    [DataRow(Log1, "[]", SigningFailure.ServiceAnswerMalformed)]
    [DataRow(Log1, """{"a":{},"b":{}}""", SigningFailure.ServiceAnswerMalformed)]
    [DataRow(Log2, """{"logIndex":"-1"}""", SigningFailure.ServiceAnswerMalformed)]
    [DataRow(Log2, "<html>", SigningFailure.ServiceAnswerMalformed)]
    public async Task An_answer_of_another_form_is_refused(string path, string answer, SigningFailure expected)
    {
        using var stack = new LocalStack();
        using var signer = Signer(stack, path);
        await stack.FaultAsync(path, 201, body: answer);
        var e = await NotSigned.WithAsync(expected, async () => await signer.SignFileAsync(Artifact.FromBytes("a"u8)));
        Assert.AreEqual(Kind(path), e.Service);
    }

    [TestMethod]
    public async Task An_answer_without_end_is_not_read_to_it()
    {
        using var stack = new LocalStack();
        using var signer = Signer(stack, Log1);
        await stack.FaultAsync(Log1, 201, body: new string(' ', (1 << 20) + 1));
        await NotSigned.WithAsync(SigningFailure.ServiceAnswerTooLarge, async () => await signer.SignFileAsync(Artifact.FromBytes("a"u8)));
    }

    [TestMethod]
    [DataRow("", false, SigningFailure.ServiceAnswerCut)]
    [DataRow("", true, SigningFailure.ServiceAnswerCut)]
    [DataRow("HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n{\"a\":", false, SigningFailure.ServiceAnswerCut)]
    [DataRow("HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n{\"a\":", true, SigningFailure.ServiceAnswerCut)]
    [DataRow("SSH-2.0-something\r\n\r\n", false, SigningFailure.ServiceAnswerMalformed)]
    public async Task A_connection_that_ends_early_or_speaks_something_else_is_said_to(string answer, bool isReset, SigningFailure expected)
    {
        using var stack = new LocalStack();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var cut = Task.Run(async () =>
        {
            using var connection = await listener.AcceptTcpClientAsync();
            var stream = connection.GetStream();
            await stream.ReadAtLeastAsync(new byte[4096], 100, throwOnEndOfStream: false);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
            await Task.Delay(100);
            if (isReset)
                connection.LingerState = new LingerOption(enable: true, seconds: 0);
            else
                connection.Client.Shutdown(SocketShutdown.Send);
            await Task.Delay(isReset ? 0 : 200);
        });
        using var signer = new KeylessSigner(stack.TokenAsync, Configs.With(stack, authority: $"http://{listener.LocalEndpoint}"), stack.Root);
        var e = await NotSigned.WithAsync(expected, async () => await signer.CertifyAsync());
        Assert.AreEqual(SigningServiceKind.CertificateAuthority, e.Service);
        await cut;
    }

    [TestMethod]
    public async Task Nobody_there_is_said_with_host_and_remedy()
    {
        using var stack = new LocalStack();
        using var signer = new KeylessSigner(stack.TokenAsync, Configs.With(stack, authority: "http://127.0.0.1:1"), stack.Root);
        var e = await NotSigned.WithAsync(SigningFailure.ServiceUnreachable, async () => await signer.CertifyAsync());
        Assert.AreEqual(
            "The certificate authority (Fulcio) 127.0.0.1:1 cannot be reached (ConnectionError; no proxy in use): allow the host, or set HTTPS_PROXY. Without network only a key can sign.", e.Message);
    }

    [TestMethod]
    public async Task The_proxy_in_use_is_named_without_its_password()
    {
        using var stack = new LocalStack();
        using var handler = new SocketsHttpHandler { Proxy = new WebProxy("http://user:secret-password@127.0.0.1:1"), AllowAutoRedirect = false };
        using var signer = new KeylessSigner(stack.TokenAsync, SigningConfig.PublicGood, stack.Root, handler);
        var e = await NotSigned.WithAsync(SigningFailure.ServiceUnreachable, async () => await signer.CertifyAsync());
        StringAssert.Contains(e.Message, "fulcio.sigstore.dev cannot be reached");
        StringAssert.Contains(e.Message, "through the proxy http://127.0.0.1:1");
        Assert.DoesNotContain("secret-password", e.ToString());
    }

    [TestMethod]
    [DataRow("http://example.test/elsewhere", SigningFailure.RedirectInsecure)]
    [DataRow("https://example.test/elsewhere", SigningFailure.RedirectElsewhere)]
    public async Task A_request_is_not_sent_on_to_another_host(string target, SigningFailure expected)
    {
        using var stack = new LocalStack();
        using var server = new LocalServer(context => (context.Response.StatusCode, context.Response.RedirectLocation) = (307, target));
        using var signer = new KeylessSigner(stack.TokenAsync, Configs.With(stack, authority: server.Address.AbsoluteUri), stack.Root);
        var e = await NotSigned.WithAsync(expected, async () => await signer.CertifyAsync());
        StringAssert.Contains(e.Message, "://example.test'");
    }

    [TestMethod]
    [DataRow(307)]
    [DataRow(400)]
    public async Task An_answer_that_names_no_address_is_refused_with_a_reason(int status)
    {
        using var server = new LocalServer(context => (context.Response.StatusCode, context.Response.Headers["Location"]) = (status, "//"));
        using var client = new ServiceClient(null, TimeProvider.System, ServiceClient.UsualTimeout);
        await NotSigned.WithAsync(SigningFailure.ServiceAnswerMalformed, async () =>
            await client.SendAsync(new ServiceRequest(SigningServiceKind.TransparencyLog, server.Address), CancellationToken.None));
    }

    [TestMethod]
    public async Task A_wait_that_the_service_asks_for_is_kept_and_an_hour_is_not()
    {
        using var stack = new LocalStack();
        foreach (var (seconds, isKept) in new[] { (7, true), (3600, false) })
        {
            var tries = 0;
            using var server = new LocalServer(context =>
            {
                tries++;
                context.Response.Headers["Retry-After"] = $"{seconds}";
                context.Response.StatusCode = 429;
            });
            var clock = new TestClock();
            using var signer = new KeylessSigner(stack.TokenAsync, Configs.With(stack, authority: server.Address.AbsoluteUri), stack.Root, time: clock);
            var e = await NotSigned.WithAsync(SigningFailure.ServiceUnavailable, async () => await signer.CertifyAsync());
            Assert.AreEqual(isKept ? 4 : 1, tries);
            Assert.AreEqual(isKept, clock.Waits.Count > 0 && clock.Waits[0] == TimeSpan.FromSeconds(seconds));
            StringAssert.Contains(e.Message, $"It asks to wait {seconds} s");
        }
    }

    [TestMethod]
    [DataRow(Authority)]
    [DataRow(Timestamps)]
    [DataRow(Log2)]
    public async Task A_cancelled_signature_ends_at_once(string path)
    {
        using var stack = new LocalStack();
        using var signer = Signer(stack, path);
        await stack.FaultAsync(path, delayMs: 20_000);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await signer.SignFileAsync(Artifact.FromBytes("a"u8), cancel.Token));
        Assert.IsLessThan(10, watch.Elapsed.TotalSeconds);
    }

    private static KeylessSigner Signer(LocalStack stack, string path, TimeProvider? clock = null, TimeSpan? timeout = null) =>
        new(stack.TokenAsync, stack.Config(isRekor2: path == Log2), stack.Root, time: clock, requestTimeout: timeout);

    private static SigningServiceKind Kind(string path) => path switch
    {
        Authority => SigningServiceKind.CertificateAuthority,
        Timestamps => SigningServiceKind.TimestampAuthority,
        _ => SigningServiceKind.TransparencyLog,
    };
}
