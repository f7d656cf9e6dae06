namespace SupplyChainSdk;

/// <summary>What was asked cannot be answered as it was asked. The message is a sentence that says what to ask for instead; it has no code, since nothing was found.</summary>
/// <param name="message">For people.</param>
#pragma warning disable CA1032 // without a sentence it would say nothing
public sealed class UsageException(string message) : Exception(message);
#pragma warning restore CA1032
