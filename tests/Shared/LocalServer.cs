using System.Net;
using System.Net.Sockets;

namespace SupplyChainSdk.Tests;

/// <summary>An HTTP server on this machine, for one test. Real sockets, real requests.</summary>
internal sealed class LocalServer : IDisposable
{
    private const int Tries = 20;
    private readonly HttpListener _listener;
    private readonly Action<HttpListenerContext> _answer;
    private readonly Task _serving;

    /// <param name="answer">Called for each request, several at once; the response is closed after it. An exception is an answer 500.</param>
    public LocalServer(Action<HttpListenerContext> answer)
    {
        _answer = answer;
        (_listener, Address) = Start();
        _serving = Task.Run(ServeAsync);
    }

    /// <summary>Such as <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Address { get; }

    /// <summary>A server that has these files, and nothing else.</summary>
    public static LocalServer Of(IReadOnlyDictionary<string, byte[]> files) => new(context =>
    {
        if (files.TryGetValue(context.Request.Url!.AbsolutePath, out var content))
            context.Response.OutputStream.Write(content);
        else
            context.Response.StatusCode = 404;
    });

    public void Dispose()
    {
        _listener.Close();
        _serving.GetAwaiter().GetResult();
    }

    private static (HttpListener, Uri) Start()
    {
        for (var left = Tries; ; left--)
        {
            var listener = new HttpListener();
            var address = $"http://127.0.0.1:{FreePort()}/";
            listener.Prefixes.Add(address);
            try
            {
                listener.Start();
                return (listener, new Uri(address));
            }
            catch (HttpListenerException) when (left > 0)
            {
                // Somebody took the port in between.
                listener.Close();
            }
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task ServeAsync()
    {
        var answers = new List<Task>();
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                await Task.WhenAll(answers);
                return;
            }
            answers.Add(Task.Run(() => Answer(context)));
        }
    }

    private void Answer(HttpListenerContext context)
    {
        try
        {
            try
            {
                _answer(context);
            }
            catch (Exception e) when (e is not (HttpListenerException or ObjectDisposedException or IOException))
            {
                Console.Error.WriteLine($"{context.Request.HttpMethod} {context.Request.Url}: {e}");
                context.Response.StatusCode = 500;
            }
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // Who asked has gone, as some tests intend.
        }
    }
}
