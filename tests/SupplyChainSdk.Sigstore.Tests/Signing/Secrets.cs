namespace SupplyChainSdk.Sigstore.Tests.Signing;

/// <summary>Asserts that nothing of a token is in what can end in a log.</summary>
internal static class Secrets
{
    /// <summary>No run of 16 characters of any part.</summary>
    public static void AssertAbsent(Exception exception, string token)
    {
        var text = exception.ToString();
        foreach (var part in token.Split('.'))
        {
            for (var start = 0; start + 16 <= part.Length; start += 4)
                Assert.DoesNotContain(part.Substring(start, 16), text);
        }
    }
}
