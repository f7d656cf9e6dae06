using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore.Trust;

/// <summary>The strict reader of trusted roots.</summary>
internal static class TrustedRootReader
{
    private const int MaxDepth = 16;
    private const int MaxInstances = 64;
    private const int MaxServices = 256;
    private const int MaxChain = 16;
    private const string CertificateLogs = "ctlogs";

    private static readonly string[] MediaTypes =
    [
        "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        "application/vnd.dev.sigstore.trustedroot.v0.1+json",
        "application/vnd.dev.sigstore.trustedroot.v0.2+json",
    ];

    public static ImmutableArray<TrustedInstance> Read(ReadOnlyMemory<byte> json, string name)
    {
        Exception Malformed(string where, string what, Exception? inner) =>
            new VerificationException(VerificationFailure.TrustedRootMalformed, $"The trusted root ({name}) is malformed: {where} {what}.", inner);

        if (json.Length > TrustedRoot.MaxBytes)
            throw Malformed(StrictJson.Root, $"has more than {TrustedRoot.MaxBytes} bytes", null);
        var instances = ImmutableArray.CreateBuilder<TrustedInstance>();
        foreach (var document in Documents(json))
        {
            if (instances.Count == MaxInstances)
                throw Malformed(StrictJson.Root, $"has more than {MaxInstances} lines", null);
            instances.Add(StrictJson.Read(document, MaxDepth, Malformed, root => ReadInstance(root, name, Malformed)));
        }
        return instances.Count > 0 ? instances.ToImmutable() : throw Malformed(StrictJson.Root, "is empty", null);
    }

    // One document over any number of lines, or several with one line each: then the first line is a whole one.
    private static IEnumerable<ReadOnlyMemory<byte>> Documents(ReadOnlyMemory<byte> json)
    {
        var end = json.Span.IndexOf((byte)'\n');
        if (end < 0 || !IsWhole(json.Span[..end]))
        {
            if (!IsBlank(json.Span))
                yield return json;
            yield break;
        }
        for (var rest = json; rest.Length > 0;)
        {
            end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!IsBlank(line.Span))
                yield return line;
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> line)
    {
        // As a block of more: where a document goes on, as it does after nearly every first line, that is an answer here and no exception, which takes milliseconds.
        var reader = new Utf8JsonReader(line, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = MaxDepth }));
        try
        {
            while (reader.Read())
            {
            }
            return reader.TokenType is JsonTokenType.EndObject && reader.CurrentDepth == 0 && IsBlank(line[(int)reader.BytesConsumed..]);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // A loop: the search of the framework for several bytes would be compiled anew in every run.
    private static bool IsBlank(ReadOnlySpan<byte> json)
    {
        foreach (var b in json)
        {
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                return false;
        }
        return true;
    }

    private static TrustedInstance ReadInstance(JsonElement element, string name, Malformed malformed)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("mediaType", out var mediaType) || mediaType.ValueKind != JsonValueKind.String)
            throw malformed("mediaType", "is missing or not a string");
        if (!MediaTypes.Contains(mediaType.GetString()))
        {
            throw new VerificationException(
                VerificationFailure.TrustedRootUnsupported,
                $"The media type {ForeignText.Quote(mediaType.GetString()!)} of the trusted root ({name}) is none that this version reads"
                + $" (Sigstore trusted root 0.1 and 0.2): {(mediaType.GetString()!.Contains(".signingconfig", StringComparison.Ordinal) ? "it is a signing config" : "a newer version is needed")}.");
        }
        var root = JsonMembers.Open(
            element, StrictJson.Root, malformed, "mediaType", "tlogs", "certificateAuthorities", CertificateLogs, "timestampAuthorities");
        var unused = ImmutableArray.CreateBuilder<UnusedLog>();
        var logs = ReadLogs(root, "tlogs", unused).Select(l => new TrustedLog(l.Url, l.Operator, l.Key, l.ValidFor)).ToImmutableArray();
        var certificateLogs = ReadLogs(root, CertificateLogs, unused);
        var authorities = ReadAuthorities(root, "certificateAuthorities");
        var timestampAuthorities = ReadAuthorities(root, "timestampAuthorities");
        var instance = new TrustedInstance(name, logs, certificateLogs, authorities, timestampAuthorities, unused.ToImmutable());
        return instance with { Root = instance.NewestStart is { } newest ? $"{name}, its newest service of {Times.Text(newest)[..10]}" : $"{name}, which is empty" };
    }

    private static ImmutableArray<CertificateLog> ReadLogs(JsonMembers root, string kind, ImmutableArray<UnusedLog>.Builder unused)
    {
        var logs = ImmutableArray.CreateBuilder<CertificateLog>();
        foreach (var log in root.Objects(kind, MaxServices, "baseUrl", "hashAlgorithm", "publicKey", "logId", "checkpointKeyId", "operator"))
        {
            var url = log.RequiredText("baseUrl");
            var publicKey = log.RequiredObject("publicKey", "rawBytes", "keyDetails", "validFor");
            var rawBytes = publicKey.RequiredBytes("rawBytes");
            var keyDetails = publicKey.RequiredText("keyDetails");
            var validFor = Times.Read(publicKey.RequiredObject("validFor", "start", "end"));
            var logId = log.Object("logId", "keyId")?.Bytes("keyId") ?? [];
            _ = log.Object("checkpointKeyId", "keyId")?.Bytes("keyId");
            if (log.RequiredText("hashAlgorithm") is not "SHA2_256" and var hash)
            {
                unused.Add(new UnusedLog(url, kind == CertificateLogs, logId, $"its hash is {ForeignText.Quote(hash)}, and this version knows SHA2_256"));
                continue;
            }
            try
            {
                var key = VerificationKey.FromKeyDetails(keyDetails, rawBytes.AsMemory());
                logs.Add(new CertificateLog(url, Operators.Of(log.Text("operator"), url, ""), key, validFor));
            }
            catch (KeyException e) when (e.Failure == KeyFailure.Unsupported)
            {
                // One log that only a newer version can check must not take the others with it; its entries are refused, with this reason.
                unused.Add(new UnusedLog(url, kind == CertificateLogs, logId, $"its key cannot be used: {e.Message}"));
            }
            catch (KeyException e)
            {
                throw publicKey.Malformed("rawBytes", $"is no key of the kind {ForeignText.Quote(keyDetails)}: {e.Message.TrimEnd('.')}", e);
            }
        }
        return logs.ToImmutable();
    }

    private static ImmutableArray<CertificateAuthority> ReadAuthorities(JsonMembers root, string kind)
    {
        var authorities = ImmutableArray.CreateBuilder<CertificateAuthority>();
        foreach (var authority in root.Objects(kind, MaxServices, "subject", "uri", "certChain", "validFor", "operator"))
        {
            var subject = authority.Object("subject", "organization", "commonName");
            var (organization, commonName) = (subject?.Text("organization") ?? "", subject?.Text("commonName") ?? "");
            var certificates = authority.RequiredObject("certChain", "certificates").Objects("certificates", MaxChain, "rawBytes");
            if (certificates.IsEmpty)
                throw authority.Malformed("certChain", "has no certificate");
            var chain = ImmutableArray.CreateBuilder<Certificate>(certificates.Length);
            foreach (var certificate in certificates)
            {
                try
                {
                    chain.Add(Certificate.Parse(certificate.RequiredBytes("rawBytes").AsMemory()));
                }
                catch (VerificationException e) when (e.Failure == VerificationFailure.CertificateMalformed)
                {
                    throw certificate.Malformed("rawBytes", $"is not a certificate: {e.Message.TrimEnd('.')}", e);
                }
            }
            var uri = authority.Text("uri");
            authorities.Add(new CertificateAuthority(
                uri.Length > 0 ? uri : $"{commonName} ({organization})", Operators.Of(authority.Text("operator"), uri, organization), chain.ToImmutable(),
                Times.Read(authority.RequiredObject("validFor", "start", "end"))));
        }
        return authorities.ToImmutable();
    }
}
