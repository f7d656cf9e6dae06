using System.Collections.Immutable;
using System.Text.Json;

namespace SupplyChainSdk.Licensing;

/// <summary>An address of the curated map.</summary>
/// <param name="Url">Host and path, without scheme, <c>www.</c> and ending; <c>{1}</c> and <c>{2}</c> stand for one part of the path each.</param>
/// <param name="License">An SPDX id or LicenseRef, with those parts in their places.</param>
/// <param name="Source">Who or what says so.</param>
/// <param name="Date">When that was looked at.</param>
/// <param name="Changes">Whether whoever owns the address can put another licence there.</param>
internal sealed record LicenseUrlEntry(string Url, string License, string Source, string Date, bool Changes);

/// <summary>Which licence an address names, by a map that ships with this version; nothing is fetched (Licensing/Data/license-urls.json, docs/licences.md).</summary>
internal static class LicenseUrlMap
{
    private const int MaxLength = 500;

    private static readonly string[] Endings = [".en.html", ".html", ".htm", ".php", ".txt", ".json"];
    private static readonly Lazy<ImmutableArray<LicenseUrlEntry>> Loaded = new(() => Read(SpdxList.Resource("license-urls.json")));

    /// <summary>The entries of this version.</summary>
    public static ImmutableArray<LicenseUrlEntry> Entries => Loaded.Value;

    /// <summary>The licence that an address names.</summary>
    public static LicenseIdentification Find(string url)
    {
        if (Key(url) is not { } key)
            return LicenseIdentification.Unknown("it is no web address that can name a licence");
        foreach (var entry in Entries)
        {
            if (Matched(entry, key) is { } license && Ids(license) is { IsEmpty: false } ids)
            {
                return new LicenseIdentification(LicenseWay.Url, entry.Changes ? LicenseCertainty.Likely : LicenseCertainty.Certain, ids, 1,
                    $"{entry.Source}; looked at on {entry.Date}", [], [ids[0]], []);
            }
        }
        return LicenseIdentification.Unknown("no entry of the map has it, and nothing is fetched");
    }

    /// <summary>Reads a map.</summary>
    /// <exception cref="InvalidDataException">An unexpected or missing member.</exception>
    internal static ImmutableArray<LicenseUrlEntry> Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var entries = ImmutableArray.CreateBuilder<LicenseUrlEntry>();
        foreach (var entry in document.RootElement.GetProperty("addresses").EnumerateArray())
        {
            if (entry.EnumerateObject().Any(m => m.Name is not ("url" or "license" or "source" or "date" or "changes")))
                throw new InvalidDataException("license-urls.json: an entry has an unexpected member.");
            entries.Add(new LicenseUrlEntry(Text("url"), Text("license"), Text("source"), Text("date"), entry.TryGetProperty("changes", out var changes) && changes.GetBoolean()));

            string Text(string name) => entry.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text
                ? text : throw new InvalidDataException($"license-urls.json: an entry has no {name}.");
        }
        return entries.ToImmutable();
    }

    // Host and path in one form; null for what can be no entry.
    private static string? Key(string url)
    {
        if (url.Length > MaxLength || !Uri.TryCreate(url.Trim(), UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            || !uri.IsDefaultPort || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            return null;
        var host = uri.IdnHost.StartsWith("www.", StringComparison.Ordinal) ? uri.IdnHost[4..] : uri.IdnHost;
        var path = uri.AbsolutePath.Trim('/');
        if (host == "go.microsoft.com")
            return path.Equals("fwlink", StringComparison.OrdinalIgnoreCase) && LinkId(uri.Query) is { } link ? $"{host}/fwlink?linkid={link}" : null;
        if (uri.Query.Length > 0)
            return null;
        if (host is "raw.githubusercontent.com" or "raw.github.com")
            (host, path) = ("github.com", WithBlob(path, 2, insert: true));
        else if (host == "github.com")
            path = WithBlob(path, 2, insert: false);
        return path.Length == 0 ? host : $"{host}/{path}";
    }

    private static string? LinkId(string query)
    {
        foreach (var part in query.TrimStart('?').Split('&'))
        {
            if (part.StartsWith("linkid=", StringComparison.OrdinalIgnoreCase) && part.Length is > 7 and < 20 && !part.AsSpan(7).ContainsAnyExceptInRange('0', '9'))
                return part[7..];
        }
        return null;
    }

    // One form for the page of a file and its plain text: owner/repository/blob/reference/path.
    private static string WithBlob(string path, int at, bool insert)
    {
        var parts = path.Split('/').ToList();
        if (insert && parts.Count > at)
            parts.Insert(at, "blob");
        else if (parts.Count > at && parts[at] == "raw")
            parts[at] = "blob";
        return string.Join('/', parts);
    }

    private static string? Matched(LicenseUrlEntry entry, string key)
    {
        if (entry.Url.Equals(key, StringComparison.OrdinalIgnoreCase))
            return entry.License;
        var pattern = entry.Url.Split('/');
        var parts = key.Split('/');
        if (pattern.Length != parts.Length)
            return null;
        var license = entry.License;
        for (var i = 0; i < parts.Length; i++)
        {
            var isLast = i == parts.Length - 1;
            // The ending of a page says nothing; that of a file in a repository is its name.
            var part = isLast && (!key.StartsWith("github.com/", StringComparison.Ordinal) || pattern[i].Contains('{', StringComparison.Ordinal)) ? WithoutEnding(parts[i]) : parts[i];
            var open = pattern[i].IndexOf('{', StringComparison.Ordinal);
            if (open < 0 ? !pattern[i].Equals(part, StringComparison.OrdinalIgnoreCase) : !part.StartsWith(pattern[i][..open], StringComparison.OrdinalIgnoreCase))
                return null;
            if (open >= 0)
                license = license.Replace(pattern[i][open..], part[open..], StringComparison.Ordinal);
        }
        return license;
    }

    private static string WithoutEnding(string part) =>
        Array.Find(Endings, e => part.EndsWith(e, StringComparison.OrdinalIgnoreCase)) is { } ending ? part[..^ending.Length] : part;

    // A GNU licence without "only" or "or later" is either; the page is of its text.
    private static ImmutableArray<string> Ids(string license)
    {
        if (license.StartsWith("LicenseRef-", StringComparison.Ordinal))
            return [license];
        if (!SpdxList.Licenses.TryGetValue(license, out var known))
            return [];
        if (!known.IsDeprecated)
            return [known.Id];
        return known.Successor is { } successor && successor.EndsWith("-only", StringComparison.Ordinal)
            ? [successor, string.Concat(successor.AsSpan(0, successor.Length - "-only".Length), "-or-later")] : [];
    }
}
