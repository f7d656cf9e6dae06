using System.Text;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Signing;

/// <summary>A token is a key for some minutes: it goes to the certificate authority and nowhere else.</summary>
[TestClass]
public sealed class TokenSecrecyTests
{
    [TestMethod]
    [DataRow(400, "{0}")]
    [DataRow(400, "the token {0} is not good")]
    [DataRow(400, """{{"code":3,"message":"bad token: {0}"}}""")]
    [DataRow(500, "{0}")]
    [DataRow(201, "{0}")]
    [DataRow(201, """{{"signedCertificateEmbeddedSct":{{"chain":{{"certificates":["{0}"]}}}}}}""")]
    [DataRow(201, """{{"{0}":1,"{0}":2}}""")]
    [DataRow(307, "{0}")]
    public async Task What_an_authority_says_back_does_not_show_the_token(int status, string form)
    {
        using var stack = new LocalStack();
        var text = await stack.TokenTextAsync();
        using var server = new LocalServer(context =>
        {
            context.Response.StatusCode = status;
            if (status == 307)
                context.Response.RedirectLocation = $"https://example.test/?token={text}";
            context.Response.OutputStream.Write(Encoding.UTF8.GetBytes(string.Format(null, form, text)));
        });
        using var signer = new KeylessSigner(
            _ => ValueTask.FromResult(IdentityToken.Parse(text)), Configs.With(stack, authority: server.Address.AbsoluteUri), stack.Root, time: new TestClock());
        var e = await Assert.ThrowsExactlyAsync<SigningException>(async () => await signer.CertifyAsync());
        Secrets.AssertAbsent(e, text);
    }

    [TestMethod]
    public async Task Neither_the_token_nor_what_it_is_asked_with_is_shown_when_the_provider_fails()
    {
        const string Bearer = "bearer.token-that-nobody.may-see-anywhere";
        foreach (var (status, body) in new[] { (403, $"no {Bearer}"), (200, $$"""{"token":"{{Bearer}}"}"""), (200, $$"""{"value":"{{Bearer}}"}"""), (200, $$"""{"{{Bearer}}":1,"{{Bearer}}":2}"""), (200, Bearer) })
        {
            using var server = new LocalServer(context =>
            {
                context.Response.StatusCode = status;
                context.Response.OutputStream.Write(Encoding.UTF8.GetBytes(body));
            });
            var ambient = new AmbientIdentity(name => name switch
            {
                "GITHUB_ACTIONS" => "true",
                "ACTIONS_ID_TOKEN_REQUEST_URL" => $"{server.Address}token?secret-parameter-{Bearer}",
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN" => Bearer,
                _ => null,
            });
            var e = await Assert.ThrowsExactlyAsync<SigningException>(async () => await ambient.GetTokenAsync());
            Secrets.AssertAbsent(e, Bearer);
        }
    }

    [TestMethod]
    public async Task The_token_goes_to_the_certificate_authority_alone()
    {
        using var stack = new LocalStack();
        var text = await stack.TokenTextAsync();
        var seen = new List<(string Path, bool HasToken)>();
        using var handler = new Watching(new SocketsHttpHandler(), (request, body) => seen.Add((request.RequestUri!.AbsolutePath, body.Contains(text, StringComparison.Ordinal)
            || request.Headers.ToString().Contains(text, StringComparison.Ordinal) || request.RequestUri.Query.Contains(text, StringComparison.Ordinal))));
        using var signer = new KeylessSigner(_ => ValueTask.FromResult(IdentityToken.Parse(text)), stack.Config(isRekor2: true), stack.Root, handler);
        var bundle = await signer.SignFileAsync(Artifact.FromBytes("a"u8));
        Assert.HasCount(3, seen);
        Assert.AreEqual("/api/v2/signingCert", seen.Single(s => s.HasToken).Path);
        Assert.DoesNotContain(text, Encoding.UTF8.GetString(bundle.ToJson()));
    }

    private sealed class Watching(HttpMessageHandler inner, Action<HttpRequestMessage, string> see) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            see(request, request.Content is null ? "" : Encoding.Latin1.GetString(await request.Content.ReadAsByteArrayAsync(cancellationToken)));
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
