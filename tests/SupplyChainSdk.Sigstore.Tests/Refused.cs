namespace SupplyChainSdk.Sigstore.Tests;

/// <summary>Asserts on the exact reason of a refusal.</summary>
internal static class Refused
{
    public static VerificationException With(VerificationFailure failure, Action action)
    {
        var exception = Assert.ThrowsExactly<VerificationException>(action);
        Assert.AreEqual(failure, exception.Failure, exception.Message);
        return exception;
    }

    public static KeyException With(KeyFailure failure, Action action)
    {
        var exception = Assert.ThrowsExactly<KeyException>(action);
        Assert.AreEqual(failure, exception.Failure, exception.Message);
        return exception;
    }

    public static async Task<TufException> With(TufFailure failure, Func<Task> action)
    {
        var exception = await Assert.ThrowsExactlyAsync<TufException>(action);
        Assert.AreEqual(failure, exception.Failure, exception.Message);
        return exception;
    }
}
