using SupplyChainSdk.Release;

namespace SupplyChainSdk.Core.Tests.Release;

/// <summary>The program by which a CI system gives a token. That what it gives is used is shown with the command (AttestKeylessTests).</summary>
[TestClass]
public sealed class TokenProgramTests
{
    [TestMethod]
    public async Task A_program_that_does_not_end_is_ended_and_one_that_fails_says_only_how()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("The programs of this test are not there.");
        Assert.AreEqual("a b\n", await TokenProgram.RunAsync("echo", ["a b"], CancellationToken.None));
        await Says("it is not on the PATH", "no-such-program-of-a-ci");
        await Says("it ended with exit code 7", "sh", "-c", "echo secret; exit 7");
        await Says("it wrote more than any token has", "yes");
        await Says("it did not end within 1 seconds", "sh", "-c", "sleep 60");
        // It may have ended and left its output to another.
        await Says("it did not end within 1 seconds", "sh", "-c", "sleep 60 & exit 0");

        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAsync<OperationCanceledException>(() => TokenProgram.RunAsync("sleep", ["60"], cancel.Token));

        static async Task Says(string why, string program, params string[] arguments)
        {
            var e = await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => TokenProgram.RunAsync(program, [.. arguments], TimeSpan.FromSeconds(1), CancellationToken.None));
            Assert.AreEqual(why, e.Message);
        }
    }
}
