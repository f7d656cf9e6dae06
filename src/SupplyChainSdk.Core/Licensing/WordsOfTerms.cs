using System.Collections.Frozen;

namespace SupplyChainSdk.Licensing;

/// <summary>Words that can make other terms of a text: where one of them is in what a file has more than a licence, the file is not that licence.</summary>
internal static class WordsOfTerms
{
    private static readonly FrozenSet<string> Words = FrozenSet.Create(StringComparer.Ordinal,
        "not", "no", "non", "never", "neither", "nor", "without", "cannot", "only", "solely", "exclusively",
        "commercial", "commercially", "noncommercial", "evil", "good", "military", "weapons", "government", "academic", "educational", "personal", "research", "evaluation", "trial",
        "internal", "hosting", "hosted", "service", "saas", "competing", "competitive",
        "additional", "restriction", "restrictions", "restrict", "restricted", "condition", "conditions", "commons", "clause", "rider", "addendum", "amendment", "amended",
        "exception", "exceptions", "except", "excluding", "exclude", "excluded", "excludes", "unless", "provided", "limited", "limitation", "limitations",
        "prohibited", "prohibit", "prohibits", "forbidden", "forbid", "denied", "deny", "revoked", "revoke", "terminate", "terminated", "terminates", "expires",
        "must", "shall", "may", "should", "agree", "agrees", "agreement", "require", "requires", "required", "need", "needs", "obtain", "consent", "approval", "written", "prior",
        "fee", "fees", "pay", "paid", "payment", "purchase", "purchased", "buy", "royalty", "royalties", "sell", "sale", "price", "subscription", "money", "donate",
        "proprietary", "confidential", "patent", "patents", "trademark", "trademarks", "attribution", "advertising", "endorse", "credit",
        "permitted", "permission", "grant", "granted", "grants", "allowed", "disallowed", "use", "used", "using", "copy", "modify", "distribute", "redistribute", "distribution", "redistribution",
        "sublicense", "license", "licensed", "licenses", "dual", "either", "alternatively", "choice", "option", "terms", "subject", "rights", "liable", "liability", "warranty", "warranties");

    /// <summary>Whether a normalised word is one of them.</summary>
    public static bool Are(string word) => Words.Contains(word);
}
