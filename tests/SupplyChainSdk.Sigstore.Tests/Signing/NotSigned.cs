namespace SupplyChainSdk.Sigstore.Tests.Signing;

/// <summary>Asserts on the exact reason why nothing was signed.</summary>
internal static class NotSigned
{
    public static SigningException With(SigningFailure failure, Action action) => Check(failure, Assert.ThrowsExactly<SigningException>(action));

    public static async Task<SigningException> WithAsync(SigningFailure failure, Func<Task> action) =>
        Check(failure, await Assert.ThrowsExactlyAsync<SigningException>(action));

    private static SigningException Check(SigningFailure failure, SigningException exception)
    {
        Assert.AreEqual(failure, exception.Failure, exception.Message);
        return exception;
    }
}
