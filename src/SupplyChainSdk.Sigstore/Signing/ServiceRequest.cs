using System.Net.Http.Headers;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>What a service is asked.</summary>
/// <param name="Kind">Which service, for messages.</param>
/// <param name="Address">Secure, by <see cref="ServiceAddress"/>.</param>
internal sealed record ServiceRequest(SigningServiceKind Kind, Uri Address)
{
    /// <summary>Posted; null to get.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    public string Accept { get; init; } = "application/json";

    /// <summary>Further headers.</summary>
    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>What no message may show, although a service may say it back.</summary>
    public string[] Secrets { get; init; } = [];

    /// <summary>The most that one try may take, the whole answer included; null for what is usual.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether a service that is busy or broken is asked again.</summary>
    public bool IsRepeated { get; init; } = true;

    /// <summary>A status that is an answer and no refusal, besides 200 and 201.</summary>
    public int AlsoAccepted { get; init; }

    public HttpRequestMessage ToMessage(Uri address)
    {
        var message = new HttpRequestMessage(Body is null ? HttpMethod.Get : HttpMethod.Post, address);
        message.Headers.TryAddWithoutValidation("Accept", Accept);
        foreach (var (name, value) in Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (Body is { } body)
            message.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(ContentType) } };
        return message;
    }

    /// <summary>What a service says, without what no message may show: the secrets, and each part of one.</summary>
    public string Redact(string text)
    {
        foreach (var secret in Secrets)
        {
            foreach (var part in secret.Split('.').Where(p => p.Length >= 8).Append(secret))
                text = text.Replace(part, "…", StringComparison.Ordinal);
        }
        return text;
    }
}

/// <summary>What it answered.</summary>
/// <param name="Status">An accepted one.</param>
/// <param name="Body">Whole, and bounded.</param>
/// <param name="Location">Where the answer sends to; null when it does not.</param>
internal sealed record ServiceAnswer(int Status, byte[] Body, Uri? Location);
