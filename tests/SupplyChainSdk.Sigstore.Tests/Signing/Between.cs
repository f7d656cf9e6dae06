using System.Net;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Signing;

/// <summary>Stands between the signer and a local stack, and changes what passes.</summary>
internal sealed class Between : IDisposable
{
    private static readonly HttpClient Client = new();

    private readonly LocalServer _server;

    /// <param name="stack">Where requests go.</param>
    /// <param name="change">Is given the path and body of a request, and a function that asks the stack with such a body.</param>
    public Between(LocalStack stack, Func<string, byte[], Func<byte[], Answer>, Answer> change) => _server = new LocalServer(context =>
    {
        using var body = new MemoryStream();
        context.Request.InputStream.CopyTo(body);
        var path = context.Request.Url!.PathAndQuery;
        var answer = change(path, body.ToArray(), changed => Ask(stack, context.Request, path, changed));
        context.Response.StatusCode = answer.Status;
        if (answer.Location is not null)
            context.Response.Headers["Location"] = answer.Location;
        context.Response.OutputStream.Write(answer.Body);
    });

    public string Url => _server.Address.AbsoluteUri;

    public void Dispose() => _server.Dispose();

    private static Answer Ask(LocalStack stack, HttpListenerRequest request, string path, byte[] body)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.HttpMethod), new Uri(stack.Url, path)) { Content = new ByteArrayContent(body) };
        message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        using var response = Client.Send(message);
        using var content = new MemoryStream();
        response.Content.ReadAsStream().CopyTo(content);
        return new Answer((int)response.StatusCode, content.ToArray());
    }
}

/// <summary>What a service answers.</summary>
internal sealed record Answer(int Status, byte[] Body, string? Location = null);
