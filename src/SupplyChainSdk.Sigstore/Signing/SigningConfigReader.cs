using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Sigstore.Trust;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>How many services of a kind to use.</summary>
internal enum ServiceSelector
{
    /// <summary>One.</summary>
    Any,

    /// <summary>As many as are said.</summary>
    Exact,

    /// <summary>All.</summary>
    All,
}

/// <summary>What a signing config lists, in its order.</summary>
internal sealed record ServiceList(
    ImmutableArray<SigningService> Authorities, ImmutableArray<SigningService> Logs, ServiceQuantity LogQuantity,
    ImmutableArray<SigningService> TimestampAuthorities, ServiceQuantity TimestampQuantity);

/// <summary>A selector, and the number of <see cref="ServiceSelector.Exact"/>.</summary>
internal sealed record ServiceQuantity(ServiceSelector Selector, int Count);

/// <summary>The strict reader of signing configs.</summary>
internal static class SigningConfigReader
{
    private const string MediaType = "application/vnd.dev.sigstore.signingconfig.v0.2+json";
    private const int MaxDepth = 8;
    private const int MaxServices = 256;

    /// <exception cref="SigningException">
    /// <see cref="SigningFailure.SigningConfigMalformed"/>, <see cref="SigningFailure.SigningConfigUnsupported"/> or <see cref="SigningFailure.ServiceAddressInsecure"/>.
    /// </exception>
    public static ServiceList Read(ReadOnlyMemory<byte> json, string name)
    {
        Exception Malformed(string where, string what, Exception? inner) =>
            new SigningException(SigningFailure.SigningConfigMalformed, $"The signing config ({name}) is malformed: {where} {what}.", inner: inner);

        return json.Length <= SigningConfig.MaxBytes
            ? StrictJson.Read(json, MaxDepth, Malformed, element => ReadServices(element, name, Malformed))
            : throw Malformed(StrictJson.Root, $"has more than {SigningConfig.MaxBytes} bytes", null);
    }

    private static ServiceList ReadServices(JsonElement element, string name, Malformed malformed)
    {
        // The version first: 0.1 is of another shape.
        var mediaType = JsonMembers.OpenAny(element, StrictJson.Root, malformed).RequiredText("mediaType");
        if (mediaType != MediaType)
        {
            throw Unsupported(
                name, $"the media type {ForeignText.Quote(mediaType)}, and this version reads {MediaType}", mediaType switch
                {
                    // The two files of an instance are named together, and easily one for the other.
                    _ when mediaType.Contains(".trustedroot", StringComparison.Ordinal) => "it is a trusted root",
                    _ when mediaType.Contains(".v0.1", StringComparison.Ordinal) => "an instance publishes it as signing_config.v0.2.json",
                    _ => "a newer version is needed",
                });
        }
        var config = JsonMembers.Open(
            element, StrictJson.Root, malformed, "mediaType", "caUrls", "oidcUrls", "rekorTlogUrls", "tsaUrls", "rekorTlogConfig", "tsaConfig");
        _ = ReadKind(config, "oidcUrls", SigningServiceKind.IdentityProvider); // people log in there; no build does
        return new ServiceList(
            ReadKind(config, "caUrls", SigningServiceKind.CertificateAuthority),
            ReadKind(config, "rekorTlogUrls", SigningServiceKind.TransparencyLog), ReadQuantity(config, "rekorTlogConfig", name),
            ReadKind(config, "tsaUrls", SigningServiceKind.TimestampAuthority), ReadQuantity(config, "tsaConfig", name));
    }

    private static ImmutableArray<SigningService> ReadKind(JsonMembers config, string list, SigningServiceKind kind)
    {
        var services = ImmutableArray.CreateBuilder<SigningService>();
        foreach (var service in config.Objects(list, MaxServices, "url", "majorApiVersion", "validFor", "operator"))
        {
            var version = service.Count("majorApiVersion");
            if (version is < 1 or > int.MaxValue)
                throw service.Malformed("majorApiVersion", "is missing or no version");
            var validFor = Times.Read(service.RequiredObject("validFor", "start", "end"));
            services.Add(new SigningService(
                kind, ServiceAddress.Read(service.RequiredText("url"), kind), (int)version, service.Text("operator"), validFor.Start, validFor.End));
        }
        return services.ToImmutable();
    }

    private static ServiceQuantity ReadQuantity(JsonMembers config, string member, string name)
    {
        if (config.Object(member, "selector", "count") is not { } quantity)
            return new ServiceQuantity(ServiceSelector.Any, 1);
        var count = quantity.Count("count");
        switch (quantity.RequiredText("selector"))
        {
            case "ANY":
                return new ServiceQuantity(ServiceSelector.Any, 1);
            case "ALL":
                return new ServiceQuantity(ServiceSelector.All, 1);
            case "EXACT" when count is > 0 and <= MaxServices:
                return new ServiceQuantity(ServiceSelector.Exact, (int)count);
            case "EXACT":
                throw quantity.Malformed("count", $"is not a number from 1 to {MaxServices}");
            case var other:
                throw Unsupported(name, $"the selector {ForeignText.Quote(other)}, and this version knows ALL, ANY and EXACT", "a newer version is needed");
        }
    }

    private static SigningException Unsupported(string name, string what, string remedy) =>
        new(SigningFailure.SigningConfigUnsupported, $"The signing config ({name}) has {what}: {remedy}.");
}
