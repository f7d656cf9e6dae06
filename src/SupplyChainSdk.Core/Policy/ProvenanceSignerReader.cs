using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Policy;

/// <summary>Reads whom a rule of <c>provenance</c> expects: identities, keys, verifiers, and whoever built it again.</summary>
internal sealed class ProvenanceSignerReader(PolicyReader reader, string name)
{
    private const int Most = 100;
    private const int LongestNumber = 20;
    private const int LongestExpression = 500;
    private readonly PolicyEntries _entries = new(reader);

    public ImmutableArray<ExpectedBuilder> Identities(Dictionary<string, PolicyMember> entry, string key) => Bounded(entry, key, "identities", PolicyVocabulary.Identity, Identity);

    public ImmutableArray<ExpectedKey> Keys(Dictionary<string, PolicyMember> entry, string key) => Bounded(entry, key, "keys", PolicyVocabulary.ProvenanceKey, Key);

    public ImmutableArray<ExpectedVerifier> Verifiers(Dictionary<string, PolicyMember> entry, string key) => Bounded(entry, key, "verifiers", PolicyVocabulary.Verifier, Verifier);

    public ExpectedReproducers? Reproducers(Dictionary<string, PolicyMember> entry, string key)
    {
        if (!entry.TryGetValue("reproduced", out var member) || reader.Object(member.Value, key = $"{key}.reproduced", PolicyVocabulary.Reproducers) is not { } named)
            return null;
        if (!named.ContainsKey("identities") && !named.ContainsKey("keys"))
            reader.Add(PolicyFindings.Missing(reader.At(member.Value), $"{key}.identities", "\"identities\" or \"keys\": anybody can say that it came out again"));
        return new ExpectedReproducers(Identities(named, key), Keys(named, key), reader.At(member.Value));
    }

    /// <summary>The URL of an issuer, which is never a pattern.</summary>
    public string? Issuer(PolicyNode node, string key)
    {
        if (reader.Text(node, key, "the URL of an OpenID Connect issuer") is not { } issuer)
            return null;
        if (!issuer.Contains('*', StringComparison.Ordinal) && Uri.TryCreate(issuer, UriKind.Absolute, out var url) && url.Scheme is "https" or "http")
            return issuer;
        reader.Add(PolicyFindings.BadValue(reader.At(node), key, issuer, "write the whole URL of the issuer as its certificates have it, such as https://token.actions.githubusercontent.com; it is never a pattern"));
        return null;
    }

    /// <summary>A pattern that says whose it is.</summary>
    public string? Pattern(PolicyNode node, string key, string what)
    {
        if (reader.Text(node, key, $"a pattern of {what}") is not { } pattern)
            return null;
        if (pattern.Contains("**", StringComparison.Ordinal))
            reader.Add(PolicyFindings.BadValue(reader.At(node), key, pattern, "* stands for any characters but '/', and ** for nothing more; write one"));
        else if (!SlashPattern.NamesSomebody(pattern))
            reader.Add(PolicyFindings.BadValue(reader.At(node), key, pattern, "it would be anybody's; write host and owner without *, such as https://github.com/contoso/*"));
        else
            return pattern;
        return null;
    }

    private ImmutableArray<T> Bounded<T>(Dictionary<string, PolicyMember> entry, string key, string property, PolicyNames names, Func<PolicyNode, string, Dictionary<string, PolicyMember>, T?> read)
        where T : class
    {
        if (!entry.TryGetValue(property, out var member))
            return [];
        if (member.Value.Kind == System.Text.Json.JsonValueKind.Array && member.Value.Items.Length is 0 or > Most)
        {
            reader.Add(PolicyFindings.BadValue(reader.At(member.Value), $"{key}.{property}", member.Value.Items.IsEmpty ? "[]" : "[ … ]", member.Value.Items.IsEmpty
                ? "name at least one, or leave it out"
                : string.Create(CultureInfo.InvariantCulture, $"it has {member.Value.Items.Length} items, and {Most} are the most")));
            return [];
        }
        return _entries.Of(entry, key, property, names, read);
    }

    private ExpectedBuilder? Identity(PolicyNode node, string key, Dictionary<string, PolicyMember> entry)
    {
        var issuer = _entries.Required(node, key, entry, "issuer", "\"issuer\": \"https://token.actions.githubusercontent.com\": without it every issuer could give the identity to anybody") is { } url
            ? Issuer(url, $"{key}.issuer") : null;
        if (!entry.Keys.Any(k => k is "identity" or "identityRegex" or "repository" or "repositoryId" or "ownerId"))
            reader.Add(PolicyFindings.Missing(reader.At(node), $"{key}.repository", "\"repository\", \"repositoryId\", \"ownerId\", \"identity\" or \"identityRegex\": an issuer alone vouches for everybody"));
        if (entry.ContainsKey("identity") && entry.TryGetValue("identityRegex", out var both))
            reader.Add(PolicyFindings.BadValue(reader.At(both.Value), $"{key}.identityRegex", both.Value.Text, "\"identity\" is there too, and only one could count; keep one"));
        var identity = entry.TryGetValue("identity", out var san) ? Pattern(san.Value, $"{key}.identity", "an identity") : null;
        var isolated = reader.Flag(entry, key, "isolatedBuilder") == true;
        if (isolated && !entry.ContainsKey("identity"))
            reader.Add(PolicyFindings.Missing(reader.At(node), $"{key}.identity", "\"identity\", the workflow that signs: a builder is isolated, not a repository"));
        var builder = new ExpectedBuilder(issuer ?? "", reader.At(node))
        {
            Identity = identity,
            IdentityRegex = entry.TryGetValue("identityRegex", out var regex) ? Expression(regex.Value, $"{key}.identityRegex") : null,
            Repository = entry.TryGetValue("repository", out var repository) ? Exact(repository.Value, $"{key}.repository") : null,
            RepositoryId = Number(entry, key, "repositoryId"),
            OwnerId = Number(entry, key, "ownerId"),
            Workflow = entry.TryGetValue("workflow", out var workflow) ? Workflow(workflow.Value, $"{key}.workflow") : null,
            Ref = entry.TryGetValue("ref", out var at) ? Ref(at.Value, $"{key}.ref") : null,
            IsIsolatedBuilder = isolated,
            NotBefore = Day(entry, key, "notBefore"),
            NotAfter = Day(entry, key, "notAfter"),
        };
        Ordered(builder.NotBefore, builder.NotAfter, entry, key);
        return issuer is null ? null : builder;
    }

    private ExpectedKey? Key(PolicyNode node, string key, Dictionary<string, PolicyMember> entry)
    {
        var file = _entries.Required(node, key, entry, "file", "\"file\": \"contoso.pub\"") is { } path ? reader.RelativePath(path, $"{key}.file", "the relative path of a public key", "contoso.pub") : null;
        DateOnly? notBefore = Day(entry, key, "notBefore"), notAfter = Day(entry, key, "notAfter");
        Ordered(notBefore, notAfter, entry, key);
        return file is null ? null : new ExpectedKey(file.Value, PolicyPath.Combine(name, file.Value), file.Origin!) { NotBefore = notBefore, NotAfter = notAfter };
    }

    private ExpectedVerifier? Verifier(PolicyNode node, string key, Dictionary<string, PolicyMember> entry)
    {
        var id = _entries.RequiredText(node, key, entry, "id", "\"id\": \"https://…\", the verifier.id of its summaries");
        if (!entry.ContainsKey("identities") && !entry.ContainsKey("keys"))
            reader.Add(PolicyFindings.Missing(reader.At(node), $"{key}.identities", "\"identities\" or \"keys\": anybody can write that id"));
        var identities = Identities(entry, key);
        var keys = Keys(entry, key);
        return id is null ? null : new ExpectedVerifier(id, identities, keys, reader.At(node));
    }

    private string? Expression(PolicyNode node, string key)
    {
        if (reader.Text(node, key, "a regular expression") is not { } expression)
            return null;
        if (expression.Length > LongestExpression)
        {
            reader.Add(PolicyFindings.BadValue(reader.At(node), key, expression, string.Create(CultureInfo.InvariantCulture, $"a regular expression has at most {LongestExpression} characters")));
            return null;
        }
        try
        {
            _ = IdentityPolicy.Matching(expression, "https://issuer.example");
            return expression;
        }
        catch (ArgumentException)
        {
            reader.Add(PolicyFindings.BadValue(reader.At(node), key, expression, "it is no regular expression that is used here: one of .NET, without look-around and back references"));
            return null;
        }
    }

    private string? Exact(PolicyNode node, string key)
    {
        if (reader.Text(node, key, "the URL of a repository") is not { } url)
            return null;
        if (!url.Contains('*', StringComparison.Ordinal) && url.Contains("://", StringComparison.Ordinal) && !url.EndsWith('/'))
            return url;
        reader.Add(PolicyFindings.BadValue(reader.At(node), key, url, "write the whole URL of one repository as certificates have it, such as https://github.com/contoso/widget"));
        return null;
    }

    private string? Number(Dictionary<string, PolicyMember> entry, string key, string property)
    {
        if (!entry.TryGetValue(property, out var member) || reader.Text(member.Value, $"{key}.{property}", "a number as text, such as \"123456\"") is not { } number)
            return null;
        if (number.Length <= LongestNumber && number.All(char.IsAsciiDigit))
            return number;
        reader.Add(PolicyFindings.BadValue(reader.At(member.Value), $"{key}.{property}", number, "write the number that the host gave it, in digits"));
        return null;
    }

    // A path of the repository that is built, or the URL of a workflow.
    private string? Workflow(PolicyNode node, string key)
    {
        if (reader.Text(node, key, "a pattern of workflows") is not { } workflow)
            return null;
        if (workflow.Contains("://", StringComparison.Ordinal))
            return Pattern(node, key, "workflows");
        if (!workflow.StartsWith('/') && !workflow.AsSpan().ContainsAny('\\', '@') && !workflow.Contains("**", StringComparison.Ordinal) && workflow != "*")
            return workflow;
        reader.Add(PolicyFindings.BadValue(reader.At(node), key, workflow, "write the path of the workflow in its repository, such as .github/workflows/release.yml, or its URL; for the branch or tag there is \"ref\""));
        return null;
    }

    private string? Ref(PolicyNode node, string key)
    {
        if (reader.Text(node, key, "a pattern of branches or tags") is not { } text)
            return null;
        if (text.StartsWith("refs/", StringComparison.Ordinal) && !text.Contains("**", StringComparison.Ordinal))
            return text;
        reader.Add(PolicyFindings.BadValue(reader.At(node), key, text, "write a whole ref, such as refs/tags/v* or refs/heads/main"));
        return null;
    }

    private DateOnly? Day(Dictionary<string, PolicyMember> entry, string key, string property) =>
        entry.TryGetValue(property, out var member) ? _entries.Date(member.Value, $"{key}.{property}") : null;

    private void Ordered(DateOnly? notBefore, DateOnly? notAfter, Dictionary<string, PolicyMember> entry, string key)
    {
        if (notAfter < notBefore)
            reader.Add(PolicyFindings.BadValue(reader.At(entry["notAfter"].Value), $"{key}.notAfter", PolicyReport.Day(notAfter.Value), "it is before \"notBefore\", so that nothing could be signed in between"));
    }
}
