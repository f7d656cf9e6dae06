namespace SupplyChainSdk.Integrity;

/// <summary>What a check is for, as far as it decides whether the sources are asked.</summary>
public enum SourceUse
{
    /// <summary>A check: they are asked where the policy says always.</summary>
    Check,

    /// <summary>Something is signed after it: they are asked unless the policy says off.</summary>
    Signing,

    /// <summary>Somebody wants them to be asked, whatever the policy says.</summary>
    Asked,

    /// <summary>Nothing is asked over the network.</summary>
    Offline,
}

/// <summary>How far the questions are.</summary>
/// <param name="Done">Answered, in whatever way.</param>
/// <param name="Total">All.</param>
/// <param name="Subject">What the last one was about: package and source.</param>
public readonly record struct SourceProgress(int Done, int Total, string Subject);
