namespace SupplyChainSdk.Feeds;

/// <summary>Asks again until something is there, or the time is over.</summary>
internal static class Waiting
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    // A timer may come a little early; what is left then is not worth another question.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks at least once, and once more at the end of the time.</summary>
    /// <param name="ask">Whether it is there.</param>
    /// <param name="time">How long; zero to ask once.</param>
    /// <param name="waiting">Called before each pause with the time that has passed; null for nothing.</param>
    /// <param name="clock">Of the pauses.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Whether it is there.</returns>
    /// <exception cref="FeedException">The last answer was none.</exception>
    public static async Task<bool> UntilAsync(Func<Task<bool>> ask, TimeSpan time, Action<TimeSpan>? waiting, TimeProvider clock, CancellationToken cancel)
    {
        var start = clock.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            FeedException? failure = null;
            try
            {
                if (await ask().ConfigureAwait(false))
                    return true;
            }
            catch (FeedException e) when (e.IsPassing)
            {
                failure = e;
            }
            var passed = clock.GetElapsedTime(start);
            var left = time - passed;
            if (left <= Slack)
                return failure is null ? false : throw failure;
            waiting?.Invoke(passed);
            await Task.Delay(pause < left ? pause : left, clock, cancel).ConfigureAwait(false);
        }
    }
}
